"""Chunks indexed a second, from text files on disk to searchable, the embedding model's time apart."""

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.bench_common import Row, TimedEmbedder, median
from benchmarks.bench_corpus import Passage, write_text
from benchmarks.bench_llama import LlamaArm

from yiju.ingest.pipeline import ingest
from yiju.models.embedder import Embedder
from yiju.settings import Settings
from yiju.store.store import Store

Steady = Callable[[TimedEmbedder, Path], AbstractContextManager[Callable[[Path], int]]]
"""Opens a fresh store at a place, for one embedder; gives what indexes a folder and counts its chunks."""


@dataclass(slots=True)
class Arm:
    """One pipeline: its embedder, and per repetition the seconds it took beside embedding."""

    opened: Steady
    embedder: TimedEmbedder
    seconds: list[float] = field(default_factory=list)
    chunks: int = 0


def measure_indexing(model: Embedder, passages: Sequence[Passage], repeats: int, folder: Path) -> list[Row]:
    """Index the same files ``repeats`` times into fresh stores, the pipelines taking turns.

    Each store takes one other file first, so that making it and loading word lists is not timed.

    Args:
        model: embeds for all; each pipeline pays for it in its first repetition alone.
    """
    files, first = folder / "text", folder / "first"
    characters = write_text(passages[5:], files)
    write_text(passages[:5], first)
    shared = TimedEmbedder(model)  # the alternative's two stores take the same chunks
    arms = [Arm(_yiju, TimedEmbedder(model)), Arm(_llama_on_disk, shared), Arm(_llama_in_memory, shared)]
    for turn in range(repeats):
        for arm in arms if turn % 2 == 0 else arms[::-1]:
            place = folder / "store"
            shutil.rmtree(place, ignore_errors=True)
            with arm.opened(arm.embedder, place) as index:
                index(first)
                before, start = arm.embedder.seconds, time.perf_counter()
                arm.chunks = index(files)
                arm.seconds.append(time.perf_counter() - start - (arm.embedder.seconds - before))
    return _rows(arms, characters)


@contextmanager
def _yiju(embedder: TimedEmbedder, place: Path) -> Iterator[Callable[[Path], int]]:
    with Store.open(Settings(data=place)) as store:
        yield lambda files: ingest(store, embedder, [files], customer="样本", unit="main").chunks


@contextmanager
def _llama_on_disk(embedder: TimedEmbedder, place: Path) -> Iterator[Callable[[Path], int]]:
    with closing(LlamaArm(embedder, place)) as arm:
        yield arm.index_files


@contextmanager
def _llama_in_memory(embedder: TimedEmbedder, place: Path) -> Iterator[Callable[[Path], int]]:
    with closing(LlamaArm(embedder, None)) as arm:
        yield arm.index_files


def _rows(arms: Sequence[Arm], characters: int) -> list[Row]:
    ours, disk, memory = arms
    times = [median(arm.seconds) for arm in arms]
    same = f"{ours.chunks} | {disk.chunks} chunks of the same {characters} characters"
    return [
        Row("index", "chunks, embedding apart", "chunks/s", "higher",
            ours.chunks / times[0], disk.chunks / times[1], f"SQL, BM25, dense | dense, on disk; {same}"),
        Row("index", "chunks, embedding apart", "chunks/s", "higher",
            ours.chunks / times[0], memory.chunks / times[2], "SQL, BM25, dense, on disk | dense, in memory"),
        Row("index", "embedding, a chunk", "ms", "none",
            1000 * ours.embedder.seconds / ours.embedder.texts,
            1000 * disk.embedder.seconds / disk.embedder.texts, ours.embedder.name),
    ]  # fmt: skip
