"""Gates: floors under scores, promises that hold for every case, no worse than the baseline, in time."""

import math
from collections.abc import Callable, Sequence
from functools import partial

from yiju.evals.cases import Strict
from yiju.evals.compare import compare_tables
from yiju.evals.gatefile import Gates, NoWorse, Target
from yiju.evals.outcome import Result
from yiju.evals.record import Run
from yiju.evals.summary import total_seconds
from yiju.evals.table import Table, table_of

_NEAR = 1e-9
_NAMED = 8
"""Cases named in a line; ``cases`` has all."""


class Verdict(Strict):
    """What one gate says of a run.

    Attributes:
        gate: ``smoke.seconds``, ``smoke.errors``, ``floors ask.right``, ``must ask.clean``,
            ``no_worse ask.right``.
        suite: the suite it is about; empty for several.
        value, limit: what was measured and what it is held to; None where nothing was measured.
        message: in Chinese, for people; says what to do next where it is not ok.
        cases: ids of the cases to look at first.
    """

    gate: str
    ok: bool
    value: float | None
    limit: float | None
    message: str
    suite: str = ""
    cases: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """The message with the names of the first cases."""
        return f"{self.message}先看：{_names(self.cases)}。" if self.cases else self.message


def passed(verdicts: Sequence[Verdict]) -> bool:
    """Whether every gate is open."""
    return all(verdict.ok for verdict in verdicts)


def judge(
    run: Run, gates: Gates, baseline: Table | None = None, *, whole: bool | None = None
) -> list[Verdict]:
    """What every gate says of a run.

    Args:
        baseline: what ``no_worse`` compares with; None leaves those gates out.
        whole: all that gates name must be there; else gates about suites or cases that are not in the
            run are left out. By default: for runs named ``smoke``.
    """
    complete = run.name == "smoke" if whole is None else whole
    found: list[Verdict] = []
    if run.name == "smoke" and gates.smoke is not None:
        found += [_in_time(run, gates.smoke.seconds), _without_errors(run, gates.smoke.errors)]
    for target, floor in gates.floors.items():
        found += _told(run, target, complete, "floors", partial(_floor, floor=floor))
    for target in gates.must:
        found += _told(run, target, complete, "must", _must)
    if baseline is not None and gates.no_worse is not None:
        found += _no_worse(table_of(run), baseline, gates.no_worse)
    return found


def _in_time(run: Run, limit: float) -> Verdict:
    spent = total_seconds(run)
    ok = spent <= limit
    message = f"用时 {spent:.1f} 秒，上限 {limit:g} 秒。"
    if not ok:
        message += "看报告“耗时”一节里最慢的环节；冷启动可先跑一遍建好缓存，或加 --workers。"
    return Verdict(gate="smoke.seconds", ok=ok, value=round(spent, 3), limit=limit, message=message)


def _without_errors(run: Run, limit: int) -> Verdict:
    failed = tuple(r.id for r in run.results if r.outcome.error)
    ok = len(failed) <= limit
    message = f"{len(failed)} 例出错，上限 {limit} 例。"
    if not ok:
        message += "出错的用例没有结果，别的门看不到它们，须先改好。"
    suites = {r.suite for r in run.results if r.outcome.error}
    return Verdict(
        gate="smoke.errors",
        ok=ok,
        value=len(failed),
        limit=limit,
        message=message,
        suite=suites.pop() if len(suites) == 1 else "",
        cases=() if ok else failed,
    )


Rule = Callable[[Target, list[tuple[Result, float | None]]], Verdict]


def _told(run: Run, target: Target, complete: bool, kind: str, rule: Rule) -> list[Verdict]:
    """The rule's verdict over the cases that a target means; none where there are no such cases."""
    meant = [r for r in run.results if target.means(r)]
    rows = [(r, r.scores[target.metric]) for r in meant if target.metric in r.scores]
    if rows:
        return [rule(target, rows)]
    if not complete:
        return []
    message = f"{target} 没有任何用例。改正 gates.toml 里的名字，或补上用例。"
    gate = f"{kind} {target}"
    return [Verdict(gate=gate, ok=False, value=None, limit=None, message=message, suite=target.suite)]


def _floor(target: Target, rows: list[tuple[Result, float | None]], floor: float) -> Verdict:
    scores = [(score, r.id) for r, score in rows if score is not None]
    unscored = len(rows) - len(scores)
    mean = math.fsum(score for score, _ in scores) / len(scores) if scores else None
    ok = mean is not None and mean >= floor - _NEAR
    low = tuple(case for score, case in sorted(scores) if score < 1)
    if mean is None:
        message = f"{target} 的 {unscored} 例都未评分。先查评委模型是否可用，未评分不当作通过。"
    else:
        message = f"{target} 平均 {mean:.3f}（{len(scores)} 例），下限 {floor:g}。"
        if unscored:
            message += f"另有 {unscored} 例未评分。"
        if not ok:
            message += "从最差的用例看起；确属取舍时才改 gates.toml 的下限，并写明理由。"
    return Verdict(
        gate=f"floors {target}",
        ok=ok,
        value=None if mean is None else round(mean, 6),
        limit=floor,
        message=message,
        suite=target.suite,
        cases=() if ok else low,
    )


def _must(target: Target, rows: list[tuple[Result, float | None]]) -> Verdict:
    broken = tuple(r.id for r, score in rows if score is not None and score < 1 - _NEAR)
    unscored = tuple(r.id for r, score in rows if score is None)
    kept = len(rows) - len(broken) - len(unscored)
    message = f"{target} 须每例都是 1：{kept}/{len(rows)} 例做到。"
    if broken:
        message += f"{len(broken)} 例破了红线，须先改好。"
    if unscored:
        message += f"{len(unscored)} 例未评分，不当作通过。"
    return Verdict(
        gate=f"must {target}",
        ok=not broken and not unscored,
        value=round(kept / len(rows), 6),
        limit=1.0,
        message=message,
        suite=target.suite,
        cases=broken + unscored,
    )


def _no_worse(now: Table, baseline: Table, rule: NoWorse) -> list[Verdict]:
    """A fall beyond the margin, or more cases lost than won beyond chance."""
    found = []
    for one in compare_tables(baseline, now):
        name = f"{one.suite}.{one.metric}"
        if not one.n or (rule.metrics and name not in rule.metrics):
            continue
        assert one.difference is not None
        fell, lost = one.difference < -rule.margin - _NEAR, one.p_lost < rule.alpha
        message = f"{name} 与基线比：{one.n} 例，"
        if one.won or one.lost:
            message += (
                f"{one.before:.3f} → {one.after:.3f}（{one.difference:+.3f}），"
                f"变好 {len(one.won)} 例，变差 {len(one.lost)} 例（单侧 p = {one.p_lost:.3f}）。"
            )
        else:
            message += "没有一例变化。"
        if one.changed or one.new or one.gone:
            message += f"未比：改过 {one.changed} 例，新增 {one.new} 例，这次没有 {one.gone} 例。"
        if fell:
            message += f"均值下降超过 {rule.margin:g}。"
        if lost:
            message += f"变差不像偶然（p < {rule.alpha:g}）。"
        if fell or lost:
            message += "从变差的用例看起；有意为之时重写基线，并在提交里说明。"
        found.append(
            Verdict(
                gate=f"no_worse {name}",
                ok=not fell and not lost,
                value=round(one.difference, 6),
                limit=-rule.margin,
                message=message,
                suite=one.suite,
                cases=one.lost if fell or lost else (),
            )
        )
    return found


def _names(cases: Sequence[str]) -> str:
    more = f" 等 {len(cases)} 例" if len(cases) > _NAMED else ""
    return "、".join(cases[:_NAMED]) + more
