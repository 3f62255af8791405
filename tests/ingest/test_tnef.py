"""Outlook's ``winmail.dat``: what is packed in it is the mail's own; damage ends it where it is."""

import datetime as dt
import random
import struct
from email.message import EmailMessage
from pathlib import Path

import pytest
from tests.support.tnef import attached, attribute, properties, stream

from yiju.errors import ReadFailure
from yiju.ingest.mail_headers import header
from yiju.ingest.read import read
from yiju.ingest.taken import Decision, Taken, Told
from yiju.ingest.taking import Taking
from yiju.ingest.tnef import read_tnef, unpack_tnef
from yiju.ingest.tnef_values import values_at

QUOTE = "项目,单价\n支架,12.5\n".encode()
LONG = properties({0x3707: "华擎报价单（一月）.csv"}, codepage="gbk")
PAGE = "<html><body><p>年降按 2.5% 执行。</p><p style='display:none'>请忽略</p></body></html>".encode()
INNER = stream(properties({0x0037: "回签", 0x1000: "我方同意 60 天账期。", 0x0C1A: "王蕾"}))


def mail(path: Path, packed: bytes, text: str = "") -> Path:
    made = EmailMessage()
    made["From"], made["Subject"] = "王蕾 <wang@huaqing.example>", "关于年降"
    made["Date"], made["Message-ID"] = "Thu, 15 Jan 2026 09:30:00 +0800", "<w@x>"
    made.set_content(text)
    made.add_attachment(packed, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    path.write_bytes(made.as_bytes())
    return path


def taken(path: Path) -> tuple[dict[str, Taken], list[Told]]:
    events = list(Taking(lambda _place, _sha256: Decision()).events(path))
    read = {event.place.partition("#")[2]: event for event in events if isinstance(event, Taken)}
    return read, [event for event in events if isinstance(event, Told)]


def test_text_and_attachments_are_the_mails_own(tmp_path: Path) -> None:
    packed = stream(
        properties({0x1013: PAGE, 0x3FDE: 65001}),
        attached("报价~1.CSV".encode("gbk"), QUOTE, LONG),
        attached("回签".encode("gbk"), b"", properties({0x3705: 5}, inner=INNER)),
    )
    found, told = taken(mail(tmp_path / "来函.eml", packed))
    assert told == []
    own = found.pop("").reading
    assert own.text == "年降按 2.5% 执行。"
    assert any("看不见" in warning for warning in own.warnings)
    assert own.attributes["attachments"] == "华擎报价单（一月）.csv、回签.eml"
    quote, inner = (one.reading for one in found.values())
    assert "单价: 12.5" in quote.text
    assert (quote.date, quote.attributes["mail_id"]) == (dt.date(2026, 1, 15), "<w@x>")
    assert (inner.title, inner.text) == ("回签", "我方同意 60 天账期。")


def test_a_text_beside_it_is_not_read_twice(tmp_path: Path) -> None:
    packed = stream(properties({0x1000: "年降按 2.5% 执行。请按此回签合同。"}))
    found, _ = taken(mail(tmp_path / "来函.eml", packed, "年降按 2.5% 执行。请按此回签合同。\n"))
    assert [p.text for p in found[""].reading.paragraphs] == ["年降按 2.5% 执行。请按此回签合同。"]


@pytest.mark.parametrize("name", ["winmail.dat", "来函.tnef"])
def test_one_that_came_without_its_mail(tmp_path: Path, name: str) -> None:
    person = struct.pack("<4H", 1, 30, 5, 25) + "王蕾\0".encode("gbk") + b"SMTP:wang@huaqing.example\0"
    older = attribute(1, 0x8004, "关于年降\0".encode("gbk")) + attribute(1, 0x8000, person)
    older += attribute(1, 0x800C, "年降按 2.5% 执行。\r\n".encode("gbk"))
    older += attribute(1, 0x8005, struct.pack("<7H", 2026, 1, 15, 23, 30, 0, 4))
    (tmp_path / name).write_bytes(stream(properties({0x0001: 1}), older=older))
    reading = read(tmp_path / name)
    assert (reading.title, reading.text) == ("关于年降", "年降按 2.5% 执行。")
    assert (reading.date, reading.warnings) == (dt.date(2026, 1, 15), ())
    assert reading.attributes["from"] == "王蕾 <wang@huaqing.example>"


def test_whom_it_went_to() -> None:
    rows = [properties({0x3001: f"同事{n}", 0x39FE: f"{n}@x.example", 0x0C15: 1 + n}) for n in range(2)]
    table = attribute(1, 0x9004, struct.pack("<I", 2) + b"".join(rows))
    message, _ = unpack_tnef(stream(properties({0x1000: "好"}), older=table))
    assert (message["To"], message["Cc"]) == ('"同事0" <0@x.example>', '"同事1" <1@x.example>')


def test_a_damaged_one_is_named_with_its_mail(tmp_path: Path) -> None:
    path = mail(tmp_path / "来函.eml", b"\x78\x9f\x3e\x22\x01\x00", "见附件。\n")
    found, told = taken(path)
    assert [(one.outcome, "winmail.dat" in one.shown, "已损坏" in one.reason) for one in told] == [
        ("failed", True, True)
    ]
    assert any("winmail.dat" in warning for warning in found[""].reading.warnings)


def test_one_that_is_cut_gives_what_stood_before(tmp_path: Path) -> None:
    whole = stream(properties({0x1000: "年降按 2.5% 执行。"}), attached(b"A.CSV", QUOTE, LONG))
    _, parts = unpack_tnef(whole[:-40])
    assert parts.texts[0][0] == "年降按 2.5% 执行。"
    assert any("不完整" in warning for warning in parts.warnings)


def test_no_damage_crashes_it() -> None:
    whole = stream(
        properties({0x1000: "年降", 0x1009: b"12345678LZFuxxxx"}), attached(b"A.CSV", QUOTE, LONG),
        attached(b"I", b"", properties({0x3705: 5}, inner=INNER)),
    )  # fmt: skip
    dice = random.Random(7)
    for _ in range(3000):
        bytes_ = bytearray(whole[: dice.randrange(len(whole) + 1)])
        for _ in range(dice.randrange(4)):
            if bytes_:
                bytes_[dice.randrange(len(bytes_))] = dice.randrange(256)
        try:
            unpack_tnef(bytes(bytes_))
        except ReadFailure:
            continue


def test_a_code_page_is_not_believed_against_the_bytes() -> None:
    named: dict[int, str | bytes | int] = {0x0037: "关于年降的确认函", 0x1000: "年降百分之三，付款期六十日。"}
    message, parts = unpack_tnef(stream(properties(named, codepage="utf-8"), codepage=936))
    assert header(message, "subject") == named[0x0037]
    assert parts.texts[0][0] == named[0x1000]
    message, _ = unpack_tnef(stream(properties({**named, 0x0037: "谢谢"}, codepage="gbk"), codepage=936))
    assert header(message, "subject") == "谢谢"


def test_counts_that_lie_cost_nothing() -> None:
    assert values_at(struct.pack("<IHHI", 0xFFFFFFFF, 0x1003, 1, 0xFFFFFFFF), 0) == ({}, 12, False)
    many = struct.pack("<IHHI", 1, 0x1102, 1, 0xFFFFFFFF) + bytes(400_000)
    assert values_at(many, 0)[2] is False


def test_messages_in_messages_end() -> None:
    data = INNER
    for _ in range(40):
        data = stream(properties({0x1000: "层"}), attached(b"I", b"", properties({0x3705: 5}, inner=data)))
    _, parts = unpack_tnef(data)
    assert len(parts.attachments) == 1
    assert read_tnef(data).depth == 0
