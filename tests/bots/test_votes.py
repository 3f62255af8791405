"""Votes that are taken back, and taps on advice that is gone."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.account import CUSTOMER, TODAY, fill
from tests.support.stored import settings_for
from tests.support.talking import Talker
from yiju.bots.types import Action, Press
from yiju.sandbox.signals import signals_of
from yiju.store.store import Store


@pytest.fixture(scope="module")
def xiaoli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talker]:
    folder: Path = tmp_path_factory.mktemp("votes")
    with contextlib.closing(Store.open(settings_for(folder / "data"))) as store:
        fill(store, folder)
        yield Talker(store, "xiaoli", TODAY)


def test_a_vote_taken_back_is_kept_as_that_and_one_may_vote_again(xiaoli: Talker) -> None:
    xiaoli.say(f"拜访策略 {CUSTOMER}")
    one = xiaoli.memory.suggestion

    def kept(*actions: Action) -> list[str]:
        for action in actions:
            assert xiaoli.press(Press(action=action, suggestion=one))[0].label
        found = signals_of(xiaoli.desk.store.sql, xiaoli.asker.own, one)
        return [signal.kind for signal in found]

    assert kept("up", "unvote", "unvote") == ["up", "revoked"]
    assert kept("up") == ["up", "revoked", "up"]


def test_advice_that_is_not_there_is_gone_and_nothing_else_is(xiaoli: Talker) -> None:
    xiaoli.say(f"拜访策略 {CUSTOMER}")
    one = xiaoli.memory.suggestion
    actions: tuple[Action, ...] = ("adopt", "up", "unvote", "more", "source")
    for action in actions:
        pressed, _ = xiaoli.press(Press(action=action, suggestion="nothing", value="1"))
        assert pressed.gone and pressed.told and not pressed.label
    assert not xiaoli.press(Press(action="more", suggestion=one, value="999"))[0].gone
    assert not xiaoli.press(Press(action="adopt", suggestion=one))[0].gone
