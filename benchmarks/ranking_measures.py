"""Measures over ranked ids, and how they are printed."""

from collections.abc import Mapping, Sequence

import numpy as np

CUTS = (1, 5, 10, 50, 100)
Table = dict[str, list[float]]
"""Measure → one number a question."""


def measured(ranked: Sequence[str], gold: Sequence[str]) -> dict[str, float]:
    """recall@k, mrr@10 and ndcg@10 of one question, with every gold passage of the same worth."""
    places = sorted(ranked.index(one) + 1 for one in gold if one in ranked)
    found = {f"recall@{k}": sum(place <= k for place in places) / len(gold) for k in CUTS}
    found["mrr@10"] = 1 / places[0] if places and places[0] <= 10 else 0.0
    best = sum(1 / np.log2(1 + place) for place in range(1, min(10, len(gold)) + 1))
    found["ndcg@10"] = float(sum(1 / np.log2(1 + place) for place in places if place <= 10) / best)
    return found


def add(table: Table, ranked: Sequence[str], gold: Sequence[str]) -> None:
    """One more question."""
    for name, value in measured(ranked, gold).items():
        table.setdefault(name, []).append(value)


def line(name: str, table: Mapping[str, Sequence[float]]) -> str:
    """Means in one line."""
    return f"{name:34s}" + "  ".join(f"{key} {np.mean(values):.4f}" for key, values in table.items())


def gain(one: Sequence[float], other: Sequence[float], draws: int = 2000) -> tuple[float, float, float]:
    """Mean difference over the same questions with a 95 % bootstrap interval."""
    apart = np.array(one) - np.array(other)
    chosen = np.random.default_rng(0).integers(0, len(apart), (draws, len(apart)))
    low, high = np.percentile(apart[chosen].mean(axis=1), [2.5, 97.5])
    return float(apart.mean()), float(low), float(high)
