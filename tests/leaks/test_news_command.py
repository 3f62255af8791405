"""``yiju sync news`` tells a viewer of their own units alone."""

import os
import re

import pytest

from tests.support.samples import CAR, DISTRIBUTOR
from tests.support.shell import Ran, yiju
from tests.support.traces import foreign_to
from tests.support.world import BLIND, NAMESAKE, RESTRICTED, USERS, who
from yiju.store.store import Store


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings but the tests' own."""
    for name in [name for name in os.environ if name.startswith("YIJU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("YIJU_EMBEDDER", "hashing")


def _news(store: Store, user: str, *more: str) -> Ran:
    return yiju("sync", "news", "--as", user, "--data", str(store.settings.data), *more)


@pytest.mark.parametrize("user", USERS)
def test_the_news_are_a_viewers_own(world: Store, user: str) -> None:
    viewer = who(world, user)
    traces = foreign_to(world, viewer)
    for form in ((), ("--json",)):
        ran = _news(world, user, *form)
        assert ran.code == 0, ran
        assert traces.in_text(ran.out + ran.err) == []
    told = ran.json["documents"]
    assert {one["document"]["unit"] for one in told} == (set() if user in BLIND else set(viewer.units))


@pytest.mark.parametrize("name", ["rep_auto", "rep_medical", "nobody"])
def test_they_are_told_as_if_the_other_unit_had_never_been(world: Store, alone: Store, name: str) -> None:
    def same(store: Store) -> str:
        return re.sub(r'"(at|since|uri|url)": "[^"]*"', r'"\1": ""', _news(store, name, "--json").out)

    assert same(world) == same(alone)


def test_a_customer_of_others_is_as_unknown_as_one_that_never_was(world: Store) -> None:
    for user, name in (("rep_auto", DISTRIBUTOR), ("rep_medical", CAR), ("client", NAMESAKE)):
        unknown = _news(world, user, "--customer", "莫须有公司")
        ran = _news(world, user, "--customer", name)
        assert (ran.code, ran.out) == (unknown.code, unknown.out) == (1, "")
        assert ran.err.replace(name, "莫须有公司") == unknown.err


def test_what_one_may_quote_and_not_open_is_counted_and_not_shown(world: Store) -> None:
    for user, opened in (("rep_auto", False), ("head_auto", True)):
        told = _news(world, user, "--json").json["documents"]
        (board,) = (one for one in told if one["document"]["title"] == RESTRICTED)
        assert board["counts"]["new"] > 0
        assert bool(board["new"]) is opened
