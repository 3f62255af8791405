"""Calibrate "does this answer the question?" (``yiju.copilot.certainty``), and weigh it against the rules.

``python -m benchmarks.calibrate_answers --cmrc dev.jsonl.xz [--rows FILE] [--write]`` asks every question of
``answer_rows.py`` (kept in FILE, and read from there the next time), fits a logistic regression on the signs
of ``copilot/signs.py``, and prints what it is worth: by cross-validation in folds that share no customer, and
on the half of the questions that is never learned from. ``--write`` fits the other half and writes
``weights/certainty.json``.

Every set counts the same. Questions whose answer was taken out teach what to look at, and are left out of the
scaling (Platt, 1999): there are as many of them as somebody made. ``doubtful`` is the highest probability
below which, cross-validated, at most a third of the rules' answers is right, ``convincing`` the lowest from
which at most a tenth of what is answered beyond them is wrong. What other thresholds would be worth, to
refuse what the rules answer or to answer what they refuse, is printed beside it.
"""

import yiju.guards  # noqa: F401  (first: nothing imported after this may phone home)

import argparse  # isort: skip
import datetime as dt
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from benchmarks.answer_fit import (
    Chosen,
    as_they_come,
    convincing_from,
    cross_validated,
    doubtful_below,
    fit,
    platt,
    scaled,
    shares,
    tellable,
)
from benchmarks.answer_rows import Row, read_rows, rows_of_cases, rows_of_cmrc, write_rows

from yiju.copilot.signs import NAMES
from yiju.evals.stats import roc_auc
from yiju.retrieval.evidence import Calibration
from yiju.retrieval.fusion import Floats

WEIGHTS = Path(__file__).resolve().parents[1] / "src" / "yiju" / "copilot" / "weights" / "certainty.json"
BINS = 10


def main() -> None:
    """Collect, measure, fit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cmrc", type=Path, required=True)
    parser.add_argument("--most", type=int, default=480, help="articles of CMRC")
    parser.add_argument("--embedder", default="hashing")
    parser.add_argument("--rows", type=Path, help="where the questions' signs are kept")
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    rows = _collected(chosen.rows, chosen.cmrc, chosen.most, chosen.embedder)
    learned, held = [r for r in rows if not r.held], [r for r in rows if r.held]
    raw = cross_validated(learned)
    slope, shift = platt(learned, raw)
    made = scaled(fit(learned), slope, shift)
    seen = 1 / (1 + np.exp(-(slope * np.log(raw / (1 - raw)) + shift)))
    unseen = np.array([made.probability(r.signs) for r in held])
    doubtful, convincing = doubtful_below(learned, seen), convincing_from(learned, seen)
    told = {
        "cross_validated": measured("cross-validated", learned, seen),
        "held_out": measured("held out", held, unseen),
    }
    print(f"doubtful below {doubtful:.2f}, convincing from {convincing:.2f}")
    for name, some, p in (("cross-validated", learned, seen), ("held out", held, unseen)):
        reliability(name, some, p)
        as_judge(name, some, p)
        marked(name, some, p, doubtful)
    print({name: round(weight, 3) for name, weight in made.weights.items()})
    if chosen.write:
        _write(made, doubtful, convincing, len(learned), told)


def _collected(kept: Path | None, cmrc: Path, most: int, embedder: str) -> list[Row]:
    if kept is not None and kept.exists():
        return read_rows(kept)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        rows = [
            *rows_of_cases(Path(one), embedder),
            *rows_of_cmrc(cmrc, Path(other), embedder, most),
        ]
    if kept is not None:
        write_rows(rows, kept)
    return rows


def reliability(name: str, rows: Sequence[Row], p: Floats) -> None:
    """Print how often an answer of each probability is right, of questions as they come."""
    own = as_they_come(rows)
    right = np.array([row.right for row in rows])
    print(f"{name}: probability | n | right")
    for low in np.arange(0, 1, 1 / BINS):
        inside = own & (p >= low) & (p < low + 1 / BINS)
        if inside.any():
            print(f"  {low:.1f}-{low + 1 / BINS:.1f} {inside.sum():5d} {right[inside].mean():.2f}")


def as_judge(name: str, rows: Sequence[Row], p: Floats) -> None:
    """Print what it would be worth to refuse what the rules answer, and to answer what they refuse."""
    ruled, right = (np.array([getattr(row, key) for row in rows]) for key in ("rules", "right"))
    sayable = np.array([tellable(row) for row in rows])
    print(f"{name}: threshold | refusing: right lost, wrong spared | answering: right won, wrong told")
    for some in sorted({row.set for row in rows}):
        own = np.array([row.set == some for row in rows]) & as_they_come(rows)
        good, bad = (own & ruled & right).sum(), (own & ruled & ~right).sum()
        print(f"  {some}: rules answer {good} right, {bad} wrong")
        for at in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8):
            lost, won = own & ruled & (p < at), own & ~ruled & sayable & (p >= at)
            cells = ((lost & right).sum(), (lost & ~right).sum(), (won & right).sum(), (won & ~right).sum())
            print(f"    {at:.2f} | {cells[0]:4d} {cells[1]:4d} | {cells[2]:4d} {cells[3]:4d}")


def marked(name: str, rows: Sequence[Row], p: Floats, doubtful: float) -> None:
    """Print how many answers of the rules would be marked, and how often these and the others are right."""
    answered = as_they_come(rows) & np.array([row.rules for row in rows])
    right = np.array([row.right for row in rows])
    for some in sorted({row.set for row in rows}):
        own = answered & np.array([row.set == some for row in rows])
        low, high = own & (p < doubtful), own & (p >= doubtful)
        shares = [f"{right[part].mean():.2f}" if part.any() else "-" for part in (low, high)]
        print(f"{name}, {some}: marked {low.sum()} (right {shares[0]}), others {high.sum()} ({shares[1]})")


def measured(name: str, rows: Sequence[Row], p: Floats) -> Mapping[str, Mapping[str, float]]:
    """Print and return, for each set and for all: AUC with what was taken out, of questions as they come
    beside the rules', and of their answers alone; and the expected calibration error."""
    told = {}
    for key in (*sorted({row.set for row in rows}), "all"):
        own = np.array([key in (row.set, "all") for row in rows])
        told[key] = {"auc_with_removed": _auc(rows, p, own)}
        own &= as_they_come(rows)
        y = np.array([row.right for row in rows])[own]
        rules = np.array([float(row.rules) for row in rows])[own]
        share = shares(rows)[own]
        answered = own & np.array([row.rules for row in rows])
        told[key] |= {
            "n": int(own.sum()),
            "auc": _auc(rows, p, own),
            "auc_rules": round(roc_auc(rules.tolist(), y.tolist()) or 0.0, 3),
            "auc_of_answers": _auc(rows, p, answered),
            "ece": round(expected_error(p[own], y, share), 3),
        }
        print(f"{name}, {key}: {told[key]}")
    return told


def _auc(rows: Sequence[Row], p: Floats, own: Chosen) -> float:
    labels = [row.right for row, inside in zip(rows, own, strict=True) if inside]
    return round(roc_auc(p[own].tolist(), labels) or 0.0, 3)


def expected_error(p: Floats, y: Floats, share: Floats) -> float:
    """Expected calibration error over ten bins of equal width (Naeini et al., AAAI 2015)."""
    bins = np.minimum((p * BINS).astype(int), BINS - 1)
    total = 0.0
    for one in range(BINS):
        own = bins == one
        if own.any():
            weight = share[own]
            gap = np.average(p[own], weights=weight) - np.average(y[own], weights=weight)
            total += weight.sum() * abs(gap)
    return float(total / share.sum())


def _write(
    made: Calibration,
    doubtful: float,
    convincing: float,
    questions: int,
    told: Mapping[str, Mapping[str, Mapping[str, float]]],
) -> None:
    signs = {
        name: {
            "weight": round(made.weights[name], 4),
            "mean": round(made.means[name], 4),
            "spread": round(made.spreads[name], 4),
        }
        for name in NAMES
    }
    text = {
        "made": dt.date.today().isoformat(),
        "by": "benchmarks/calibrate_answers.py",
        "questions": questions,
        **told,
        "bias": round(made.bias, 4),
        "doubtful": round(doubtful, 3),
        "convincing": round(convincing, 3),
        "signals": signs,
    }
    WEIGHTS.parent.mkdir(exist_ok=True)
    WEIGHTS.write_text(json.dumps(text, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
