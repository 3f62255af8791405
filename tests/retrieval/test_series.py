"""What titles say of editions: the same series in other words, and what is none."""

import datetime as dt

import pytest

from yiju.retrieval.series import read_edition, relation, year_of

OLD, NEW = dt.date(2024, 3, 1), dt.date(2025, 3, 1)


@pytest.mark.parametrize(
    ("kind", "title", "class_", "series", "year", "number", "standing"),
    [
        ("contract", "密封件框架采购合同（第二版）", "contract", "密封件框架采购合同", None, 2, 0),
        ("contract", "密封件框架采购合同 V3 修订版", "contract", "密封件框架采购合同", None, 3, 1),
        ("contract", "2024年度供货协议（盖章扫描件）", "contract", "供货协议", 2024, 0, 0),
        ("contract", "供货协议_2024-03-01", "contract", "供货协议", None, 0, 0),
        ("contract", "供货协议20240301", "contract", "供货协议", None, 0, 0),
        ("report", "莱茵汽车２０２４年ESG年报", "report", "莱茵汽车esg年报", 2024, 0, 0),
        ("note", "价目表 2025.04", "price", "价目表", None, 0, 0),
        ("note", "拜访纪要", "", "拜访纪要", None, 0, 0),
        ("mail", "RE: 回复：泵站报价 - 第二轮", "letter", "泵站报价", None, 2, 0),
        ("contract", "Supply Agreement (Amended and Restated)", "contract", "supplyagreement", None, 0, 1),
        ("contract", "框架合同（草案）", "contract", "框架合同", None, 0, -1),
        ("contract", "采购合同 WJ-AY-077", "contract", "采购合同wjay077", None, 0, 0),
    ],
)
def test_a_title_is_taken_apart(
    kind: str, title: str, class_: str, series: str, year: int | None, number: int, standing: int
) -> None:
    made = read_edition(kind, title)
    assert (made.class_, made.series, made.year) == (class_, series, year)
    assert (made.number, made.standing) == (number, standing)
    assert not made.supplement


@pytest.mark.parametrize(
    "title",
    [
        "框架合同补充协议",
        "框架合同补充协议（一）",
        "框架合同之补充协议二",
        "关于《框架合同》的补充协议",
        "2025年框架合同变更协议第2号",
        "框架合同修正案",
    ],
)
def test_a_supplement_bears_the_name_of_what_it_adds_to(title: str) -> None:
    made = read_edition("contract", title)
    assert made.supplement
    assert made.series == "框架合同"


@pytest.mark.parametrize(
    ("kind", "older", "newer", "akin", "how"),
    [
        ("contract", "框架合同", "框架合同（修订版）", False, "replaced"),
        ("contract", "框架合同", "框架合同", True, "replaced"),
        ("contract", "框架合同", "框架合同", False, ""),
        ("contract", "甲公司框架合同", "框架合同（第二版）", True, "replaced"),
        ("contract", "甲公司框架合同", "框架合同（第二版）", False, ""),
        ("contract", "采购合同", "采购合同", True, ""),
        ("contract", "采购合同", "采购合同（更正版）", False, "replaced"),
        ("contract", "框架合同", "框架合同补充协议", True, ""),
        ("report", "2023年ESG年报", "2024年ESG年报", False, "yearly"),
        ("report", "2024年ESG年报", "2024年ESG年报（更正版）", False, "replaced"),
        ("report", "2024年ESG年报", "2024年财务年报", True, ""),
        ("note", "价目表", "价目表", False, "replaced"),
        ("note", "周报", "周报", True, ""),
        ("mail", "泵站报价", "RE: 泵站报价 - 第二轮", True, ""),
        ("news", "年报发布", "年报发布", True, ""),
    ],
)
def test_what_replaces_what(kind: str, older: str, newer: str, akin: bool, how: str) -> None:
    assert relation((kind, older, OLD), (kind, newer, NEW), lambda: akin) == how
    assert relation((kind, newer, NEW), (kind, older, OLD), lambda: akin) == ""


def test_the_printed_year_goes_before_the_date() -> None:
    late = ("report", "2023年ESG年报", dt.date(2025, 9, 1))
    assert relation(late, ("report", "2024年ESG年报", NEW), lambda: False) == "yearly"
    assert year_of(*late) == 2023
    assert year_of("report", "ESG年报", NEW) == 2025
    assert year_of("report", "ESG年报", None) is None
