"""A trial goes on whatever befalls one of its suggestions, and counts no stand-in for a model's words."""

import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.account import TODAY, honest
from tests.support.stored import put
from tests.support.stub_llm import Step, StubLLM
from tests.support.whatif import asking, copilot_of, people, shop_of
from yiju.copilot.taste import Taste
from yiju.sandbox.changes import Changes
from yiju.sandbox.trial_results import result_of
from yiju.sandbox.trials import Trial, pairs_of, run_trial, start_trial
from yiju.store.access import viewer_for
from yiju.store.store import Store
from yiju.store.types import Viewer

QUESTIONS = ("付款方式是什么", "质保期多长", "违约金怎么算")
TEXT = "付款方式为货到验收后60天电汇；\n质保期为24个月，验收起算；\n延期交货每日按合同金额的0.5%支付违约金；"


@pytest.fixture
def past(store: Store, tmp_path: Path) -> Store:
    """A small store with three answers."""
    people(store)
    put(store, tmp_path / "in", {"a.txt": TEXT})
    for question in QUESTIONS:
        copilot_of(store).ask(question, as_of=TODAY)
    return store


def _start(store: Store, changes: Changes) -> Trial:
    return start_trial(store.sql, viewer_for(store.sql, "head"), "main", changes, seed=4)


def test_a_fault_of_the_program_stops_one_of_them_and_not_the_others(past: Store) -> None:
    trial = _start(past, Changes(retrieval={"depth": 20}))
    lines: list[str] = []
    asked = itertools.count(1)

    def taste(viewer: Viewer) -> Taste | None:
        if next(asked) == 3:  # the first arm of the second one
            raise RuntimeError("key sk-0123456789abcdef")
        return None

    shop = shop_of(past, taste=taste, say=lines.append)
    found = run_trial(shop, trial.id)
    assert (found.done, found.finished) == (2, True)
    assert found.failed == {trial.suggestions[1]: "程序内部出错：RuntimeError"}
    assert not any("sk-" in line for line in lines)
    assert result_of(past.sql, shop.reader.viewer, trial.id).failed == found.failed
    again = run_trial(shop_of(past), trial.id)
    assert (again.done, again.failed) == (3, {})


def test_one_that_the_runner_may_not_see_is_a_failure(past: Store) -> None:
    trial = _start(past, Changes(retrieval={"depth": 20}))
    with past.sql.write() as connection:
        connection.execute(sa.text("INSERT INTO units (name) VALUES ('south')"))
        connection.execute(
            sa.text("INSERT INTO suggestion_units (suggestion_id, unit) VALUES (:s, 'south')"),
            {"s": trial.suggestions[0]},
        )
    found = run_trial(shop_of(past), trial.id)
    assert (found.done, found.finished) == (2, True)
    assert found.failed.keys() == {trial.suggestions[0]}
    assert "没有这条建议" in found.failed[trial.suggestions[0]]


@pytest.mark.parametrize(
    "broken",
    [Step(status=401), Step(status=500), Step(text="字" * 900, cut_after=80), Step(error_event=True)],
)
def test_what_was_drafted_without_the_model_is_no_pair(past: Store, stub: StubLLM, broken: Step) -> None:
    stub.script(honest, broken)
    head = viewer_for(past.sql, "head")
    with asking(past, stub.url):
        trial = _start(past, Changes(mode="llm"))
        found = run_trial(shop_of(past), trial.id)
        assert (found.done, len(found.failed), found.finished) == (1, 2, True)
        assert all("大模型服务中途不可用" in error for error in found.failed.values())
        result = result_of(past.sql, head, trial.id)
        assert (result.made, len(result.pairs)) == (1, 1)
        assert "2 条没有推演成，不在统计里。" in result.warnings
        stub.script(honest)
        assert run_trial(shop_of(past), trial.id).done == 3
    assert _modes(past, trial) == ["llm"] * 3


def test_what_the_model_itself_gets_wrong_counts(past: Store, stub: StubLLM) -> None:
    """No JSON, or too much of it: the change may be to blame, so the templates' words are what it brings."""
    stub.script(Step(text="好的。"))
    with asking(past, stub.url):
        trial = _start(past, Changes(mode="llm"))
        assert run_trial(shop_of(past), trial.id).done == 3
    assert _modes(past, trial) == ["extractive"] * 3


def _modes(store: Store, trial: Trial) -> Sequence[str]:
    return [one.changed.mode for one in pairs_of(store.sql, viewer_for(store.sql, "head"), trial.id)]
