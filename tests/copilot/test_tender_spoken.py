"""Questions of real tenders in words that tenders do not use: 截标, 标书, 几个点, 几天.

The places were found as in ``test_tender_answers``.
"""

import pytest

from tests.support.tenders import (
    BEIJING,
    CANTEEN,
    CLEANING,
    CUSTOMS,
    DECREE,
    POLICE,
    STEEL,
    SUZHENG,
    XINCHUANG,
    Ask,
    At,
    Tenders,
    asking,
    claims,
    told,
)

DAY = "2024年1月16日09点30分"
PAID = "10个工作日内办理支付手续"
OPENED = "2025年6月16日9:00"
ANSWERED = (
    asking(BEIJING, "标书要交几份", At("正本：一份、副本：四份", "P4(印刷页3)第9段")),
    asking(BEIJING, "投标有效期几天", At("90日历天", "P8(印刷页7)表第12行")),
    asking(BEIJING, "业绩最多得几分", At("9分", "P33(印刷页32)表第3行")),
    asking(CANTEEN, "什么时候截标", At(DAY, "P6(印刷页5)第10段"), At(DAY, "P4(印刷页3)第1段")),
    asking(
        CANTEEN,
        "开票后几天付款",
        At(PAID, "P30(印刷页29)第12段"),
        At(PAID, "P80(印刷页79)第10段"),
    ),
    asking(CANTEEN, "买标书要多少钱", At("300.00元", "P6(印刷页5)第9段")),
    asking(CANTEEN, "投标有效期多久", At("90日历天", "P39(印刷页38)表第15行")),
    asking(XINCHUANG, "什么时候截标", At("2024年6月18日9：00", "P4第1段")),
    asking(XINCHUANG, "预算多少", At("87.5", "P3表1第2行"), At("87.5", "P15表第2行")),
    asking(SUZHENG, "投标保证金交多少", At("20000元", "P5表1第21行")),
    asking(SUZHENG, "履约保证金收几个点", At("中标金额的5%", "P7表1第36行"), At("中标金额5%", "P62第11段")),
    asking(SUZHENG, "合同签几年", At("1年", "P4表1第11行"), At("1年", "P63第15段")),
    asking(SUZHENG, "投标有效期多少天", At("120天", "P4表1第17行")),
    asking(DECREE, "撤回投标后几天退保证金", At("书面撤回通知之日起5个工作日内", "P11第12段")),
    asking(
        STEEL, "什么时候截标", At("2024年12月25日09时40分", clause="5.1"), At("2024-12-2509:40", "表5第11行")
    ),
    asking(CUSTOMS, "什么时候截标", At("2026年3月25日10", clause="六"), At("2026年3月25日10", "表2第9行")),
    asking(CUSTOMS, "标书多少钱一本", At("600元/本")),
    asking(
        CLEANING,
        "几点截标",
        At(OPENED, clause="四、1"),
        At(OPENED, clause="12"),
        At(OPENED, clause="14"),
    ),
    asking(CLEANING, "投标保证金交多少", At("捌万元整", clause="17.2")),
    asking(CLEANING, "履约保证金多少钱", At("拾万元整", clause="2.3")),
    asking(CLEANING, "保洁费多久付", At("90个工作日内由银行转账支付")),
    asking(CLEANING, "标书交几份", At("副本六份", clause="11"), At("六份副本", clause="二、5")),
    asking(POLICE, "什么时候截标", At("2024-11-26", clause="2"), At("2024-11-26", clause="八")),
    asking(POLICE, "履约保证金交几个点", At("不收取", "表4第8行")),
)
REFUSED = ((XINCHUANG, "返利比例多少"), (STEEL, "预付款付多少"), (CLEANING, "预付款比例多少"))


@pytest.mark.parametrize("case", ANSWERED, ids=lambda c: f"{c.file[:6]}-{c.question}")
def test_the_answer_quotes_the_right_words_at_the_right_place(case: Ask, tenders: Tenders) -> None:
    answer = tenders.ask(case.question, case.file)
    cited = [c for claim in claims(answer) for c in claim.citations]
    assert any(place.holds(c) for c in cited for place in case.places), told(answer) or answer.missing


@pytest.mark.parametrize(("file", "question"), REFUSED, ids=lambda part: part[:10])
def test_what_a_tender_does_not_say_is_refused(file: str, question: str, tenders: Tenders) -> None:
    assert told(tenders.ask(question, file)) == []
