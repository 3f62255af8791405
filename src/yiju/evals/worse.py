"""The gate ``no_worse``: a run against the scores kept in a baseline, case by case."""

from collections.abc import Collection
from pathlib import Path

from yiju.evals.compare import Comparison, compare_tables
from yiju.evals.gatefile import NoWorse
from yiju.evals.table import Shared, Table
from yiju.evals.verdict import Verdict

_NEAR = 1e-9
_AGAIN = "有意为之时用 --save-baseline 重写基线，并在提交里说明。"


def no_worse(
    now: Table,
    baseline: Table,
    rule: NoWorse,
    whole: Collection[str] = (),
    *,
    shared: Shared | None = None,
    sampled: bool = False,
) -> list[Verdict]:
    """A fall beyond the margin, or more lost than won beyond chance.

    Args:
        whole: suites of which all cases were asked: most of the baseline's scores of them must have been
            compared, for what is not compared cannot be worse.
        shared: which cases look at one suggestion; they count as one.
        sampled: the cases are a sample, and the mean is to have fallen beyond the margin for all of which
            it may be one: by its whole interval.
    """
    found = []
    known = [(suite, metric) for suite, metrics in baseline.items() for metric in metrics]
    compared = {(one.suite, one.metric): one for one in compare_tables(baseline, now, shared)}
    for suite, metric in known:
        if rule.metrics and f"{suite}.{metric}" not in rule.metrics:
            continue
        cases = baseline[suite][metric]
        one = compared.get((suite, metric))
        left = one.n if one is not None else 0
        if suite in whole and left * 2 < len(cases):
            found.append(_not_compared(suite, metric, len(cases), left))
        elif one is not None and one.n:
            found.append(_compared(one, rule, sampled))
    return found


def no_baseline(path: Path) -> Verdict:
    """What the gate says where its baseline is not there."""
    return Verdict(
        gate="no_worse",
        ok=False,
        value=None,
        limit=None,
        message=f"没有基线 {path}，不知道有没有变差。改正门限里的文件名，或用 --save-baseline 写一份。",
    )


def _not_compared(suite: str, metric: str, count: int, left: int) -> Verdict:
    message = f"{suite}.{metric} 在基线里有 {count} 例，这次只有 {left} 例可比："
    return Verdict(
        gate=f"no_worse {suite}.{metric}",
        ok=False,
        value=None,
        limit=None,
        message=f"{message}其余改过、没有了或没有评分。{_AGAIN}",
        suite=suite,
    )


def _grouped(one: Comparison) -> str:
    return f"，同看一份建议的算一例，共 {one.groups}" if one.groups < one.n else ""


def _compared(one: Comparison, rule: NoWorse, sampled: bool) -> Verdict:
    name = f"{one.suite}.{one.metric}"
    assert one.difference is not None and one.high is not None
    measured = one.high if sampled else one.difference
    fell, lost = measured < -rule.margin - _NEAR, one.p_lost < rule.alpha
    message = f"{name} 与基线比：{one.n} 例，"
    if one.won or one.lost:
        message += (
            f"{one.before:.3f} → {one.after:.3f}（{one.difference:+.3f}），"
            f"变好 {len(one.won)} 例，变差 {len(one.lost)} 例（单侧 p = {one.p_lost:.3f}{_grouped(one)}）。"
        )
    else:
        message += "没有一例变化。"
    if one.changed or one.new or one.gone:
        message += f"未比：改过 {one.changed} 例，新增 {one.new} 例，这次没有 {one.gone} 例。"
    if fell:
        noise = "，抽样的误差在内" if sampled else ""
        message += f"均值下降超过 {rule.margin:g}{noise}。"
    if lost:
        message += f"变差不像偶然（p < {rule.alpha:g}）。"
    if fell or lost:
        message += f"从变差的用例看起；{_AGAIN}"
    return Verdict(
        gate=f"no_worse {name}",
        ok=not fell and not lost,
        value=round(one.difference, 6),
        limit=-rule.margin,
        message=message,
        suite=one.suite,
        cases=one.lost if fell or lost else (),
    )
