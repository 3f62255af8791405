"""What the bots' conversation says holds nothing of units that its readers are not in, whatever is typed."""

import io
import os

import pytest

from tests.support.samples import CAR, DISTRIBUTOR, HOSPITAL, TODAY
from tests.support.shell import yiju
from tests.support.talking import Talker
from tests.support.traces import foreign_to
from tests.support.world import BLIND, NAMESAKE, USERS, who
from yiju.bots.types import Memory, Press
from yiju.copilot.accounts import full_name
from yiju.store.customers import list_customers
from yiju.store.store import Store

UNKNOWN = "莫须有公司"
SEEING = sorted(USERS.keys() - set(BLIND))
SAID = (
    "帮助", "你好", "我的客户", "待办承诺", "更多", "依据 1",
    "拜访策略", "1", "更多", "依据 2", "采纳 1", "👎", "2",
    "话术", "3", "会后", "1", "还欠多少钱", "那付款条件呢", "拜访策略 华信", "1", "今天的拜访", "订阅列表",
    f"拜访策略 {DISTRIBUTOR}", "取消", f"{CAR}的付款条件是什么", f"话术 {HOSPITAL} 催款", "忘记对话",
    "碳足迹和返利分别怎么约定的", "依据",
)  # fmt: skip
"""A conversation that touches every command, and names everybody's customers."""


@pytest.mark.parametrize("user", sorted(USERS))
def test_a_whole_conversation_tells_nothing_of_others(world: Store, user: str) -> None:
    talker = Talker(world, user, TODAY)
    traces = foreign_to(world, who(world, user))
    for text in SAID:
        found = traces.in_text(talker.say(text), said="".join(SAID))
        assert found == [], (text, found)
        assert traces.in_text(talker.memory.model_dump_json(), said="".join(SAID)) == [], text
    assert traces.in_text("\n".join(talker.told), said="".join(SAID)) == []


@pytest.mark.parametrize(
    ("user", "names"),
    [
        ("rep_auto", (DISTRIBUTOR, HOSPITAL, "仁澍医院")),
        ("rep_auto", ("华信检验",)),
        ("admin_medical", ("Weserland",)),  # 威瑟兰 is a name of their own
        ("admin_medical", ("华信底盘",)),
        ("client", (CAR, NAMESAKE)),
    ],
)
def test_a_customer_of_others_is_as_unknown_as_one_that_never_was(
    world: Store, user: str, names: tuple[str, ...]
) -> None:
    for form in ("拜访策略 {}", "{}的拜访策略", "话术 {} 催款", "待办承诺 {}", "会后 {}：有推进"):
        for name in names:
            never = "华信莫须" if name.startswith("华信") else UNKNOWN
            replies = [Talker(world, user, TODAY).say(form.format(one)) for one in (name, never)]
            assert replies[0].replace(name, never) == replies[1], (form, name)


def test_a_namesake_is_never_offered_from_another_unit(world: Store) -> None:
    for user in SEEING:
        seen = list_customers(world.sql, who(world, user))
        offered = Talker(world, user, TODAY).say("拜访策略 华信")
        theirs = [customer for customer in seen if customer.name == NAMESAKE]
        if len(theirs) == 1:
            assert offered.splitlines()[0] == f"拜访策略 · {NAMESAKE}", user
        else:
            assert all(full_name(customer) in offered for customer in theirs), user


@pytest.mark.parametrize("user", ["rep_auto", "rep_medical", "nobody"])
def test_a_memory_of_what_is_no_longer_theirs_opens_nothing(world: Store, user: str) -> None:
    """Somebody moved to another unit: the conversation remembers a customer and advice of the old one."""
    boss = Talker(world, "boss", TODAY)
    traces = foreign_to(world, who(world, user))
    for customer in list_customers(world.sql, who(world, "boss")):
        if customer.unit in who(world, user).units:
            continue
        boss.say(f"拜访策略 {full_name(customer)}")
        strategy = boss.memory
        boss.say(f"待办承诺 {full_name(customer)}")
        pending = {
            "kind": "customer",
            "intent": {"kind": "strategy", "customers": [customer.id]},
            "options": [customer.id],
        }
        for memory in (strategy, boss.memory, Memory(customer=customer.id, pending=pending)):
            for text in (
                "1",
                "更多",
                "依据 1",
                "依据",
                "采纳 1",
                "驳回 1",
                "会后：有推进",
                "那付款条件呢",
                "下一步",
                "1",
            ):
                talker = Talker(world, user, TODAY)
                talker.memory = memory
                said = talker.say(text)
                known = {memory.customer, memory.suggestion}  # ids that were theirs to remember
                found = [one for one in traces.in_text(said) if one not in known]
                assert found == [], (text, found)


@pytest.mark.parametrize("action", ["adopt", "up", "down", "reason", "more", "source"])
def test_a_press_on_advice_of_others_is_one_on_none(world: Store, action: str) -> None:
    boss = Talker(world, "boss", TODAY)
    boss.say(f"拜访策略 {DISTRIBUTOR}")
    foreign = boss.memory.suggestion
    rep = Talker(world, "rep_auto", TODAY)
    answers = [
        rep.press(Press.model_validate({"action": action, "suggestion": one, "value": "1"}))
        for one in (foreign, "s000000000000")
    ]
    assert answers[0] == answers[1]
    assert answers[0][0].told and not answers[0][0].label


def test_in_a_group_the_answer_is_what_all_may_see(world: Store) -> None:
    """Asked by somebody of both units, before a member of one."""
    here = who(world, "rep_auto").model_copy(update={"user": "both"})
    traces = foreign_to(world, who(world, "rep_auto"))
    talker = Talker(world, "both", TODAY, group=True, here=here)
    for text in SAID:
        assert traces.in_text(talker.say(text), said="".join(SAID)) == [], text


@pytest.mark.parametrize("form", [(), ("--json",)])
@pytest.mark.parametrize("user", sorted(USERS))
def test_the_consoles_chat_is_no_way_around(
    world: Store, user: str, form: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("YIJU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("YIJU_EMBEDDER", "hashing")
    said = ("我的客户", f"拜访策略 {UNKNOWN}", "拜访策略", "还欠多少钱")
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(said)))
    ran = yiju("chat", "--today", str(TODAY), "--as", user, "--data", str(world.settings.data), *form)
    assert ran.code == 0, ran
    assert foreign_to(world, who(world, user)).in_text(ran.out + ran.err, said="".join(said)) == []
