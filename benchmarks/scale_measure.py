"""An edge index of one size: loaded, opened and asked, each in a process of its own for its memory's sake."""

import resource
import shutil
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from benchmarks.bench_common import median, percentile
from benchmarks.scale_points import UNITS, Material, points

from yiju.models.embedder import Dense, Embedder
from yiju.retrieval.chunks import find_chunks
from yiju.settings import Settings
from yiju.store import bm25
from yiju.store.store import Store
from yiju.store.types import Viewer
from yiju.store.vectors.base import DENSE, Scope
from yiju.store.vectors.edge import EdgeVectors

LIMIT = 20
DEPTH = 100
"""Candidates of each ranking, as many as the whole search reads."""
EVERYTHING = [f"u{number:02d}" for number in range(UNITS)]
Timed = dict[str, float]
"""``p50``, ``p95``, ``p99`` of wall time and mean ``cpu`` time of all threads, in ms."""
_Q = TypeVar("_Q")
_BATCH = 2000


def timed(ask: Callable[[_Q], object], questions: Sequence[_Q]) -> Timed:
    """Each question once, after one that is not counted."""
    ask(questions[0])
    took: list[float] = []
    cpu = time.process_time()
    for question in questions:
        start = time.perf_counter()
        ask(question)
        took.append((time.perf_counter() - start) * 1000)
    spent = (time.process_time() - cpu) * 1000 / len(questions)
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    return {name: percentile(took, share) for name, share in shares.items()} | {"cpu": spent}


def load_index(material: Material, size: int, data: Path) -> dict[str, Any]:
    """Write an index under ``data``, and tidy it as ingestion does."""
    shutil.rmtree(data, ignore_errors=True)
    vectors = EdgeVectors(data / "vectors")
    wall = cpu = 0.0
    with vectors.session():
        for batch in points(material, size, _BATCH):
            start, used = time.perf_counter(), time.process_time()
            vectors.upsert(batch)
            wall += time.perf_counter() - start
            cpu += time.process_time() - used
    start = time.perf_counter()
    vectors.tidy()
    return {
        "points_per_s": size / wall,
        "points_per_cpu_s": size / cpu,
        "tidy_s": time.perf_counter() - start,
        "disk_mb": sum(path.stat().st_blocks * 512 for path in data.rglob("*") if path.is_file()) / 1e6,
        "rss_mb": _peak(),
    }


def ask_index(data: Path, asked: dict[str, Dense]) -> dict[str, Any]:
    """Open it and put every question to it: keywords and vector, in one unit, in one customer, in all."""
    vectors = EdgeVectors(data / "vectors")
    opening: list[float] = []
    for _ in range(3):
        start = time.perf_counter()
        with vectors.session():
            opening.append((time.perf_counter() - start) * 1000)
    questions = list(asked.items())
    one = Scope(frozenset(EVERYTHING[3:4]))
    scopes = {
        "one unit": one,
        "one unit, a year": Scope(one.units, days=(date(2024, 1, 1), date(2024, 12, 31))),
        "one customer": Scope(one.units, customer_ids=frozenset({"c031"})),
        "everything": Scope(frozenset(EVERYTHING)),
    }
    found: dict[str, Any] = {"open_ms": median(opening)}
    with vectors.session():
        for name, scope in scopes.items():

            def both(question: tuple[str, Dense], scope: Scope = scope) -> object:
                words = bm25.query_vector(question[0])
                return vectors.rankings(scope, bm25=words, dense=question[1], limit=DEPTH)

            found[f"both rankings, {name}"] = timed(both, questions)

        def dense(question: tuple[str, Dense]) -> object:
            return vectors.rankings(one, bm25=None, dense=question[1], limit=LIMIT)

        found["dense, one unit"] = timed(dense, questions)
    return found | {"rss_mb": _peak()}


def ask_store(material: Material, size: int, data: Path, embedder: Embedder, asked: dict[str, Dense]) -> Any:
    """The whole search of one unit's viewer: embedding, both rankings, rights and texts from SQL."""
    from benchmarks.scale_rows import fill

    viewer = Viewer(user="u", roles=frozenset({"rep"}), units=frozenset(EVERYTHING[3:4]))
    with Store.open(Settings(data=data)) as store:
        fill(store, material, size, embedder.name)
        ready = _Ready(embedder.name, asked)

        def included(text: str) -> object:
            return find_chunks(store, embedder, viewer, text, limit=LIMIT)

        def apart(text: str) -> object:
            return find_chunks(store, ready, viewer, text, limit=LIMIT)

        assert apart(next(iter(asked)))
        with store.vectors.session():
            return {
                "search, embedding apart": timed(apart, list(asked)),
                "search, embedding included": timed(included, list(asked)),
            }


def ask_graph(data: Path, asked: dict[str, Dense], m: int, payload_m: int | None) -> dict[str, Any]:
    """A copy of the index with an HNSW graph: what it takes to build, what it saves, what it misses."""
    import qdrant_edge as q

    copy = data / "graph"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(data / "vectors" / "shard", copy)
    config = q.EdgeConfig(
        hnsw_config=q.HnswIndexConfig(m=m, ef_construct=100, full_scan_threshold=10_000, payload_m=payload_m),
        vectors={DENSE: q.EdgeVectorParams(384, q.Distance.Cosine)},
        sparse_vectors={"bm25": q.EdgeSparseVectorParams(modifier=q.Modifier.Idf)},
    )
    shard = q.EdgeShard.load(str(copy), config)
    start, used = time.perf_counter(), time.process_time()
    shard.optimize()
    shard.flush()
    found: dict[str, Any] = {
        "build_s": time.perf_counter() - start,
        "build_cpu_s": time.process_time() - used,
    }
    for name, units in (("one unit", EVERYTHING[3:4]), ("everything", EVERYTHING)):
        inside = q.Filter(must=[q.FieldCondition("unit", match=q.MatchAny(units))])

        def ask(vector: Dense, exact: bool = False, inside: q.Filter = inside) -> "list[q.PointId]":
            request = q.QueryRequest(
                10,
                query=q.Query.Nearest([float(x) for x in vector], using=DENSE),
                filter=inside,
                params=q.SearchParams(exact=exact),
            )
            return [point.id for point in shard.query(request)]

        right = [set(ask(vector, exact=True)) for vector in asked.values()]
        hits = [len(best & set(ask(vector))) / 10 for best, vector in zip(right, asked.values(), strict=True)]
        found[f"dense, {name}"] = timed(ask, list(asked.values())) | {"recall@10": float(np.mean(hits))}
    shard.close()
    shutil.rmtree(copy)
    return found


class _Ready:
    """A model whose answers are known."""

    def __init__(self, name: str, asked: dict[str, Dense]) -> None:
        self.name = name
        self._asked = asked

    def query(self, text: str) -> Dense:
        """Shape ``(dim,)``."""
        return self._asked[text]


def _peak() -> float:
    """Most memory that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
