"""A customer's timeline: everything in order, each part only for those who may see it."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.reviewed import (
    ADMIN,
    CLIENT,
    HEAD,
    HEAD_2,
    NOBODY,
    REP,
    REP_2,
    WEST_HEAD,
    advice,
    judge,
    keep,
    tell,
)
from tests.support.stored import put, settings_for
from yiju.errors import NotFound
from yiju.sandbox.timeline import timeline
from yiju.store.customers import customer_id
from yiju.store.store import Store
from yiju.store.types import Viewer

NAME = "莱茵汽车"


def _fill(store: Store, folder: Path) -> None:
    for unit in ("main", "west"):
        put(store, folder / unit, {f"note-{unit}.txt": f"只在 {unit} 的资料"}, unit=unit)
    keep(store.sql, advice("s1"), advice("w1", unit="west"), advice("other", customer="别家"))
    keep(store.sql, advice("r1", replay_of="s1"))
    judge(store.sql, HEAD, "s1", "accept", comment="很好")
    tell(store.sql, REP, "s1", "used")
    tell(store.sql, REP_2, "s1", "outcome", outcome="forward")


def _seen(store: Store, who: Viewer, unit: str = "main", *, blind: bool = False) -> list[str]:
    settings = settings_for(store.settings.data, review_blind=blind)
    _, events = timeline(store.sql, who, settings, customer_id(unit, NAME))
    assert [e.at for e in events] == sorted((e.at for e in events), reverse=True)
    return sorted(f"{e.sort} {e.suggestion.id}" if e.suggestion else e.sort for e in events)


def test_heads_see_all_of_their_unit_and_reps_their_own(store: Store, tmp_path: Path) -> None:
    _fill(store, tmp_path / "files")
    every = ["annotation", "document", "outcome", "signal", "suggestion s1"]
    assert _seen(store, HEAD) == _seen(store, ADMIN) == every
    assert _seen(store, REP) == ["annotation", "document", "signal", "suggestion s1"], "no signal of others"
    assert _seen(store, REP_2) == ["document", "outcome", "suggestion s1"], (
        "not what directors said to others"
    )
    assert _seen(store, WEST_HEAD, "west") == ["document", "suggestion w1"]


def test_it_asks_the_database_as_often_for_many_as_for_few(store: Store, tmp_path: Path) -> None:
    _fill(store, tmp_path / "files")
    asked: list[str] = []
    sa.event.listen(store.sql.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    counts = []
    for more in (0, 8):
        keep(store.sql, *(advice(f"more{n}") for n in range(more)))
        for who in (HEAD, REP):
            asked.clear()
            _seen(store, who)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


def test_blind_reviewers_see_no_verdict_of_others(store: Store, tmp_path: Path) -> None:
    _fill(store, tmp_path / "files")
    assert "annotation" not in _seen(store, HEAD_2, blind=True)
    assert "annotation" in _seen(store, HEAD, blind=True)
    judge(store.sql, HEAD_2, "s1")
    assert _seen(store, HEAD_2, blind=True).count("annotation") == 2


@pytest.mark.parametrize("who", [WEST_HEAD, CLIENT, NOBODY])
def test_another_unit_s_customer_is_as_one_that_is_not(store: Store, tmp_path: Path, who: Viewer) -> None:
    _fill(store, tmp_path / "files")
    told = []
    for wanted in (customer_id("main", NAME), "c0000000000000"):
        with pytest.raises(NotFound) as error:
            timeline(store.sql, who, store.settings, wanted)
        told.append(str(error.value).replace(wanted, "X"))
    assert told[0] == told[1]
