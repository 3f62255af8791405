"""Single cases, each a rule of the verifier said in one line."""
# ruff: noqa: E501  (tables: one entry or group a line)

import datetime as dt

import pytest

from yiju.copilot.verify import verify_claim

TRUE = [
    ("招标修订版把ESG权重从5%提到15%", "招标修订版中，ESG评分项权重由5%提高到15%，价格权重由45%下降到38%。"),
    ("ESG权重提到15%", "评分办法修订后，ESG权重由5%提高到15%，价格权重由45%下降到38%。"),
    ("价格权重45%→38%", "评分办法修订后，ESG权重由5%提高到15%，价格权重由45%下降到38%。"),
    ("预算1500万元", "本项目预算为人民币0.15亿元。"),
    ("预算为1,500万元", "采购预算：15000000元。"),
    ("合同总价两千四百万元", "合同总价为人民币2,400万元整（含税）。"),
    ("2026年1月15日前提交报告", "乙方应于2026-01-15前提交报告。"),
    ("会议定于2026年3月2日14:30举行", "会议定于三月二日下午2点半召开。"),
    ("承诺2030年前供应链碳排放较2020年降低40%", "我们承诺，到2030年前，供应链范围内的碳排放较2020年降低百分之四十。"),
    ("乙方应在收到发票后30天内付款", "乙方应当在收到发票后三十日内支付。"),
    ("Vogt要求提供逐件碳足迹数据", "Anke Vogt在会上要求我方自2027年起提供逐件碳足迹数据。"),
    ("通过IATF16949认证", "公司已通过IATF 16949认证。"),
    ("执行GB/T 18487.1标准", "充电接口执行GB/T 18487.1-2015标准。"),
    ("年产能12万吨", "工厂年产能为120000吨。"),
    ("质保期为2年", "本合同质保期为两年。"),
    ("甲方不得转包", "甲方不得以任何方式转包或分包"),
    ("禁止转包", "中标人不得转包。"),
    ("李工负责现场安装", "现场安装由李工负责。"),
    ("ESG 权重 15%", "评分项: ESG | 权重: 15%"),
    ("第三季度完成验收", "Q3完成验收。"),
    ("逾期每天按0.5‰支付违约金", "逾期付款的，每日按合同总价的千分之零点五支付违约金。逾期每天按0.5‰支付违约金。"),
    ("付款方式为30%预付款、60%到货款", "付款方式：签订后支付30%预付款，到货后支付60%到货款。"),
    ("自2027年起，一级供应商须逐件提供碳足迹", "自2027年起要求一级供应商逐件提供碳足迹。"),
    ("The buyer shall pay within 30 days", "The Buyer shall pay all invoices within thirty (30) days of receipt."),
    ("Delivery is due on 15 January 2026", "Delivery is due on Jan 15, 2026 at the latest."),
    ("Jonas Brandt will move to the plant in Mexico", "Jonas Brandt will move to our plant in Mexico in March."),
]  # fmt: skip
FALSE = [
    ("ESG权重38%，价格权重15%", "招标修订版中，ESG权重为15%，价格权重为38%。", "15%"),
    ("ESG权重由15%提高到5%", "评分办法修订后，ESG权重由5%提高到15%。", "5%"),
    ("ESG权重5%", "评分办法修订后，ESG权重由5%提高到15%。", ""),
    ("预算1500亿元", "本项目预算为人民币1500万元。", "1500亿元"),
    ("毛利率提高15个百分点", "毛利率提高15%。", "单位"),
    ("乙方应在30天内付款", "乙方应在收到发票后30个工作日内付款。", "工作日"),
    ("份额增加5%", "份额增至5%。", ""),
    ("甲方可以转包", "甲方不得以任何方式转包。", "不得"),
    ("公司已签署框架合同", "公司将签署框架合同。", "已"),
    ("可提供样件", "必须提供样件。", "可"),
    ("投标人可自行踏勘", "投标人必须自行踏勘。", "可"),
    ("乙方要求甲方提供样品", "甲方要求乙方提供样品。", "相反"),
    ("甲方向乙方支付违约金", "乙方向甲方支付违约金。", "相反"),
    ("甲方负责施工", "甲方负责设计，乙方负责施工。", "乙方"),
    ("乙方应支付违约金", "如乙方逾期交货，乙方应支付违约金。", "条件"),
    ("报价不超过85万元", "报价不低于85万元。", "界限"),
    ("通过VDA6.5审核", "已通过VDA6.3审核。", "VDA6.5"),
    ("AX-300交付验收", "AX-200交付验收。", "AX-300"),
    ("王总同意延期", "李总同意延期。", "王总"),
    ("Brandt调往墨西哥", "交付负责人Jonas Brandt调往匈牙利。", "墨西哥"),
    ("质量高于价格", "价格高于质量。", "相反"),
    ("2026年1月16日提交", "2026年1月15日提交。", "1月16日"),
    ("合同金额300万欧元", "合同金额300万元。", "单位"),
    ("客户对方案满意", "客户对方案不满意。", "不"),
    ("对方将在一月交付样件", "The samples will be delivered in January.", "外文"),
    ("The buyer shall not pay within 30 days", "The Buyer shall pay all invoices within 30 days.", "not"),
    ("Prices increased by 5%", "Prices decreased by 5%.", ""),
    ("The supplier pays the buyer", "The buyer pays the supplier.", ""),
    ("采购总监支持我方方案", "采购总监听取了我方方案。", "支持"),
    ("付款方式为60%预付款、30%到货款", "付款方式：签订后支付30%预付款，到货后支付60%到货款。", ""),
    ("王蕾已提交边界说明", "王蕾：好的，边界说明我们12月20日前提交。", "完成"),
    ("履约保证金为合同金额的10%", "履约保证金金额：合同金额的5%，质量保证金为合同金额的10%。", ""),
    ("星河精密通过了核查", "除星河精密外，三家供应商通过了核查。", "除"),
    ("仅一级供应商须提供碳足迹", "一级供应商须提供碳足迹。", "仅"),
    ("所有供应商须提供碳足迹", "部分供应商须提供碳足迹。", "所有"),
    ("", "采购总监听取了我方方案。", "没有内容"),
]  # fmt: skip


@pytest.mark.parametrize("case", TRUE, ids=lambda case: case[0])
def test_true_claims_pass(case: tuple[str, ...]) -> None:
    check = verify_claim(case[0], [case[1]])
    assert check.supported, check.reasons
    assert check.score >= 0.5


@pytest.mark.parametrize(("claim", "quote", "word"), FALSE, ids=lambda text: text[:24])
def test_false_claims_are_refused_for_a_reason(claim: str, quote: str, word: str) -> None:
    check = verify_claim(claim, [quote])
    assert not check.supported
    assert check.score < 0.5
    assert word in "；".join(check.reasons)


def test_clauses_may_come_from_different_quotes_but_none_from_two() -> None:
    quotes = ["ESG权重提高到15%。", "交付负责人调往墨西哥工厂。"]
    assert verify_claim("ESG权重提高到15%，交付负责人调往墨西哥工厂", quotes).supported
    assert not verify_claim("ESG负责人调往墨西哥工厂", quotes).supported


def test_numbers_may_come_from_different_quotes() -> None:
    quotes = ["评分项: ESG | 权重: 5%", "评分项: ESG | 权重: 15%"]
    assert verify_claim("ESG权重5%→15%", quotes).supported
    assert not verify_claim("ESG权重5%→25%", quotes).supported


def test_a_year_may_come_from_the_documents_date() -> None:
    quote = ["样件于1月15日交付。"]
    assert verify_claim("样件于2026年1月15日交付", quote, document_dates=[dt.date(2025, 12, 20)]).supported
    assert not verify_claim(
        "样件于2029年1月15日交付", quote, document_dates=[dt.date(2025, 12, 20), None]
    ).supported


def test_a_known_name_must_be_in_a_quote() -> None:
    quote = ["该产品通过了验收。"]
    assert verify_claim("该产品通过了验收", quote, names={"星河平台"}).supported
    check = verify_claim("星河平台产品通过了验收", quote, names={"星河平台"})
    assert not check.supported
    assert any("星河平台" in reason for reason in check.reasons)


def test_without_a_quote_nothing_is_supported() -> None:
    assert verify_claim("预算1500万元", []).reasons == ("没有依据",)
    assert not verify_claim("预算1500万元", ["", "  "]).supported


def test_the_nearer_a_claim_the_higher_its_score() -> None:
    quote = ["招标修订版中，ESG评分项权重由5%提高到15%。"]
    exact = verify_claim("ESG评分项权重由5%提高到15%", quote).score
    near = verify_claim("ESG评分项权重由5%提高到25%", quote).score
    far = verify_claim("交付负责人调往墨西哥", quote).score
    assert exact > near > far
