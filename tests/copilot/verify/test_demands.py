"""Whom a source asks to do something is not the one who asks, though nobody else is named."""

import pytest

from yiju.copilot.verify import verify_claim

_CARBON = "公司承诺2030年前供应链碳排放降40%，并要求一级供应商2027年起逐件提供碳足迹。"
TURNED = [
    ("一级供应商要求逐件提供碳足迹。", _CARBON),
    ("一级供应商要求2027年起逐件提供碳足迹。", _CARBON),
    ("一级供应商要求自2027年起逐件提供碳足迹。", "客户要求一级供应商自2027年起逐件提供碳足迹。"),
    ("供应商要求提供碳足迹声明。", "要求供应商提供碳足迹声明。"),
    ("财务部通知提交凭证。", "采购部通知财务部提交凭证。"),
    ("承运商建议更换包装。", "我司建议承运商更换包装。"),
    ("代理公司授权签署补充协议。", "医院授权代理公司签署补充协议。"),
    ("财务部催促付款。", "王工催促其财务部付款。"),
    ("承运商要求更换包装。", "客户要求这家承运商更换包装。"),
    ("供应商要求提供碳足迹声明。", "总部要求各级供应商提供碳足迹声明。"),
    ("质量部通知提交报告。", "采购部通知他们的质量部提交报告。"),
]
HELD = [
    ("供应商要求从4月起涨价5%。", "这家供应商要求从4月起涨价5%。"),
    ("财务部催促付款。", "其财务部催促他们付款。"),
    ("一级供应商被要求逐件提供碳足迹。", _CARBON),
    ("对一级供应商要求逐件提供碳足迹。", _CARBON),
    ("要求一级供应商逐件提供碳足迹。", _CARBON),
    ("向供应商要求提供证明。", "要求供应商提供证明。"),
    ("投标人应提供证明。", "要求投标人提供证明。"),
    ("供应商要求从4月起涨价5%。", "供应商昨天要求从4月起涨价5%。"),
    ("采购部通知财务部提交凭证。", "采购部昨天通知财务部提交凭证。"),
    ("供应商催客户付款，客户要求供应商开票。", "供应商催客户付款，客户要求供应商先开票。"),
    ("王工请李总确认图纸。", "王工请李总周五前确认图纸。"),
]


@pytest.mark.parametrize(("claim", "quote"), TURNED)
def test_whom_a_source_asks_is_not_the_one_who_asks(claim: str, quote: str) -> None:
    check = verify_claim(claim, [quote])
    assert not check.supported
    assert any("是被“" in reason for reason in check.reasons)


@pytest.mark.parametrize(("claim", "quote"), HELD)
def test_who_asks_may_be_told_in_other_words(claim: str, quote: str) -> None:
    assert verify_claim(claim, [quote]).supported
