"""Forgetting a mail forgets what came in it, unless it came in something else too."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from tests.support.stored import viewer

from yiju.errors import Forbidden
from yiju.ingest.pipeline import ingest
from yiju.store import audit
from yiju.store.access import local_viewer
from yiju.store.documents import list_documents
from yiju.store.forget import attachments_of, forget_document
from yiju.store.maintenance import maintain
from yiju.store.store import Store
from yiju.store.types import Document

HEAD = viewer("main", role="director")


def letter(subject: str, attachments: dict[str, str], inner: EmailMessage | None = None) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "王蕾 <wang@huaqing.example>", "li@rhein.example", subject
    made["Date"], made["Message-ID"] = "Thu, 15 Jan 2026 09:30:00 +0800", f"<{subject.encode().hex()}@x>"
    made.set_content(f"{subject}：请见附件。")
    for name, text in attachments.items():
        made.add_attachment(text.encode(), maintype="text", subtype="plain", filename=name)
    if inner is not None:
        made.add_attachment(inner)
    return made


def take(store: Store, folder: Path, **letters: EmailMessage) -> dict[str, Document]:
    folder.mkdir(exist_ok=True)
    for name, made in letters.items():
        (folder / f"{name}.eml").write_bytes(made.as_bytes())
    ingest(store, None, [folder], customer="莱茵汽车", unit="main")
    return titles(store)


def titles(store: Store) -> dict[str, Document]:
    return {one.title: one for one in list_documents(store.sql, HEAD)}


def test_attachments_go_with_their_mail_and_those_within_them_too(store: Store, tmp_path: Path) -> None:
    inner = letter("转来的询价", {"图纸说明.txt": "壁厚为三毫米。"})
    found = take(
        store,
        tmp_path / "in",
        a=letter("报价", {"报价单.txt": "单价四元二角。"}, inner),
        A=letter("另一封", {"会议纪要.txt": "下周再议交货期。"}),
    )
    assert set(found) == {"报价", "报价单", "转来的询价", "图纸说明", "另一封", "会议纪要"}
    with store.sql.read() as connection:
        told = {one.title for one in attachments_of(connection, HEAD, found["报价"])}
        assert attachments_of(connection, HEAD, found["会议纪要"]) == []
    assert told == {"报价单", "转来的询价", "图纸说明"}
    forget_document(store, HEAD, found["报价"].id)
    assert set(titles(store)) == {"另一封", "会议纪要"}
    gone = {e.subject for e in audit.entries(store.sql) if e.action == "document.forgotten"}
    assert gone == {found[title].id for title in ("报价", *told)}
    assert maintain(store, local_viewer(store.sql), repair=False).consistent


def test_a_mail_within_a_mail_takes_only_its_own(store: Store, tmp_path: Path) -> None:
    inner = letter("转来的询价", {"图纸说明.txt": "壁厚为三毫米。"})
    found = take(store, tmp_path / "in", a=letter("报价", {"报价单.txt": "单价四元二角。"}, inner))
    forget_document(store, HEAD, found["转来的询价"].id)
    assert set(titles(store)) == {"报价", "报价单"}


def test_they_may_be_kept(store: Store, tmp_path: Path) -> None:
    found = take(store, tmp_path / "in", a=letter("报价", {"报价单.txt": "单价四元二角。"}))
    forget_document(store, HEAD, found["报价"].id, keep_attachments=True)
    assert set(titles(store)) == {"报价单"}


def test_what_came_in_another_mail_too_stays(store: Store, tmp_path: Path) -> None:
    both = {"报价单.txt": "单价四元二角。"}
    found = take(store, tmp_path / "in", a=letter("报价", both), b=letter("再发一次", both))
    assert set(found) == {"报价", "再发一次", "报价单"}
    forget_document(store, HEAD, found["报价"].id)
    assert set(titles(store)) == {"再发一次", "报价单"}


def test_who_may_not_forget_the_mail_forgets_none_of_it(store: Store, tmp_path: Path) -> None:
    found = take(store, tmp_path / "in", a=letter("报价", {"报价单.txt": "单价四元二角。"}))
    with pytest.raises(Forbidden):
        forget_document(store, viewer("main"), found["报价"].id)
    assert set(titles(store)) == {"报价", "报价单"}
    with store.sql.read() as connection:
        assert attachments_of(connection, viewer("west", role="director"), found["报价"]) == []
