"""How well the verifier tells supported claims from others, on anybody's items."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from yiju.copilot.verify import verify_claim
from yiju.evals.items import Item
from yiju.evals.stats import roc_auc

_TOLERATED = 0.05
"""Share of honest claims that may be refused, for the detection rate."""


def measure_support(
    items: Sequence[Item], progress: Callable[[int, int], None] | None = None
) -> dict[str, Any]:
    """Verify every claim; measure where labels are given.

    Returns:
        ``auc``; ``precision`` and ``recall`` of *supported*; ``detection``, the share of unsupported
        claims below the highest threshold that refuses at most 5 % of the supported ones; ``brier``, the
        mean squared distance of score and label; counts; ``seconds``; and ``items``, each with ``id``,
        ``score``, ``supported`` and ``reasons``. A measure is None where it has nothing to stand on.
    """
    started = time.perf_counter()
    rows: list[dict[str, Any]] = []
    scored: list[tuple[float, bool, bool]] = []
    for done, item in enumerate(items, start=1):
        check = verify_claim(item.claim, item.evidence)
        rows.append(
            {
                "id": item.id,
                "score": check.score,
                "supported": check.supported,
                "reasons": list(check.reasons),
            }
        )
        if item.label is not None:
            scored.append((check.score, check.supported, item.label))
        if progress is not None:
            progress(done, len(items))
    said = sum(supported for _, supported, _ in scored)
    true = sum(label for _, _, label in scored)
    hit = sum(supported and label for _, supported, label in scored)
    return {
        "auc": roc_auc([score for score, _, _ in scored], [label for _, _, label in scored]),
        "precision": hit / said if said else None,
        "recall": hit / true if true else None,
        "detection": detection(
            [s for s, _, label in scored if label], [s for s, _, label in scored if not label]
        ),
        "brier": sum((s - label) ** 2 for s, _, label in scored) / len(scored) if scored else None,
        "count": len(items),
        "unlabelled": len(items) - len(scored),
        "true": true,
        "seconds": round(time.perf_counter() - started, 3),
        "items": rows,
    }


def detection(true: Sequence[float], false: Sequence[float], tolerated: float = _TOLERATED) -> float | None:
    """Share of ``false`` below the highest threshold that leaves at most ``tolerated`` of ``true`` below."""
    if not true or not false:
        return None
    threshold = sorted(true)[int(tolerated * len(true))]
    return sum(score < threshold for score in false) / len(false)
