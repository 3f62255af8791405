"""Random histories of verdicts: whatever happened, the promises hold in every version."""

import itertools
import json
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sandbox.datasets.test_export import lines_of
from tests.support.stored import settings_for
from tests.support.trainable import BOTH, CUSTOMERS, HEAD, SECOND, WEST, furnish, judge, reworded, strategy
from yiju.errors import YijuError
from yiju.evals.exported import wrong_cases
from yiju.sandbox.annotations import all_annotations, in_force
from yiju.sandbox.datasets.export import Exported, export
from yiju.sandbox.datasets.splits import groups_of
from yiju.sandbox.datasets.types import DatasetKind, Filters
from yiju.sandbox.datasets.verify import verify
from yiju.sandbox.standing import standings
from yiju.store.customers import list_customers
from yiju.store.store import Store
from yiju.store.types import Viewer

_REVIEWERS = {"main": (HEAD, SECOND, BOTH), "west": (WEST, BOTH)}
_Verdict = st.tuples(
    st.integers(0, 2), st.integers(0, 2), st.sampled_from(["accept", "edit", "reject"]), st.booleans()
)
_Advice = st.tuples(
    st.sampled_from(CUSTOMERS),
    st.permutations(range(7)).map(lambda order: order[:3]),
    st.integers(0, 30),
    st.booleans(),
    st.lists(_Verdict, max_size=5),
)
_folders = itertools.count()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with every customer's document, to be copied."""
    folder = tmp_path_factory.mktemp("prepared") / "data"
    with Store.open(settings_for(folder, vector_store="memory")) as store:
        furnish(store)
    return folder


def _happen(store: Store, history: list[Any], names: Iterator[str]) -> None:
    for (customer, unit), lines, day, mixed, verdicts in history:
        name = next(names)
        read = ["main", "west"] if mixed else []
        strategy(store, name, customer, unit, lines=lines, days=day, read=read)
        given: dict[tuple[str, str], str] = {}
        for claim, who, what, corrects in verdicts:
            reviewers = (BOTH,) if mixed else _REVIEWERS[unit]
            reviewer: Viewer = reviewers[who % len(reviewers)]
            thing = (f"c{claim}", reviewer.user)
            line = lines[claim]
            # Of the last sentence there is no other wording that says the same: this one has no ground.
            words = reworded(customer, unit, line) if line < 6 else f"{name}，{reviewer.user}改为先付99万。"
            more = {"rewrite": words} if what == "edit" else {}
            if thing in given:
                if not corrects:
                    continue
                more["replaces"] = given[thing]
            given[thing] = judge(store, reviewer, name, thing[0], what, **more).id


def _export(store: Store, who: Viewer, kind: DatasetKind) -> Exported | None:
    try:
        return export(store, who, Filters(kind=kind))
    except YijuError as error:
        assert "没有可以导出的样本" in str(error)
        return None


def _check(store: Store, who: Viewer, made: Exported, seen: dict[str, set[str]]) -> None:
    rows = lines_of(made)
    groups = groups_of(list_customers(store.sql, BOTH))
    units = set(who.units)
    by_split: dict[str, list[str]] = defaultdict(list)
    annotations = all_annotations(store.sql, BOTH)
    current = {one.id for one in in_force(annotations)}
    contested = {(s.suggestion_id, s.claim_id) for s in standings(annotations) if s.contested}
    for row in rows:
        assert set(row["units"]) <= units
        assert row["supported"] in {None, True}
        seen[groups[row["customer_id"]].id].add(row["split"])
        by_split[row["split"]].append(row["created"])
        assert current.issuperset(row["annotations"])
        assert not {(row["suggestion"], claim) for claim in row["claims"]} & contested
        assert "13812345678" not in json.dumps(row["text"], ensure_ascii=False)
    rest = [*by_split["train"], *by_split["validation"]]
    assert not by_split["test"] or not rest or min(by_split["test"]) > max(rest)
    report = verify(store, who, made.id, wrong_cases)
    assert report.ok, report.problems


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(_Advice, min_size=1, max_size=5),
    st.lists(_Advice, max_size=3),
    st.sampled_from(["sft", "dpo", "eval"]),
)
def test_promises_hold_in_every_version(
    prepared: Path, tmp_path: Path, first: list[Any], later: list[Any], kind: DatasetKind
) -> None:
    folder = tmp_path / f"data{next(_folders)}"
    shutil.copytree(prepared, folder)
    names = (f"s{number}" for number in itertools.count(1))
    seen: dict[str, set[str]] = defaultdict(set)
    with Store.open(settings_for(folder, vector_store="memory")) as store:
        for history in (first, later):
            _happen(store, history, names)
            for who in (HEAD, WEST, BOTH):
                made = _export(store, who, kind)
                if made is None:
                    continue
                _check(store, who, made, seen)
                again = _export(store, who, kind)
                assert again is not None and (again.id, again.new) == (made.id, False)
        # Over all versions, viewers and units: nobody ever stood in two splits.
        assert all(len(splits) == 1 for splits in seen.values()), seen
    shutil.rmtree(folder)
