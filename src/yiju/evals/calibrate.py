"""May a judge judge? Its agreement with what people said, on their items."""

import random
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from yiju.evals.cases import Strict
from yiju.evals.items import Item
from yiju.evals.judges.base import ACCEPTED, Judge
from yiju.evals.stats import cohen_kappa, kappa_interval, roc_auc

LEAST_KAPPA = 0.6
"""Below it a judge is not trusted ("moderate" ends here: Landis & Koch, Biometrics 33, 1977)."""
LEAST_ITEMS = 30
LEAST_OF_EACH = 8
"""Scored items, and those of either label, below which nothing is said: an interval of few is too narrow,
and that of items without a mistake has no width at all. Of 30 without one, at most a tenth is wrong (95 %,
rule of three: Hanley & Lippman-Hand, JAMA 249, 1983).
"""


class Calibration(Strict):
    """One judge beside people. Measures are over scored items; None where nothing can be said.

    Attributes:
        judge: its name.
        n: labelled items asked; ``unscored`` of them brought no score.
        accuracy, kappa, auc: agreement at the threshold; beyond chance (Cohen); of the ranking.
        kappa_low, kappa_high: its 95 % bootstrap interval.
        false_accepts: unsupported claims it took for supported; ``false_rejects``: the other way round.
        seconds: a mean item.
        few: too few items were scored, or too few of one label, to say anything.
        trusted: not ``few``, the low end of kappa's interval reaches the least, and at most half of the items
            are unscored.
        wrong: ids of items on which it disagrees with people.
    """

    judge: str
    n: int
    unscored: int
    accuracy: float | None
    kappa: float | None
    kappa_low: float | None
    kappa_high: float | None
    auc: float | None
    false_accepts: int
    false_rejects: int
    seconds: float
    few: bool
    trusted: bool
    wrong: tuple[str, ...] = ()


class _Said(NamedTuple):
    id: str
    score: float
    label: bool

    @property
    def accepted(self) -> bool:
        return self.score >= ACCEPTED


def chosen(items: Sequence[Item], sample: int) -> list[Item]:
    """The labelled items, or so many of them: the same ones every time, in the file's order."""
    known = [item for item in items if item.label is not None]
    if not sample or sample >= len(known):
        return known
    picked = set(random.Random(f"calibrate-{sample}").sample(range(len(known)), sample))
    return [item for number, item in enumerate(known) if number in picked]


def calibrate(
    judge: Judge,
    items: Sequence[Item],
    *,
    least: float = LEAST_KAPPA,
    progress: Callable[[int, int], None] | None = None,
) -> Calibration:
    """Ask a judge about every labelled item. Raises YijuError where the judge cannot be asked at all."""
    known = chosen(items, 0)
    said: list[_Said] = []
    started = time.perf_counter()
    for done, item in enumerate(known, start=1):
        score = judge.judge(item.claim, item.evidence)
        if score is not None:
            said.append(_Said(item.id, score, bool(item.label)))
        if progress is not None:
            progress(done, len(known))
    spent = time.perf_counter() - started
    wrong = [one for one in said if one.accepted != one.label]
    accepted, labels = [one.accepted for one in said], [one.label for one in said]
    span = kappa_interval(accepted, labels)
    few = len(said) < LEAST_ITEMS or min(sum(labels), len(labels) - sum(labels)) < LEAST_OF_EACH
    return Calibration(
        judge=judge.name,
        n=len(known),
        unscored=len(known) - len(said),
        accuracy=1 - len(wrong) / len(said) if said else None,
        kappa=cohen_kappa(accepted, labels),
        kappa_low=span[0] if span else None,
        kappa_high=span[1] if span else None,
        auc=roc_auc([one.score for one in said], labels),
        false_accepts=sum(one.accepted for one in wrong),
        false_rejects=sum(one.label for one in wrong),
        seconds=round(spent / len(known), 3) if known else 0.0,
        few=few,
        trusted=not few and span is not None and span[0] >= least and len(said) * 2 >= len(known),
        wrong=tuple(one.id for one in wrong),
    )
