import pytest

from yiju.errors import YijuError
from yiju.retrieval.glossary.reading import bundled, parse
from yiju.retrieval.glossary.terms import Glossary, Term, key_of


def test_the_bundled_glossary_is_whole() -> None:
    terms = bundled().terms
    assert len(terms) >= 200
    assert {one.industry for one in terms} == {"汽车", "医疗与体外诊断", "信息技术与SaaS", "销售与商务"}
    for one in terms:
        assert one.definition.endswith("。") and key_of(one.definition) != key_of(one.called)
        apart = {key_of(name) for name in one.not_same_as}
        assert all(one is other or one.term != other.term for other in terms)
        assert all(one not in bundled().find(name) for name in one.not_same_as), one.term
        assert key_of(one.term) not in apart


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("VDA6.3", "VDA 6.3", True),
        ("VDA-6.3", "vda 6.3", True),
        ("VDA 6.3", "过程审核", False),
        ("VDA 6.3", "VDA 6.5", False),
        ("HbA1c", "糖化血红蛋白", True),
        ("HbA1c", "HbA1", False),
        ("SOP", "量产启动", True),
        ("SOP", "标准作业程序", True),
        ("量产启动", "标准作业程序", False),
        ("PPAP", "没有这个词", None),
    ],
)
def test_only_true_aliases_are_the_same(one: str, other: str, same: bool | None) -> None:
    assert bundled().same(one, other) is same
    assert bundled().same(other, one) is same


def test_names_are_found_whole_and_longest_first() -> None:
    found = bundled().occurring("按VDA 6.30和XPPAP不算，VDA6.3、hs-cTnI和PPAP三级算；Dr. Smith不是灾备")
    assert [one.text for one in found] == ["VDA6.3", "hs-cTnI", "PPAP", "灾备"]


def test_a_name_of_several_things_leads_nowhere_else() -> None:
    assert bundled().other_names("SOP定于9月", 6) == ()
    assert "糖化血红蛋白" in bundled().other_names("hba1c多少钱", 6)
    assert len(bundled().other_names("HbA1c VDA6.3 PPAP LIS MOQ", 3)) == 3


def test_a_units_own_meaning_goes_before_the_bundled_one() -> None:
    own = Term(term="PCT", zh="专利合作条约", definition="国际专利申请的条约。")
    glossary = Glossary(bundled().terms, [own])
    assert glossary.find("pct") == (own,)
    assert glossary.find("降钙素原") == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[term]]\nterm='A'\n", "第 1 条“A” definition"),
        ("[[term]]\nterm='A'\ndefinition='够长了吧'\nmeaning='x'\n", "meaning"),
        ("[[term]]\nterm='A'\ndefinition='够长了吧'\naliases=['B']\nnot_same_as=['b']\n", "既写成别名"),
        (
            "[[term]]\nterm='A'\ndefinition='够长了吧'\n[[term]]\nterm='a'\ndefinition='够长了吧'\n",
            "写了两次",
        ),
        ("term = 3", "term"),
        ("[[term", "不是 TOML"),
        ("", "term"),
    ],
)
def test_a_wrong_file_is_told_by_name_and_field(text: str, told: str) -> None:
    with pytest.raises(YijuError, match=r"own\.toml") as raised:
        parse("own.toml", text)
    assert told in str(raised.value)
