"""Blind reviewers learn of no verdict by way of figures and exemplars before they have judged."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tests.support.reviewed import HEAD, HEAD_2, advice, judge, keep
from tests.support.stored import settings_for
from yiju.sandbox.blind import TELLING, seen_exemplars, seen_rows
from yiju.sandbox.exemplars import Exemplar
from yiju.sandbox.kpi.definitions import METRICS
from yiju.sandbox.kpi.figures import rows
from yiju.sandbox.moments import local
from yiju.store.database import Database
from yiju.store.types import Viewer

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
