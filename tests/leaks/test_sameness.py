"""What sounds alike is looked for among a unit's own talk tracks: others change no word and no figure."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.support.stored import settings_for, viewer
from tests.support.taught import CUSTOMERS, HEADS, NORTH, REPS, SOUTH, TODAY, fill, words
from yiju.copilot.lately import Past, StoredLately
from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store import tables
from yiju.store.customers import find_customers
from yiju.store.store import Store
from yiju.store.suggestions import replace_body, save_suggestion
from yiju.store.talks import talk_bodies, talk_vectors
from yiju.store.types import Customer, Suggestion, Viewer

BOTH = Viewer(user="both", roles=frozenset({"rep"}), units=frozenset({NORTH, SOUTH}))
CLIENT = viewer(NORTH, role="customer", user="client")
FIRST, SECOND = CUSTOMERS[NORTH]
SCENE = "报价"


Urls = Callable[[], str]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Urls:
    """A new database each time; empty for the one in the data folder."""
    if request.param == "sqlite":
        return str
    made: Urls = request.getfixturevalue("postgres").migrated
    return made


def _opened(folder: Path, url: Urls, *units: str) -> Iterator[Store]:
    with Store.open(settings_for(folder / "data", database_url=url(), vector_store="edge")) as store:
        fill(store, folder / "files", *units)
        yield store


@pytest.fixture
def world(tmp_path: Path, url: Urls) -> Iterator[Store]:
    """Two units with accounts of the same sort."""
    yield from _opened(tmp_path / "world", url, NORTH, SOUTH)


@pytest.fixture
def alone(tmp_path: Path, url: Urls) -> Iterator[Store]:
    """The same, had there never been ``south``."""
    yield from _opened(tmp_path / "alone", url, NORTH)


def _copilot(store: Store, who: Viewer) -> Copilot:
    return Copilot(Reader(store, HashingEmbedder(), who), lately=StoredLately(store.sql, who))


def _talk(store: Store, who: Viewer, name: str, scene: str = SCENE) -> Suggestion:
    return _copilot(store, who).talk(name, scene=scene, as_of=TODAY)


def _account(store: Store, name: str, unit: str) -> Customer:
    return find_customers(store.sql, HEADS[unit], name)[0]


def _past(store: Store, who: Viewer, name: str = SECOND, unit: str = NORTH) -> Past:
    return StoredLately(store.sql, who).past(_account(store, name, unit), {"scene": SCENE})


def _told(one: Suggestion, names: dict[str, str]) -> dict[str, Any]:
    """All words and figures; the most alike one by its customer's name, for ids differ."""
    assert one.sameness is not None
    told = one.sameness.model_dump()
    told["nearest"] = names.get(told["nearest"], told["nearest"])
    return told | {"words": words(one), "notices": one.notices, "dropped": one.dropped}


def test_talk_tracks_of_another_unit_change_nothing(world: Store, alone: Store) -> None:
    for name in CUSTOMERS[SOUTH]:
        for scene in (SCENE, "开场"):
            _talk(world, REPS[SOUTH], name, scene)
    asked = [(FIRST, SCENE), (SECOND, SCENE), (FIRST, "开场"), (SECOND, "开场")]
    here, there = ([_talk(store, REPS[NORTH], *one) for one in asked] for store in (world, alone))
    assert [_told(one, {x.id: x.customer for x in here}) for one in here] == [
        _told(one, {x.id: x.customer for x in there}) for one in there
    ]
    assert here[1].sameness is not None and here[1].sameness.against == 1, "else nothing was compared"


def test_whoever_is_in_both_units_gets_what_a_member_of_one_gets(world: Store, alone: Store) -> None:
    for name in CUSTOMERS[SOUTH]:
        _talk(world, BOTH, name)
    first = _talk(world, REPS[NORTH], FIRST).id
    same = _talk(alone, REPS[NORTH], FIRST).id
    here, there = _talk(world, BOTH, SECOND), _talk(alone, REPS[NORTH], SECOND)
    assert _told(here, {first: FIRST}) == _told(there, {same: FIRST})
    mine, theirs = _past(world, BOTH), _past(world, REPS[NORTH])
    assert [one.id for one in mine.others] == [one.id for one in theirs.others] == [first]
    assert [one.id for one in mine.earlier] == [one.id for one in theirs.earlier] == [here.id]


def test_ones_own_units_talk_tracks_do_count(world: Store) -> None:
    """Else the tests above would hold for nothing."""
    before = _past(world, REPS[NORTH])
    given = _talk(world, REPS[NORTH], FIRST)
    after = _past(world, HEADS[NORTH])
    assert before.all == () and [one.id for one in after.others] == [given.id]


def test_who_does_not_see_a_unit_is_told_of_nothing_in_it(world: Store) -> None:
    given = _talk(world, REPS[NORTH], FIRST)
    for who in (REPS[SOUTH], CLIENT, viewer("", user="nobody")):
        assert _past(world, who).all == ()
        assert talk_bodies(world.sql, who, [given.id]) == []
        assert talk_vectors(world.sql, who, HashingEmbedder().name, [given.id]) == {}
    assert talk_bodies(world.sql, REPS[NORTH], [given.id])
    assert talk_vectors(world.sql, REPS[NORTH], HashingEmbedder().name, [given.id])


def test_what_not_everybody_in_the_unit_may_read_counts_for_nobody(world: Store) -> None:
    """Not even for whoever may read it: else they would be given other words than their colleagues."""
    made = _copilot(world, REPS[NORTH]).talk(FIRST, scene=SCENE, as_of=TODAY)
    drawn = made.model_copy(update={"id": "sdrawn000001"})
    replayed = made.model_copy(update={"id": "sreplay00001", "replay_of": made.id})
    save_suggestion(world.sql, drawn, read=[SOUTH])
    save_suggestion(world.sql, replayed)
    for who in (REPS[NORTH], HEADS[NORTH], BOTH):
        assert [one.id for one in _past(world, who).others] == [made.id]


def test_a_vector_goes_with_an_erasing(world: Store) -> None:
    given = _talk(world, REPS[NORTH], FIRST)
    with world.sql.write() as connection:
        replace_body(connection, given)
        assert connection.scalars(sa.select(tables.talk_vectors.c.suggestion_id)).all() == []
