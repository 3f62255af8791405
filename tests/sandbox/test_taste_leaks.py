"""Nothing that one unit's reviewers wrote reaches another's drafts, lists or numbers, unless published."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.stored import settings_for, viewer
from tests.support.taught import (
    CUSTOMERS,
    HEADS,
    LABELS,
    NORTH,
    REPS,
    SOUTH,
    TODAY,
    copilot,
    fill,
    give,
    judge,
    rewrite_say,
    said,
    words,
)
from yiju.copilot.taste import Occasion
from yiju.errors import Conflict, NotFound
from yiju.sandbox.exemplars import list_exemplars, list_published
from yiju.sandbox.lessons import learn
from yiju.sandbox.publishing import preview, publish, unpublish, withdraw
from yiju.sandbox.taste import SandboxTaste
from yiju.store.store import Store

FRAME = "“{}，请教一下，这件事由谁来定？”"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def taught(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Two units; the north's director rewrote, rejected and accepted much. Made once for each database."""
    folder = tmp_path_factory.mktemp("taught")
    url = ""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").migrated()
    with Store.open(settings_for(folder / "data", database_url=url, vector_store="edge")) as store:
        yield _taught(store, folder)


def _taught(store: Store, folder: Path) -> Store:
    fill(store, folder / "in")
    for name in CUSTOMERS[NORTH]:
        rewrite_say(store, NORTH, name, FRAME)
        strategy = give(store, REPS[NORTH], name, plain=True)[0]
        for claim in said(strategy):
            if "投资" in claim.text and claim.nature == "fact":
                judge(store, HEADS[NORTH], strategy, claim, "reject", "not_useful", comment="“扩产”人人知道")
            elif claim.nature == "fact":
                judge(store, HEADS[NORTH], strategy, claim, "accept")
    return store


def test_another_units_verdicts_change_nothing(taught: Store) -> None:
    for name in CUSTOMERS[SOUTH]:
        shaped, plain = give(taught, REPS[SOUTH], name), give(taught, REPS[SOUTH], name, plain=True)
        assert words(*shaped) == words(*plain)
        assert all(one.shaped_by == () for one in shaped)
    for unit, who in ((NORTH, REPS[SOUTH]), (SOUTH, REPS[SOUTH]), (NORTH, REPS[NORTH])):
        sitting = SandboxTaste(taught.sql, who, LABELS).sit(Occasion("strategy", unit, CUSTOMERS[unit][0]))
        assert (sitting is not None) == (who is REPS[NORTH])
    lessons = learn(taught.sql, SOUTH, LABELS)
    assert not lessons
    assert (lessons.preference.weights, lessons.preference.sections) == ({}, {})


def test_the_unit_itself_learns(taught: Store) -> None:
    shaped = give(taught, REPS[NORTH], CUSTOMERS[NORTH][0])
    plain = give(taught, REPS[NORTH], CUSTOMERS[NORTH][0], plain=True)
    assert words(*shaped) != words(*plain)
    own = {one.id for one in list_exemplars(taught.sql, HEADS[NORTH])}
    assert any(set(one.shaped_by) & own for one in shaped)


def test_whoever_is_in_both_units_gets_each_customers_own(taught: Store) -> None:
    both = viewer(NORTH, SOUTH, user="both")
    name = CUSTOMERS[SOUTH][0]
    assert words(*give(taught, both, name)) == words(*give(taught, both, name, plain=True))
    assert copilot(taught, both).strategy(CUSTOMERS[NORTH][0], as_of=TODAY).shaped_by
    answer = copilot(taught, both).ask("质保期多长", as_of=TODAY)  # of both units' customers
    assert answer.shaped_by == ()


@pytest.mark.parametrize("who", [viewer(user="nobody"), viewer(NORTH, role="customer", user="client")])
def test_who_sees_no_unit_has_no_taste(taught: Store, who: object) -> None:
    from yiju.store.types import Viewer

    assert isinstance(who, Viewer)
    assert SandboxTaste(taught.sql, who, LABELS).sit(Occasion("strategy", NORTH, "北辰轴承")) is None
    assert list_exemplars(taught.sql, who) == []
    assert list_published(taught.sql, who) == []


def test_lists_and_acts_end_at_the_unit(taught: Store) -> None:
    assert list_exemplars(taught.sql, HEADS[SOUTH]) == []
    assert list_exemplars(taught.sql, REPS[NORTH]) == []
    one = list_exemplars(taught.sql, HEADS[NORTH])[0]
    for who in (HEADS[SOUTH], REPS[NORTH]):
        for act in (lambda w: preview(taught.sql, w, one.id), lambda w: withdraw(taught.sql, w, one.id)):
            with pytest.raises(NotFound, match=one.id):
                act(who)
        with pytest.raises(NotFound):
            publish(taught.sql, who, one.id, "x")


def test_what_is_published_is_masked_and_nothing_else_is_told(taught: Store) -> None:
    for one in list_exemplars(taught.sql, HEADS[NORTH]):
        seen = preview(taught.sql, HEADS[NORTH], one.id)
        with pytest.raises(Conflict, match="预览"):
            publish(taught.sql, HEADS[NORTH], one.id, "something else")
        publish(taught.sql, HEADS[NORTH], one.id, seen.seen)
    own = {one.id for one in list_exemplars(taught.sql, HEADS[NORTH])}
    secret = [*CUSTOMERS[NORTH], "罗启明", "贺子涵", "滚子钢", "412", "523", "人人知道"]
    told = list_published(taught.sql, REPS[SOUTH])
    assert told
    shown = repr(told) + repr(learn(taught.sql, SOUTH, LABELS).rewrites)
    shaped = [one for name in CUSTOMERS[SOUTH] for one in give(taught, REPS[SOUTH], name)]
    shown += "".join(words(*shaped)) + repr([one.shaped_by for one in shaped])
    assert [word for word in secret if word in shown] == []
    assert "王蕾" not in repr(told)
    assert [one for one in own if one in shown] == []
    used = {x for one in shaped for x in one.shaped_by}
    assert used
    assert used <= {one.id for one in told}
    # Their own verdicts are as unknown as before.
    assert learn(taught.sql, SOUTH, LABELS).judged == ()
    for name in own:
        unpublish(taught.sql, HEADS[NORTH], name)
    assert list_published(taught.sql, REPS[SOUTH]) == []


def test_withdrawing_ends_a_publication(taught: Store) -> None:
    one = list_exemplars(taught.sql, HEADS[NORTH])[0]
    publish(taught.sql, HEADS[NORTH], one.id, preview(taught.sql, HEADS[NORTH], one.id).seen)
    assert len(list_published(taught.sql, HEADS[SOUTH])) == 1
    withdraw(taught.sql, HEADS[NORTH], one.id)
    assert list_published(taught.sql, HEADS[SOUTH]) == []
