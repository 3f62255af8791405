"""Small corpora with known answers, written as the files that the command reads."""

import gzip
import json
import lzma
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from yiju.models.embedder import Dense, unit_length

ITEMS = ("螺栓", "电缆", "油漆", "玻璃", "轴承", "齿轮", "水泵", "阀门", "砂轮", "胶带")
PLACES = ("苏州", "杭州", "成都", "天津", "大连")


def write(path: Path, rows: Sequence[object], *, start: bytes = b"", end: str = "\n") -> Path:
    """Rows as JSON Lines (strings as they are), packed as the name says."""
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    data = start + "".join(line + end for line in lines).encode("utf-8", "surrogatepass")
    if path.suffix == ".xz":
        data = lzma.compress(data)
    elif path.suffix == ".gz":
        data = gzip.compress(data)
    path.write_bytes(data)
    return path


def passages() -> list[dict[str, Any]]:
    """Fifty passages: an item, a place, a price that is no other's."""
    return [
        {
            "id": f"p{at}",
            "name": f"{place}仓库{item}价目",
            "text": f"{place}仓库的{item}每件{100 + at}元，由{place}送货。",
        }
        for at, (item, place) in enumerate((item, place) for item in ITEMS for place in PLACES)
    ]


def questions() -> list[dict[str, Any]]:
    """Ten questions, each with one answer; and one with all five of an item."""
    rows = passages()
    asked = [
        {"id": at, "text": f"{rows[at]['name']}是多少？", "gold": [rows[at]["id"]]}
        for at in range(0, len(rows), len(PLACES))
    ]
    return [
        *asked,
        {"id": "every", "text": "水泵在各地卖多少钱？", "gold": [f"p{at}" for at in range(30, 35)]},
    ]


def files(folder: Path) -> tuple[Path, Path]:
    """Both as files."""
    return write(folder / "corpus.jsonl", passages()), write(folder / "queries.jsonl.xz", questions())


def save(path: Path, **arrays: Any) -> Path:
    """An ``.npz``."""
    np.savez(path, **arrays)
    return path


class Placed:
    """An embedder that was told every vector beforehand; it counts what it is asked."""

    def __init__(self, vectors: Mapping[str, Sequence[float]], name: str = "placed-1") -> None:
        self.name = name
        self._vectors = {text: unit_length(np.asarray(v, dtype=np.float32)) for text, v in vectors.items()}
        self.dim = len(next(iter(self._vectors.values())))
        self.asked: list[str] = []

    def query(self, text: str) -> Dense:
        """One question."""
        self.asked.append(text)
        return self._vectors[text]

    def passages(self, texts: Sequence[str]) -> Dense:
        """Passages."""
        self.asked += texts
        return np.stack([self._vectors[text] for text in texts])
