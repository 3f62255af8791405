"""Clause numbers: which texts carry one, and in which clause each paragraph of a contract stands."""

import pytest

from yiju.ingest.clauses import ClauseTracker, Level, is_contents_line, number_of


@pytest.mark.parametrize(
    ("text", "level", "number"),
    [
        ("第十二条 违约责任", Level.ARTICLE, "第十二条"),
        ("第 8 条付款", Level.ARTICLE, "第8条"),
        ("第三章　采购需求", Level.CHAPTER, "第三章"),
        ("8.2 付款期限为三十日。", Level.DECIMAL, "8.2"),
        ("8.2.1质保金", Level.DECIMAL, "8.2.1"),
        ("1.4时间安排", Level.DECIMAL, "1.4"),
        ("3.2年度任务", Level.DECIMAL, "3.2"),
        ("（三）交货地点", Level.HAN_BRACKET, "（三）"),
        ("(一) 范围", Level.HAN_BRACKET, "（一）"),
        ("一、项目概况", Level.HAN, "一"),
        ("1、报价", Level.DIGIT, "1"),
        ("3．其他", Level.DIGIT, "3"),
        ("（2）凭发票", Level.DIGIT_BRACKET, "(2)"),
        ("(a) the Supplier", Level.LETTER, "(a)"),
        ("① 首付款", Level.CIRCLED, "①"),
        ("Section 5.2 Term", Level.DECIMAL, "Section 5.2"),
        ("8.2 KPI 指标", Level.DECIMAL, "8.2"),
        ("2.4 PNC shall deliver monthly", Level.DECIMAL, "2.4"),
    ],
)
def test_numbers_are_recognised(text: str, level: Level, number: str) -> None:
    found = number_of(text)
    assert found is not None
    assert (found.level, found.text) == (level, number)


@pytest.mark.parametrize(
    "text",
    [
        "1.5倍的违约金",
        "2026.01.15发布",
        "第八条规定的付款",
        "第三条、第四条约定",
        "2026年1月",
        "3.5%的年降",
        "10:30开会",
        "供应商",
        "30 日内付款",
        "8.2 EUR per piece",
        "Section 2.2 will constitute a material breach.",
        "Section 15 of the Act",
        "Article 4, as amended",
    ],
)
def test_quantities_dates_and_references_are_no_numbers(text: str) -> None:
    assert number_of(text) is None


def test_a_contract_by_articles() -> None:
    tracker = ClauseTracker()
    told = [
        tracker.clause(text)
        for text in (
            "第一章 总则",
            "双方协商一致。",
            "第十二条 付款",
            "（一）预付款",
            "（三）尾款",
            "尾款在质保期满后支付。",
            "1、凭发票",
            "第十三条 争议",
        )
    ]
    assert told == [
        "第一章",
        "第一章",
        "第十二条",
        "第十二条（一）",
        "第十二条（三）",
        "第十二条（三）",
        "第十二条（三）1",
        "第十三条",
    ]


def test_a_contract_by_decimals() -> None:
    tracker = ClauseTracker()
    texts = (
        "8. 付款",
        "8.1 预付款",
        "8.2 验收款",
        "1、凭发票",
        "2、十日内",
        "9. 质保",
        "9.1 期限",
        "(a) parts",
    )
    assert [tracker.clause(text) for text in texts] == [
        "8",
        "8.1",
        "8.2",
        "8.2第1项",
        "8.2第2项",
        "9",
        "9.1",
        "9.1(a)",
    ]


def test_a_tender_by_han_figures_ends_with_an_unnumbered_heading() -> None:
    tracker = ClauseTracker()
    assert [tracker.clause(t) for t in ("四、投标文件", "（一）编制", "1.资格证明", "（二）递交")] == [
        "四",
        "四（一）",
        "四（一）1",
        "四（二）",
    ]
    assert tracker.clause("附件：格式", heading=True) is None


def test_lines_of_a_table_of_contents() -> None:
    assert is_contents_line("第一章 招标公告 … 3")
    assert is_contents_line("第六章 采购需求 64")
    assert not is_contents_line("第六章 采购需求")
    assert not is_contents_line("合同金额为 120")
