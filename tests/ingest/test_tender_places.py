"""Questions a bidder asks of real tenders, and the place where the answer stands.

Every place was found by eye on the rendered page: its paragraphs counted by hand (headings, table rows,
headers and footers not counted; a paragraph that runs over from the page before is the first), its table
rows counted with their header.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from yiju.ingest.read import read
from yiju.ingest.reading import Reading
from yiju.store.types import Kind, Role

SUZHENG = "招标文件正文.pdf"
CANTEEN = "广东高新区税务局食堂配送服务_2024.pdf"
XINCHUANG = "浙江政府采购_服务类.pdf"
BEIJING = "北京市政府采购公开招标示范文本.pdf"
DECREE = "财政部87号令.pdf"
BUILDING = "广州建设工程_工程类.pdf"
STEEL = "招标文件正文.docx"
CUSTOMS = "PCMET-2611YG0122 黄浦海关辅助服务采购项目 招标文件 发售稿.docx"


@dataclass(frozen=True)
class Place:
    """A question, and where its answer is printed."""

    question: str
    file: str
    text: str
    page: int | None = None
    label: str | None = None
    paragraph: int | None = None
    row: int | None = None
    clause: str | None = None


PLACES = (
    Place("投标截止时间", CANTEEN, "于2024年1月16日09点30分（北京时间）前递交投标文件", 4, "3", 1),
    Place("预算金额", CANTEEN, "预算金额：330万元（大写金额：叁佰叁拾万元整）", 4, "3", 4),
    Place("最高限价", CANTEEN, "最高限价（如有）：330万元。", 4, "3", 5),
    Place("招标文件售价", CANTEEN, "售价：300.00元", 6, "5", 9),
    Place("投标保证金", CANTEEN, "本项目无需递交投标保证金", 39, "38", row=16),
    Place("价格分值", CANTEEN, "价格分值10分，其他评审因素分值90分", 66, "65", 1),
    Place("同类业绩分值", CANTEEN, "评分项: 同类业绩", 66, "65", row=2),
    Place("付款期限", CANTEEN, "审核无误后在10个工作日内办理支付手续", 80, "79", 10, clause="第九条第2项"),
    Place("付款方式", CANTEEN, "4.付款方式：采用银行转账形式。", 80, "79", 12, clause="第九条第4项"),
    Place("采购人联系人", XINCHUANG, "刘先生", 4, None, 8),
    Place("付款方式", XINCHUANG, "支付合同总价款40%的预付款", 62, None, 13, clause="十一（一）"),
    Place("交货期", XINCHUANG, "合同签订之日起30天内完成供货、安装和调试", 62, None, 10, clause="十（一）"),
    Place("履约保证金", XINCHUANG, "本项目无履约保证金。", 62, None, 5, clause="七"),
    Place("低价说明", XINCHUANG, "供应商报价低于项目预算50%的", 54, None, 5, clause="四（五）"),
    Place("总分", XINCHUANG, "综合评分法，总计100分", 57, None, 3),
    Place("资质分值", XINCHUANG, "评分要素: 投标人资质和证书", 57, None, row=2),
    Place("投标保证金", SUZHENG, "名称: 投标保证金 | 主要内容: 金额：人民币20000元。", 5, None, row=21),
    Place("投标有效期", SUZHENG, "主要内容: 投标截止时间起120天", 4, None, row=17),
    Place("评标办法", SUZHENG, "名称: 评标办法 | 主要内容: 综合评估法", 6, None, row=32),
    Place("纳税资格分值", SUZHENG, "评审因素: 纳税资格 | 标准分: 4", 47, None, row=2),
    Place("泄密违约金", SUZHENG, "乙方须一次性向甲方支付违约金20万元整", 60, None, 13, clause="四、17"),
    Place("投标截止时间", BEIJING, "投标截止时间、开标时间：2026年01月20日10点00分", 4, "3", 7, clause="四"),
    Place("招标文件售价", BEIJING, "4.售价：0元。", 4, "3", 6, clause="三、4"),
    Place("投标保证金", BEIJING, "01包：12,000.00元整", 8, "7", row=10),
    Place("报价分值", BEIJING, "评分因素: 投标报价 | 分值: 10分", 34, "33"),
    Place("串通投标", DECREE, "不同投标人的投标文件相互混装", 11, None, 10, clause="第三十七条（五）"),
    Place("退还保证金", DECREE, "退还已收取的投标保证金", 11, None, 12, clause="第三十八条"),
    Place("企业业绩分值", BUILDING, "企业业绩（5分）", 46, None, row=2),
    Place("投标截止时间", STEEL, "为2024年12月25日09时40分", clause="5.1"),
    Place("服务周期", STEEL, "2.2服务周期：365天。", clause="2.2"),
    Place("投标截止时间", CUSTOMS, "投标截止时间：2026年3月25日10:00", clause="六"),
    Place("预算", CUSTOMS, "预算金额：241.71万元（人民币）", clause="一"),
)


@cache
def _read(path: Path) -> Reading:
    return read(path)


@pytest.mark.parametrize("place", PLACES, ids=lambda p: f"{p.file[:6]}-{p.question}")
def test_the_answer_stands_where_the_locator_says(place: Place, shared_data: Path) -> None:
    reading = _read(shared_data / "tenders_zh" / place.file)
    found = [
        p
        for p in reading.paragraphs
        if place.text in p.text and p.role is not Role.HEADING and place.page in (None, p.locator.page)
    ]
    assert len(found) == 1, [p.locator for p in found]
    at = found[0].locator
    assert reading.text[found[0].start : found[0].end] == found[0].text
    if place.page is not None:
        assert (at.page, at.page_label, at.paragraph) == (place.page, place.label, place.paragraph)
    if place.row is not None:
        assert at.row == place.row
    if place.clause is not None:
        assert at.clause == place.clause


@pytest.mark.parametrize("name", (CANTEEN, XINCHUANG, SUZHENG, BEIJING, DECREE, BUILDING))
def test_pages_stay_inside_the_document(name: str, shared_data: Path) -> None:
    reading = _read(shared_data / "tenders_zh" / name)
    assert reading.pages
    pages = [p.locator.page for p in reading.paragraphs]
    assert pages == sorted(pages, key=lambda page: page or 0)
    assert all(1 <= (page or 0) <= reading.pages for page in pages)
    assert all((p.locator.page_end or 1) <= reading.pages for p in reading.paragraphs)


@pytest.mark.parametrize("name", (CANTEEN, XINCHUANG, SUZHENG, BUILDING, STEEL, CUSTOMS))
def test_tenders_are_taken_for_tenders(name: str, shared_data: Path) -> None:
    assert _read(shared_data / "tenders_zh" / name).kind is Kind.TENDER
