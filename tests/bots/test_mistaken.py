"""What is typed by mistake, or meant for what is not there: nothing is kept, searched or offered in error."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.account import CUSTOMER, OTHER, TODAY, fill
from tests.support.stored import settings_for
from tests.support.talking import Talker
from yiju.sandbox.signals import signals_of
from yiju.store.store import Store
from yiju.store.users import save_user

TYPO = CUSTOMER.replace("莱", "菜")


@pytest.fixture(scope="module")
def xiaoli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talker]:
    folder: Path = tmp_path_factory.mktemp("mistaken")
    with contextlib.closing(Store.open(settings_for(folder / "data"))) as store:
        fill(store, folder)
        save_user(store.sql, "both", roles=["rep"], units=["main", "north"], actor="test")
        yield Talker(store, "xiaoli", TODAY)


def test_a_mistyped_name_alone_is_asked_back_and_nothing_is_searched(xiaoli: Talker) -> None:
    told = xiaoli.say(TYPO)
    assert f"您是说{CUSTOMER}吗？" in told and "依据 " not in told and "采纳" not in told
    assert "份资料" in xiaoli.say("1")


def test_a_mistyped_name_is_completed_from_ones_own_customers_alone(xiaoli: Talker) -> None:
    for name in (OTHER, OTHER.replace("器", "气")):
        told = xiaoli.say(name)
        assert f"您是说{OTHER}" not in told and f"您是不是指：{OTHER}" not in told
    both = Talker(xiaoli.desk.store, "both", TODAY)
    assert f"您是说{OTHER}吗？" in both.say(OTHER.replace("器", "气"))


def test_an_outcome_for_nobody_known_offers_no_others_outcome(xiaoli: Talker) -> None:
    xiaoli.say(f"拜访策略 {CUSTOMER}")
    one = xiaoli.memory.suggestion
    told = xiaoli.say("会后 东方不败集团 赢单")
    assert "没有找到客户“东方不败集团”" in told and CUSTOMER not in told and "赢单" not in told
    near = xiaoli.say(f"会后 {TYPO} 赢单")
    assert f"会后 {CUSTOMER}：赢单" in near
    assert not signals_of(xiaoli.desk.store.sql, xiaoli.asker.own, one)


def test_the_whole_rejected_asks_for_the_reason_and_takes_it(xiaoli: Talker) -> None:
    xiaoli.say(f"拜访策略 {CUSTOMER}")
    one = xiaoli.memory.suggestion
    assert "为什么？" in xiaoli.say("驳回 全部")
    assert "原因：太生硬。" in xiaoli.say("太生硬了。").replace("太生硬了", "太生硬")
    comments = [signal.comment for signal in signals_of(xiaoli.desk.store.sql, xiaoli.asker.own, one)]
    assert not any("全部" in comment for comment in comments) and any("太生硬" in c for c in comments)


def test_nothing_can_be_judged_or_adopted_where_nothing_was_found(xiaoli: Talker) -> None:
    nothing = xiaoli.say("😀😀😀")
    assert "👍" not in nothing and "采纳" not in nothing
    near = xiaoli.say(f"{CUSTOMER}的食堂几点开门")
    assert "[采纳" not in near


def test_of_two_customers_one_strategy_is_for_one(xiaoli: Talker) -> None:
    told = xiaoli.say(f"拜访策略 {CUSTOMER}和{OTHER}")
    assert told.splitlines()[0] == f"拜访策略 · {CUSTOMER}"
    assert f"没有找到客户“{OTHER}”" in told
    invented = xiaoli.say(f"拜访策略 {CUSTOMER}和无名重工")
    assert "没有找到客户“无名重工”" in invented, "as unknown as one that is another unit's"
    both = Talker(xiaoli.desk.store, "both", TODAY)
    assert "只为一个客户" in both.say(f"拜访策略 {CUSTOMER}和{OTHER} 谈价格")
    assert both.say("2").splitlines()[0] in {f"拜访策略 · {c} · 谈价格" for c in (CUSTOMER, OTHER)}


def test_of_two_customers_one_talk_track_is_for_one(xiaoli: Talker) -> None:
    told = xiaoli.say(f"话术 {CUSTOMER}和无名重工 开场")
    assert f"话术 · {CUSTOMER} · 开场" in told.splitlines()[0]
    assert "资料里没有提到“无名重工”" in told
    both = Talker(xiaoli.desk.store, "both", TODAY)
    assert "只对一个客户说" in both.say(f"话术 {CUSTOMER}和{OTHER} 开场")
    assert both.say("2").splitlines()[0] in {f"话术 · {c} · 开场" for c in (CUSTOMER, OTHER)}


def test_a_confirmation_of_nothing_is_searched_for_nowhere(xiaoli: Talker) -> None:
    for word in ("确认", "确认。", "记下吧"):
        told = xiaoli.say(word)
        assert "没有等您确认的事" in told
        assert "依据 " not in told
