"""Reps' signals: given by who may read the advice, seen by its reviewers, kept for ever."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from tests.support.reviewed import (
    ADMIN,
    CLIENT,
    HEAD,
    NOBODY,
    REP,
    REP_2,
    RUBRIC,
    WEST_HEAD,
    WEST_REP,
    advice,
    keep,
    signal,
    tell,
)
from yiju.errors import Conflict, NotFound, YijuError
from yiju.sandbox.annotations import annotations_of
from yiju.sandbox.signals import add_signal, all_signals, own_signals, signals_of
from yiju.store import audit
from yiju.store.database import Database
from yiju.store.types import Viewer


@pytest.fixture(autouse=True)
def made(sql: Database) -> None:
    keep(sql, advice("s1"), advice("s2", unit="west", customer="西部重工", user="westrep"))


@pytest.mark.parametrize("who", [WEST_HEAD, WEST_REP, CLIENT, NOBODY], ids=lambda v: v.user)
def test_others_meet_a_suggestion_as_one_that_never_was(sql: Database, who: Viewer) -> None:
    tell(sql, REP, "s1", "adopted", comment="秘密")
    said = []
    for name in ("s1", "s9"):
        with pytest.raises(NotFound) as told:
            tell(sql, who, name, "up")
        with pytest.raises(NotFound) as seen:
            signals_of(sql, who, name)
        said += [str(error.value).replace(name, "ID") for error in (told, seen)]
    assert len(set(said)) == 1
    assert all_signals(sql, who) == []


def test_a_rep_sees_only_their_own_and_a_director_all_of_the_unit(sql: Database) -> None:
    own, other = (
        tell(sql, REP, "s1", "used"),
        tell(sql, REP_2, "s1", "down", reason="outdated", comment="旧了"),
    )
    far = tell(sql, WEST_REP, "s2", "adopted")
    assert signals_of(sql, REP, "s1") == [own]
    assert signals_of(sql, REP_2, "s1") == [other]
    assert signals_of(sql, HEAD, "s1") == [own, other]
    assert all_signals(sql, REP) == []
    assert all_signals(sql, HEAD) == [own, other]
    assert all_signals(sql, ADMIN) == [own, other, far]
    assert all_signals(sql, HEAD, since=other.at) == [other]
    assert all_signals(sql, HEAD, suggestion_ids=["s1", "s2"]) == [own, other]
    assert all_signals(sql, HEAD, suggestion_ids=["s2"]) == all_signals(sql, HEAD, suggestion_ids=[]) == []
    assert own_signals(sql, REP, ["s1", "s2"]) == [own]
    assert own_signals(sql, REP.model_copy(update={"units": frozenset()}), ["s1"]) == []


def test_signals_are_no_verdicts(sql: Database) -> None:
    tell(sql, HEAD, "s1", "up")
    assert annotations_of(sql, HEAD, "s1") == []


def test_the_same_key_again_is_the_same_signal(sql: Database) -> None:
    new = signal("outcome", outcome="forward", channel="wecom", comment=" 约了下次 ")
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _n: add_signal(sql, REP, "s1", new, RUBRIC), range(16)))
    assert len({one.id for one in made}) == 1
    assert [(one.outcome, one.comment) for one in signals_of(sql, REP, "s1")] == [("forward", "约了下次")]
    assert sum(entry.action == "signal.added" for entry in audit.entries(sql)) == 1
    with pytest.raises(Conflict):
        add_signal(sql, REP, "s1", new.model_copy(update={"outcome": "back"}), RUBRIC)
    with pytest.raises(Conflict):
        add_signal(sql, REP, "s1", new.model_copy(update={"comment": "没约成"}), RUBRIC)
    assert add_signal(sql, REP_2, "s1", new, RUBRIC).author == "rep2"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"kind": "outcome"}, "outcome"),
        ({"kind": "up", "outcome": "won"}, "outcome"),
        ({"kind": "down", "reason": "no_such"}, "no_such"),
        ({"kind": "up", "claim_id": "c9"}, "c9"),
    ],
)
def test_a_signal_that_is_wrong_names_the_field(sql: Database, told: dict[str, str], said: str) -> None:
    with pytest.raises(YijuError, match=said):
        tell(sql, REP, "s1", **told)
    assert signals_of(sql, REP, "s1") == []


@pytest.mark.parametrize("statement", ["UPDATE signals SET kind = 'up'", "DELETE FROM signals"])
def test_the_database_refuses_to_change_a_signal(sql: Database, statement: str) -> None:
    tell(sql, REP, "s1", "down")
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), sql.write() as connection:
        connection.execute(sa.text(statement))
    assert [one.kind for one in signals_of(sql, REP, "s1")] == ["down"]
