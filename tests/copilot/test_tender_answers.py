"""What a rep asks of real tenders, typed as reps type: the answer quotes the right words at the right place.

Every place was found by eye on the rendered page (Word files: in their paragraphs, numbers and tables), its
paragraphs and rows counted by hand as ``docs/reading.md`` says. Where a tender says the same in several
places, each of them will do.
"""

from urllib.parse import unquote

import pytest

from tests.support.tenders import (
    BEIJING,
    BUILDING,
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

ANSWERED = (
    asking(BEIJING, "几点开标", At("2026年01月20日10点00分", "P4(印刷页3)第7段")),
    asking(
        BEIJING,
        "预算多少钱",
        At("82.5万元", "P3(印刷页2)第3段"),
        At("预算金额（万元）: 82.5", "P3(印刷页2)表1第2行"),
    ),
    asking(BEIJING, "能不能联合体投标", At("是否接受联合体投标：□是■否", "P3(印刷页2)第6段")),
    asking(BEIJING, "投标保证金交多少", At("12,000.00元", "P8(印刷页7)表第10行")),
    asking(
        BEIJING,
        "报价分占几分",
        At("报价部分（10分）", "P34(印刷页33)表第10行"),
        At("投标报价|分值:10分", "P34(印刷页33)表第11行"),
    ),
    asking(BEIJING, "首付款付多少", At("合同款的50%", "P53(印刷页52)第12段")),
    asking(
        CANTEEN,
        "预算多少钱",
        At("330万元", "P4(印刷页3)第4段"),
        At("330万元", "P4(印刷页3)第5段"),
        At("330万元", "P4(印刷页3)表1第2行"),
        At("330万元", "P10(印刷页9)第4段"),
        At("330万元", "P10-11(印刷页9)表2第2行"),
    ),
    asking(CANTEEN, "最高限价多少", At("330万元", "P4(印刷页3)第5段")),
    asking(CANTEEN, "价格分占几分", At("价格分值10分", "P66(印刷页65)第1段")),
    asking(CANTEEN, "同类业绩最多几分", At("最高得10分", "P66(印刷页65)表第2行")),
    asking(
        CANTEEN,
        "怎么付款",
        At("10个工作日内办理支付手续", "P30(印刷页29)第12段"),
        At("10个工作日内办理支付手续", "P80(印刷页79)第10段"),
        At("采用银行转账", "P30(印刷页29)第14段"),
        At("采用银行转账", "P80(印刷页79)第12段"),
    ),
    asking(CANTEEN, "投标保证金要交多少", At("无需递交投标保证金", "P39(印刷页38)表第16行")),
    asking(
        CANTEEN,
        "履约保证金几个点",
        At("5%", "P31(印刷页30)第1段"),
        At("5%", "P81(印刷页80)第4段"),
    ),
    asking(
        CANTEEN,
        "服务期到哪天",
        At("2025年12月31日", "P11(印刷页10)第8段"),
        At("2025年12月31日", "P73(印刷页72)第14段"),
        At("2025年12月31日", "P106(印刷页105)表第2行"),
    ),
    asking(XINCHUANG, "怎么付款", At("40%的预付款", "P52第2段"), At("40%的预付款", "P62第13段")),
    asking(XINCHUANG, "预付款比例多少", At("40%的预付款", "P52第2段"), At("40%的预付款", "P62第13段")),
    asking(XINCHUANG, "质保几年", At("3年", "P51第1段"), At("质保期三年", "P62第9段")),
    asking(XINCHUANG, "多久要交货", At("30日内", "P51-52第2段"), At("30天内", "P62第10段")),
    asking(XINCHUANG, "要交履约保证金吗", At("无履约保证金", "P62第5段"), At("履约保证金：无", "P52第3段")),
    asking(XINCHUANG, "价格分多少", At("基准价为40分", "P58表第10行")),
    asking(XINCHUANG, "投标文件有效期多少天", At("90天", "P11第4段")),
    asking(XINCHUANG, "项目找谁联系", At("刘先生", "P4第8段"), At("金女士", "P4第12段")),
    asking(SUZHENG, "预算多少钱", At("454.08万元", "P7表1第37行")),
    asking(SUZHENG, "怎么付款", At("20个工作日内", "P61第9段"), At("20个工作日内", "P61第12段")),
    asking(SUZHENG, "平台服务费多少钱", At("5000元", "P5表1第22行")),
    asking(SUZHENG, "纳税资格几分", At("标准分: 4", "P47表第2行")),
    asking(SUZHENG, "去看现场吗，组织踏勘不", At("☑不组织", "P5表1第25行")),
    asking(BUILDING, "履约保证金要多少", At("中标价款的10%", "P16表1第24行")),
    asking(BUILDING, "企业业绩占几分", At("企业业绩（5分）", "P46表第2行")),
    asking(BUILDING, "项目负责人业绩几分", At("项目负责人业绩（3分）", "P46表第3行")),
    asking(DECREE, "货物项目价格分最少占多少", At("不得低于30%", "P17第2段")),
    asking(STEEL, "投标保证金要交多少", At("20000.00元", "表5第10行")),
    asking(STEEL, "服务期多长", At("365天", clause="2.2"), At("365天", "表5第2行")),
    asking(STEEL, "怎么结算", At("6个月内支付", "表10第5行")),
    asking(STEEL, "平台使用费多少", At("500.00元", clause="4.2")),
    asking(STEEL, "投标有效期几天", At("90日历日", "表5第9行")),
    asking(CUSTOMS, "预算多少钱", At("241.71万元", clause="一"), At("241.71", "表1第2行")),
    asking(CUSTOMS, "投标保证金要交多少", At("4.8万元", "表2第6行")),
    asking(CUSTOMS, "怎么付款", At("每月支付一次", "表2第11行")),
    asking(CUSTOMS, "服务时间多长", At("签订后一年", "表2第14行"), At("签订后一年", "表1第2行")),
    asking(CUSTOMS, "报价占几分", At("报价（10分）", "表17第12行")),
    asking(CLEANING, "最高限价多少", At("1400元/组", clause="一、8")),
    asking(CLEANING, "服务期多久", At("36个月", clause="一、6"), At("36个月", clause="一、4")),
    asking(CLEANING, "报价占多少分", At("70分", clause="第九条")),
    asking(POLICE, "最高限价多少", At("10787900.00", "表4第3行")),
    asking(POLICE, "报价分占几分", At("报价分|0~10", "表5第2行")),
    asking(POLICE, "投标保证金交吗", At("不收取", clause="六"), At("人民币0元", clause="14.4")),
    asking(POLICE, "服务费怎么支付", At("考核合格后，支付该年度服务费", clause="9")),
)

REFUSED = (
    (CANTEEN, "年降几个点"),
    (CANTEEN, "模具费谁出"),
    (CANTEEN, "上一家供应商是谁"),
    (XINCHUANG, "去年中标价是多少"),
    (SUZHENG, "碳足迹有什么要求"),
    (SUZHENG, "采购总监叫什么"),
    (SUZHENG, "质保期几年"),
    (BEIJING, "年降比例是多少"),
    (BEIJING, "采购处长是谁"),
    (BUILDING, "最高投标限价是多少万"),  # left blank in the form
    (BUILDING, "工期多少天"),  # the same
    (STEEL, "最高限价多少钱"),
    (CUSTOMS, "返利几个点"),
    (CUSTOMS, "质保几年"),
    (CLEANING, "年用量多少吨"),
)

NAMED = (
    asking(CUSTOMS, "黄浦海关辅助服务的预算多少钱", At("241.71万元", clause="一")),
    asking(CUSTOMS, "黄浦海关那个标怎么付款", At("每月支付一次", "表2第11行")),
    asking(CLEANING, "松江库内保洁最高限价多少", At("1400元/组", clause="一、8")),
    asking(CLEANING, "松江保洁报价占多少分", At("70分", clause="第九条")),
    asking(STEEL, "武钢在线监测设备点检的投标保证金要交多少", At("20000.00元", "表5第10行")),
    asking(STEEL, "武钢点检服务期多长", At("365天", clause="2.2"), At("365天", "表5第2行")),
)


@pytest.mark.parametrize("case", ANSWERED, ids=lambda c: f"{c.file[:6]}-{c.question}")
def test_the_answer_quotes_the_right_words_at_the_right_place(case: Ask, tenders: Tenders) -> None:
    answer = tenders.ask(case.question, case.file)
    cited = [c for claim in claims(answer) for c in claim.citations]
    assert any(place.holds(c) for c in cited for place in case.places), told(answer) or answer.missing


@pytest.mark.parametrize(("file", "question"), REFUSED, ids=lambda part: part[:10])
def test_what_a_tender_does_not_say_is_refused(file: str, question: str, tenders: Tenders) -> None:
    answer = tenders.ask(question, file)
    assert told(answer) == []
    assert answer.headline in {"资料中没有", "没有把握的答案"}
    assert any(
        ("资料中没有" in missing or "没有把握" in missing) and "招标文件 1 份" in missing
        for missing in answer.missing
    )


@pytest.mark.parametrize(
    ("file", "question", "named"),
    [(CANTEEN, "模具费谁出", "模具费"), (SUZHENG, "质保期几年", "质保"), (STEEL, "预付款付多少", "预付款")],
    ids=lambda part: part[:10],
)
def test_a_refusal_names_what_is_missing(file: str, question: str, named: str, tenders: Tenders) -> None:
    assert named in tenders.ask(question, file).missing[0]


@pytest.mark.parametrize("case", NAMED, ids=lambda c: c.question)
def test_of_three_tenders_the_named_one_answers(case: Ask, tenders: Tenders) -> None:
    answer = tenders.ask(case.question, CUSTOMS, CLEANING, STEEL)
    cited = [c for claim in claims(answer) for c in claim.citations]
    assert any(place.holds(c) for c in cited for place in case.places), told(answer)
    assert unquote(cited[0].document.uri).endswith(f"/{case.file}")
