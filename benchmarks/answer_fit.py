"""Fit the probability that an answer is right, and choose its thresholds (``calibrate_answers.py``)."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from benchmarks.answer_rows import REMOVED, Row
from numpy.typing import NDArray

from yiju.copilot.signs import NAMES
from yiju.retrieval.evidence import Calibration
from yiju.retrieval.fusion import Floats

Chosen = NDArray[np.bool_]
FOLDS = 5
RIDGE = 20.0


def fit(rows: Sequence[Row]) -> Calibration:
    """Logistic regression, ridge on the weights; every set counts the same. Newton's method."""
    values = _values(rows)
    means, spreads = values.mean(axis=0), values.std(axis=0) + 1e-9
    x = np.c_[np.ones(len(rows)), (values - means) / spreads]
    y = np.array([row.right for row in rows], dtype=float)
    share = shares(rows)
    ridge = RIDGE * np.eye(x.shape[1])
    ridge[0, 0] = 0
    w = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        step = np.linalg.solve(
            (x * (share * p * (1 - p))[:, None]).T @ x + ridge, x.T @ (share * (p - y)) + ridge @ w
        )
        w -= step
    columns = (dict(zip(NAMES, part.tolist(), strict=True)) for part in (w[1:], means, spreads))
    weights, centre, spread = columns
    return Calibration(float(w[0]), weights, centre, spread, 0.5)


def cross_validated(rows: Sequence[Row], make: Callable[[Sequence[Row]], Calibration] = fit) -> Floats:
    """Probabilities, each by a fit that saw nothing of the row's customer."""
    groups = sorted({row.group for row in rows}, key=lambda g: (-sum(row.group == g for row in rows), g))
    fold = {group: at % FOLDS for at, group in enumerate(groups)}
    seen = np.zeros(len(rows))
    for one in range(FOLDS):
        made = make([row for row in rows if fold[row.group] != one])
        for at, row in enumerate(rows):
            if fold[row.group] == one:
                seen[at] = made.probability(row.signs)
    return seen


def platt(rows: Sequence[Row], p: Floats) -> tuple[float, float]:
    """Slope and shift of the logit, by maximum likelihood over questions as they come."""
    own = as_they_come(rows)
    logit, y = np.log(p / (1 - p))[own], np.array([row.right for row in rows], dtype=float)[own]
    share = shares([row for row, kept in zip(rows, own, strict=True) if kept])
    x, w = np.c_[logit, np.ones(len(logit))], np.array([1.0, 0.0])
    for _ in range(30):
        q = 1 / (1 + np.exp(-x @ w))
        w -= np.linalg.solve((x * (share * q * (1 - q))[:, None]).T @ x, x.T @ (share * (q - y)))
    return float(w[0]), float(w[1])


def scaled(made: Calibration, slope: float, shift: float) -> Calibration:
    """The same model with its logit scaled."""
    weights = {name: slope * weight for name, weight in made.weights.items()}
    return replace(made, bias=slope * made.bias + shift, weights=weights)


def doubtful_below(rows: Sequence[Row], p: Floats) -> float:
    """The highest probability below which at most a third of the rules' answers is right; 0 for none."""
    answered = as_they_come(rows) & np.array([row.rules for row in rows])
    right, share = np.array([row.right for row in rows]), shares(rows)
    found = 0.0
    for at in np.arange(0.01, 1.0, 0.01):
        below = answered & (p < at)
        if below.any() and 3 * (share * (below & right)).sum() <= (share * below).sum():
            found = float(at)
    return found


def convincing_from(rows: Sequence[Row], p: Floats) -> float:
    """The lowest probability from which at most a tenth of what is answered beyond the rules is wrong."""
    refused = as_they_come(rows) & np.array([not row.rules and tellable(row) for row in rows])
    right, found = np.array([row.right for row in rows]), 1.0
    for at in np.arange(0.99, 0.0, -0.01):
        above = refused & (p >= at)
        if above.any() and 10 * (above & ~right).sum() <= above.sum():
            found = float(at)
    return found


def tellable(row: Row) -> bool:
    """As ``enough.tellable``, by its signs."""
    return row.signs["named"] > 0 and row.signs["asks"] == 0 and row.signs["telling"] >= np.log(2)


def _values(rows: Sequence[Row]) -> Floats:
    return np.array([[row.signs[name] for name in NAMES] for row in rows])


def shares(rows: Sequence[Row]) -> Floats:
    """What each row counts: sets the same."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.set] = counts.get(row.set, 0) + 1
    return np.array([len(rows) / len(counts) / counts[row.set] for row in rows])


def as_they_come(rows: Sequence[Row]) -> Chosen:
    return np.array([row.sort != REMOVED for row in rows])
