"""Links, addresses, numbers and ids that a model may not bring in, in whatever spelling."""

import pytest

from yiju.copilot.llm_contacts import way_out

FORGED = [
    ("详见 http://evil.example/x", "网址"),
    ("请登录 evil-pay.com 核对", "网址"),
    ("请登录 evil点com 核对", "网址"),
    ("请登录 ｅｖｉｌ．ｃｏｍ 核对", "网址"),
    ("hxxp://evil[.]com", "网址"),
    ("请看 e\u200bvil.com", "网址"),
    ("请看 еvil.com", "网址"),  # the first letter is Cyrillic
    ("服务器 10.0.0.5 上有", "网址"),
    ("资料发到 li@evil.example", "网址"),
    ("资料发到 li (at) evil", "邮箱"),
    ("加微信 abc12345 详谈", "社交账号"),
    ("QQ：123456789", "社交账号"),
    ("扫二维码领取资料", "社交账号"),
    ("加我绿泡泡hx8899", "社交账号"),
    ("ID：abc12345", "社交账号"),
    ("＠hxz8899", "社交账号"),
    ("付到支付宝账号hx8899", "社交账号"),
    ("飞信hx8899", "社交账号"),
    ("游戏里的账户是 hx_8899", "社交账号"),
    ("搜一下小蓝鸟hx8899", "社交账号"),
    ("扫描附件二维码", "社交账号"),
    ("长按图中的小程序码", "社交账号"),
    ("拨壹叁捌零零壹叁捌零零零", "电话号码"),
    ("拨○幺○陸貳叄肆伍陸柒捌", "电话号码"),
    ("请拨打 138 0013 8000", "电话号码"),
    ("请拨打幺三八〇〇一三八〇〇〇", "电话号码"),
    ("<img src=x>", "网页代码"),
    ("javascript:alert(1)", "网页代码"),
    ("口令 QWxhZGRpbjpvcGVuIHNlc2FtZQ0011", "一长串代码"),
]
HONEST = [
    "招标修订版2026-01-12将ESG权重由5%提高到15%",
    "客户要求符合IATF 16949和VDA6.3",
    "第2点公司要求按合同第8.2.1条执行",
    "用3.5mm.板厚的Fe-Cr.合金",
    "加装ADC12压铸件的探伤工位",
    "质量保证金为人民币壹佰贰拾万元整",
    "扫码枪由客户提供",
    "账号由客户开通",
    "型号A380的报价",
]


@pytest.mark.parametrize(("text", "kind"), FORGED)
def test_what_leads_out_is_seen(text: str, kind: str) -> None:
    assert way_out(text, "客户要求12月20日前交样。") == kind


@pytest.mark.parametrize("text", HONEST)
def test_honest_words_are_no_way_out(text: str) -> None:
    assert way_out(text, "") == ""


def test_what_stands_in_the_sources_may_be_repeated_but_no_link() -> None:
    sources = "总价1,200,000元，请联系 vogt@rhein.example 或 13800138000，见 http://rhein.example/a"
    assert way_out("总价1200000元，联系vogt@rhein.example，电话138-0013-8000", sources) == ""
    assert way_out("见 http://rhein.example/a", sources) == "网址"
    assert way_out("见 http://rhein.example/a", "", own_words="看看 http://rhein.example/a") == ""
