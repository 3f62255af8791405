"""A run in numbers: each metric with its interval, suite by suite and class by class; seconds by stage."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from yiju.evals.cases import Strict
from yiju.evals.outcome import Result
from yiju.evals.record import Run
from yiju.evals.stats import bootstrap_mean


class Row(Strict):
    """One metric over the cases of a suite, or of one class of it.

    Attributes:
        class_: empty for all cases of the suite.
        n: cases scored.
        unscored: cases that should have a score and have none; not in the mean.
        mean, low, high: in [0, 1]; None where no case is scored. The interval is a bootstrap of 95 %, over
            what was measured: cases that look at the same suggestion are drawn together.
    """

    suite: str
    metric: str
    class_: str
    n: int
    unscored: int
    mean: float | None
    low: float | None
    high: float | None


class Stage(Strict):
    """Seconds that a stage took over the cases of a suite: sum, median, 95th percentile and longest case."""

    suite: str
    stage: str
    n: int
    total: float
    median: float
    p95: float
    longest: float
    longest_case: str


def summarise(run: Run) -> list[Row]:
    """All suites, metrics and classes in the order of appearance; each metric's whole before its classes.

    A metric that a case does not name is not meant for that case, and is not counted there.
    """
    columns: dict[tuple[str, str, str], list[_Cell]] = defaultdict(list)
    for result in run.results:
        for metric, score in result.scores.items():
            cell = _Cell(score, result.outcome.shared or result.id)
            columns[result.suite, metric, ""].append(cell)
            columns[result.suite, metric, result.class_].append(cell)
    order = {suite: n for n, suite in enumerate(dict.fromkeys(r.suite for r in run.results))}
    metrics = {key[:2]: n for n, key in reversed(list(enumerate(columns)))}
    keys = sorted(columns, key=lambda k: (order[k[0]], metrics[k[:2]], k[2] != ""))
    return [_row(*key, columns[key]) for key in keys]


class _Cell(NamedTuple):
    """A case's score, and what it was measured on."""

    score: float | None
    of: str


def _row(suite: str, metric: str, class_: str, column: Sequence[_Cell]) -> Row:
    scores = [cell.score for cell in column if cell.score is not None]
    mean = bootstrap_mean(scores, [cell.of for cell in column if cell.score is not None])
    return Row(
        suite=suite,
        metric=metric,
        class_=class_,
        n=len(scores),
        unscored=len(column) - len(scores),
        mean=mean.value if mean else None,
        low=mean.low if mean else None,
        high=mean.high if mean else None,
    )


def stages(run: Run) -> list[Stage]:
    """What each stage cost, suites and stages in the order of appearance."""
    columns: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    for result in run.results:
        for stage, seconds in result.outcome.seconds.items():
            columns[result.suite, stage].append((seconds, result.id))
    found = []
    for (suite, stage), column in columns.items():
        ascending = sorted(one for one, _ in column)
        longest, case = max(column)
        found.append(
            Stage(
                suite=suite,
                stage=stage,
                n=len(column),
                total=sum(ascending),
                median=_quantile(ascending, 0.5),
                p95=_quantile(ascending, 0.95),
                longest=longest,
                longest_case=case,
            )
        )
    return found


def _quantile(ascending: Sequence[float], share: float) -> float:
    at = share * (len(ascending) - 1)
    low = int(at)
    high = min(low + 1, len(ascending) - 1)
    return ascending[low] + (ascending[high] - ascending[low]) * (at - low)


def failures_of(run: Run) -> dict[str, int]:
    """Why judges gave no score, with the number of cases; the most frequent reason first."""
    return dict(
        Counter(why for r in run.results for why in r.outcome.given.get("failures", ())).most_common()
    )


def case_score(result: Result, main: str = "") -> float | None:
    """How a case did: its main metric, or the lowest score where the case has no such metric.

    0 where there is no outcome for an error; None where nothing is scored.
    """
    if result.outcome.error:
        return 0.0
    if result.scores.get(main) is not None:
        return result.scores[main]
    scores = [one for one in result.scores.values() if one is not None]
    return min(scores, default=None)


def total_seconds(run: Run) -> float:
    """How long the run took."""
    return run.seconds.get("all", sum(run.seconds.values()))
