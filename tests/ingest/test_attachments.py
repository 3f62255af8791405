"""Attachments become documents of their own, tied to their mail."""

import datetime as dt
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from tests.support.mails import HEAD
from tests.support.stored import settings_for, viewer

from yiju.ingest.pdf_picture import OriginalGone, original_of
from yiju.ingest.pipeline import IngestReport, ingest
from yiju.store.documents import list_documents, paragraphs_of
from yiju.store.store import Store
from yiju.store.types import Document, Kind

MAIN = viewer("main")
PNG = b"\x89PNG\r\n\x1a\n"
MULTIPART = HEAD + 'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'


def take(store: Store, *paths: Path) -> IngestReport:
    return ingest(store, None, paths, customer="莱茵汽车", unit="main")


def documents(store: Store) -> dict[str, Document]:
    return {one.title: one for one in list_documents(store.sql, MAIN)}


def texts(store: Store, document: Document) -> list[str]:
    return [one.text for one in paragraphs_of(store.sql, MAIN, [document.id])]


def word(tmp_path: Path, text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    document.save(str(tmp_path / "made.docx"))
    data = (tmp_path / "made.docx").read_bytes()
    (tmp_path / "made.docx").unlink()
    return data


def message(subject: str = "报价", body: str = "请见附件。") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "王蕾 <wang@huaqing.example>"
    made["To"] = "li@rhein.example"
    made["Subject"] = subject
    made["Date"] = "Thu, 15 Jan 2026 09:30:00 +0800"
    made["Message-ID"] = f"<{subject.encode().hex()}@x>"
    made.set_content(body)
    return made


def attach(made: EmailMessage, data: bytes, name: str) -> None:
    made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)


def test_each_is_a_document_that_knows_its_mail(store: Store, tmp_path: Path) -> None:
    made = message()
    attach(made, word(tmp_path, "支架单价为十二元五角，含税。"), "报价说明.docx")
    attach(made, "现场照片共三张，见共享盘。".encode("gb18030"), "说明.txt")
    made.add_attachment(
        b"\x89PNG\r\n\x1a\n" + bytes(50), maintype="image", subtype="png", filename="现场.png"
    )
    path = tmp_path / "来函.eml"
    path.write_bytes(made.as_bytes())
    report = take(store, path)
    assert (report.files, report.documents, report.unchanged) == (1, 3, 0)
    (failed,) = report.failed
    assert failed["path"] == f"{path} › 现场.png" and "图片" in failed["error"]
    found = documents(store)
    quote = next(one for one in found.values() if one.format == "docx")
    assert texts(store, quote) == ["支架单价为十二元五角，含税。"]
    assert quote.attributes["mail_id"] == found["报价"].attributes["message_id"]
    assert quote.attributes["mail_from"] == "王蕾 <wang@huaqing.example>"
    assert quote.uri.startswith(path.resolve().as_uri() + "#")
    assert quote.kind is not Kind.MAIL
    assert quote.date == dt.date(2026, 1, 15)
    assert any("邮件的发送日期" in warning for warning in quote.warnings)
    assert any("现场.png" in warning and "图片" in warning for warning in found["报价"].warnings)
    assert texts(store, found["说明"]) == ["现场照片共三张，见共享盘。"]


def test_the_same_mail_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    made = message()
    attach(made, "交期三周。".encode(), "交期.txt")
    (tmp_path / "一.eml").write_bytes(made.as_bytes())
    take(store, tmp_path / "一.eml")
    before = documents(store)
    again = take(store, tmp_path / "一.eml")
    assert (again.documents, again.unchanged) == (0, 2)
    (tmp_path / "一.eml").rename(tmp_path / "二.eml")
    moved = take(store, tmp_path / "二.eml")
    assert (moved.documents, moved.unchanged) == (0, 2)
    assert {t: d.id for t, d in documents(store).items()} == {t: d.id for t, d in before.items()}


def test_what_was_sent_twice_is_one_document(store: Store, tmp_path: Path) -> None:
    for name, subject in (("一.eml", "报价"), ("二.eml", "再发报价")):
        made = message(subject)
        attach(made, "交期三周。".encode(), "交期.txt")
        (tmp_path / name).write_bytes(made.as_bytes())
    report = take(store, tmp_path / "一.eml", tmp_path / "二.eml")
    assert (report.documents, report.unchanged) == (3, 1)
    # The first mail is deleted and its place taken by another: the attachment is still in the second.
    (tmp_path / "一.eml").write_bytes(message("别的事", "无附件。").as_bytes())
    take(store, tmp_path / "一.eml")
    again = take(store, tmp_path / "二.eml")
    assert (again.documents, again.unchanged) == (0, 2)
    assert documents(store)["交期"].uri.startswith((tmp_path / "二.eml").resolve().as_uri() + "#")


def test_a_mail_in_a_mail_in_a_mail(store: Store, tmp_path: Path) -> None:
    inner = message("最里", "最里面的正文。")
    attach(inner, "夹带的说明。".encode(), "夹带.txt")
    middle = message("中间", "中间的正文。")
    middle.add_attachment(inner)
    outer = message("最外", "最外面的正文。")
    outer.add_attachment(middle)
    path = tmp_path / "转.eml"
    path.write_bytes(outer.as_bytes())
    report = take(store, path)
    assert (report.documents, report.failed) == (4, [])
    found = documents(store)
    assert set(found) == {"最里", "中间", "最外", "夹带"}
    assert found["夹带"].attributes["mail_id"] == found["最里"].attributes["message_id"]
    assert original_of(found["夹带"]) == "夹带的说明。".encode()


def test_depth_is_bounded(store: Store, tmp_path: Path) -> None:
    made = message("第0层", "第0层的正文。")
    for level in range(1, 10):
        around = message(f"第{level}层", f"第{level}层的正文。")
        around.add_attachment(made)
        made = around
    (tmp_path / "深.eml").write_bytes(made.as_bytes())
    report = take(store, tmp_path / "深.eml")
    assert report.documents == 6
    assert ["嵌套超过 5 层" in one["error"] for one in report.failed] == [True]


def test_the_original_of_an_attachment_is_its_own_bytes(store: Store, tmp_path: Path) -> None:
    made = message()
    attach(made, "交期三周。".encode(), "交期.txt")
    path = tmp_path / "来函.eml"
    path.write_bytes(made.as_bytes())
    take(store, path)
    attached = documents(store)["交期"]
    assert original_of(attached) == "交期三周。".encode()
    path.write_bytes(message().as_bytes())
    with pytest.raises(OriginalGone):
        original_of(attached)


def test_pictures_in_the_text_and_signatures_are_no_material(store: Store, tmp_path: Path) -> None:
    made = message()
    made.add_alternative('<p>请见附件。</p><img src="cid:logo">', subtype="html")
    made.add_attachment(
        b"\x89PNG\r\n\x1a\n",
        maintype="image",
        subtype="png",
        cid="<logo>",
        filename="logo.png",
        disposition="inline",
    )
    made.add_attachment(b"0\x82", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    (tmp_path / "a.eml").write_bytes(made.as_bytes())
    report = take(store, tmp_path / "a.eml")
    assert (report.documents, report.failed, report.skipped) == (1, [], [])


@pytest.mark.parametrize("charset", ["gbk", "big5", "utf-8"])
def test_names_in_raw_bytes(store: Store, tmp_path: Path, charset: str) -> None:
    name = "報價說明.txt" if charset == "big5" else "报价说明.txt"
    head = (
        f'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\n{name[:2]}如下。\n'
    )
    part = (
        f'--b\nContent-Type: text/plain; name="{name}"\nContent-Disposition: attachment; filename="{name}"\n'
    )
    (tmp_path / "a.eml").write_bytes((HEAD + head + part + f"\n{name[:4]}。\n--b--\n").encode(charset))
    assert take(store, tmp_path / "a.eml").documents == 2
    assert name.removesuffix(".txt") in documents(store)


def test_an_unreadable_attachment_harms_nothing_else(store: Store, tmp_path: Path) -> None:
    bad = (
        "--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
        'Content-Disposition: attachment; filename="../../坏.pdf"\n\nJVBERi0xLjcK!!!\n--b--\n'
    )
    (tmp_path / "a.eml").write_text(MULTIPART + "正文在此。\n" + bad, encoding="utf-8")
    report = take(store, tmp_path / "a.eml")
    assert report.documents == 1
    assert "坏.pdf" in report.failed[0]["path"] and "PDF" in report.failed[0]["error"]


def test_a_leak_would_need_the_unit(tmp_path: Path) -> None:
    with Store.open(settings_for(tmp_path / "data")) as store:
        made = message()
        attach(made, "交期三周。".encode(), "交期.txt")
        (tmp_path / "a.eml").write_bytes(made.as_bytes())
        take(store, tmp_path / "a.eml")
        assert list_documents(store.sql, viewer("west")) == []
