"""Advice tells how far it is, gives sections as they are verified, and keeps nothing once it is given up."""

import threading
import time
from collections.abc import Callable

import pytest

from tests.support.account import CUSTOMER, TODAY, honest
from tests.support.desk import Desk, Entry
from tests.support.stub_llm import Step as Said
from tests.support.stub_llm import StubLLM
from yiju.copilot.progress import Cancelled, Step, Steps, Watch
from yiju.copilot.sections import AGENDA, COMMITMENTS, NEXT, QUESTIONS
from yiju.copilot.service import Copilot
from yiju.store.store import Store
from yiju.store.suggestions import list_suggestions, spent
from yiju.store.types import Section, Suggestion


class Seat:
    """Somebody who waits, and leaves after so many steps."""

    def __init__(self, patience: int = 1000) -> None:
        self.steps: list[Step] = []
        self.sections: list[Section] = []
        self.patience = patience
        self.watch = Watch(self.steps.append, self.sections.append, self.leaves)

    def leaves(self) -> bool:
        return len(self.steps) >= self.patience


def _make(copilot: Copilot, kind: str, watch: Watch) -> Suggestion:
    if kind == "talk":
        return copilot.talk(CUSTOMER, scene="异议处理", as_of=TODAY, watch=watch)
    return copilot.strategy(CUSTOMER, as_of=TODAY, watch=watch)


def _kept(desk: Desk) -> list[str]:
    return [one.id for one in list_suggestions(desk.store.sql, desk.viewer)]


KINDS = pytest.mark.parametrize("kind", ["strategy", "talk"])
MODES = pytest.mark.parametrize("mode", ["plain", "copilot"])


@KINDS
@MODES
def test_every_step_is_told_in_order_and_timed(desk: Desk, kind: str, mode: str) -> None:
    desk.stub.script(honest)
    seat = Seat()
    given = _make(getattr(desk, mode), kind, seat.watch)
    assert given.mode == ("extractive" if mode == "plain" else "llm")
    assert [step.done for step in seat.steps] == list(range(len(seat.steps)))
    assert {step.total for step in seat.steps} == {len(seat.steps)}
    assert [step.elapsed for step in seat.steps] == sorted(step.elapsed for step in seat.steps)
    assert all(step.text.endswith("…") for step in seat.steps)
    assert seat.steps[0].step == "read" and seat.steps[-1].step == "save"
    assert {step.step for step in seat.steps} - {"save"} <= given.timings.keys()
    parts = sum(took for stage, took in given.timings.items() if stage.startswith("compose/"))
    assert parts <= given.timings["compose"] + 0.01
    assert spent(given) == pytest.approx(sum(given.timings[one] for one in given.timings if "/" not in one))


@KINDS
@MODES
def test_sections_come_as_they_are_kept(desk: Desk, kind: str, mode: str) -> None:
    desk.stub.script(honest)
    seat = Seat()
    given = _make(getattr(desk, mode), kind, seat.watch)
    by_title = {section.title: section for section in seat.sections}
    assert len(by_title) == len(seat.sections) == len(given.sections)
    assert all(by_title[section.title] == section for section in given.sections)


@KINDS
@MODES
def test_watched_or_not_it_is_the_same(desk: Desk, kind: str, mode: str) -> None:
    desk.stub.script(honest)
    watched, alone = (_make(getattr(desk, mode), kind, watch) for watch in (Seat().watch, Watch()))
    other = {"id": alone.id, "created_at": alone.created_at, "timings": alone.timings, "usage": alone.usage}
    assert watched.model_copy(update=other) == alone


@MODES
def test_given_up_at_any_step_it_leaves_nothing(desk: Desk, mode: str) -> None:
    desk.stub.script(honest)
    before, seat = _kept(desk), Seat()
    desk.copilot.strategy(CUSTOMER, as_of=TODAY, watch=seat.watch)
    kept = _kept(desk)
    assert len(kept) == len(before) + 1
    for patience in range(1, len(seat.steps) if mode == "copilot" else 12):
        with pytest.raises(Cancelled):
            _make(getattr(desk, mode), "strategy", Seat(patience).watch)
    assert _kept(desk) == kept


def test_a_model_that_writes_is_left_at_once(desk: Desk) -> None:
    asked, gone = threading.Event(), threading.Event()

    def slow(body: Entry) -> Said:
        asked.set()
        return Said(pause=20)

    desk.stub.script(slow)
    ended: list[float] = []

    def wait() -> None:
        with pytest.raises(Cancelled):
            desk.copilot.strategy(CUSTOMER, as_of=TODAY, watch=Watch(stopped=gone.is_set))
        ended.append(time.monotonic())

    before, waiting = _kept(desk), threading.Thread(target=wait)
    waiting.start()
    assert asked.wait(30)
    gone.set()
    left = time.monotonic()
    waiting.join(10)
    assert ended and ended[0] - left < 3
    assert _kept(desk) == before
    assert len(desk.stub.requests) == 1


@pytest.fixture
def crowd(desk: Desk, stub: StubLLM) -> Desk:
    """The same desk; the model is asked for several sections at a time."""
    return Desk(desk.store, stub, parallel=4)


def _crowded(answered: Callable[[Entry], Said]) -> tuple[Callable[[Entry], Said], list[int]]:
    """Counts how many are asked at once."""
    now, most, lock = [0], [0], threading.Lock()

    def step(body: Entry) -> Said:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.15)
        with lock:
            now[0] -= 1
        return answered(body)

    return step, most


def test_sections_are_drafted_side_by_side_and_read_the_same(desk: Desk, crowd: Desk) -> None:
    step, most = _crowded(honest)
    desk.stub.script(step)
    alone = desk.strategy(goal="谈妥碳足迹模板")
    assert most == [1]
    beside = crowd.strategy(goal="谈妥碳足迹模板")
    assert 2 <= most[0] <= 4
    assert beside.sections == alone.sections
    assert (beside.headline, beside.notices, beside.prompts) == (alone.headline, alone.notices, alone.prompts)
    assert [one.text for one in beside.dropped_claims] == [one.text for one in alone.dropped_claims]


def test_a_dead_endpoint_is_not_asked_by_all_at_once(crowd: Desk) -> None:
    step, most = _crowded(lambda body: Said(status=401))
    crowd.stub.script(step)
    assert crowd.strategy().mode == "extractive"
    assert most == [1]
    assert len(crowd.stub.requests) == 1


def test_advice_is_asked_for_after_all_facts(crowd: Desk) -> None:
    crowd.stub.script(_crowded(honest)[0])
    seat = Seat()
    crowd.copilot.strategy(CUSTOMER, as_of=TODAY, watch=seat.watch)
    drafted = [step.step.removeprefix("llm/draft/") for step in seat.steps if "llm/draft/" in step.step]
    assert set(drafted[-3:]) == {AGENDA, QUESTIONS, NEXT}
    assert len(drafted) == len(set(drafted)) == 8
    assert COMMITMENTS not in drafted


def test_steps_of_a_stage_do_not_count_twice(samples: Store) -> None:
    steps = Steps(total=2)
    with steps.stage("a"), steps.stage("a/b", "做…"):
        time.sleep(0.01)
    with steps.stage("a/b"):
        time.sleep(0.01)
    assert 0.02 <= steps.seconds["a/b"] < 1 and steps.seconds["a"] >= 0.01
