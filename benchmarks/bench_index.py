"""Chunks indexed a second, from text files on disk to searchable, the embedding model's time apart."""

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import bench_llama
from benchmarks.bench_common import Row, TimedEmbedder, median
from benchmarks.bench_corpus import Passage, write_text

from yiju.ingest.pipeline import ingest
from yiju.models.embedder import Embedder
from yiju.settings import Settings
from yiju.store.store import Store


@dataclass(slots=True)
class Arm:
    """One pipeline: its embedder, and per repetition the seconds it took beside embedding."""

    run: Callable[[TimedEmbedder, Path], int]
    embedder: TimedEmbedder
    seconds: list[float] = field(default_factory=list)
    chunks: int = 0


def measure_indexing(
    model: Embedder, passages: Sequence[Passage], repeats: int, folder: Path, *, on_disk: bool
) -> list[Row]:
    """Index the same files ``repeats`` times into fresh stores, the two pipelines taking turns.

    Args:
        model: embeds for both; each pipeline pays for it in its first repetition alone.
        on_disk: whether the alternative's store lies on disk too; Yiju's always does.
    """
    files = folder / "text"
    characters = write_text(passages, files)
    bench_llama.warm_up()
    model.passages(["预热"])

    def llama(embedder: TimedEmbedder, place: Path) -> int:
        arm = bench_llama.LlamaArm(embedder, place if on_disk else None)
        try:
            return arm.index_files(files)
        finally:
            arm.close()

    def yiju(embedder: TimedEmbedder, place: Path) -> int:
        with Store.open(Settings(data=place)) as store:
            return ingest(store, embedder, [files], customer="样本", unit="main").chunks

    arms = [Arm(yiju, TimedEmbedder(model)), Arm(llama, TimedEmbedder(model))]
    for turn in range(repeats):
        for arm in arms if turn % 2 == 0 else arms[::-1]:
            place = folder / "store"
            shutil.rmtree(place, ignore_errors=True)
            before, start = arm.embedder.seconds, time.perf_counter()
            arm.chunks = arm.run(arm.embedder, place)
            arm.seconds.append(time.perf_counter() - start - (arm.embedder.seconds - before))
    return _rows(arms, characters, repeats, on_disk)


def _rows(arms: Sequence[Arm], characters: int, repeats: int, on_disk: bool) -> list[Row]:
    ours, theirs = arms
    chunks = f"{ours.chunks} | {theirs.chunks} chunks of the same {characters} characters"
    stores = "SQL, BM25 and dense, on disk | dense, " + ("on disk" if on_disk else "in memory")
    times = [median(arm.seconds) for arm in arms]
    return [
        Row("index", "chunks, embedding apart", "chunks/s", "higher",
            ours.chunks / times[0], theirs.chunks / times[1], f"median of {repeats}; {chunks}"),
        Row("index", "text, embedding apart", "1000 chars/s", "higher",
            characters / times[0] / 1000, characters / times[1] / 1000, stores),
        Row("index", "embedding alone", "s", "none",
            ours.embedder.seconds, theirs.embedder.seconds,
            f"{ours.embedder.name}; {ours.embedder.texts} | {theirs.embedder.texts} texts"),
    ]  # fmt: skip
