"""Groups, and what is remembered: nobody sees what is not theirs."""

from tests.bots.conversation.saying import signals
from tests.support.account import CUSTOMER, OTHER, SECRETS, TODAY
from tests.support.talking import Talker
from yiju.bots.proactive.visits import Planned, keep_visits
from yiju.bots.types import Asker, Memory, Press
from yiju.store.access import local_viewer, viewer_for
from yiju.store.customers import list_customers
from yiju.store.store import Store
from yiju.store.users import save_user

SAID_AFTER = ("会后", "1", "会后：有推进", f"会后 {CUSTOMER}：赢单", "今天的拜访", "更多", "采纳", "依据 1")
"""Typed in a group where nothing was asked."""


def test_where_nobody_knows_who_reads_along_every_word_is_private(filled: Store) -> None:
    group = Talker(filled, "xiaoli", TODAY, group=True, here=None)
    for text in (f"拜访策略 {CUSTOMER}", "依据 1", "待办承诺", "我的客户", "拜访策略 没有的", "帮助"):
        turn = group.turn(group.incoming(text))
        assert turn.messages and all(message.private for message in turn.messages), text
    assert CUSTOMER not in "".join(group.told)


def test_in_a_group_nothing_beyond_what_all_may_see(filled: Store) -> None:
    save_user(filled.sql, "both", roles=["rep"], units=["main", "north"], actor="test")
    alone = Talker(filled, "both", TODAY)
    alone.say(f"{OTHER}的年采购额是多少")
    here = viewer_for(filled.sql, "xiaoli").model_copy(update={"user": "both"})
    group = Talker(filled, "both", TODAY, group=True, here=here)
    group.memory = alone.memory  # as if it were the same chat
    said = "\n".join(
        group.say(text)
        for text in (
            "依据 1", "更多", "采纳 1", "会后：有推进", "我的客户", "待办承诺",
            f"拜访策略 {OTHER}", "拜访策略 北辰",
            "独家返利是多少", "帮助", "拜访策略", "会后",
        )
    )  # fmt: skip
    assert CUSTOMER in said
    typed = f"没有找到客户“{OTHER}”"
    for secret in SECRETS:
        assert secret not in said.replace(typed, "").replace("没有找到客户“北辰”", ""), secret
    press = Press(action="adopt", suggestion=alone.memory.suggestion)
    assert group.press(press)[0].told
    assert isinstance(group.asker, Asker) and not signals(alone, alone.memory.suggestion)


def test_in_a_group_nothing_of_what_was_asked_alone(filled: Store) -> None:
    save_user(filled.sql, "zhou", roles=["rep"], units=["main"], actor="test")
    alone = Talker(filled, "zhou", TODAY)
    group = Talker(filled, "zhou", TODAY, group=True, here=alone.asker.own)
    (customer,) = [c for c in list_customers(filled.sql, alone.asker.own) if c.name == CUSTOMER]
    planned = Planned(customer=customer, at=alone.at, user="zhou", subject="摸底谁会离职", source="t")
    keep_visits(filled.sql, local_viewer(filled.sql), [planned])
    for asked in (f"拜访策略 {CUSTOMER} 摸清他们是否要换掉王总", f"话术 {CUSTOMER} 他们财务撑不住了怎么催款"):
        assert asked.split()[-1] in alone.say(asked)
        said = "\n".join(group.say(text) for text in SAID_AFTER)
        for secret in ("换掉王总", "财务撑不住", "离职"):
            assert secret not in said, secret
    assert CUSTOMER in said and "单独" in said
    assert "换掉王总" in alone.say("会后") + Talker(filled, "zhou", TODAY).say("会后"), "alone it is told"
    assert "离职" in alone.say("今天的拜访")
    group.say(f"拜访策略 {CUSTOMER} 谈年降")
    assert "谈年降" in group.say("会后：有推进"), "what was asked there may be told of there"


def test_preparing_for_a_customer_that_is_not_theirs_says_so(xiaoli: Talker) -> None:
    for text in ("宁川下周要去拜访，帮我准备一下", "下周去拜访宁川，帮我准备一下"):
        told = xiaoli.say(text)
        assert "没有找到客户“宁川”" in told and CUSTOMER in told, text
    assert f"拜访策略 · {CUSTOMER}" in xiaoli.say("1")


def test_what_is_remembered_is_shown_whole_stays_and_can_be_erased(xiaoli: Talker) -> None:
    assert "什么都没记" in xiaoli.say("记忆")
    xiaoli.say(f"拜访策略 {CUSTOMER}")
    before = xiaoli.memory
    told = xiaoli.say("你记得什么？")
    assert xiaoli.memory == before
    assert f"正在说的客户： {CUSTOMER}" in told and f"拜访策略 · {CUSTOMER}" in told
    xiaoli.say(f"话术 {CUSTOMER}")
    assert "在等您回答： 是什么场景" in xiaoli.say("记忆")
    xiaoli.say("待办承诺")
    assert "最近的清单： 待办承诺" in xiaoli.say("记忆")
    xiaoli.say("忘记对话")
    assert xiaoli.memory == Memory() and "什么都没记" in xiaoli.say("记忆")


def test_what_one_may_not_see_any_more_is_not_shown_as_remembered(filled: Store, xiaoli: Talker) -> None:
    xiaoli.say(f"拜访策略 {CUSTOMER}")
    save_user(filled.sql, "lately_out", roles=["rep"], units=["elsewhere"], actor="test")
    outside = Talker(filled, "lately_out", TODAY)
    outside.memory = xiaoli.memory
    told = outside.say("记忆")
    assert CUSTOMER not in told and "什么都没记" in told


def test_a_memory_is_small_whatever_was_listed(xiaoli: Talker) -> None:
    for text in (
        "待办承诺",
        f"拜访策略 {CUSTOMER}",
        "依据",
        "拜访策略 " + "很长的目标" * 60,
        "我的客户",
        "付款" * 400,
    ):
        xiaoli.say(text)
        assert len(xiaoli.memory.model_dump_json()) < 8000
