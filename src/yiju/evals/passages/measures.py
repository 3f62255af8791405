"""What is measured of an arm: how much it found, how high, and how long it took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from yiju.evals.compare import Comparison, compare_tables
from yiju.evals.passages.records import Question
from yiju.evals.scorers.ranking import Ranks, ndcg_at, recall_at, reciprocal_rank
from yiju.evals.stats import Mean, bootstrap_mean
from yiju.evals.table import Scored

DEPTHS = (1, 5, 10, 50, 100)
TOP = 10
MEASURES = (
    *(f"recall@{k}" for k in DEPTHS),
    *(f"hit@{k}" for k in DEPTHS),
    f"mrr@{TOP}",
    f"ndcg@{TOP}",
)
COMPARED = tuple(name for name in MEASURES if not name.startswith("hit@"))
_QUANTILES = (50, 95, 99)
_SUITE = "passages"


@dataclass(frozen=True, slots=True)
class ArmResult:
    """One arm over all questions.

    Attributes:
        unscored: why nothing was measured; then there are no scores. Unscored is not zero.
        scores: measure → one score a question, in their order; measures deeper than what was asked
            for are not in it.
        search_ms, embed_ms: one entry a question: everything but the model, and the model alone.
        index_bytes, index_seconds: of every index that the arm reads.
    """

    name: str
    label: str
    unscored: str = ""
    scores: Mapping[str, Sequence[float]] = field(default_factory=dict)
    search_ms: Sequence[float] = ()
    embed_ms: Sequence[float] = ()
    index_bytes: int | None = None
    index_seconds: float | None = None

    def mean(self, measure: str) -> float | None:
        """Mean over the questions; None where it was not measured."""
        scores = self.scores.get(measure)
        return float(np.mean(scores)) if scores else None

    def interval(self, measure: str, seed: int = 0) -> Mean | None:
        """The mean with its 95 % bootstrap interval."""
        return bootstrap_mean(self.scores.get(measure, ()), seed=seed)

    def times(self) -> dict[str, float | None]:
        """``p50_ms`` of searching, ``embed_p50_ms`` of embedding the question, ``total_p50_ms`` of both."""
        total = [a + b for a, b in zip(self.search_ms, self.embed_ms, strict=True)]
        kinds = (("", self.search_ms), ("embed_", self.embed_ms), ("total_", total))
        return {f"{kind}p{q}_ms": _quantile(values, q) for kind, values in kinds for q in _QUANTILES}


def scores_of(
    found: Sequence[Sequence[str]], questions: Sequence[Question], limit: int
) -> dict[str, list[float]]:
    """Measure → one score a question.

    recall@k: share of a question's gold among the first k. hit@k: 1 if any gold is there. mrr@10,
    ndcg@10 (binary): see ``scorers.ranking``.
    """
    every: list[Ranks] = []
    for hits, question in zip(found, questions, strict=True):
        rank = {one: at for at, one in enumerate(hits[:limit], start=1)}
        every.append([rank.get(one) for one in question.gold])
    scores: dict[str, list[float]] = {}
    for k in DEPTHS:
        if k <= limit:
            scores[f"recall@{k}"] = [recall_at(ranks, k) for ranks in every]
            scores[f"hit@{k}"] = [float(score > 0) for score in scores[f"recall@{k}"]]
    if limit >= TOP:
        scores[f"mrr@{TOP}"] = [reciprocal_rank(ranks, TOP) for ranks in every]
        scores[f"ndcg@{TOP}"] = [ndcg_at(ranks, TOP) for ranks in every]
    return {name: scores[name] for name in MEASURES if name in scores}


def best_of(arms: Sequence[ArmResult], measure: str) -> ArmResult | None:
    """The arm with the highest mean; of equals the first."""
    scored = [arm for arm in arms if measure in arm.scores]
    return max(scored, key=lambda arm: arm.mean(measure) or 0.0, default=None)


def against_best(
    ours: ArmResult, baselines: Sequence[ArmResult], questions: Sequence[Question]
) -> dict[str, tuple[ArmResult, Comparison]]:
    """Measure → the best baseline of that measure, and ours against it, question by question.

    The best is chosen on the same questions, which favours the baseline, never ours.
    """
    made: dict[str, tuple[ArmResult, Comparison]] = {}
    for measure in COMPARED:
        best = best_of(baselines, measure)
        if best is not None and measure in ours.scores:
            rows = compare_tables(_table(best, measure, questions), _table(ours, measure, questions))
            made[measure] = (best, rows[0])
    return made


def _table(
    arm: ArmResult, measure: str, questions: Sequence[Question]
) -> dict[str, dict[str, dict[str, Scored]]]:
    rows = zip(questions, arm.scores[measure], strict=True)
    return {_SUITE: {measure: {question.id: Scored(score, "") for question, score in rows}}}


def _quantile(values: Sequence[float], percent: int) -> float | None:
    return round(float(np.percentile(values, percent)), 3) if values else None
