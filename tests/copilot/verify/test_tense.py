"""Done, to be done, nearly done, once so: none stands for another."""

import pytest

from yiju.copilot.verify import verify_claim

FALSE = [
    # requests, plans and dates told as done
    ("样机已发货", "请贵司发货样机。"),
    ("样机已发货", "样机待发货。"),
    ("样机已发货", "样机后天发货。"),
    ("样机发货了", "样机后天发货。"),
    ("发票已开具", "乙方忘了开具发票。"),
    ("发票已开具", "我方催乙方开具发票。"),
    ("尾款已结清", "尾款逾期结清。"),
    ("验收报告已签署", "验收报告尚待签署。"),
    ("培训已完成", "培训有待完成。"),
    # turned by a word before it, cut with it or not
    ("客户签署协议", "客户拒绝签署协议。"),
    ("客户收货", "客户拒收货。"),
    ("支付尾款", "业主拒付尾款。"),
    ("支付尾款", "业主缓付尾款。"),
    ("客户信任我方", "客户很难信任我方。"),
    ("客户信任我方", "客户未必信任我方。"),
    ("业主验收", "业主暂缓验收。"),
    ("业主验收", "业主推迟验收。"),
    ("系统停机", "系统险些停机。"),
    ("系统停机", "系统差一点停机。"),
    ("对方认可方案", "对方勉强认可方案。"),
    ("对方认可方案", "对方口头认可方案。"),
    ("双方达成一致", "双方原则上达成一致。"),
    ("双方达成一致", "双方初步达成一致。"),
    # once so
    ("账期为90天", "账期原为90天。"),
    ("账期90天", "此前账期90天。"),
    ("折扣为8%", "折扣曾为8%。"),
    ("赵敏任厂长", "赵敏曾任厂长。"),
]
TRUE = [
    ("样机已发货", "样机已于昨日发货。"),
    ("发票已开具", "发票开具完毕。"),
    ("培训已完成", "培训完成了。"),
    ("发票已开具", "乙方开具了发票。"),
    ("客户曾投诉", "客户曾经投诉。"),
    ("业主推迟验收", "业主推迟验收。"),
    ("验收推迟", "业主的验收推迟。"),
    ("原则上达成一致", "双方原则上达成一致。"),
    ("账期原为90天", "账期原为90天。"),
    ("原材料涨价5%", "原材料涨价5%。"),
]


@pytest.mark.parametrize(("claim", "quote"), FALSE)
def test_what_is_not_so_yet_or_no_longer_is_refused(claim: str, quote: str) -> None:
    assert not verify_claim(claim, [quote]).supported


@pytest.mark.parametrize(("claim", "quote"), TRUE)
def test_the_same_time_passes(claim: str, quote: str) -> None:
    check = verify_claim(claim, [quote])
    assert check.supported, check.reasons
