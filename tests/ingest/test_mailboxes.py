"""Mailbox files and Maildirs: one message a document; what was merely read stays the same."""

import datetime as dt
from pathlib import Path

import pytest
from tests.support.stored import viewer

from yiju.errors import ReadFailure
from yiju.ingest.mailboxes import messages
from yiju.ingest.pipeline import IngestReport, ingest
from yiju.ingest.read import read
from yiju.store.documents import list_documents, paragraphs_of
from yiju.store.store import Store
from yiju.store.types import Document, Kind

MAIN = viewer("main")


def mail(number: int, body: str = "交期改为三月。", extra: str = "") -> str:
    return (
        f"From: =?gbk?B?zfXA2Q==?= <wang@huaqing.example>\nTo: li@rhein.example\nSubject: 第{number}封信\n"
        f"Date: Thu, {number:02d} Jan 2026 10:00:00 +0800\nMessage-ID: <m{number}@x>\n{extra}"
        f"Content-Type: text/plain; charset=utf-8\n\n{body}\n"
    )


def boxed(*mails: str) -> bytes:
    return "".join(f"From a@b Thu Jan  1 10:00:00 2026\n{one}\n" for one in mails).encode()


def take(store: Store, *paths: Path) -> IngestReport:
    return ingest(store, None, paths, customer="莱茵汽车", unit="main")


def documents(store: Store) -> dict[str, Document]:
    return {one.title: one for one in list_documents(store.sql, MAIN)}


def test_every_message_is_a_document(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "往来.mbox"
    path.write_bytes(boxed(mail(1), mail(2, "报价有效期三十天。"), mail(3)))
    report = take(store, path)
    assert (report.files, report.documents, report.failed) == (1, 3, [])
    found = documents(store)
    assert found["第2封信"].date == dt.date(2026, 1, 2)
    assert found["第2封信"].kind is Kind.MAIL
    assert found["第2封信"].attributes["from"] == "王蕾 <wang@huaqing.example>"
    assert found["第2封信"].attributes["mailbox"] == "往来.mbox"
    assert [p.text for p in paragraphs_of(store.sql, MAIN, [found["第2封信"].id])] == ["报价有效期三十天。"]


def test_what_was_merely_read_is_unchanged_and_new_ones_are_found(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "往来.mbox"
    path.write_bytes(boxed(mail(1), mail(2)))
    take(store, path)
    before = {title: one.id for title, one in documents(store).items()}
    looked_at = mail(2, extra="Status: RO\nX-Mozilla-Status: 0001\nX-Keywords: \n work\n")
    path.write_bytes(boxed(mail(3), mail(1, extra="Status: O\n"), looked_at))
    report = take(store, path)
    assert (report.documents, report.unchanged) == (1, 2)
    after = {title: one.id for title, one in documents(store).items()}
    assert before.items() <= after.items()


def test_a_copied_mailbox_and_a_moved_one(store: Store, tmp_path: Path) -> None:
    path, copy = tmp_path / "a.mbox", tmp_path / "b.mbox"
    path.write_bytes(boxed(mail(1), mail(2)))
    take(store, path)
    copy.write_bytes(path.read_bytes())
    assert take(store, copy).unchanged == 2
    path.unlink()
    report = take(store, copy)
    assert (report.documents, report.unchanged) == (0, 2)
    assert all(one.uri.startswith(copy.resolve().as_uri()) for one in documents(store).values())


def test_from_at_the_beginning_of_a_line_divides_nothing(tmp_path: Path) -> None:
    body = "Best regards\n\nFrom now on the price is 12.\n\n>From 2027 it falls.\n"
    path = tmp_path / "a.mbox"
    path.write_bytes(boxed(mail(1, body), mail(2)))
    first, second = messages(path)
    assert b"\nFrom now on" in first and b"\nFrom 2027 it falls." in first
    assert second.rstrip().decode() == mail(2).rstrip()


def test_broken_messages_are_named_by_number(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    empty = "Subject: x\nTo: y\nMessage-ID: <e@x>\n\n"
    path.write_bytes(boxed(mail(1), empty, mail(3)))
    report = take(store, path)
    assert report.documents == 2
    assert report.skipped[0]["path"] == f"{path} › 第2封"


def test_messages_of_one_id_and_without_any(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    nameless = mail(5).replace("Message-ID: <m5@x>\n", "")
    path.write_bytes(boxed(mail(1), mail(1, "另一个正文。"), nameless))
    assert take(store, path).documents == 3
    assert take(store, path).unchanged == 3


@pytest.mark.parametrize("name", ["往来", "往来.txt", "Inbox"])
def test_a_mailbox_is_told_by_its_content(store: Store, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(boxed(mail(1), mail(2)))
    assert take(store, path).documents == 2
    with pytest.raises(ReadFailure, match="多份资料"):
        read(path)


def test_a_cut_mailbox_gives_what_it_has(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    whole = boxed(mail(1), mail(2))
    path.write_bytes(whole[:-40])
    assert take(store, path).documents + len(take(store, path).skipped) >= 1
    path.write_bytes(whole)
    take(store, path)
    assert set(documents(store)) == {"第1封信", "第2封信"}


def test_a_maildir(store: Store, tmp_path: Path) -> None:
    box = tmp_path / "Maildir"
    for folder in ("cur", "new", "tmp", ".Sent/cur", ".Sent/new", ".Sent/tmp"):
        (box / folder).mkdir(parents=True)
    (box / "dovecot-uidlist").write_text("3 V1 N4\n1 :x\n", encoding="utf-8")
    (box / "new" / "1700000001.M1P2.host").write_text(mail(1), encoding="utf-8")
    (box / "cur" / "1700000002.M1P2.host,S=120").write_text(mail(2), encoding="utf-8")
    (box / ".Sent" / "cur" / "1700000003.M1P2.host").write_text("Subject: 短\n\n已发。\n", encoding="utf-8")
    (box / "tmp" / "1700000004.M1P2.host").write_text(mail(4), encoding="utf-8")
    report = take(store, box)
    assert (report.files, report.documents, report.failed, report.skipped) == (3, 3, [], [])
    found = documents(store)
    assert set(found) == {"第1封信", "第2封信", "短"}
    assert all(one.kind is Kind.MAIL and one.warnings == () for one in found.values())
    # A mail program moves what was read, and notes it in the name.
    (box / "new" / "1700000001.M1P2.host").rename(box / "cur" / "1700000001.M1P2.host,a=S")
    again = take(store, box)
    assert (again.documents, again.unchanged) == (0, 3)
    assert {one.id for one in documents(store).values()} == {one.id for one in found.values()}


def test_a_sentence_that_begins_with_from_above_a_label_ends_no_message(tmp_path: Path) -> None:
    path = tmp_path / "往来.mbox"
    path.write_bytes(boxed(mail(1, "Hello.\n\nFrom what I know we need:\nPrice: 12.50"), mail(2)))
    assert [b"Price: 12.50" in one for one in messages(path)] == [True, False]


def test_separators_without_a_time_are_known_where_the_first_has_none(tmp_path: Path) -> None:
    path = tmp_path / "往来.mbox"
    path.write_bytes(boxed(mail(1), mail(2)).replace(b" Thu Jan  1 10:00:00 2026", b""))
    assert len(list(messages(path))) == 2
