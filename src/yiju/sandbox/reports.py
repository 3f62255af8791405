"""A replay as a reviewer reads it: side by side, what stands today of the original, what it cost, and why."""

from collections.abc import Sequence

from yiju.copilot.retrieve import Reader
from yiju.errors import YijuError
from yiju.sandbox.aligning import Comparison, align
from yiju.sandbox.blind import seen_advice
from yiju.sandbox.drift import drift
from yiju.sandbox.flags import ASSUMED
from yiju.sandbox.rechecking import Rechecked, recheck
from yiju.sandbox.replay import customers_of
from yiju.sandbox.replay_records import Replay, get_replay
from yiju.sandbox.reshelving import inside
from yiju.store.suggestions import get_suggestion, spent
from yiju.store.types import Customer, Frozen, Suggestion


class Cost(Frozen):
    """One line of what both cost. ``unit``: 秒, 次 or 个; None where it was not spent or not counted."""

    name: str
    unit: str
    original: float | None
    replayed: float | None

    def shown(self, value: float | None) -> str:
        """One of both as people read it, without the unit: seconds to two decimals."""
        return "—" if value is None else f"{value:.2f}" if self.unit == "秒" else f"{value:g}"


class Report(Frozen):
    """Everything about one replay.

    Attributes:
        rechecked: every claim of the original as it stands today.
        reasons: why the two may differ though nothing, or not this, was changed.
        assumed: how many pieces of advice rest on an assumption.
    """

    replay: Replay
    original: Suggestion
    result: Suggestion | None
    comparison: Comparison | None
    rechecked: tuple[Rechecked, ...]
    reasons: tuple[str, ...]
    costs: tuple[Cost, ...]
    assumed: int = 0

    @property
    def changed_verdicts(self) -> list[Rechecked]:
        """What a reader should hear of."""
        return [one for one in self.rechecked if one.changed]

    @property
    def reproduced(self) -> bool:
        """Whether the same came of it, claim by claim."""
        return self.comparison is not None and self.comparison.same


def report(reader: Reader, replay_id: str) -> Report:
    """What a replay brought.

    Raises:
        NotFound: there is none, or the viewer may not review what it replays.
    """
    sql, viewer = reader.store.sql, reader.viewer
    one = get_replay(sql, viewer, replay_id)
    original = get_suggestion(sql, viewer, one.suggestion_id)
    narrow = inside(viewer, original.unit)
    result = get_suggestion(sql, viewer, one.result_id) if one.result_id else None
    customers = _customers(Reader(reader.store, None, narrow, reader.seller), original)
    alone = customers[0] if len(customers) == 1 else None
    settings = reader.store.settings
    return Report(
        replay=one,
        original=seen_advice(sql, viewer, settings, original),
        result=seen_advice(sql, viewer, settings, result) if result else None,
        comparison=align(original, result) if result else None,
        rechecked=tuple(recheck(sql, viewer, original, alone)),
        reasons=drift(sql, narrow, original, result, customers) if result else (),
        costs=costs_of(original, one),
        assumed=sum(ASSUMED in c.flags for s in result.sections for c in s.claims) if result else 0,
    )


def _customers(reader: Reader, original: Suggestion) -> Sequence[Customer]:
    try:
        return customers_of(reader, original)
    except YijuError:  # renamed or gone since: nothing can be told of its material
        return ()


def costs_of(original: Suggestion, one: Replay) -> tuple[Cost, ...]:
    """What both took, beside each other: stages in the order they run, then what a model was paid."""
    stages = {"read": "读资料", "retrieve": "检索", "find": "找要点", "compose": "摘编", "llm": "大模型"}
    lines = [
        Cost(
            name=label,
            unit="秒",
            original=original.timings.get(key),
            replayed=one.costs.get(f"seconds.{key}"),
        )
        for key, label in stages.items()
    ]
    took = spent(original) if original.timings else None
    lines.append(Cost(name="合计", unit="秒", original=took, replayed=one.costs.get("seconds")))
    for key, label, unit in (
        ("calls", "模型调用", "次"),
        ("prompt_tokens", "提示词", "个词元"),
        ("answer_tokens", "回答", "个词元"),
    ):
        lines.append(
            Cost(name=label, unit=unit, original=original.usage.get(key), replayed=one.costs.get(key))
        )
    return tuple(line for line in lines if (line.original, line.replayed) != (None, None))
