"""Chinese mail as it comes: wrong labels, words cut anywhere, names in every spelling, wrong boundaries."""

import base64
import datetime as dt
import quopri
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.support.mails import of, read

from yiju.store.types import Role

TEXT = "朱镕基、喆：年降按 2.5% 执行，付款期 60 天。"
TRADITIONAL = "年降按 2.5% 執行，付款期 60 天，請確認。"
HEAD = b"From: wang@huaqing.example\nDate: Thu, 15 Jan 2026 09:30:00 +0800\nMIME-Version: 1.0\n"
SUBJECT = "关于年降的确认函"


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("label", "real", "text"),
    [
        ("gb2312", "gbk", TEXT),
        ("gb2312", "gb18030", "𠮷祥：" + TEXT),
        ("cp936", "gb18030", "𠮷€" + TEXT),
        ("GB2312", "utf-8", "好的"),
        ("gb2312", "gbk", "一直"),
        ("utf-8", "gbk", TEXT),
        ("utf-8", "gbk", "好的"),
        ("iso-8859-1", "gbk", TEXT),
        ("us-ascii", "gbk", TEXT),
        ("x-unknown", "gbk", TEXT),
        ("", "gbk", TEXT),
        ("", "big5", TRADITIONAL),
        ("gbk", "big5", TRADITIONAL),
        ("big5", "gbk", TEXT),
        ("utf-8", "utf-8", "Grüße aus Köln"),
    ],
)
@pytest.mark.parametrize("packed", ["8bit", "base64"])
def test_a_label_is_believed_where_the_bytes_agree(
    tmp_path: Path, label: str, real: str, text: str, packed: str
) -> None:
    data = text.encode(real) if packed == "8bit" else b64(text.encode(real)).encode()
    kind = f"Content-Type: text/plain{f'; charset={label}' if label else ''}\n".encode()
    reading = read(tmp_path, HEAD + kind + f"Content-Transfer-Encoding: {packed}\n\n".encode() + data)
    assert of(reading, Role.BODY) == [text]


def test_a_stray_byte_costs_one_character(tmp_path: Path) -> None:
    head = HEAD + b"Content-Type: text/plain; charset=gb2312\n\n"
    reading = read(tmp_path, head + TEXT.encode("gbk") + b"\n\n\xff\n\n" + TEXT.encode("gbk"))
    assert [line for line in of(reading, Role.BODY) if len(line) > 1] == [TEXT, TEXT]


@pytest.mark.parametrize(
    ("one", "other", "cut", "whole"),
    [
        ("gb2312", "gb2312", 5, False),
        ("GB2312", "gbk", 5, False),
        ("utf-8", "UTF-8", 4, False),
        ("utf-8", "utf-8", 10, True),
    ],
)
@pytest.mark.parametrize("between", ["\n ", "\r\n\t", ""])
def test_words_that_are_cut_anywhere(
    tmp_path: Path, one: str, other: str, cut: int, whole: bool, between: str
) -> None:
    data = SUBJECT.encode("utf-8" if one == "utf-8" else "gbk")
    first, second = b64(data[:cut]), b64(data[cut:])
    if whole:  # cut within the letters of base64
        first, second = b64(data)[:cut], b64(data)[cut:]
    line = f"Subject: =?{one}?B?{first}?={between}=?{other}?B?{second}?=\n"
    assert read(tmp_path, line.encode() + HEAD + b"\nx").title == SUBJECT


@pytest.mark.parametrize(
    ("label", "real", "text"),
    [
        ("gb2312", "utf-8", SUBJECT),
        ("utf-8", "gbk", SUBJECT),
        ("gb2312", "gbk", "谢谢"),
        ("gb2312", "utf-8", "Größe ±0.2"),
        ("big5", "big5", "關於年降"),
    ],
)
def test_the_label_of_a_word_may_be_wrong(tmp_path: Path, label: str, real: str, text: str) -> None:
    line = f"Subject: =?{label}?B?{b64(text.encode(real))}?=\n"
    assert read(tmp_path, line.encode() + HEAD + b"\nx").title == text


@pytest.mark.parametrize("charset", ["utf-8", "gbk", "big5"])
def test_raw_bytes_in_headers(tmp_path: Path, charset: str) -> None:
    subject, name = ("關於年降的確認", "王蕾") if charset == "big5" else (SUBJECT, "王蕾")
    head = (
        b"From: " + name.encode(charset) + b" <w@x.example>\nSubject: " + subject.encode(charset) + b"\n\nx"
    )
    reading = read(tmp_path, head)
    assert (reading.title, reading.attributes["from"]) == (subject, f"{name} <w@x.example>")


NAME = "华擎二〇二六年一月报价单.txt"
GBK = quote(NAME.encode("gbk"))


@pytest.mark.parametrize(
    "said",
    [
        f"filename*=utf-8''{quote(NAME)}",
        f"filename*=UTF-8'zh-CN'{quote(NAME)}",
        f"filename*=gb2312''{GBK}",
        f"filename*0*=gbk''{GBK[:36]};\n filename*1*={GBK[36:]}",
        f"filename*0*=utf-8''{GBK[:36]};\n filename*1*={GBK[36:]}",
        f'filename="=?gb2312?B?{b64(NAME.encode("gbk"))}?="',
        f"filename==?utf-8?B?{b64(NAME.encode())}?=",
        f'filename="=?gbk?B?{b64(NAME.encode("gbk")[:7])}?=\n =?gbk?B?{b64(NAME.encode("gbk")[7:])}?="',
        f'filename*0="=?utf-8?B?{b64(NAME.encode())[:12]}";\n filename*1="{b64(NAME.encode())[12:]}?="',
        f'filename="{quote(NAME)}"',
        f'filename="{GBK}"',
        f'filename="{NAME}"',
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
def test_names_of_attachments(tmp_path: Path, said: str, charset: str) -> None:
    data = (
        "Subject: a\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\nx\n--B\n"
        f"Content-Type: application/octet-stream\nContent-Disposition: attachment; {said}\n\ny\n--B--\n"
    )
    assert read(tmp_path, HEAD + data.encode(charset)).attributes["attachments"] == NAME


def test_a_percent_in_a_name_is_no_address(tmp_path: Path) -> None:
    data = b"Subject: a\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\nx\n--B\n"
    data += b'Content-Disposition: attachment; filename="rabatt%20 2,5%.txt"\n\ny\n--B--\n'
    assert read(tmp_path, HEAD + data).attributes["attachments"] == "rabatt%20 2,5%.txt"


INNER = (
    f"--B\nContent-Type: text/plain; charset=gbk\n\n{TEXT}\n--B\nContent-Type: text/html\n\n<p>{TEXT}</p>\n"
)


@pytest.mark.parametrize(
    "body",
    [
        f"alternative\n\n{INNER}--B--\n",
        f"alternative; boundary=C\n\n{INNER}--B--\n",
        f"alternative; boundary=B\n\n{INNER}",
        f"mixed; boundary=A\n\n--A\nContent-Type: multipart/alternative\n\n{INNER}--B--\n--A--\n",
        f"mixed; boundary=A\n\n--A\nContent-Type: multipart/alternative; boundary=Z\n\n{INNER}--B--\n--A--\n",
        f"mixed; boundary=B\n\n--B\nContent-Type: multipart/alternative; boundary=B\n\n{INNER}--B--\n",
        f"mixed\n\n<html><body><p>{TEXT}</p></body></html>",
        f"mixed; boundary=B\n\n{TEXT}\n",
    ],
)
def test_boundaries_that_are_missing_or_others(tmp_path: Path, body: str) -> None:
    reading = read(tmp_path, HEAD + b"Subject: a\nContent-Type: multipart/" + body.encode("gbk"))
    assert of(reading, Role.BODY) == [TEXT]
    assert "attachments" not in reading.attributes


@pytest.mark.parametrize(
    "said",
    [
        "Thu, 15 Jan 2026 09:30:00",
        "2026-01-15 09:30:00",
        "2026年1月15日 9:30",
        "Thu Jan 15 09:30:00 2026",
        "Thu, 15 Jan 2026 09:30:00 CST",
        f"=?gb2312?B?{b64('2026年1月15日 9:30'.encode('gbk'))}?=",
        "Wed, 31 Feb 2026 01:01:01 +0800\nReceived: from a by b; Thu, 15 Jan 2026 09:30:01 +0800",
    ],
)
def test_dates_without_a_zone_or_in_other_forms(tmp_path: Path, said: str) -> None:
    assert read(tmp_path, f"From: a@b.example\nDate: {said}\n\nx").date == dt.date(2026, 1, 15)


UTF8 = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: "


@pytest.mark.parametrize("text", [TEXT, TEXT * 9, TEXT + "一", TEXT + "ab"])
@pytest.mark.parametrize("footer", ["--\nlist mailing\nhttps://list.example/x", "订阅：list@list.example"])
def test_a_list_footer_below_base64(tmp_path: Path, text: str, footer: str) -> None:
    body = base64.encodebytes(text.encode()) + b"\n" + footer.encode()
    reading = read(tmp_path, HEAD + UTF8 + b"base64\n\n" + body)
    assert reading.text.startswith(text)
    assert footer[-14:] in reading.text


def test_what_says_base64_and_is_plain(tmp_path: Path) -> None:
    for said in ("Price is 100 EUR per unit, agreed by Mueller.", TEXT):
        assert of(read(tmp_path, HEAD + UTF8 + b"base64\n\n" + said.encode()), Role.BODY) == [said]


def test_soft_line_ends_with_blanks(tmp_path: Path) -> None:
    body = quopri.encodestring(TEXT.encode()).replace(b"=\n", b"= \t\n")
    assert of(read(tmp_path, HEAD + UTF8 + b"quoted-printable\n\n" + body), Role.BODY) == [TEXT]


def test_hz_under_another_label(tmp_path: Path) -> None:
    assert of(read(tmp_path, HEAD + UTF8 + b"7bit\n\n" + "付款期六十日".encode("hz")), Role.BODY) == [
        "付款期六十日"
    ]
