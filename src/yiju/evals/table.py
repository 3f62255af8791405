"""Scores as a table, suite → metric → case: for comparisons and gates; and the committed baseline."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from yiju.errors import YijuError
from yiju.evals.record import Run


class Scored(NamedTuple):
    """A case's score, in [0, 1], and the first eight digits of the case's hash."""

    score: float
    sha8: str


Table = Mapping[str, Mapping[str, Mapping[str, Scored]]]
"""Suite → metric → case id → score. Unscored cases are not in it."""

DIGITS = 4
"""Decimals kept in a baseline."""


def table_of(*runs: Run) -> Table:
    """The scores of one run, or the mean of each case over repeated runs (of a judge).

    A case that changed between the runs counts in its last form only.
    """
    form = {(r.suite, r.id): r.sha256 for run in runs for r in run.results}
    seen: dict[str, dict[str, dict[str, list[float]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for result in (r for run in runs for r in run.results if form[r.suite, r.id] == r.sha256):
        for metric, score in result.scores.items():
            if score is not None:
                seen[result.suite][metric][result.id].append(score)
    return {
        suite: {
            metric: {
                case: Scored(sum(scores) / len(scores), form[suite, case][:8])
                for case, scores in cases.items()
            }
            for metric, cases in metrics.items()
        }
        for suite, metrics in seen.items()
    }


Shared = Mapping[tuple[str, str], str]
"""(suite, case id) → what several cases look at; cases that look at something of their own are not in it."""


def shared_by(*runs: Run) -> Shared:
    """Which cases of these runs look at one and the same suggestion."""
    return {(r.suite, r.id): r.outcome.shared for run in runs for r in run.results if r.outcome.shared}


def write_baseline(table: Table, path: Path) -> None:
    """Write ``{suite: {metric: {case: [score, sha8]}}}``, one case a line, so that a diff names the case.

    Raises YijuError where it cannot be written.
    """
    suites = []
    for suite, metrics in sorted(table.items()):
        blocks = []
        for metric, cases in sorted(metrics.items()):
            lines = [
                f"   {_json(case)}: {_json([round(one.score, DIGITS), one.sha8])}"
                for case, one in sorted(cases.items())
            ]
            blocks.append(f"  {_json(metric)}: {{\n" + ",\n".join(lines) + "\n  }")
        suites.append(f" {_json(suite)}: {{\n" + ",\n".join(blocks) + "\n }")
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text("{\n" + ",\n".join(suites) + "\n}\n", encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise YijuError(
            f"基线写不了：{path}：{error.strerror}", hint="用 --save-baseline 另指一个文件。"
        ) from error


def read_baseline(path: Path) -> Table:
    """Read a baseline. Raises YijuError that names the entry which is no score."""
    hint = "用 yiju eval run 重新写一份基线，或从版本库取回。"
    try:
        raw = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise YijuError(f"评测基线读不了：{path}：{error}", hint=hint) from error
    table: dict[str, dict[str, dict[str, Scored]]] = {}
    for suite, metrics in _object(raw, path.name, hint).items():
        table[suite] = {}
        for metric, cases in _object(metrics, f"{path.name} {suite}", hint).items():
            where = f"{path.name} {suite}.{metric}"
            table[suite][metric] = {
                case: _scored(value, f"{where} {case}", hint)
                for case, value in _object(cases, where, hint).items()
            }
    return table


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _object(value: object, where: str, hint: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise YijuError(f"评测基线 {where} 不是一个对象。", hint=hint)
    return value


def _scored(value: object, where: str, hint: str) -> Scored:
    match value:
        case [int() | float() as score, str() as sha8] if 0 <= score <= 1:
            return Scored(float(score), sha8)
    raise YijuError(f"评测基线 {where} 应为 [0 到 1 的分数, 用例哈希前 8 位]。", hint=hint)


def metrics_of(runs: Sequence[Run]) -> list[tuple[str, str]]:
    """Every (suite, metric) in the order of appearance, unscored ones too."""
    return list(dict.fromkeys((r.suite, m) for run in runs for r in run.results for m in r.scores))
