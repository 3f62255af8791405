"""CMRC 2018 (Cui et al., 2019) as a corpus and questions that ``yiju eval retrieval`` reads.

The questions were asked of one passage each: that passage is their gold.
"""

import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def convert(source: Path, folder: Path) -> tuple[Path, Path]:
    """Write ``corpus.jsonl`` and ``queries.jsonl`` into ``folder``; their paths."""
    corpus, queries = folder / "corpus.jsonl", folder / "queries.jsonl"
    _write(corpus, ({"id": row["id"], "text": row["passage"]} for row in _rows(source)))
    _write(
        queries,
        (
            {"id": question["id"], "text": question["text"], "gold": [row["id"]]}
            for row in _rows(source)
            for question in row["questions"]
        ),
    )
    return corpus, queries


def _rows(source: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(source, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def _write(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
