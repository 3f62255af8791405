"""Points for an index of any size: real keywords, real vectors as far as there are any, then moved ones."""

import json
import lzma
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from yiju.errors import YijuError
from yiju.store import bm25
from yiju.store.vectors.base import Dense, VectorPoint

UNITS, CUSTOMERS = 20, 5
KINDS = ("call", "mail", "contract", "tender", "report", "news")
PER_DOCUMENT = 50
_NOISE = 0.6
"""Length of what is added to a vector of length 1, at random: the cosine to the original is about 0.86."""


@dataclass(frozen=True)
class Material:
    """Passages with ready vectors, and questions.

    Attributes:
        keywords: of each passage; dense: float32, shape ``(passages, 384)``, each of length 1.
    """

    texts: list[str]
    keywords: list[bm25.SparseVector]
    dense: Dense
    questions: list[str]


def load(shared: Path, questions: int, seed: int = 3) -> Material:
    """Statutes and lay questions.

    Raises:
        YijuError: they are not there.
    """
    folder = shared / "retrieval_zh_stard"
    if not folder.is_dir():
        raise YijuError(f"no {folder}", hint="--shared names a folder of third-party data")
    archive = np.load(folder / "e5_vectors.npz")
    row_of = {key: at for at, key in enumerate(archive["ids"].tolist())}
    rows = [row for row in _rows(folder / "corpus_small.jsonl.xz") if row["id"] in row_of]
    dense = archive["vectors"][[row_of[row["id"]] for row in rows]].astype(np.float32)
    dense /= np.linalg.norm(dense, axis=1, keepdims=True)
    asked = [str(row["text"]) for row in _rows(folder / "queries.jsonl.xz")]
    return Material(
        [f"{row['name']}\n{row['text']}" for row in rows],
        [bm25.document_vector(str(row["text"]), title=str(row["name"])) for row in rows],
        dense,
        random.Random(seed).sample(asked, min(questions, len(asked))),
    )


def points(material: Material, size: int, batch: int, seed: int = 5) -> Iterator[list[VectorPoint]]:
    """``size`` points in batches, fifty a document, the documents spread over 20 units of 5 customers.

    As many as there are passages are the passages themselves. Each further one has a passage's words, a
    little lighter or heavier, so that scores differ, and a passage's vector, moved at random: as good as any
    for how long a search takes, worthless for what it finds.
    """
    draw = np.random.default_rng(seed)
    passages = len(material.keywords)
    for start in range(0, size, batch):
        ids = np.arange(start, min(start + batch, size))
        which = np.where(ids < passages, ids, draw.integers(0, passages, len(ids)))
        dense = material.dense[which]
        moved = dense + draw.normal(0, _NOISE / np.sqrt(dense.shape[1]), dense.shape).astype(np.float32)
        dense = np.where((ids < passages)[:, None], dense, moved)
        dense /= np.linalg.norm(dense, axis=1, keepdims=True)
        weight = np.where(ids < passages, 1.0, draw.uniform(0.9, 1.1, len(ids)))
        yield [
            _point(int(at), material.keywords[p], float(w), row)
            for at, p, w, row in zip(ids, which, weight, dense, strict=True)
        ]


@lru_cache(maxsize=64)
def place_of(document: int) -> tuple[str, str, str, date]:
    """Unit, customer, kind and day of the document of this number."""
    chance = random.Random(document)
    unit = chance.randrange(UNITS)
    customer = f"c{unit:02d}{chance.randrange(CUSTOMERS)}"
    return (
        f"u{unit:02d}",
        customer,
        chance.choice(KINDS),
        date(2022, 1, 1) + timedelta(chance.randrange(1500)),
    )


def _point(at: int, words: bm25.SparseVector, weight: float, dense: Dense) -> VectorPoint:
    number = at // PER_DOCUMENT
    unit, customer, kind, day = place_of(number)
    return VectorPoint(
        chunk_id=f"d{number:012x}-c{at % PER_DOCUMENT:04d}",
        document_id=f"d{number:012x}",
        customer_id=customer,
        unit=unit,
        kind=kind,
        bm25=bm25.SparseVector(words.indices, tuple(value * weight for value in words.values)),
        dense=dense,
        day=day,
        people=(f"p{number % 40}",),
        content=f"{at:016x}",
    )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
