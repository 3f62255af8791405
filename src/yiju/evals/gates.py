"""Gates: floors under scores, promises that hold for every case, no worse than the baseline, in time."""

import math
from collections.abc import Callable, Sequence
from functools import partial

from yiju.evals.gatefile import Gates, Target
from yiju.evals.outcome import Result
from yiju.evals.record import Run
from yiju.evals.summary import total_seconds
from yiju.evals.table import Table, shared_by, table_of
from yiju.evals.verdict import Verdict
from yiju.evals.worse import no_worse

_NEAR = 1e-9


def passed(verdicts: Sequence[Verdict]) -> bool:
    """Whether every gate is open."""
    return all(verdict.ok for verdict in verdicts)


def judge(run: Run, gates: Gates, baseline: Table | None = None, *, whole: bool = True) -> list[Verdict]:
    """What every gate says of a run.

    Args:
        baseline: what ``no_worse`` compares with; None leaves those gates out (see ``no_baseline``).
        whole: the run holds all cases that the gates were written for: what they name must be there, and
            most of the baseline's cases too. Else gates about cases that are not in the run are left out.
            Suites that are not in the run may be missing, but from ``smoke``.
    """
    found: list[Verdict] = []
    if run.name == "smoke" and gates.smoke is not None:
        found += [_in_time(run, gates.smoke.seconds), _without_errors(run, gates.smoke.errors)]
    named = {target.suite for target in (*gates.floors, *gates.must)} | set(baseline or ())
    asked = named if run.name == "smoke" else {result.suite for result in run.results}
    complete = asked if whole else set()
    for target, floor in gates.floors.items():
        found += _told(run, target, target.suite in complete, "floors", partial(_floor, floor=floor))
    for target in gates.must:
        found += _told(run, target, target.suite in complete, "must", _must)
    if baseline is not None and gates.no_worse is not None:
        shared, sampled = shared_by(run), bool(run.sample)
        now = table_of(run)
        found += no_worse(now, baseline, gates.no_worse, complete, shared=shared, sampled=sampled)
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
    """The rule's verdict over the cases that a target means; none where there are no such cases.

    A case that ended in an error shows nothing of what must hold for it: it is unscored there.
    """
    meant = [r for r in run.results if target.means(r)]
    named = [r for r in meant if target.metric in r.scores or (kind == "must" and r.outcome.error)]
    rows = [(r, r.scores.get(target.metric)) for r in named]
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
        message += f"{len(unscored)} 例出错或未评分，不当作通过。"
    return Verdict(
        gate=f"must {target}",
        ok=not broken and not unscored,
        value=round(kept / len(rows), 6),
        limit=1.0,
        message=message,
        suite=target.suite,
        cases=broken + unscored,
    )
