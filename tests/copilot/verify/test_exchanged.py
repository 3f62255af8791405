"""What comes first, from when and until when, for each and for all, by whom: none may be turned round."""

import pytest

from yiju.copilot.verify import verify_claim

FALSE = [
    ("付款后发货", "发货后付款。"),
    ("先验收再付款", "先付款再验收。"),
    ("先付款后发货", "先发货后付款。"),
    ("打款后出具发票", "出具发票后打款。"),
    ("有效期至2028年3月", "有效期自2028年3月起。"),
    ("3月31日截止", "3月31日开始。"),
    ("报名6月30日开始", "报名6月30日结束。"),
    ("周五前有效", "周五起有效。"),
    ("双方各出资100万元", "双方合计出资100万元。"),
    ("每台让利2万元", "合计让利2万元。"),
    ("各标段预算300万元", "各标段合计预算300万元。"),
    ("华铸被中铝收购", "华铸收购中铝。"),
    ("周敏接替李航", "周敏由李航接替。"),
    ("合资公司由海川控股", "海川由合资公司控股。"),
    ("郑强批准了延期", "郑强被批准延期。"),
    ("客户关注的不是价格", "客户关注的不只是价格。"),
    ("客户要的不是低价", "客户要的不单是低价。"),
    ("并非价格问题", "并非只是价格问题。"),
    ("利润为-3亿元", "利润为3亿元。"),
    ("同比增长12%", "同比增长-12%。"),
    ("客户赞成延期", "客户没赞成延期。"),
    ("客户会续约", "客户会不会续约还不知道。"),
    ("客户对交付满意", "客户对交付难言满意。"),
]
TRUE = [
    ("先打样再签合同", "双方约定先打样再签合同。"),
    ("打样后签合同", "打样后再签合同。"),
    ("报名6月30日截止", "报名截止时间为6月30日。"),
    ("合同自2025年7月起生效", "本合同自2025年7月起生效，于2027年6月到期。"),
    ("有效期至2027年6月", "合同有效期自2025年7月至2027年6月。"),
    ("双方各付50万元", "双方各付50万元。"),
    ("服务期三年，金额90万元", "服务期三年，金额合计90万元。"),
    ("远洋被海川并购", "海川并购远洋，交易额3亿元。"),
    ("李娜主持招标", "本次招标由李娜主持。"),
    ("利润为-2亿元", "本年利润为－2亿元。"),
    ("3月5日-8日培训", "培训定在3月5日-8日。"),
    ("周敏担任采购总监", "周敏是采购总监。"),
    ("营收增长8%", "公司营业收入增长8%。"),
    ("预算金额为1250万元", "采购预算：12,500,000.00元（人民币）。"),
]


@pytest.mark.parametrize(("claim", "quote"), FALSE)
def test_what_is_turned_round_is_refused(claim: str, quote: str) -> None:
    assert not verify_claim(claim, [quote]).supported


@pytest.mark.parametrize(("claim", "quote"), TRUE)
def test_what_says_the_same_passes(claim: str, quote: str) -> None:
    check = verify_claim(claim, [quote])
    assert check.supported, check.reasons


def test_a_number_of_another_subject_is_not_borrowed_from_another_quote() -> None:
    quotes = ["周敏同意降价。", "3月5日，李航拒绝降价5%。"]
    assert not verify_claim("周敏3月5日同意降价5%", quotes).supported
    assert verify_claim("周敏3月5日同意降价5%", ["周敏同意降价。", "3月5日，周敏同意降价5%。"]).supported


def test_a_clause_without_a_subject_is_not_taken_from_another_subject() -> None:
    assert not verify_claim(
        "周敏负责采购，3月5日提交报告", ["周敏负责采购。", "李航3月5日提交报告。"]
    ).supported
    assert verify_claim("周敏负责采购，3月5日提交报告", ["周敏负责采购。", "周敏3月5日提交报告。"]).supported


def test_an_amount_stands_for_no_other_word() -> None:
    assert not verify_claim("投标金额为20万元", ["投标保证金为20万元。"]).supported
    assert not verify_claim("代理金额：川南建信招标有限公司", ["代理机构：川南建信招标有限公司。"]).supported
