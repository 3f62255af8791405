"""A measurement as one JSON object, and as the rows of two tables."""

from typing import Any

from yiju.evals.passages.measures import COMPARED, MEASURES, ArmResult, against_best
from yiju.evals.passages.run import Measured
from yiju.evals.stats import Mean

COLUMNS = ("检索", "R@1", "R@5", "R@10", "R@50", "R@100", "MRR@10", "nDCG@10", "p50", "p95", "p99", "MB")
AGAINST_COLUMNS = ("指标", "Yiju", "最好的基线", "基线", "差（95% 区间）", "p", "好", "差")
UNKNOWN = "—"
_FAR = 0.8


def as_json(done: Measured) -> dict[str, Any]:
    """Flat measures of the product's search, and every arm's with intervals.

    Measures are shares in [0, 1] or None where unscored; ``p50_ms`` … are milliseconds of one search
    without embedding its question.
    """
    ours = done.ours
    return {
        "corpus": done.corpus.name,
        "passages": done.passages,
        "questions": len(done.questions.asked),
        "without_gold": done.questions.ungraded,
        "gold": sum(len(one.gold) for one in done.questions.asked),
        "gold_not_in_corpus": done.questions.strays,
        "limit": done.limit,
        "seed": done.seed,
        "sampled": done.sampled,
        **_measures(ours),
        **_cost(ours),
        "arms": {arm.name: _arm(arm, done.seed) for arm in done.arms},
        "against_best": _against(done),
        "vectors": {
            "model": done.vectors.model or None,
            "given": done.vectors.given,
            "computed": done.vectors.computed,
            "cached": done.vectors.kept,
            "seconds": round(done.vectors.seconds, 3),
            "likeness": done.vectors.likeness,
        },
        "seconds": round(done.seconds, 3),
    }


def rows(done: Measured) -> list[tuple[str, ...]]:
    """One row an arm, in the order of ``COLUMNS``."""
    made: list[tuple[str, ...]] = []
    for arm in done.arms:
        means = (arm.mean(name) for name in COMPARED)
        times = arm.times()
        took = (times[f"p{q}_ms"] for q in (50, 95, 99))
        room = UNKNOWN if arm.index_bytes is None else f"{arm.index_bytes / 1e6:.0f}"
        made.append(
            (
                arm.label,
                *(UNKNOWN if mean is None else f"{mean:.3f}" for mean in means),
                *(UNKNOWN if one is None else f"{one:.1f}" for one in took),
                room,
            )
        )
    return made


def against_rows(done: Measured) -> list[tuple[str, ...]]:
    """One row a measure, in the order of ``AGAINST_COLUMNS``: ours beside the best of the others."""
    if done.ours is None:
        return []
    return [
        (
            measure,
            _with_interval(done.ours.interval(measure, done.seed)),
            best.label,
            f"{row.before or 0:.3f}",
            f"{row.difference or 0:+.3f}（{row.low or 0:+.3f} ~ {row.high or 0:+.3f}）",
            "<0.0001" if row.p < 0.0001 else f"{row.p:.4f}",
            str(len(row.won)),
            str(len(row.lost)),
        )
        for measure, (best, row) in against_best(done.ours, done.baselines, done.questions.asked).items()
    ]


def notes(done: Measured) -> list[str]:
    """What a reader of the tables must know, one sentence each."""
    asked = done.questions
    told = [
        f"{done.passages} 段，{len(asked.asked)} 个问题"
        + (f"（抽样，种子 {done.seed}）" if done.sampled else "")
        + f"；R@k = 前 k 段里找到的 gold 占比，按问题平均；毫秒不含问题的向量；{done.seconds:.0f} 秒。"
    ]
    if asked.ungraded:
        told.append(f"{asked.ungraded} 个问题没有 gold，没有参加。")
    if asked.strays:
        told.append(f"{asked.strays} 个 gold 不在语料里，算作没找到。")
    told += [f"{arm.label}：未评分（{arm.unscored}）。" for arm in done.arms if arm.unscored]
    vectors = done.vectors
    if vectors.model:
        took = next((arm.times()["embed_p50_ms"] for arm in done.arms if any(arm.embed_ms)), None)
        times = "" if took is None else f"；一个问题的向量 {took:.0f} 毫秒（中位数）"
        told.append(f"向量：{vectors.model}，新算 {vectors.computed}，取自缓存 {vectors.kept}{times}。")
    if vectors.likeness is not None and vectors.likeness < _FAR:
        told.append(
            f"注意：给的向量与 {vectors.model} 算的相差很大（余弦 {vectors.likeness:.2f}），"
            "像是另一个模型算的；用 --embedder 指定同一个模型。"
        )
    return told


def markdown(done: Measured) -> str:
    """Both tables and the notes."""
    parts = [*notes(done), "", *_table(COLUMNS, rows(done))]
    against = against_rows(done)
    if against:
        parts += ["", *_table(AGAINST_COLUMNS, against)]
    return "\n".join(parts) + "\n"


def _table(columns: tuple[str, ...], lines: list[tuple[str, ...]]) -> list[str]:
    rule = ("---",) * len(columns)
    return [f"| {' | '.join(cells)} |" for cells in (columns, rule, *lines)]


def _with_interval(mean: Mean | None) -> str:
    return UNKNOWN if mean is None else f"{mean.value:.3f}（{mean.low:.3f} ~ {mean.high:.3f}）"


def _measures(arm: ArmResult | None) -> dict[str, float | None]:
    return {name: arm.mean(name) if arm else None for name in MEASURES}


def _cost(arm: ArmResult | None) -> dict[str, Any]:
    empty = ArmResult("", "")
    return (arm or empty).times() | {"index_bytes": arm.index_bytes if arm else None}


def _arm(arm: ArmResult, seed: int) -> dict[str, Any]:
    spans = {name: arm.interval(name, seed) for name in arm.scores}
    return {
        "label": arm.label,
        "unscored": arm.unscored or None,
        **_measures(arm),
        "intervals": {name: [span.low, span.high] for name, span in spans.items() if span},
        **_cost(arm),
        "index_seconds": None if arm.index_seconds is None else round(arm.index_seconds, 3),
    }


def _against(done: Measured) -> dict[str, Any]:
    if done.ours is None:
        return {}
    found = against_best(done.ours, done.baselines, done.questions.asked)
    return {
        measure: {
            "baseline": best.name,
            "baseline_mean": row.before,
            "difference": row.difference,
            "low": row.low,
            "high": row.high,
            "p": row.p,
            "won": len(row.won),
            "lost": len(row.lost),
        }
        for measure, (best, row) in found.items()
    }
