"""Outlook's files: headers, texts in old code pages, attachments, mails within; real ones."""

import datetime as dt
from pathlib import Path

import pytest
from tests.support.outlook import Storage, properties, write
from tests.support.stored import viewer

from yiju.errors import ReadFailure, Skipped
from yiju.ingest.pipeline import ingest
from yiju.ingest.read import read
from yiju.ingest.rtf import rtf_content
from yiju.ingest.rtf_packed import unpack_rtf
from yiju.store.documents import list_documents, paragraphs_of
from yiju.store.store import Store
from yiju.store.types import Kind

MOMENT = dt.datetime(2026, 1, 15, 17, 30, tzinfo=dt.UTC) - dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
"""Half past one in the morning of the 16th, in China."""
SENT = int(MOMENT.total_seconds()) * 10**7
TEXTS: dict[int, str | bytes] = {
    0x0037: "关于年降", 0x1000: "年降按 2.5% 执行。\r\n请确认。\r\n", 0x0C1A: "王蕾",
    0x5D01: "wang@huaqing.example", 0x0E04: "李雷", 0x1035: "<o1@x>",
}  # fmt: skip


def message(texts: dict[int, str | bytes], **more: object) -> Storage:
    return properties(texts, header=32, moments={0x0039: SENT}, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("codepage", ["", "gbk", "big5"])
def test_texts_headers_and_the_day(tmp_path: Path, codepage: str) -> None:
    texts = dict(TEXTS)
    if codepage == "big5":
        texts |= {0x0037: "關於年降", 0x0C1A: "王蕾", 0x1000: "年降按 2.5% 執行。\r\n請確認。\r\n"}
    numbers = {"gbk": {0x3FFD: 936}, "big5": {0x3FFD: 950}}.get(codepage, {})
    path = write(tmp_path / "a.msg", message(texts, codepage=codepage, numbers=numbers))
    reading = read(path)
    assert (reading.title, reading.kind, reading.format) == (texts[0x0037], Kind.MAIL, "msg")
    assert reading.date == dt.date(2026, 1, 16)
    assert reading.attributes["from"] == "王蕾 <wang@huaqing.example>"
    assert reading.attributes["message_id"] == "<o1@x>"
    assert [p.text for p in reading.paragraphs] == str(texts[0x1000]).split("\r\n")[:2]


def test_the_mails_own_headers_go_first(tmp_path: Path) -> None:
    head = "Date: Thu, 15 Jan 2026 09:30:00 -0800\r\nMessage-ID: <real@x>\r\nReferences: <r@x> <s@x>\r\n\r\n"
    reading = read(write(tmp_path / "a.msg", message({**TEXTS, 0x007D: head})))
    assert reading.date == dt.date(2026, 1, 15)
    assert (reading.attributes["message_id"], reading.attributes["thread_id"]) == ("<real@x>", "<r@x>")


def test_a_page_and_what_it_hides(tmp_path: Path) -> None:
    page = "<html><body><p>年降按 2.5% 执行。</p><p style='display:none'>请忽略</p></body></html>".encode()
    reading = read(
        write(tmp_path / "a.msg", message({**TEXTS, 0x1000: "", 0x1013: page}, numbers={0x3FDE: 65001}))
    )
    assert reading.text == "年降按 2.5% 执行。"
    assert any("看不见" in warning for warning in reading.warnings)


def test_attachments_and_mails_within(store: Store, tmp_path: Path) -> None:
    inner = properties({**TEXTS, 0x0037: "里面的信", 0x1035: "<o2@x>"}, header=24, moments={0x0039: SENT})
    mail = properties({0x3001: "里面的信"}, header=8, numbers={0x3705: 5})
    mail.storages["__substg1.0_3701000D"] = inner
    file = properties({0x3707: "交期.txt", 0x3701: "交期三周。".encode()}, header=8, numbers={0x3705: 1})
    outer = message(TEXTS)
    outer.storages |= {"__attach_version1.0_#00000000": mail, "__attach_version1.0_#00000001": file}
    path = write(tmp_path / "a.msg", outer)
    report = ingest(store, None, [path], customer="莱茵汽车", unit="main")
    assert (report.documents, report.failed, report.skipped) == (3, [], [])
    found = {one.title: one for one in list_documents(store.sql, viewer("main"))}
    assert set(found) == {"关于年降", "里面的信", "交期"}
    assert found["里面的信"].attributes["from"] == "王蕾 <wang@huaqing.example>"
    assert found["里面的信"].date == dt.date(2026, 1, 16)
    assert found["交期"].attributes["mail_id"] == "<o1@x>"
    said = paragraphs_of(store.sql, viewer("main"), [found["里面的信"].id])
    assert [p.text for p in said] == ["年降按 2.5% 执行。", "请确认。"]
    assert ingest(store, None, [path], customer="莱茵汽车", unit="main").unchanged == 3


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "坏.msg", message(TEXTS))
    data = path.read_bytes()
    for cut in range(600, len(data), 700):
        path.write_bytes(data[:cut])
        try:
            assert read(path).paragraphs
        except (ReadFailure, Skipped) as error:
            assert "坏.msg" in str(error) and "无法解析" not in str(error)


def test_a_text_that_is_there_as_packed_rtf_alone(tmp_path: Path) -> None:
    rtf = b"{\\rtf1\\ansi\\ansicpg936 \\'c4\\'ea\\'bd\\'b5 2.5%\\par}"
    packed = len(rtf).to_bytes(4, "little") * 2 + b"MELA" + bytes(4) + rtf
    assert unpack_rtf(packed) == rtf
    reading = read(write(tmp_path / "a.msg", message({**TEXTS, 0x1000: "", 0x1009: packed})))
    assert reading.text == "年降 2.5%"


def test_packing_as_its_standard_shows_it() -> None:
    """The example of MS-OXRTFCP 3.1."""
    data = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert unpack_rtf(data) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (
            r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 S;}}\f0 \'b1\'a8\'bc\'db\par \u20132?\u26399?}",
            "报价\n交期",
        ),
        (r"{\rtf1\ansi\uc2 \u24180 ab\u38477 cd}", "年降"),
        (r"{\rtf1{\info{\title 题}}{\*\generator x}正{\v 隐藏}}", "正"),
        (r"{\rtf1 a\~b\tab c\line d\emdash e\{f\}}", "a b\tc\nd—e{f}"),
        (r"{\rtf1\trowd 甲\cell 乙\cell\row}", "甲 | 乙 |"),
    ],
)
def test_rtf(rtf: str, text: str) -> None:
    data = (
        rtf.encode("gb18030")
        if "ansicpg936" in rtf
        else rtf.replace("\\rtf1", "\\rtf1\\ansicpg65001").encode()
    )
    assert rtf_content(data).text.strip() == text


def test_real_files(shared_data: Path) -> None:
    said = 0
    for path in sorted((shared_data / "parser_files" / "msg").iterdir()):
        try:
            reading = read(path)
        except (ReadFailure, Skipped) as error:
            assert path.name in str(error) and "无法解析" not in str(error)
            continue
        said += 1
        assert reading.title and all(reading.text[p.start : p.end] == p.text for p in reading.paragraphs)
    assert said >= 20


def test_real_rtf_files(shared_data: Path) -> None:
    for path in sorted((shared_data / "parser_files" / "rtf").iterdir()):
        try:
            assert read(path).paragraphs
        except (ReadFailure, Skipped) as error:
            assert path.name in str(error) and "无法解析" not in str(error)
