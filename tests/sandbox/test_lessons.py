"""Lessons are learned once for all who ask at the same time, and after a verdict only what is new is read."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.stored import settings_for
from tests.support.taught import CUSTOMERS, HEADS, LABELS, NORTH, REPS, fill, give, judge, said
from yiju.sandbox import judged as room
from yiju.sandbox.annotations import annotations_named
from yiju.sandbox.judged import Read, judged_in
from yiju.sandbox.lessons import lessons_of
from yiju.store.documents import list_documents
from yiju.store.forget import forget_document
from yiju.store.store import Store
from yiju.store.types import Suggestion

ONE = CUSTOMERS[NORTH][0]


@pytest.fixture
def north(tmp_path: Path) -> Iterator[Store]:
    with Store.open(settings_for(tmp_path / "data")) as store:
        fill(store, tmp_path / "in", NORTH)
        yield store


def _accept(store: Store, made: Suggestion, at: int = 0) -> str:
    return judge(store, HEADS[NORTH], made, said(made)[at], "accept").id


def test_whoever_asks_at_once_gets_what_one_learned(north: Store) -> None:
    _accept(north, give(north, REPS[NORTH], ONE, plain=True)[0])
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: lessons_of(north.sql, NORTH, LABELS), range(8)))
    assert len(found[0].judged) == 1
    assert all(one is found[0] for one in found)
    assert lessons_of(north.sql, NORTH, LABELS) is found[0]


def test_a_verdict_adds_to_what_was_read_and_a_forgetting_begins_anew(north: Store) -> None:
    strategy, talk, _rest = give(north, REPS[NORTH], ONE, plain=True)
    _accept(north, strategy)
    before = lessons_of(north.sql, NORTH, LABELS)
    _accept(north, talk)
    _accept(north, strategy, 1)
    after = lessons_of(north.sql, NORTH, LABELS)
    assert len(after.judged) == 3
    same = [one for one in after.judged if one.annotation == before.judged[0].annotation]
    assert same[0].point is before.judged[0].point
    for document in list_documents(north.sql, HEADS[NORTH]):
        if document.customer == ONE:
            forget_document(north, HEADS[NORTH], document.id)
    assert lessons_of(north.sql, NORTH, LABELS).judged == ()


def test_only_the_suggestions_judged_last_are_read(north: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    strategy, talk, third = give(north, REPS[NORTH], ONE, plain=True)
    for made in (talk, strategy, third, talk):
        _accept(north, made, at=0 if made is not talk else 1)
    monkeypatch.setattr(room, "MOST", 2)
    read: dict[str, Read] = {}
    assert {one.suggestion_id for one in judged_in(north.sql, NORTH, read=read)} == {third.id, talk.id}
    assert set(read) == {third.id, talk.id}
    assert {one.suggestion_id for one in judged_in(north.sql, NORTH, only=[strategy.id])} == {strategy.id}


def test_annotations_are_named_within_the_viewers_rights(north: Store) -> None:
    kept = _accept(north, give(north, REPS[NORTH], ONE, plain=True)[0])
    assert [one.id for one in annotations_named(north.sql, HEADS[NORTH], {kept, "a0"})] == [kept]
    assert annotations_named(north.sql, HEADS["south"], {kept}) == []
    assert annotations_named(north.sql, REPS[NORTH], {kept}) == []
