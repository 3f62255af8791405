"""The rows behind each figure: what was counted, and as what."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from yiju.copilot.shingles import likeness
from yiju.errors import Invalid
from yiju.sandbox.annotations import in_force
from yiju.sandbox.kpi.bodies import Told
from yiju.sandbox.kpi.definitions import METRICS
from yiju.sandbox.kpi.facts import Advice, Snapshot
from yiju.sandbox.standing import Standing, standings
from yiju.sandbox.types import Signal
from yiju.store.types import Frozen

LATELY = 200
"""Talk tracks compared for sameness, the newest."""
ACCEPTED, OVERRULED = "采纳", "改写或驳回"
UNTOLD = "未分开计"
"""Group of what was left out before the causes were counted apart: listed, and counted in no figure."""
EDITED = "改后采纳"
"""Group of advice that was adopted, but by nobody as it was."""
_OF_USE = frozenset({"adopted", "edited", "used", "unused"})
_GOOD = frozenset({"forward", "won"})
_HOUR = dt.timedelta(hours=1)


class Row(Frozen):
    """One observation. Ids lead to what it is; the others are empty.

    Attributes:
        value: 1 or 0 for a share, else in the figure's unit; ``of``: a ratio's denominator.
        group: a reason's code, a side of a comparison, the suggestion most alike.
        ended: False for what still lasts.
    """

    suggestion_id: str = ""
    claim_id: str = ""
    annotation_ids: tuple[str, ...] = ()
    signal_ids: tuple[str, ...] = ()
    issue_id: str = ""
    at: dt.datetime
    value: float
    of: float = 1.0
    group: str = ""
    ended: bool = True


def rows_of(metric: str, found: Snapshot) -> list[Row]:
    """The rows that a figure is made of, in time.

    Raises:
        YijuError: no such figure.
    """
    if metric not in METRICS:
        raise Invalid(f"没有这个指标：{metric}", hint=f"可用的：{'、'.join(METRICS)}")
    return list(_ROWS[metric](found))


def _used(advice: Advice) -> list[Signal]:
    return [one for one in advice.signals if one.kind in _OF_USE]


def _last_words(advice: Advice) -> list[str]:
    """What each said last of its use: of the whole, where they spoke of it, else of its claims."""
    last: dict[str, dict[str, str]] = defaultdict(dict)
    for one in _used(advice):
        last[one.author][one.claim_id] = one.kind
    return [kind for words in last.values() for kind in ([words[""]] if "" in words else words.values())]


def _adoption_row(advice: Advice) -> Row:
    ids = tuple(one.id for one in _used(advice) or advice.signals)
    used = set(_last_words(advice)) - {"unused"}
    group = EDITED if used == {"edited"} else ""
    return Row(
        suggestion_id=advice.id, signal_ids=ids, at=advice.created_at, value=float(bool(used)), group=group
    )


def _adoption(found: Snapshot) -> Iterator[Row]:
    return (_adoption_row(one) for one in found.advice if one.signals)


def _adoption_of_all(found: Snapshot) -> Iterator[Row]:
    return map(_adoption_row, found.advice)


def _acceptance(found: Snapshot) -> Iterator[Row]:
    for advice in found.advice:
        for one in advice.stands:
            if not one.contested:
                yield Row(
                    suggestion_id=advice.id,
                    claim_id=one.claim_id,
                    annotation_ids=one.annotations,
                    at=advice.created_at,
                    value=float(one.verdict == "accept"),
                )


def _coverage(found: Snapshot) -> Iterator[Row]:
    for advice in found.advice:
        ids = tuple(one.id for one in advice.annotations)
        yield Row(suggestion_id=advice.id, annotation_ids=ids, at=advice.created_at, value=float(bool(ids)))


def _reasons(found: Snapshot) -> Iterator[Row]:
    for advice in found.advice:
        for one in in_force(advice.annotations):
            for code in one.reasons:
                yield Row(
                    suggestion_id=advice.id,
                    claim_id=one.claim_id,
                    annotation_ids=(one.id,),
                    at=one.at,
                    value=1.0,
                    group=code,
                )


def _turnaround(found: Snapshot) -> Iterator[Row]:
    for advice in found.advice:
        first = min(advice.annotations, key=lambda one: one.at, default=None)
        end = first.at if first else found.now
        yield Row(
            suggestion_id=advice.id,
            annotation_ids=(first.id,) if first else (),
            at=advice.created_at,
            value=max(0.0, (end - advice.created_at) / _HOUR),
            ended=first is not None,
        )


def _issue_close(found: Snapshot) -> Iterator[Row]:
    for issue in sorted(found.issues, key=lambda one: (one.opened_at, one.id)):
        end = issue.closed_at or found.now
        yield Row(
            suggestion_id=issue.suggestion_id or "",
            claim_id=issue.claim_id,
            issue_id=issue.id,
            at=issue.opened_at,
            value=max(0.0, (end - issue.opened_at) / _HOUR),
            ended=issue.closed_at is not None,
        )


def _sameness(found: Snapshot) -> Iterator[Row]:
    """Each talk track with the one for another customer that it is most alike: as it was found when it was
    made, or among these where it was not looked for then.
    """
    talks = [(one, one.told.said) for one in found.advice if one.told.said is not None][-LATELY:]
    if not talks:
        return
    stack = np.stack([said for _one, said in talks])
    owners = np.asarray([f"{one.unit}\0{one.customer}" for one, _said in talks])
    for n, (advice, said) in enumerate(talks):
        if advice.told.sameness is not None:
            value, nearest_id = advice.told.sameness
        else:
            alike = np.where(owners == owners[n], -1.0, likeness(said, stack))
            nearest = int(alike.argmax())
            value, nearest_id = float(alike[nearest]), talks[nearest][0].id
        if value >= 0:
            yield Row(suggestion_id=advice.id, at=advice.created_at, value=round(value, 4), group=nearest_id)


def _dropped(found: Snapshot) -> Iterator[Row]:
    return _left_out(found, lambda told: told.dropped)


def _refused(found: Snapshot) -> Iterator[Row]:
    return _left_out(found, lambda told: told.refused or 0)


def _left_out(found: Snapshot, count: Callable[[Told], int]) -> Iterator[Row]:
    for advice in found.advice:
        told = advice.told
        value = told.dropped if told.refused is None else count(told)
        group = UNTOLD if told.refused is None else ""
        if value + told.facts:
            yield Row(
                suggestion_id=advice.id,
                at=advice.created_at,
                value=value,
                of=value + told.facts,
                group=group,
            )


def _drafting(found: Snapshot) -> Iterator[Row]:
    """Each section that a model was to draft."""
    for advice in found.advice:
        for check in advice.told.drafting:
            yield Row(suggestion_id=advice.id, at=advice.created_at, value=float(not check), group=check)


def _override(found: Snapshot) -> Iterator[Row]:
    """Advice that met its meeting, by whether reviewers let it stand before anything was known of it."""
    for advice in found.advice:
        outcomes = [one for one in advice.signals if one.kind == "outcome"]
        if not outcomes:
            continue
        known = min(one.at for one in outcomes)
        before = standings([one for one in advice.annotations if one.at < known])
        decided = [one for one in before if not one.contested]
        if decided:
            yield Row(
                suggestion_id=advice.id,
                annotation_ids=tuple(one for standing in decided for one in standing.annotations),
                signal_ids=(outcomes[-1].id,),
                at=outcomes[-1].at,
                value=float(outcomes[-1].outcome in _GOOD),
                group=_side(decided),
            )


def _side(decided: Sequence[Standing]) -> str:
    """What was said of the whole goes before what was said of its claims."""
    whole = [one for one in decided if not one.claim_id] or decided
    return ACCEPTED if all(one.verdict == "accept" for one in whole) else OVERRULED


def _edit_distance(found: Snapshot) -> Iterator[Row]:
    for advice in found.advice:
        for one in in_force(advice.annotations):
            if edit := found.edits.get(one.id):
                yield Row(
                    suggestion_id=advice.id,
                    claim_id=one.claim_id,
                    annotation_ids=(one.id,),
                    at=one.at,
                    value=edit.share,
                    of=float(edit.characters),
                )


_ROWS: dict[str, Callable[[Snapshot], Iterator[Row]]] = {
    "adoption": _adoption,
    "adoption_of_all": _adoption_of_all,
    "acceptance": _acceptance,
    "coverage": _coverage,
    "edit_distance": _edit_distance,
    "reasons": _reasons,
    "turnaround": _turnaround,
    "issue_close": _issue_close,
    "sameness": _sameness,
    "dropped": _dropped,
    "refused": _refused,
    "drafting": _drafting,
    "override": _override,
}
