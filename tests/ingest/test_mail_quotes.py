"""Mail: new text apart from history, forwarded mail and signatures."""

# ruff: noqa: E501 (samples keep the lines of real mailers)

from pathlib import Path

import pytest
from tests.support.mails import HEAD, of, read

from yiju.store.types import Role

HISTORIES = {
    "chinese": "在 2026年1月12日，王蕾 <wang@huaqing.example> 写道：\n\n> 旧内容一\n> 旧内容二\n",
    "chinese, unmarked": "于2026年1月12日 10:30，王蕾 写道：\n旧内容一\n\n旧内容二\n",
    "ruled": "-----原始邮件-----\n发件人: 王蕾\n发送时间: 2026年1月12日 10:30\n收件人: Vogt\n主题: Tooling\n\n旧内容一\n旧内容二\n",
    "qq": "------------------ 原始邮件 ------------------\n发件人: \"王蕾\" <w@x>;\n发送时间: 2026年1月12日(星期一) 上午10:30\n\n旧内容一\n旧内容二\n",
    "outlook": "发件人: 王蕾\n发送时间: 2026年1月12日 10:30\n收件人: Vogt\n主题: Tooling\n\n旧内容一\n旧内容二\n",
    "english": "On Mon, Jan 12, 2026 at 10:30 AM Wang Lei\n<wang@huaqing.example> wrote:\n> 旧内容一\n> 旧内容二\n",
    "english, outlook": "________________________________\nFrom: Wang Lei <w@x>\nSent: Monday, January 12, 2026 10:30\nTo: Vogt\nSubject: Tooling\n\n旧内容一\n旧内容二\n",
    "german": "Am 12.01.2026 um 10:30 schrieb Wang Lei:\n\n旧内容一\n旧内容二\n",
    "original": "-----Original Message-----\nFrom: Wang Lei\nSent: Monday\nTo: Vogt\n\n旧内容一\n旧内容二\n",
}  # fmt: skip


@pytest.mark.parametrize("history", HISTORIES)
def test_history_is_quoted_and_not_counted(history: str, tmp_path: Path) -> None:
    reading = read(tmp_path, HEAD + "\n年降按 2.5% 执行。\n\n请确认。\n\n" + HISTORIES[history])
    assert [text for text in of(reading, Role.BODY) if text.strip("_")] == ["年降按 2.5% 执行。", "请确认。"]
    quoted = "".join(of(reading, Role.QUOTED))
    assert "旧内容一" in quoted and "旧内容二" in quoted
    assert ">" not in quoted.replace("@huaqing.example>", "").replace("<w@x>", "")


def test_answers_between_quotes_are_new_text(tmp_path: Path) -> None:
    body = "王工您好，\n\n> 年降多少？\n\n2.5%。\n\n> 何时交样？\n\n三月。\n"
    reading = read(tmp_path, HEAD + "\n" + body)
    assert of(reading, Role.BODY) == ["王工您好，", "2.5%。", "三月。"]
    assert of(reading, Role.QUOTED) == ["年降多少？", "何时交样？"]


def test_a_sentence_about_what_someone_wrote_is_not_history(tmp_path: Path) -> None:
    reading = read(tmp_path, HEAD + "\n客户在年报里写道：\n\n我们承诺减排 40%。\n")
    assert of(reading, Role.BODY) == ["客户在年报里写道：", "我们承诺减排 40%。"]


def test_a_forwarded_mail_is_read(tmp_path: Path) -> None:
    inner = "发件人: Kahl\n发送时间: 2026年1月10日 09:00\n收件人: 王蕾\n主题: P6\n\n整改证据不全。\n\n"
    older = "发件人: 王蕾\n发送时间: 2026年1月8日 09:00\n收件人: Kahl\n主题: P6\n\n证据已发。\n"
    reading = read(tmp_path, HEAD.replace("Tooling", "转发: P6") + "\n请看下面。\n\n" + inner + older)
    assert of(reading, Role.BODY) == ["请看下面。", "整改证据不全。"]
    assert "发件人: Kahl" in of(reading, Role.HEADING)[0]
    assert "证据已发。" in of(reading, Role.QUOTED)


@pytest.mark.parametrize(
    "signature",
    ["-- \nAnke Vogt\nHead of Purchasing\n", "Best regards,\nAnke Vogt\n", "此致\n敬礼\n\n王蕾\n电话：021-5555\n",
     "Mit freundlichen Grüßen\n\nAnke Vogt\n", "谢谢！\n王蕾\n"],
)  # fmt: skip
def test_signatures(signature: str, tmp_path: Path) -> None:
    body = "请确认模具费用。\n\n" + signature + "\n> 旧内容\n"
    reading = read(tmp_path, HEAD + "Content-Type: text/plain; charset=utf-8\n\n" + body)
    assert of(reading, Role.BODY) == ["请确认模具费用。"]
    assert "".join(of(reading, Role.SIGNATURE)).replace("\n", "")[:2] == signature[:2]
    assert of(reading, Role.QUOTED) == ["旧内容"]


def test_thanks_in_the_middle_does_not_hide_what_follows(tmp_path: Path) -> None:
    reading = read(tmp_path, HEAD + "\n谢谢！\n\n另外，模具费用请在 1 月 20 日前确认，否则无法排产。\n")
    assert of(reading, Role.BODY) == ["谢谢！", "另外，模具费用请在 1 月 20 日前确认，否则无法排产。"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("王工，您好，附件收到。\n\n谢谢！\n\n价格同意 88 万元\n李雷", "价格同意 88 万元"),
        ("感谢\n我们同意 88 万元\n月底前付款", "月底前付款"),
        (
            "Thanks\nWe accept 990,000 EUR and pay by 31 March\nAnke",
            "We accept 990,000 EUR and pay by 31 March",
        ),
    ],
)
def test_what_is_promised_after_the_thanks_is_no_signature(text: str, kept: str, tmp_path: Path) -> None:
    assert kept in "\n".join(of(read(tmp_path, f"{HEAD}\n{text}\n"), Role.BODY))


def test_a_signature_after_the_thanks_stays_one(tmp_path: Path) -> None:
    text = "报价已附。\n\n谢谢！\n\n李雷 采购经理\n华清科技有限公司\n电话：021-5555 0188\n上海市浦东新区某路88号3层"
    reading = read(tmp_path, f"{HEAD}\n{text}\n")
    assert of(reading, Role.BODY) == ["报价已附。"]
    assert "李雷 采购经理" in "\n".join(of(reading, Role.SIGNATURE))
