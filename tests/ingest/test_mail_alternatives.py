"""A mail's plain text is held against the page that people see in its stead."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from tests.support.mails import of, read

from yiju.store.types import Role


def warned(tmp_path: Path, plain: str, page: str) -> list[str]:
    """What is told of a mail with both texts; the plain one is read."""
    message = EmailMessage()
    message["From"], message["Subject"] = "a@b.example", "年降"
    message.set_content(plain)
    message.add_alternative(f"<html><body>{page}</body></html>", subtype="html")
    reading = read(tmp_path, message.as_bytes())
    assert of(reading, Role.BODY)
    return [one for one in reading.warnings if "网页正文" in one]


PAGE = "<p>您好，年降比例为百分之三，付款期六十日，样件六月交付。单价 12.50 元。</p>"


@pytest.mark.parametrize(
    ("plain", "page"),
    [
        ("您好，年降比例为百分之九，付款期六十日，样件六月交付。", PAGE),
        ("您好，单价 12.80 元。", PAGE),
        ("您好，付款期六十日。另：模具费用由供方承担。", PAGE),
        (
            "The yearly reduction is 3 %. Tooling is paid by the supplier.",
            "<p>The yearly reduction is 3 %.</p>",
        ),
        ("您好，付款期六十日。价格为九十元。", f'{PAGE}<p style="display:none">价格为九十元。</p>'),
    ],
)
def test_words_that_people_do_not_see_are_told(tmp_path: Path, plain: str, page: str) -> None:
    (warning,) = warned(tmp_path, plain, page)
    assert "有 1 句" in warning


@pytest.mark.parametrize(
    ("plain", "page"),
    [
        ("您好，年降比例为百分之三，付款期六十日，\n样件六月交付。单价 12.50 元。", PAGE),
        (
            "1. 付款期 60 天\n2. 交期 30 天\n\n详见 链接<https://a.example/x?id=99> [1]\n"
            "[cid:image001.png@01D]\n"
            "> 上次的报价\n* 王工 <w@x.example>",
            "<ol><li>付款期 60 天</li><li>交期 30 天</li></ol><p>详见 <a href='x'>链接</a></p><img src=a>"
            "<blockquote>上次的报价</blockquote><ul><li>王工</li></ul>",
        ),
        (
            "DEAR LI,\nthe price is 1,250 EUR per unit and it holds un-\ntil June.",
            "<h1>Dear Li,</h1><p>the price is <b>1,250&nbsp;EUR</b> per unit and it holds until June.</p>",
        ),
        ("项目 | 单价\n支架 | 12.5", "<table><tr><td>项目<td>单价<tr><td>支架<td>12.5</table>"),
    ],
)
def test_the_same_in_another_dress_is_not(tmp_path: Path, plain: str, page: str) -> None:
    assert warned(tmp_path, plain, page) == []
