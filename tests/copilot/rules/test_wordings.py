"""A rule holds in whatever spelling a line is put, and for our own words alone."""

from pathlib import Path

import pytest

from yiju.copilot.rules.book import Rules, read_rules

EXAMPLE = read_rules(Path(__file__).resolve().parents[3] / "examples" / "rules.toml")
BELOW = [
    "糖化血红蛋白试剂按伍佰元一盒给您",
    "糖化血红蛋白试剂按伍佰壹拾元整给您",
    "糖化血红蛋白试剂按500圆一盒给您",
    "糖化血红蛋白试剂按￥500给您",
    "糖化血红蛋白试剂按RMB 500给您",
    "糖化血红蛋白试剂按人民币五百给您",
    "糖化血红蛋白试剂按500一盒给您",
    "糖化血红蛋白试剂按四百八给您",
    "糖化血红蛋白试剂每盒只收480",
    "糖化血红蛋白试剂按0.05万元一盒给您",
    "糖化血红蛋白试剂按５百来元给您",
    "糖化血红蛋白试剂的事谈妥了，我们按500元给您",
    "糖化血红蛋白试剂您放心。500元一盒。",
    "500元一盒，这是糖化血红蛋白试剂的价",
    "糖化血红蛋白试剂三盒1200元",
    "糖化血紅蛋白試劑我們按500元給您",
    "糖化\u200b血红蛋白 试剂我们按500元给您",
    "糖化血红蛋白试剂含运费500元",
    "糖化血红蛋白试剂给您四百九十九块",
    "糖化血红蛋白试剂499块一盒",
    "糖化血红蛋白试剂价格499",
    "糖化血红蛋白试剂的报价是499",
    "糖化血红蛋白试剂我按成本499给您",
    "糖化血红蛋白试剂四九九一盒",
    "糖化血红蛋白试剂四百九一盒",
    "糖化血红蛋白试剂我给您五百一",
    "糖化血红蛋白试剂3百五十元",
    "糖化血红蛋白试剂报价：499",
    "糖化血红蛋白试剂价格降到499",
]
OFF = [
    "我们给您让利百分之伍",
    "我們給您讓利5%",
    "我们给您让利５％",
    "我们给您让伍个点",
    "我们给您让利5 percent",
    "我们把价格下浮5%",
    "我们给您10%的折让",
    "给您返现百分之十",
    "给您10% off",
    "再优惠五分之一",
    "可以优惠两成",
    "让利千分之五十",
    "玖折给您",
    "打捌伍折",
    "打九扣",
    "给您九五折扣",
    "给您半价",
    "给您打对折",
    "按原价的90%给您",
    "可以优惠，给您5%",
    "按原来价格的九成",
    "按九成价给您",
    "价格砍10%",
    "糖化血红蛋白试剂只收您95%",
    "免费送您5%的货",
    "让利3%，另外再让3%",
    "让利3%，再优惠百分之二",
]
WORDS = ["保證中標", "保 证 中 标", "包過審核", "全國第一", "最 低 价", "我们保\u2060证按期"]


@pytest.mark.parametrize("line", BELOW)
def test_a_price_below_the_floor_is_seen_however_it_is_written(line: str) -> None:
    assert "低于底价520元" in EXAMPLE.objection(f"“{line}。”")


@pytest.mark.parametrize("line", OFF)
def test_a_discount_is_seen_however_it_is_written(line: str) -> None:
    assert "超出权限3%" in EXAMPLE.objection(f"“{line}。”")


@pytest.mark.parametrize("line", WORDS)
def test_a_forbidden_word_is_seen_in_either_script_and_with_blanks_in_it(line: str) -> None:
    assert EXAMPLE.objection(f"“{line}。”")


def test_a_price_with_thousands_is_one_number() -> None:
    rules = Rules.model_validate({"price_floor": [{"product": "分析仪", "floor": 52000}]})
    assert "报价48000元" in rules.objection("“分析仪按48,000元一台给您。”")
    assert not rules.objection("“分析仪按52,000元一台给您。”")
    assert not rules.objection("“分析仪按5.2万元一台给您。”")


def test_rules_of_an_office_that_writes_full_script_hold_for_lines_in_either() -> None:
    words = {"words": ["無條件退貨"], "pattern": "包[過中]", "reason": "不许"}
    rules = Rules.model_validate({"forbidden": [words]})
    assert "不许" in rules.objection("“我们无条件退货。”") and "不许" in rules.objection("“包过。”")


def test_words_of_the_evidence_make_no_offer_of_ours_pass() -> None:
    asked, named = "贵方要求降价", "糖化血红蛋白试剂的价格"
    assert not EXAMPLE.objection("“注意到贵方要求降价12%。”", ["贵方要求降价12%"])
    assert "让利5%" in EXAMPLE.objection(f"“{asked}，我们给5%。”", [asked])
    assert "低于底价" in EXAMPLE.objection(f"“{named}我们按500元给您。”", [named])


def test_what_is_left_of_a_price_is_not_what_is_taken_off() -> None:
    assert "让利10%" in EXAMPLE.objection("“价格下调到原来的90%。”", roles=("rep",))
    rules = Rules.model_validate({"discount": [{"role": "director", "most": 15}]})
    assert not rules.objection("“价格下调到原来的90%。”", roles=("director",))


def test_quotation_marks_hide_no_offer() -> None:
    assert EXAMPLE.objection("“我们给您‘让利20%’。”")
    assert EXAMPLE.objection("“我们说过‘让利20%’。”")
    assert not EXAMPLE.objection("“王总要求‘降价20%’，我们记下了。”")
    assert not EXAMPLE.objection(
        "“‘今年要降价20%才谈’这句话我们记着。”", ["王工：今年要降价20%才谈，不然免谈"]
    )


@pytest.mark.parametrize(
    "line",
    [
        "合格率从90%提高到95%",
        "优惠政策写在第5条，合格率95%",
        "糖化血红蛋白试剂已发出300盒",
        "糖化血红蛋白试剂的预付款30%，验收后付60%",
        "合同价的60%到货支付",
        "糖化血红蛋白试剂运费50元另计",
        "糖化血红蛋白试剂按500盒备货",
        "糖化血红蛋白试剂首批按500备货",
        "质保金扣5%",
        "让您三点到现场",
        "第一批糖化血红蛋白试剂到了，仪器每台20万元",
        "糖化血红蛋白试剂3月5日到货，报价有效期30天",
        "糖化血红蛋白试剂的工作分三块，您看先做哪块",
        "糖化血红蛋白试剂有12块，都在清单里",
        "糖化血红蛋白试剂首批给您500，下周到货",
        "糖化血红蛋白试剂价格3天内有效",
        "糖化血红蛋白试剂的价格是3档",
        "糖化血红蛋白试剂先收60%，余款到货付",
        "货款先只收您60%",
        "免费培训95%的人员",
        "先送您30%的货",
        "今年让利2%，明年再让利2%",
        "让利2%，不行再让3%",
        "糖化血红蛋白试剂四百九十一盒已发出",
        "糖化血红蛋白试剂原价540元，再返您15元",
        "糖化血红蛋白试剂5百40元",
        "糖化血红蛋白试剂540元一盒，一年帮您省2000元",
    ],
)
def test_figures_that_offer_nothing_pass(line: str) -> None:
    assert not EXAMPLE.objection(f"“{line}。”")


def test_a_figure_half_in_words_and_what_goes_off_a_price_are_read_as_they_are_meant() -> None:
    assert "报价499元" in EXAMPLE.objection("“糖化血红蛋白试剂4百99元。”")
    assert "报价490元" in EXAMPLE.objection("“糖化血红蛋白试剂4百9一盒。”")
    assert "报价510元" in EXAMPLE.objection("“糖化血红蛋白试剂原价540元，再返您30元。”")
    for line in ("糖化血红蛋白试剂给您优惠30元", "糖化血红蛋白试剂满1000元减30元"):
        assert "减30元而没说减后多少" in EXAMPLE.objection(f"“{line}。”")
    assert "让利6%" in EXAMPLE.objection("“让利3%，另外再让3%。”")
