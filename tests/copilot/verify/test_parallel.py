"""Words of two clauses that say the same of different things are not joined."""

import pytest

from yiju.copilot.verify import verify_claim

FALSE = [
    ("运费由甲方承担", "运费由乙方承担，关税由甲方承担。"),
    ("乙方承担关税", "运费由乙方承担，关税由甲方承担。"),
    ("安装由买方负责", "安装由卖方负责，调试由买方负责。"),
    ("模具归卖方所有", "模具归买方所有，夹具归卖方所有。"),
    ("副车架在苏州生产", "副车架在宁波生产，电池托盘在苏州生产。"),
    ("副车架涨价", "副车架降价，电池托盘涨价。"),
    ("样件由王工提供", "样件由李工提供，报告由王工提供。"),
    ("尾款直接付给代理商", "首款直接付给代理商；尾款直接付给厂家。"),
    ("业主选用铜缆", "业主选用铝缆，弃用铜缆。"),
    ("客户选择华铸", "客户选择我方，没选华铸。"),
    ("客户采纳了方案二", "客户采纳了方案一，方案二被否决。"),
    ("价格包含安装费", "价格包含运费，但安装费另计。"),
    ("A公司、B公司和C公司均已入围。", "A公司和B公司均已入围，C公司落选。"),
    ("A厂、B厂和C厂都复工", "A厂和B厂都复工，C厂停工。"),
    ("钱工去现场支持", "钱工留守公司，吴工去现场支持。"),
]
TRUE = [
    ("运费由乙方承担", "运费由乙方承担，关税由甲方承担。"),
    ("甲方承担关税", "运费由乙方承担，关税由甲方承担。"),
    ("尾款直接付给厂家", "首款直接付给代理商；尾款直接付给厂家。"),
    ("客户关注碳足迹", "客户不仅关注价格，还关注碳足迹。"),
    ("客户同时关注价格与碳足迹", "客户不仅关注价格，还关注碳足迹。"),
    ("合同有效期至2028年3月31日", "本合同有效期为三年，自2025年4月1日起至2028年3月31日止。"),
    ("2025年净利润3亿元", "2025年，公司实现净利润3亿元，同比增长5%。"),
    ("投标截止时间：2026年2月3日17:00", "投标截止时间为2026年2月3日17时00分（北京时间）。"),
    ("交付地点为宁波", "交付地点：宁波工厂。"),
]


@pytest.mark.parametrize(("claim", "quote"), FALSE)
def test_halves_of_two_clauses_are_not_joined(claim: str, quote: str) -> None:
    assert not verify_claim(claim, [quote]).supported


@pytest.mark.parametrize(("claim", "quote"), TRUE)
def test_each_clause_alone_passes(claim: str, quote: str) -> None:
    check = verify_claim(claim, [quote])
    assert check.supported, check.reasons
