"""Two tables of scores, paired by case: what got better, what got worse, and whether that is noise."""

from collections.abc import Sequence

from yiju.evals.cases import Strict
from yiju.evals.record import Run
from yiju.evals.stats import bootstrap_mean, sign_flip_p, sign_test_p, sums_of
from yiju.evals.table import DIGITS, Shared, Table, shared_by, table_of

_SAME = 1.01 * 10**-DIGITS
"""Scores this near are equal: baselines are rounded."""


class Comparison(Strict):
    """One metric of one suite over the cases that both sides have, unchanged and scored.

    Attributes:
        n: cases compared; ``changed``: left out, for they say something else now; ``new``, ``gone``:
            left out, for only one side has them.
        before, after, difference: means in [0, 1] and after - before; None where n is 0.
        groups: what they look at: cases that look at one suggestion are one draw of the interval and of both
            tests, for they rise and fall together (cluster permutation, as Gail et al., Stat. Med. 15, 1996).
        low, high: 95 % bootstrap interval of the difference.
        p: two-sided, of no difference in the mean (sign flips); p_lost: one-sided, of so many groups
            that fell by chance (exact sign test).
        won, lost: ids of the cases whose score rose or fell.
    """

    suite: str
    metric: str
    n: int
    changed: int
    new: int
    gone: int
    groups: int = 0
    before: float | None = None
    after: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    p: float = 1.0
    p_lost: float = 1.0
    won: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def unlike(before: Run, after: Run) -> list[str]:
    """In words, what differs between two runs beside the code: scores may differ for that alone."""
    pairs = (
        ("向量模型", before.embedder, after.embedder),
        ("大模型", before.model, after.model),
        ("用例", before.source or "产品自带", after.source or "产品自带"),
        ("抽样", str(before.sample or "全部"), str(after.sample or "全部")),
    )
    return [f"{what}不同（{old or '无'} → {now or '无'}）" for what, old, now in pairs if old != now]


def compare_runs(before: Run | Sequence[Run], after: Run | Sequence[Run]) -> list[Comparison]:
    """Compare two runs, or two sets of repeated runs by each case's mean score."""
    old = [before] if isinstance(before, Run) else before
    now = [after] if isinstance(after, Run) else after
    return compare_tables(table_of(*old), table_of(*now), shared_by(*now))


def compare_tables(before: Table, after: Table, shared: Shared | None = None) -> list[Comparison]:
    """Every suite and metric that both sides know, in the order of ``after``.

    Args:
        shared: which cases look at one suggestion; each at its own where None.
    """
    return [
        _compare(before, after, suite, metric, shared or {})
        for suite, metrics in after.items()
        for metric in metrics
        if metric in before.get(suite, {})
    ]


def _compare(before: Table, after: Table, suite: str, metric: str, shared: Shared) -> Comparison:
    old, now = before[suite][metric], after[suite][metric]
    both = [case for case in now if case in old]
    same = [case for case in both if now[case].sha8 == old[case].sha8]
    deltas = {case: _delta(old[case].score, now[case].score) for case in same}
    won = tuple(sorted(case for case, delta in deltas.items() if delta > 0))
    lost = tuple(sorted(case for case, delta in deltas.items() if delta < 0))
    groups = [shared.get((suite, case), case) for case in same]
    mean = bootstrap_mean(list(deltas.values()), groups)
    moved = [0.0 if abs(one) < _SAME else one for one in sums_of(list(deltas.values()), groups)]
    return Comparison(
        suite=suite,
        metric=metric,
        n=len(same),
        changed=len(both) - len(same),
        new=len(now) - len(both),
        gone=len(old) - len(both),
        groups=len(moved),
        before=sum(old[case].score for case in same) / len(same) if same else None,
        after=sum(now[case].score for case in same) / len(same) if same else None,
        difference=mean.value if mean else None,
        low=mean.low if mean else None,
        high=mean.high if mean else None,
        p=sign_flip_p(moved),
        p_lost=sign_test_p(sum(one < 0 for one in moved), sum(one > 0 for one in moved)),
        won=won,
        lost=lost,
    )


def _delta(old: float, now: float) -> float:
    return 0.0 if abs(now - old) < _SAME else now - old
