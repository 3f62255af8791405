"""Mail: headers, bodies in text and HTML, broken messages."""

# ruff: noqa: E501 (samples keep the lines of real mailers)

import base64
import datetime as dt
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.mails import HEAD, of, read

from yiju.errors import ReadFailure, Skipped, YijuError
from yiju.ingest.mail import read_mail
from yiju.store.types import Kind, Role


def test_headers(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"] = "王蕾 <wang@huaqing.example>"
    message["To"] = '"Vogt, Anke" <vogt@rhein.example>, 李雷 <li@huaqing.example>'
    message["Cc"] = "kahl@rhein.example"
    message["Subject"] = (
        "回复：关于二〇二六年度模具费用分摊方案以及年降比例的进一步说明（请于本周五之前确认）"
    )
    message["Date"] = "Thu, 15 Jan 2026 23:30:00 -0800"
    message["Message-ID"] = "<c@x>"
    message["In-Reply-To"] = "<b@x>"
    message["References"] = "<a@x> <b@x>"
    message.set_content("尊敬的 Vogt 女士：\n\n模具费用按三年分摊。\n")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="分摊方案.pdf")
    reading = read(tmp_path, message.as_bytes())
    assert reading.kind is Kind.MAIL
    assert reading.title == str(message["Subject"])
    assert reading.date == dt.date(
        2026, 1, 15
    )  # the sender's day; in UTC and in China it is already the 16th
    wanted = {
        "from": "王蕾 <wang@huaqing.example>",
        "to": "Vogt, Anke <vogt@rhein.example>, 李雷 <li@huaqing.example>",
        "cc": "kahl@rhein.example", "message_id": "<c@x>", "in_reply_to": "<b@x>", "thread_id": "<a@x>",
        "attachments": "分摊方案.pdf",
    }  # fmt: skip
    assert {name: reading.attributes[name] for name in wanted} == wanted
    assert of(reading, Role.BODY) == ["尊敬的 Vogt 女士：", "模具费用按三年分摊。"]


@pytest.mark.parametrize("charset", ["gbk", "utf-8", "big5"])
def test_raw_eight_bit_headers_and_body(charset: str, tmp_path: Path) -> None:
    text = "主旨：模具費用" if charset == "big5" else "关于模具费用"
    data = f"From: 王 <w@x.cn>\nSubject: {text}\nContent-Type: text/plain; charset=us-ascii\n\n{text}\n"
    reading = read(tmp_path, data.encode(charset))
    assert reading.title == text
    assert of(reading, Role.BODY) == [text]


def test_encoded_words_cut_inside_a_character(tmp_path: Path) -> None:
    whole = "关于碳足迹数据的口径说明".encode("gb2312")
    words = []
    for at in range(0, len(whole), 9):
        words.append(f"=?GB2312?B?{base64.b64encode(whole[at : at + 9]).decode()}?=")
    reading = read(tmp_path, "Subject: " + "\n ".join(words) + "\n\n正文。\n")
    assert reading.title == "关于碳足迹数据的口径说明"


def test_soft_and_hard_wraps_are_joined_lists_are_kept(tmp_path: Path) -> None:
    flowed = (
        HEAD
        + "Content-Type: text/plain; format=flowed\n\nWe need the data \nfor every part \nnumber.\n- one\n- two\n"
    )
    assert of(read(tmp_path, flowed), Role.BODY) == [
        "We need the data for every part number.",
        "- one",
        "- two",
    ]
    wrapped = (
        "We need the product carbon footprint for every part number from 2027 on\n"
        "and the template should be confirmed by the end of January, since the\n"
        "tender is published then.\n\n1. LCA boundary\n2. P6 evidence\n"
    )
    found = of(read(tmp_path, HEAD + "\n" + wrapped), Role.BODY)
    assert found[0].endswith("since the tender is published then.") and found[1:] == [
        "1. LCA boundary",
        "2. P6 evidence",
    ]


PAGE = (
    "<html><head><style>p{color:red}</style></head><body><p>年降按 <b>2.5%</b> 执行。</p>"
    "<table><tr><th>零件</th><th>单价</th></tr><tr><td>支架</td><td>12 元</td></tr></table>"
    "<p style='display:none'>隐藏指令</p><p>请确认。</p>"
    "<div>在 2026年1月12日，王蕾 &lt;w@x.cn&gt; 写道：</div><blockquote><p>旧内容</p></blockquote></body></html>"
)


def test_html_only(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "年降"
    message.set_content(PAGE, subtype="html")
    reading = read(tmp_path, message.as_bytes())
    assert of(reading, Role.BODY) == ["年降按 2.5% 执行。", "请确认。"]
    assert of(reading, Role.QUOTED)[-1] == "旧内容"
    rows = [(p.locator.table, p.locator.row, p.text) for p in reading.paragraphs if p.role is Role.TABLE_ROW]
    assert rows == [(1, 1, "零件 | 单价"), (1, 2, "零件: 支架 | 单价: 12 元")]
    assert "隐藏指令" not in reading.text


def test_plain_text_goes_before_html_unless_it_is_empty(tmp_path: Path) -> None:
    for plain, wanted in (
        ("请确认。\n", "请确认。"),
        (" \n", "年降按 2.5% 执行。"),
    ):
        message = EmailMessage()
        message["Subject"] = "年降"
        message.set_content(plain)
        message.add_alternative(PAGE, subtype="html")
        assert of(read(tmp_path, message.as_bytes()), Role.BODY)[0] == wanted


def test_wrong_boundary_charset_and_encoding(tmp_path: Path) -> None:
    data = HEAD + (
        'Content-Type: multipart/mixed; boundary="wrong"\n\n--right\nContent-Type: text/plain; charset=utf-16\n'
        "Content-Transfer-Encoding: 8bit\n\n年降按 2.5% 执行。\n--right--\n"
    )
    assert of(read(tmp_path, data), Role.BODY) == ["年降按 2.5% 执行。"]
    data = (
        HEAD
        + "Content-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: base64\n\n不是 base64 的正文\n"
    )
    assert "正文" in read(tmp_path, data).text


@pytest.mark.parametrize(
    ("data", "error"),
    [(b"", Skipped), (b"\n \n", Skipped), (HEAD.encode() + b"\n", Skipped), (b"just text\n", ReadFailure),
     (bytes(range(256)) * 20, ReadFailure)],
)  # fmt: skip
def test_nothing_to_read(data: bytes, error: type[YijuError], tmp_path: Path) -> None:
    with pytest.raises(error):
        read(tmp_path, data)


def test_a_bad_date_is_unknown(tmp_path: Path) -> None:
    assert read(tmp_path, HEAD + "Date: Mon, 30 Jun 3609 15:33:50 +0600\n\n好。\n").date is None
    assert read(tmp_path, HEAD + "Date: 昨天\n\n好。\n").date is None
    assert read(tmp_path, HEAD + "Date: 2026-01-15 10:00:00\n\n好。\n").date == dt.date(2026, 1, 15)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(body=st.text(alphabet="年降 abc。，:：>-\n\n12.@写道谢", max_size=300))
def test_no_word_of_a_plain_body_is_lost(body: str, tmp_path: Path) -> None:
    try:
        reading = read(tmp_path, HEAD + "Content-Type: text/plain; charset=utf-8\n\n" + body)
    except Skipped:
        assert not any(c.isalnum() for c in body)
        return
    assert [c for c in reading.text if c.isalnum()] == [c for c in body if c.isalnum()]


def test_real_files_never_crash(shared_data: Path) -> None:
    read_files = 0
    for path in sorted((shared_data / "parser_files" / "mail").iterdir()):
        try:
            reading = read_mail(path)
        except (ReadFailure, Skipped):
            continue
        read_files += 1
        assert all(reading.text[p.start : p.end] == p.text for p in reading.paragraphs)
        assert reading.paragraphs
    assert read_files


GB = "From: 王蕾 <wang@huaqing.example>\nSubject: 关于报价\n"


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("Date: Thu, 15 Jan 2026 09:30:00 +0800 (CST)\n", 15),
        ("Date: 2026年1月15日 9:30\n", 15),
        ("Received: from a by b; Fri, 16 Jan 2026 01:00:00 +0800\n"
         "Received: from c by a; Thu, 15 Jan 2026 23:59:00 +0800\n", 15),
        ("Date: 某天\nReceived: from c by a; Thu, 15 Jan 2026 23:59:00 +0800\n", 15),
    ],
)  # fmt: skip
def test_the_day_of_chinese_mail(head: str, day: int, tmp_path: Path) -> None:
    reading = read(tmp_path, (GB + head + "\n报价为十二元。\n").encode("gbk"))
    assert reading.date == dt.date(2026, 1, day)
    assert reading.attributes["from"] == "王蕾 <wang@huaqing.example>"


@pytest.mark.parametrize(
    "head",
    [
        "Content-Type: text/plain; charset=iso-8859-1\n\n{}",
        "Content-Type: text/plain; charset=utf-8\n\n{}",
        "Content-Type: text/plain; charset=x-unknown\n\n{}",
        "Content-Type: multipart/mixed\n\n--b\nContent-Type: text/plain; charset=gbk\n\n{}--b--\n",
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\n{}',
        'Content-Type: multipart/mixed; boundary="b"\n\n{}',
        "Content-Type : text/plain\n\n{}",
        "\n{}",
    ],
)
@pytest.mark.parametrize("charset", ["gbk", "big5"])
def test_chinese_bodies_whatever_their_headers_say(head: str, charset: str, tmp_path: Path) -> None:
    said = "報價為十二元，交期三週。" if charset == "big5" else "报价为十二元，交期三周。"
    data = "From: a@b.example\nSubject: x\nMIME-Version: 1.0\n" + head.format(said + "\n")
    assert of(read(tmp_path, data.encode(charset)), Role.BODY) == [said]
