"""What is wanted, read without a model: commands in many words, and questions that only sound like one."""

import time

import pytest

from yiju.bots.intent_types import Intent
from yiju.bots.intents import read_intent
from yiju.bots.names import names_of
from yiju.store.types import Customer

NAMES = names_of(
    [
        Customer(id="W", name="威瑟兰汽车", unit="auto", aliases=("威瑟兰", "Weserland")),
        Customer(id="C", name="川岳瑞检", unit="medical", aliases=("川岳",)),
        Customer(id="R", name="临江仁澍医院", unit="medical", aliases=("仁澍医院", "仁澍")),
        Customer(id="B", name="北辰集团", unit="auto"),
    ]
)
"""Ids of one letter, as the tables below name them."""

COMMANDS: dict[str, list[tuple[str, str]]] = {
    "adopt": [
        ("采纳", ""),
        ("采纳 2", "2"),
        ("采纳第2条", "2"),
        ("第2条采纳", "2"),
        ("采纳了", ""),
        ("采纳1、3", "1 3"),
        ("采纳，客户很喜欢", "客户很喜欢"),
        ("采纳全部", ""),
        ("采纳整份", ""),
        ("采用", ""),
        ("采用 2", "2"),
        ("接受", ""),
        ("我采纳", ""),
        ("全部采纳", ""),
        ("第1、2条采纳", "1 2"),
        ("采纳二和三", "2 3"),
        ("采纳 3-5", "3 4 5"),
        ("采纳 1、3-5", "1 3 4 5"),
        ("采纳第3到5条", "3 4 5"),
        ("采纳 3～5", "3 4 5"),
        ("采纳前三条", "1 2 3"),
        ("采纳 1/3", "1 3"),
        ("采纳 川岳", "?川岳"),
        ("采纳 蓝海", "?蓝海"),
        ("采纳最后一条", "?最后一条"),
    ],
    "back": [
        ("上一页", ""),
    ],
    "cancel": [
        ("取消", ""),
        ("算了", ""),
    ],
    "commitments": [
        ("待办承诺 蓝海", "?蓝海"),
        ("待办承诺", ""),
        ("待办承诺 威瑟兰", "W"),
        ("威瑟兰的待办承诺", "W"),
        ("我们还欠威瑟兰什么", "W"),
        ("待办", ""),
        ("承诺", ""),
        ("逾期的承诺", ""),
        ("我们答应了威瑟兰什么", "W"),
        ("还有哪些承诺没兑现", ""),
        ("没兑现的承诺有哪些", ""),
        ("待办承若", ""),
        ("我们还欠什么", ""),
    ],
    "customers": [
        ("我的客户", ""),
        ("有哪些客户", ""),
        ("我有哪些客户？", ""),
        ("我负责的客户", ""),
        ("客户列表", ""),
        ("#我的客户", ""),
    ],
    "down": [
        ("👎", ""),
        ("👎 太啰嗦", "太啰嗦"),
        ("没帮助", ""),
    ],
    "edit": [
        ("修改 2：改成先谈交付", "先谈交付 | 2"),
        ("修改 2", "2"),
        ("修改 2：", "2"),
        ("修改2:", "2"),
        ("修改第2条改成", "2"),
        ("修改：", ""),
        ("修改 2-3：先道歉", "?2-3：先道歉"),
        ("修改：改成“您看以哪份为准？”", "“您看以哪份为准？”"),
        ("把第2条改成先道歉", "先道歉 | 2"),
        ("修改", ""),
        ("修改 1 今天先道歉", "今天先道歉 | 1"),
        ("修改第二条：改为先谈质量", "先谈质量 | 2"),
        ("第3条改为“先确认预算”", "“先确认预算” | 3"),
    ],
    "follow": [
        ("那付款条件呢？", "付款条件"),
        ("那川岳呢？", "C"),
        ("付款条件呢", "付款条件"),
        ("那2025年的呢？", "2025年的"),
        ("那质保期呢", "质保期"),
        ("质保呢？", "质保"),
        ("那续约呢？", "续约"),
        ("还有付款条件呢", "付款条件"),
    ],
    "forget": [
        ("忘记对话", ""),
        ("忘记刚才的对话", ""),
        ("清空对话", ""),
        ("重新开始", ""),
    ],
    "hello": [
        ("你好", ""),
        ("你好！", ""),
        ("早上好", ""),
        ("请问", ""),
    ],
    "help": [
        ("帮助", ""),
        ("?", ""),
        ("怎么用", ""),
        ("能做什么", ""),
        ("你可以做什么？", ""),
        ("说明", ""),
        ("？？", ""),
        ("/帮助", ""),
    ],
    "more": [
        ("下一页", ""),
        ("更多", ""),
        ("继续", ""),
        ("还有呢", ""),
        ("还有别的吗", ""),
        ("全部", ""),
    ],
    "number": [
        ("3", "3"),
        ("３", "3"),
        ("第三条", "3"),
        ("选2", "2"),
    ],
    "outcome": [
        ("会后 蓝海：有推进", "?蓝海 | 有推进 | =forward"),
        ("会后：有推进", "有推进 | =forward"),
        ("会后有推进", "有推进 | =forward"),
        ("会后 威瑟兰 赢单", "W | 赢单 | =won"),
        ("会后结果", ""),
        ("会后：客户同意下周试产", "客户同意下周试产"),
        ("会后 客户很满意，有进展", "客户很满意，有进展 | =forward"),
        ("会后：没进展", "没进展 | =same"),
        ("会后反馈：丢单了", "丢单了 | =lost"),
        ("会谈结果 赢单", "赢单 | =won"),
        ("拜访结果：老样子", "老样子 | =same"),
        ("见完了，有推进", "有推进 | =forward"),
        ("谈完了", ""),
    ],
    "page": [
        ("第2页", "2"),
        ("第三页", "3"),
    ],
    "quiet": [
        ("免打扰 22:00-7:30", "22:00-7:30"),
        ("免打扰", ""),
        ("免打扰 无", "无"),
    ],
    "reject": [
        ("驳回 2 数据过时", "数据过时 | 2"),
        ("驳回：时机不对", "时机不对"),
        ("驳回", ""),
        ("驳回 2：", "2"),
        ("驳回第二条，理由：合同已更新", "合同已更新 | 2"),
        ("不采纳 2", "2"),
        ("不采纳", ""),
        ("不采纳 3，太激进", "太激进 | 3"),
        ("不同意", ""),
        ("驳回 3：依据不符", "依据不符 | 3"),
        ("驳回，已过时", "已过时"),
        ("驳回 1-3 已过时", "已过时 | 1 2 3"),
        ("驳回：3个月太长", "3个月太长"),
        ("驳回：第三节", "?第三节"),
        ("驳回 威瑟兰", "?威瑟兰"),
    ],
    "source": [
        ("这个结论的依据是什么？", ""),
        ("这条依据呢", ""),
        ("刚才的依据有哪些", ""),
        ("依据 3", "3"),
        ("依据3", "3"),
        ("看看依据三", "3"),
        ("第3条依据", "3"),
        ("依据", ""),
        ("依据是什么", ""),
        ("依据 1 2", "1 2"),
        ("依据1、2", "1 2"),
        ("依据 2-4", "2 3 4"),
        ("第 12 条依据是什么", "12"),
        ("【依据3】", "3"),
        ("[3]", "3"),
    ],
    "strategy": [
        ("拜访策略 北辰谈返利", "B | 谈返利"),
        ("拜访策略 北辰检验", "?北辰检验"),
        ("拜访策略 威瑟兰", "W"),
        ("拜访策略 威瑟兰 谈年降", "W | 谈年降"),
        ("拜访策略：威瑟兰，目标是把年降谈到2.8%", "W | 把年降谈到2.8%"),
        ("帮我做一份威瑟兰的拜访策略", "W"),
        ("威瑟兰拜访策略", "W"),
        ("威瑟兰的拜访策略，目标：续约", "W | 续约"),
        ("帮我准备一下威瑟兰的拜访策略吧，谢谢", "W"),
        ("能不能给我一份威瑟兰的拜访策略？", "W"),
        ("拜访策略 目标谈价格", "谈价格"),
        ("拜访策略", ""),
        ("明天去见威瑟兰，帮我准备一下", "W"),
        ("威瑟兰下周要去拜访，帮我准备一下", "W"),
        ("宁川下周要去拜访，帮我准备一下", "?宁川"),
        ("下周去见宁川精工，请帮我准备", "?宁川精工"),
        ("我们明天下午去拜访，帮我准备一下", ""),
        ("明天拜访威瑟兰怎么谈", "W"),
        ("我要拜访威瑟兰", "W"),
        ("拜访策略 蓝海集团", "?蓝海集团"),
        ("蓝海集团的拜访策略", "?蓝海集团"),
        ("@依据助手 拜访策略 川岳", "C"),
        ("拜防策略 川岳", "C"),
        ("给我一个拜访策略", ""),
        ("来一份川岳的拜访策略 重点谈返利", "C | 重点谈返利"),
        ("出一份拜访方案，客户：川岳", "C"),
        ("拜访计划 川岳", "C"),
        ("我的拜访计划", ""),
        ("下周拜访川岳，帮我准备一下，谢谢", "C"),
        ("策略 川岳", "C"),
        ("拜访策略 威瑟兰汽车（auto）", "W"),
        ("拜访策略 WESERLAND", "W"),
    ],
    "subscribe": [
        ("订阅 每日速览 8:30", "每日速览 8:30"),
        ("订阅每日速览", "每日速览"),
        ("订阅 天气", "天气"),
    ],
    "subscriptions": [
        ("订阅", ""),
        ("订阅列表", ""),
        ("我订阅了什么", ""),
    ],
    "talk": [
        ("话术 北辰检验 催款", "?北辰检验 | 催款"),
        ("话术 威瑟兰 催款 对李昕", "W | 催款 | 对李昕"),
        ("话术 威瑟兰 催款", "W | 催款"),
        ("给我威瑟兰的催款话术", "W | 催款"),
        ("威瑟兰催款话术，对财务总监说", "W | 催款 | 对财务总监"),
        ("跟李昕谈年降的话术", "年降 | 对李昕"),
        ("话术：催款", "催款"),
        ("话术", ""),
        ("有没有催款的话术？", "催款"),
        ("怎么跟威瑟兰催款？", "W | 催款"),
        ("话术 蓝海 催款", "?蓝海 | 催款"),
        ("对价格异议的话术", "对价格异议"),
        ("话术 异议处理 威瑟兰 Voss", "W | 异议处理 Voss"),
        ("我要威瑟兰的话术", "W"),
        ("话术 威瑟兰 催款 李昕", "W | 催款 | 对李昕"),
        ("话术，威瑟兰，报价，对采购总监", "W | 报价 | 对采购总监"),
        ("拟一份给威瑟兰的续约话术", "W | 续约"),
        ("请帮我写一个异议处理的话术，客户是威瑟兰", "W | 异议处理"),
        ("怎么和威瑟兰谈续约", "W | 续约"),
        ("如何跟川岳催款啊", "C | 催款"),
        ("话术 催款 威瑟兰 三个月没付", "W | 催款 三个月没付"),
        ("给北辰写个开场话术", "B | 开场"),
        ("给王总的话术", "对王总"),
    ],
    "thanks": [
        ("谢谢", ""),
        ("谢谢！", ""),
        ("好的", ""),
        ("ok", ""),
        ("辛苦了", ""),
    ],
    "unsubscribe": [
        ("退订 合同到期", "合同到期"),
        ("取消订阅每日速览", "每日速览"),
        ("退订全部", "全部"),
        ("退订", ""),
        ("关闭订阅 客户动向", "客户动向"),
    ],
    "unused": [
        ("没用", ""),
        ("没用上", ""),
        ("没用 客户没来", "客户没来"),
        ("没用上，会议取消", "会议取消"),
        ("没有用到", ""),
    ],
    "up": [
        ("👍", ""),
        ("有用", ""),
        ("很有用", ""),
        ("👍🏻", ""),
        ("[赞]", ""),
    ],
    "used": [
        ("用了", ""),
        ("用上了", ""),
        ("用了 2", "2"),
        ("用了，效果不错", "效果不错"),
    ],
    "visits": [
        ("今天的拜访", "今天"),
        ("今天拜访谁", "今天"),
        ("明天有哪些拜访", "明天"),
        ("明天拜访哪些客户", "明天"),
        ("本周的拜访", "本周"),
        ("行程", ""),
        ("今天要见谁", "今天"),
    ],
}
"""By kind: what is typed → what it says: customers, ?unknown name, words, 对person, numbers, =outcome."""

QUESTIONS: list[tuple[str, str]] = [
    ("威瑟兰的拜访策略是什么时候定的？", "W"),
    ("上次的拜访策略里提到年降了吗", ""),
    ("话术是什么意思", ""),
    ("上次给李昕的话术客户反应怎么样？", ""),
    ("威瑟兰的付款条件是什么？", "W"),
    ("北辰采纳了我们的方案吗？", "B"),
    ("采纳率是多少", ""),
    ("采纳了我们的方案吗？", ""),
    ("采纳 3%的年降吗", ""),
    ("驳回了我们的报价吗？", ""),
    ("修改合同的流程是什么", ""),
    ("3月改成4月了吗", ""),
    ("用了什么材料？", ""),
    ("没用过的产品有哪些", ""),
    ("会后什么时候发纪要？", ""),
    ("会后三天内付款", ""),
    ("客户有哪些要求？", ""),
    ("承诺的交期是哪天？", ""),
    ("订阅费是多少", ""),
    ("依据合同第8.2条，付款期是多久？", ""),
    ("依据2025年合同，年降是多少", ""),
    ("更多付款条件", ""),
    ("那付款条件是多少？", ""),
    ("你好，威瑟兰的年降是多少", "W"),
    ("请问年降比例是多少", ""),
    ("帮我查一下威瑟兰的质保期", "W"),
    ("能看一下威瑟兰的合同到期日吗", "W"),
    ("客户提到的质量问题有哪些", ""),
    ("要求是什么", ""),
    ("策略上我们应该怎么调整？", ""),
    ("我们的拜访策略有没有效果", ""),
    ("拜访策略怎么写", ""),
    ("话术库里有多少条话术", ""),
    ("客户说价格太高怎么办", ""),
    ("威瑟兰对价格有什么异议？", "W"),
    ("李昕说了什么", ""),
    ("对李昕说什么", ""),
    ("依据哪份合同？", ""),
    ("采用什么方式付款？", ""),
    ("接受年降的条件是什么", ""),
    ("不接受这个价格的原因是什么", ""),
    ("修改后的合同什么时候生效？", ""),
    ("合同修改了哪些条款", ""),
    ("改成每月付款可以吗", ""),
    ("用了哪些材料", ""),
    ("客户没用我们的产品吗", ""),
    ("拜访结果怎么样？", ""),
    ("会后要发什么材料", ""),
    ("北辰签了吗", "B"),
    ("威瑟兰有推进吗？", "W"),
    ("客户都有谁的联系方式", ""),
    ("威瑟兰承诺了什么时候付款？", "W"),
    ("我方承诺的交期", ""),
    ("欠款多少", ""),
    ("免打扰模式是什么意思", ""),
    ("拜访记录里提到什么", ""),
    ("继续合作的条件是什么？", ""),
    ("帮助我理解一下付款条件", ""),
    ("怎么用这个条款保护自己", ""),
    ("取消订单要赔多少", ""),
    ("那他们上次怎么说的？", ""),
    ("hi 威瑟兰年降多少", "W"),
    ("Weserland的付款条件", "W"),
    ("威瑟兰和川岳的付款条件分别是什么", "WC"),
    ("哪些客户的合同快到期？", ""),
]
"""What must not be taken for a command, and the customers that it names."""


def told(intent: Intent) -> str:
    """All that an intent holds beside its kind."""
    parts = (
        "".join(intent.customers),
        intent.called and f"?{intent.called}",
        intent.text,
        intent.person and f"对{intent.person}",
        " ".join(map(str, intent.numbers)),
        intent.outcome and f"={intent.outcome}",
    )
    return " | ".join(part for part in parts if part)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [(kind, text, expected) for kind, rows in COMMANDS.items() for text, expected in rows],
)
def test_a_command_is_read_however_it_is_put(kind: str, text: str, expected: str) -> None:
    intent = read_intent(text, NAMES)
    assert (intent.kind, told(intent)) == (kind, expected)


@pytest.mark.parametrize(("text", "customers"), QUESTIONS)
def test_a_question_is_never_taken_for_a_command(text: str, customers: str) -> None:
    intent = read_intent(text, NAMES)
    assert (intent.kind, "".join(intent.customers)) == ("ask", customers)


@pytest.mark.parametrize(
    "wrap", ["{}", "  {} ", "请帮我{}", "麻烦{}一下", "@依据助手 {}", "{}，谢谢！", "/{}", "\u200b{}"]
)
@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("strategy", "拜访策略 威瑟兰"),
        ("commitments", "待办承诺"),
        ("adopt", "采纳 2"),
        ("source", "依据3"),
        ("help", "帮助"),
    ],
)
def test_politeness_mentions_and_blanks_change_nothing(kind: str, text: str, wrap: str) -> None:
    plain = read_intent(text, NAMES)
    assert read_intent(wrap.format(text), NAMES) == plain
    assert plain.kind == kind


def test_width_and_full_script_change_nothing() -> None:
    for typed, same in (
        ("採納 ２", "采纳2"),
        ("駁回　３：已過時", "驳回3：已過時"),
        ("依據（３）", "依据3"),
        ("訂閱 合同到期", "订阅合同到期"),
    ):
        one, other = read_intent(typed, NAMES), read_intent(same, NAMES)
        assert (
            (one.kind, one.numbers, one.text) == (other.kind, other.numbers, other.text) != ("ask", (), "")
        ), typed


def test_names_of_others_are_not_recognised() -> None:
    own = names_of([Customer(id="W", name="威瑟兰汽车", unit="auto")])
    for text in ("拜访策略 川岳瑞检", "川岳瑞检的付款条件"):
        assert not read_intent(text, own).customers
    assert (
        read_intent("拜访策略 川岳瑞检", own).called == read_intent("拜访策略 川岳瑞检", names_of([])).called
    )


def test_one_name_of_several_customers_keeps_them_all() -> None:
    names = names_of(
        [Customer(id=i, name=name, unit="u") for i, name in (("1", "莱茵汽车"), ("2", "莱茵化工"))]
    )
    assert read_intent("拜访策略 莱茵", names).customers == ("1", "2")
    assert read_intent("拜访策略 莱茵汽车", names).customers == ("1",)
    asked = read_intent("莱茵的付款条件是什么", names)
    assert (asked.customers, asked.mixed) == (("1", "2"), True)


def test_a_latin_name_is_not_found_within_a_word() -> None:
    names = names_of([Customer(id="S", name="SAP", unit="u")])
    assert read_intent("asap 的付款条件", names).customers == ()
    assert read_intent("SAP的付款条件", names).customers == ("S",)


@pytest.mark.parametrize(
    "piece",
    [
        "要",
        "，",
        "谢谢",
        "我的",
        "1、",
        "第1条",
        "的 ",
        "请",
        "帮我",
        "对",
        "@a ",
        "怎么跟威瑟兰",
        "还有哪些",
        "吗 ",
        " ",
        "采纳 ",
    ],
)
def test_no_message_keeps_the_bot_busy(piece: str) -> None:
    """However often something is repeated, before and after what a command begins with."""
    began = time.perf_counter()
    for head, tail in (
        ("", "x"),
        ("拜访策略 威瑟兰 ", ""),
        ("威瑟兰", "话术"),
        ("会后 ", "："),
        ("", "待办承诺x"),
    ):
        read_intent(head + piece * (1400 // len(piece)) + tail, NAMES)
        read_intent(head + piece * (100_000 // len(piece)) + tail, NAMES)
    assert time.perf_counter() - began < 5
