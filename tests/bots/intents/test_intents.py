"""What is wanted, read without a model: commands in many words, and questions that only sound like one."""

import time

import pytest

from tests.bots.intents.asking import ASKING
from tests.bots.intents.judging import JUDGING
from tests.bots.intents.questions import QUESTIONS
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


def told(intent: Intent) -> str:
    """All that an intent holds beside its kind."""
    parts = (
        "".join(intent.customers),
        intent.called and f"?{intent.called}",
        intent.text,
        intent.person and f"对{intent.person}",
        intent.tone and f"语气{intent.tone}",
        " ".join(map(str, intent.numbers)),
        intent.outcome and f"={intent.outcome}",
    )
    return " | ".join(part for part in parts if part)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [(kind, text, expected) for kind, rows in (JUDGING | ASKING).items() for text, expected in rows],
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


def test_customers_names_in_full_script_are_theirs() -> None:
    for typed in ("拜訪策略 威瑟蘭汽車", "威瑟蘭的付款條件是什麼", "威瑟蘭汽車"):
        assert read_intent(typed, NAMES).customers == ("W",), typed
    assert read_intent("川嶽瑞檢的待辦承諾", NAMES).customers == ("C",)
    taiwan = names_of([Customer(id="T", name="臺灣積體電路", unit="u")])
    assert read_intent("拜访策略 臺灣積體電路", taiwan).customers == ("T",)


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
