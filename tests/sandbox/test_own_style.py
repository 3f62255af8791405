"""A rep's own rewrites word their own later drafts, and nobody else's."""

import itertools
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
    RUBRIC,
    SOUTH,
    TODAY,
    copilot,
    fill,
    judge,
    said,
    words,
)
from yiju.copilot.taste import LEARNED
from yiju.sandbox.exemplars import list_exemplars
from yiju.sandbox.lessons import lessons_of
from yiju.sandbox.own_style import own_style
from yiju.sandbox.signals import add_signal
from yiju.sandbox.types import NewSignal, SignalKind
from yiju.store.store import Store
from yiju.store.types import Claim, Suggestion, Viewer

FRAME = "{}，请教一下，这件事由谁来定？"
ME, COLLEAGUE = REPS[NORTH], viewer(NORTH, user="colleague")
FIRST, SECOND = CUSTOMERS[NORTH]
_keys = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Two units that nobody judged anything in."""
    url = request.getfixturevalue("postgres").migrated() if request.param == "postgresql" else ""
    with Store.open(settings_for(tmp_path / "data", database_url=url, vector_store="edge")) as opened:
        fill(opened, tmp_path / "in")
        yield opened


def _talk(store: Store, who: Viewer, name: str) -> Suggestion:
    return copilot(store, who).talk(name, scene="报价", as_of=TODAY)


def _signal(store: Store, who: Viewer, made: Suggestion, claim: Claim, kind: SignalKind, words: str) -> str:
    new = NewSignal(key=f"style-{next(_keys):05d}", claim_id=claim.id, kind=kind, comment=words)
    return add_signal(store.sql, who, made.id, new, RUBRIC).id


def _reword(store: Store, who: Viewer, name: str, frame: str = FRAME) -> tuple[Suggestion, list[str]]:
    """Whoever asks sends other words for every line of theirs, as from a chat: without quotation marks."""
    made = copilot(store, who, plain=True).talk(name, scene="报价", as_of=TODAY)
    by_id = {claim.id: claim for claim in said(made)}
    ids = []
    for claim in said(made):
        if claim.role == "say":
            quote = by_id[claim.rests_on[0]].citations[0].quote
            core = quote.split("，")[0].rstrip("。").split(" ", 1)[-1]
            ids.append(_signal(store, who, made, claim, "edited", frame.format(core)))
    return made, ids


def _shaped(made: Suggestion) -> list[str]:
    return [claim.text for claim in said(made) if claim.role == "say" and LEARNED in claim.flags]


def test_ones_own_words_come_back_around_other_evidence(store: Store) -> None:
    before = _talk(store, ME, SECOND)
    _made, ids = _reword(store, ME, FIRST)
    after = _talk(store, ME, SECOND)
    assert _shaped(before) == [] and _shaped(after)
    assert all(
        text.startswith("“") and text.endswith("，请教一下，这件事由谁来定？”") for text in _shaped(after)
    )
    assert set(after.shaped_by) <= set(ids) and after.shaped_by
    assert not any(FIRST in text or "罗启明" in text for text in words(after)), "no name is carried over"
    assert all(claim.verdict in {"supported", "conflict", None} for claim in said(after))


def test_nobody_else_is_given_them(store: Store) -> None:
    plain = {who.user: words(_talk(store, who, SECOND)) for who in (COLLEAGUE, HEADS[NORTH])}
    south = words(_talk(store, REPS[SOUTH], CUSTOMERS[SOUTH][0]))
    _reword(store, ME, FIRST)
    for who in (COLLEAGUE, HEADS[NORTH]):
        assert words(_talk(store, who, SECOND)) == plain[who.user]
    assert words(_talk(store, REPS[SOUTH], CUSTOMERS[SOUTH][0])) == south
    assert list_exemplars(store.sql, HEADS[NORTH]) == [], "it is no verdict"


def test_a_style_stays_in_its_unit_and_goes_with_the_right_to_it(store: Store) -> None:
    _reword(store, ME, FIRST)
    moved = Viewer(user=ME.user, roles=ME.roles, units=frozenset({SOUTH}))
    both = Viewer(user=ME.user, roles=ME.roles, units=frozenset({NORTH, SOUTH}))
    for who, unit, found in (
        (ME, NORTH, True),
        (both, NORTH, True),
        (both, SOUTH, False),
        (moved, NORTH, False),
        (moved, SOUTH, False),
    ):
        lessons = lessons_of(store.sql, unit, LABELS)
        assert (own_style(store.sql, who, unit, lessons) is not None) == found, (who.units, unit)


def test_figures_and_names_of_one_customer_make_no_frame(store: Store) -> None:
    _reword(store, ME, FIRST, "{}，罗启明说31天，请定。")
    after = _talk(store, ME, SECOND)
    assert _shaped(after) == []
    assert not any("罗启明" in text or "31天" in text for text in words(after))


@pytest.mark.parametrize("kind", ["down", "unused"])
def test_what_one_takes_back_is_no_style(store: Store, kind: SignalKind) -> None:
    made, _ids = _reword(store, ME, FIRST)
    for claim in said(made):
        if claim.role == "say":
            _signal(store, ME, made, claim, kind, "")
    assert _shaped(_talk(store, ME, SECOND)) == []


def test_a_reviewers_word_on_the_same_line_goes_before(store: Store) -> None:
    made, ids = _reword(store, ME, FIRST)
    for claim in said(made):
        if claim.role == "say":
            judge(store, HEADS[NORTH], made, claim, "reject", "stiff_wording")
    lessons = lessons_of(store.sql, NORTH, LABELS)
    assert own_style(store.sql, ME, NORTH, lessons) is None
    assert not set(_talk(store, ME, SECOND).shaped_by) & set(ids)
