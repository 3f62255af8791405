"""Blind reviewers learn of no verdict by way of figures and exemplars before they have judged."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tests.support.reviewed import HEAD, HEAD_2, REP, REP_2, advice, judge, keep
from tests.support.stored import settings_for
from yiju.copilot.taste import GROUND_REFUSED
from yiju.sandbox.blind import (
    FEWEST,
    TELLING,
    seen_advice,
    seen_exemplars,
    seen_figure,
    seen_report,
    seen_rows,
)
from yiju.sandbox.exemplars import Exemplar
from yiju.sandbox.kpi.definitions import METRICS, Slice
from yiju.sandbox.kpi.figures import rows
from yiju.sandbox.kpi.wording import counted
from yiju.sandbox.moments import local
from yiju.store.database import Database
from yiju.store.types import Dropped, Suggestion, Viewer

OPEN = settings_for(Path("unused"))
BLIND = settings_for(Path("unused"), review_blind=True)


def _rows(sql: Database, who: Viewer, metric: str, *, blind: bool = True) -> set[tuple[str, bool]]:
    found = seen_rows(sql, who, BLIND if blind else OPEN, metric, rows(sql, who, metric))
    return {(row.suggestion_id, bool(row.annotation_ids)) for row in found}


@pytest.mark.parametrize("metric", ["acceptance", "reasons"])
def test_rows_that_tell_verdicts_are_of_what_one_judged(sql: Database, metric: str) -> None:
    assert metric in TELLING <= set(METRICS)
    keep(sql, advice("s1"), advice("s2"))
    for name in ("s1", "s2"):
        judge(sql, HEAD, name, "reject")
    assert _rows(sql, HEAD_2, metric, blind=False) == {("s1", True), ("s2", True)}
    assert _rows(sql, HEAD_2, metric) == set()
    judge(sql, HEAD_2, "s2", "reject")
    assert _rows(sql, HEAD_2, metric) == {("s2", True)}
    assert _rows(sql, HEAD, metric) == {("s1", True), ("s2", True)}


def test_rows_that_tell_none_stay_without_the_verdicts(sql: Database) -> None:
    keep(sql, advice("s1"))
    judge(sql, HEAD, "s1")
    assert _rows(sql, HEAD_2, "coverage") == {("s1", False)}
    assert _rows(sql, HEAD, "coverage") == {("s1", True)}


def _shown(sql: Database, who: Viewer, *, blind: bool = True, by: Slice | None = None) -> dict[str, bool]:
    """Slice → whether its share of accepted things is shown."""
    found = seen_report(sql, who, BLIND if blind else OPEN, by=by).figures
    return {one.slice: one.value is not None for one in found if one.metric == "acceptance"}


def test_a_figure_of_few_suggestions_does_not_tell_their_verdicts(sql: Database) -> None:
    names = [f"s{number}" for number in range(FEWEST)]
    keep(sql, *map(advice, names))
    for name in names[:-1]:
        judge(sql, HEAD, name)
    assert _shown(sql, HEAD_2, blind=False) == {"": True}
    assert _shown(sql, HEAD_2) == {"": False}
    assert _shown(sql, HEAD) == {"": True}  # who said it all knows it all
    hidden = next(one for one in seen_report(sql, HEAD_2, BLIND).figures if one.metric == "acceptance")
    assert (hidden.count, hidden.of, hidden.low, counted(hidden)[:2]) == (0, 0, None, "盲评")
    row = rows(sql, HEAD_2, "acceptance")
    assert seen_figure(sql, HEAD_2, BLIND, "acceptance", row).value is None
    assert seen_figure(sql, HEAD_2, BLIND, "coverage", rows(sql, HEAD_2, "coverage")).value == 0.8
    judge(sql, HEAD, names[-1])
    assert _shown(sql, HEAD_2) == {"": True}


def test_nor_do_the_other_slices(sql: Database) -> None:
    for customer, count in (("莱茵汽车", 1), ("海岚器械", 5), ("云杉纸业", 6)):
        for number in range(count):
            keep(sql, advice(f"{customer[0]}{number}", customer=customer))
            judge(sql, HEAD, f"{customer[0]}{number}")
    assert _shown(sql, HEAD_2, by="customer") == {
        "": True, "莱茵汽车": False, "海岚器械": False, "云杉纸业": True
    }  # fmt: skip
    judge(sql, HEAD_2, "莱0")
    assert all(_shown(sql, HEAD_2, by="customer").values())


def test_exemplars_are_of_what_one_judged(sql: Database) -> None:
    keep(sql, advice("s1"), advice("s2"))
    made = [judge(sql, HEAD, name, "edit", claim_id="c1") for name in ("s1", "s2")]
    judge(sql, HEAD_2, "s2")
    told: list[dict[str, Any]] = [{"id": one.id, "suggestion_id": one.suggestion_id} for one in made]
    found = [Exemplar.model_construct(**one) for one in told]  # the rest plays no part here
    assert [one.suggestion_id for one in seen_exemplars(sql, HEAD_2, BLIND, found)] == ["s2"]
    assert seen_exemplars(sql, HEAD_2, OPEN, found) == found
    assert seen_exemplars(sql, HEAD, BLIND, found) == found


def test_days_are_those_of_china() -> None:
    late = dt.datetime(2026, 1, 20, 17, 0)
    assert local(late).isoformat() == "2026-01-21T01:00:00+08:00"
    assert local(late.replace(tzinfo=dt.timezone(dt.timedelta(hours=-5)))).hour == 6


def _kept(sql: Database, who: Viewer, given: Suggestion, *, blind: bool = True) -> list[str]:
    return [one.text for one in seen_advice(sql, who, BLIND if blind else OPEN, given).dropped_claims]


def test_a_dropped_draft_tells_no_verdict_on_what_one_has_not_judged(sql: Database) -> None:
    keep(sql, advice("s1"))
    said = judge(sql, HEAD, "s1", "reject", "wrong_fact", comment="“底价可谈”不能说")
    drafts = (
        Dropped(section="要点", text="甲", reason="原文里没有", cause="unproven"),
        Dropped(
            section="要点",
            text="乙",
            reason=f"“底价可谈”曾被评审驳回：事实错误（批注 {said.id}）",
            cause="refused",
        ),
        Dropped(section="要点", text="丙", reason=GROUND_REFUSED, cause="refused"),
    )
    given = advice("s2", user="rep2", dropped=1, refused=2, dropped_claims=drafts, shaped_by=(said.id,))
    assert _kept(sql, HEAD_2, given, blind=False) == ["甲", "乙", "丙"]
    assert _kept(sql, HEAD, given) == ["甲", "乙", "丙"]
    assert _kept(sql, HEAD_2, given) == _kept(sql, REP_2, given) == ["甲"]
    assert _kept(sql, REP, given) == ["甲", "乙", "丙"], "who asked for what was judged is told of it"
    assert seen_advice(sql, HEAD_2, BLIND, given).refused == 2
    judge(sql, HEAD_2, "s1")
    assert _kept(sql, HEAD_2, given) == ["甲", "乙", "丙"]
