import pytest

from yiju.copilot.verify import verify_claim
from yiju.retrieval.glossary.reading import bundled
from yiju.retrieval.glossary.terms import Glossary, Term


@pytest.mark.parametrize(
    ("claim", "quote", "supported"),
    [
        ("降钙素原试剂效期为12个月", "PCT试剂效期为12个月。", True),
        ("PCR试剂效期为12个月", "PCT试剂效期为12个月。", False),
        ("过程审核符合率不低于88%", "VDA 6.3符合率不低于88%。", False),
        ("项目按产品质量先期策划（APQP）推进", "项目按APQP推进。", True),
        ("SOP定于2027年9月", "量产启动（SOP）定于2027年9月。", True),
        ("标准作业程序定于2027年9月", "量产启动（SOP）定于2027年9月。", False),
        ("量产启动定于2027年9月", "SOP定于2027年9月。", False),  # SOP may mean another thing
        ("该供应商为Tier 1", "该供应商为Tier-1。", True),
        ("糖化血红蛋白试剂供货价为每盒650元", "HbA1c试剂供货价为每盒640元。", False),
        ("含税价为每件18元", "未税价为每件18元。", False),
    ],
)
def test_a_claim_may_call_a_thing_by_its_other_name(claim: str, quote: str, supported: bool) -> None:
    assert verify_claim(claim, [quote]).supported is supported


@pytest.mark.parametrize("said", ["王工说“逐件提供PCF”", "王工：“逐件提供PCF”", "王工说「逐件提供PCF」"])
def test_nobody_is_quoted_with_a_name_that_they_did_not_use(said: str) -> None:
    assert verify_claim("客户要求逐件提供PCF", ["客户要求逐件提供产品碳足迹"]).supported
    assert not verify_claim(said, ["王工：逐件提供产品碳足迹"]).supported
    assert verify_claim(said.replace("PCF", "产品碳足迹"), ["王工：逐件提供产品碳足迹"]).supported


def test_a_units_own_alias_holds_for_that_unit() -> None:
    own = Term(term="蓝鲸计划", aliases=("副车架换代",), definition="副车架换代的内部代号。")
    claim, quote = "蓝鲸计划的预算为300万元", "副车架换代的预算为300万元。"
    assert not verify_claim(claim, [quote]).supported
    assert verify_claim(claim, [quote], glossary=Glossary(bundled().terms, [own])).supported
