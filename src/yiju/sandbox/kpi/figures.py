"""Figures made of their rows: never a share without its counts, never a number from nothing."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence

from pydantic import Field

from yiju.errors import Invalid, NotFound
from yiju.sandbox.kpi.clustered import median_interval, share_interval
from yiju.sandbox.kpi.definitions import METRICS, SLICES, Metric, Slice
from yiju.sandbox.kpi.estimate import (
    median,
    newcombe,
    quantile,
    ratio_interval,
    survival_median,
)
from yiju.sandbox.kpi.facts import Snapshot, snapshot
from yiju.sandbox.kpi.rows import ACCEPTED, EDITED, OVERRULED, UNTOLD, Row, rows_of
from yiju.sandbox.moments import in_order
from yiju.store.database import Database
from yiju.store.types import Frozen, Viewer

FEW = 5
"""Fewer observations than this are marked 样本少."""
KEPT = "kept"
"""In ``more`` of a figure kept from a blind reviewer: of so few suggestions it would tell verdicts."""


_GROUPS = {EDITED: "edited"}
"""Groups of a share's rows that have a name of their own in ``more``."""


class Figure(Frozen):
    """One figure of one slice.

    Attributes:
        slice: its name; empty for all together.
        value: None where there is nothing to make it of.
        count: what counts in it; ``of``: what it was made of.
        low, high: of its 95 % interval.
        more: further numbers by name: ``p90``, ``open`` (has not ended), ``chars``, ``edited``, ``untold``
            (suggestions that do not tell it, left out), counts by reason or by check …
        small: too few to be read as more than a hint.
    """

    metric: str
    slice: str = ""
    value: float | None
    count: float
    of: int
    low: float | None = None
    high: float | None = None
    more: dict[str, float] = Field(default_factory=dict)
    small: bool


class Report(Frozen):
    """Figures of a span of time; ``cut``: only the newest advice in it was counted."""

    since: dt.datetime | None
    until: dt.datetime | None
    by: Slice | None
    cut: bool
    advice: int
    figures: tuple[Figure, ...]


def report(
    sql: Database,
    viewer: Viewer,
    *,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    by: Slice | None = None,
    now: dt.datetime | None = None,
) -> Report:
    """Every figure of what the viewer may review; sliced, each slice after all together.

    Raises:
        Invalid: the span ends before it begins, or there is no such slice.
    """
    in_order(since, until)
    found = snapshot(sql, viewer, since=since, until=until, now=now)
    return report_of(found, since=since, until=until, by=by)


def report_of(
    found: Snapshot, *, since: dt.datetime | None, until: dt.datetime | None, by: Slice | None = None
) -> Report:
    """The same of a snapshot at hand. Raises YijuError for an unknown slice."""
    figures = [figure_of(metric, rows_of(metric, found)) for metric in METRICS]
    for key, part in parts_of(found, by).items():
        figures += [figure_of(metric, rows_of(metric, part), key) for metric in METRICS]
    return Report(
        since=since, until=until, by=by, cut=found.cut, advice=len(found.advice), figures=tuple(figures)
    )


def rows(
    sql: Database,
    viewer: Viewer,
    metric: str,
    *,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    by: Slice | None = None,
    key: str = "",
    now: dt.datetime | None = None,
) -> list[Row]:
    """The rows behind a figure, of one slice or of all.

    Raises:
        Invalid: no such figure or slicing, or the span ends before it begins.
        NotFound: nothing of the span is of this key.
    """
    in_order(since, until)
    found = snapshot(sql, viewer, since=since, until=until, now=now)
    if by is None:
        return rows_of(metric, found)
    parts = parts_of(found, by)
    if key not in parts:
        known = "、".join(parts) or "这段时间里没有任何建议"
        raise NotFound(f"按{SLICES[by]}分开，没有“{key}”这一份。", hint=f"有的：{known}")
    return rows_of(metric, parts[key])


def parts_of(found: Snapshot, by: Slice | None) -> dict[str, Snapshot]:
    """A snapshot's slices; none where it is not sliced. Raises YijuError for an unknown one."""
    if by is None:
        return {}
    if by not in SLICES:
        raise Invalid(f"by 不认识：{by}", hint=f"可用的：{'、'.join(SLICES)}")
    return found.sliced(by)


def figure_of(metric: str, found: Sequence[Row], key: str = "") -> Figure:
    """The figure that rows make."""
    return _FORMS[METRICS[metric].form](METRICS[metric], found, key)


def _share(metric: Metric, found: Sequence[Row], key: str) -> Figure:
    """Claims of one suggestion are not independent: few suggestions are few, however many their claims."""
    hits, of = sum(row.value for row in found), len(found)
    suggestions = [row.suggestion_id for row in found]
    interval = share_interval([row.value > 0 for row in found], suggestions)
    groups = Counter(row.group for row in found if row.group)
    more = {_GROUPS.get(name, name): float(times) for name, times in groups.most_common()}
    return _few(_figure(metric, key, hits / of if of else None, hits, of, interval, more), suggestions)


def _ratio(metric: Metric, found: Sequence[Row], key: str) -> Figure:
    parts = [(row.value, row.of) for row in found if row.group != UNTOLD]
    top, bottom = sum(part[0] for part in parts), sum(part[1] for part in parts)
    value = top / bottom if top else None  # where nothing ever went, a zero would read as a result
    more = {"parts": bottom}
    if untold := len(found) - len(parts):
        more["untold"] = float(untold)
    return _figure(metric, key, value, top, len(parts), ratio_interval(parts), more)


def _median(metric: Metric, found: Sequence[Row], key: str) -> Figure:
    values = [row.value for row in found]
    more = {"chars": median([row.of for row in found]) or 0.0} if found else {}
    suggestions = [row.suggestion_id for row in found]
    interval = median_interval(values, suggestions)
    return _few(_figure(metric, key, median(values), len(values), len(values), interval, more), suggestions)


def _mean(metric: Metric, found: Sequence[Row], key: str) -> Figure:
    values = [row.value for row in found]
    value = sum(values) / len(values) if values else None
    interval = ratio_interval([(one, 1.0) for one in values])
    more = {"most": max(values)} if values else {}
    return _figure(metric, key, value, len(values), len(values), interval, more)


def _lasting(metric: Metric, found: Sequence[Row], key: str) -> Figure:
    """The median counts what still lasts; the 90th percentile cannot, and is of what has ended."""
    ended = [row.value for row in found if row.ended]
    value = survival_median([row.value for row in found], [row.ended for row in found])
    more = {"open": float(len(found) - len(ended))}
    if (late := quantile(ended, 0.9)) is not None:
        more |= {"p90": late, "median_of_ended": median(ended) or 0.0}
    return _figure(metric, key, value, len(ended), len(found), None, more)


def _counts(metric: Metric, found: Sequence[Row], key: str) -> Figure:
    counts = Counter(row.group for row in found)
    more = {code: float(count) for code, count in counts.most_common()}
    judged = len({one for row in found for one in row.annotation_ids})
    return _figure(metric, key, float(len(found)) if found else None, len(found), judged, None, more)


def _difference(metric: Metric, found: Sequence[Row], key: str) -> Figure:
    """Overruled less accepted. No more is claimed than that the two differ, or may."""
    sides = {side: [row.value for row in found if row.group == side] for side in (OVERRULED, ACCEPTED)}
    over, kept = sides[OVERRULED], sides[ACCEPTED]
    value = sum(over) / len(over) - sum(kept) / len(kept) if over and kept else None
    interval = newcombe(int(sum(over)), len(over), int(sum(kept)), len(kept))
    more = {
        "overruled": len(over),
        "overruled_good": sum(over),
        "accepted": len(kept),
        "accepted_good": sum(kept),
    }
    figure = _figure(metric, key, value, len(over), len(found), interval, more)
    return figure.model_copy(update={"small": min(len(over), len(kept)) < FEW})


def _few(figure: Figure, suggestions: Sequence[str]) -> Figure:
    """With how many suggestions it is of, where they are fewer than what it was made of."""
    count = len(set(suggestions))
    if count == figure.of:
        return figure
    more = {**figure.more, "suggestions": float(count)}
    return figure.model_copy(update={"more": more, "small": count < FEW})


def _figure(
    metric: Metric,
    key: str,
    value: float | None,
    count: float,
    of: int,
    interval: tuple[float, float] | None,
    more: dict[str, float] | None = None,
) -> Figure:
    low, high = interval if interval and value is not None else (None, None)
    return Figure(
        metric=metric.code,
        slice=key,
        value=None if value is None else round(value, 4),
        count=count,
        of=of,
        low=None if low is None else round(low, 4),
        high=None if high is None else round(high, 4),
        more={name: round(number, 4) for name, number in (more or {}).items()},
        small=of < FEW,
    )


_FORMS: dict[str, Callable[[Metric, Sequence[Row], str], Figure]] = {
    "share": _share,
    "ratio": _ratio,
    "median": _median,
    "mean": _mean,
    "lasting": _lasting,
    "counts": _counts,
    "difference": _difference,
}
