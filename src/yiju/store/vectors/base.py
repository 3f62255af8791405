"""What goes into a vector engine and what comes out: points, scopes, hits."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yiju.store.bm25 import SparseVector

DENSE = "dense"
BM25 = "bm25"
DIM = 384
"""Length of the dense vectors until an embedder says otherwise."""
RRF_K = 60
"""Cormack, Clarke & Büttcher, "Reciprocal Rank Fusion …" (SIGIR 2009)."""
INDEXED = ("unit", "customer_id", "kind", "document_id", "people")
"""Payload fields with a keyword index, made before anything is loaded."""
DAY = "day"
"""Payload field with an integer index: the document's date as yyyymmdd; absent where it has none."""
LAYOUT = "2"
"""Raised whenever the payload changes: indexes of another layout are made anew."""

Dense = NDArray[np.float32]

_NAMESPACE = uuid.UUID("6b1d7c9e-2f43-5d8a-9a55-3c1f0e7b2d64")


@dataclass(frozen=True, slots=True)
class VectorPoint:
    """One chunk as the engine keeps it: no text, only ids, rights and vectors.

    Attributes:
        dense: shape ``(dim,)``; None while it is still to be computed.
        day: the document's date; None for undated ones.
        people: keys of those it is by or addressed to, as ``yiju.store.names`` makes them.
        content: tells texts apart, the same in every store; of equal scores the lesser comes first.
    """

    chunk_id: str
    document_id: str
    customer_id: str
    unit: str
    kind: str
    bm25: SparseVector
    dense: Dense | None = None
    day: dt.date | None = None
    people: tuple[str, ...] = ()
    content: str = ""

    @property
    def id(self) -> str:
        """The same for the same chunk, for ever: writing twice changes nothing."""
        return point_id(self.chunk_id)

    @property
    def payload(self) -> dict[str, Any]:
        """What the engine filters by and gives back."""
        dated = {} if self.day is None else {DAY: _number(self.day)}
        return {
            **dated,
            "people": list(self.people),
            "chunk_id": self.chunk_id,
            "document_id": self.document_id,
            "customer_id": self.customer_id,
            "unit": self.unit,
            "kind": self.kind,
            "content": self.content,
        }


@dataclass(frozen=True, slots=True)
class Scope:
    """What a search may touch. Units are always named; None elsewhere means "any", empty "none".

    Attributes:
        people: keys of names; a chunk that is by or addressed to one of them lies inside.
        days: first and last day, both included, None for an open end; undated chunks lie in no range.
    """

    units: frozenset[str]
    customer_ids: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    document_ids: frozenset[str] | None = None
    people: frozenset[str] | None = None
    days: tuple[dt.date | None, dt.date | None] | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing can lie inside."""
        rest = (self.customer_ids, self.kinds, self.document_ids, self.people)
        first, last = self.days or (None, None)
        backwards = first is not None and last is not None and first > last
        return not self.units or backwards or any(part is not None and not part for part in rest)

    def conditions(self) -> dict[str, list[str]]:
        """Payload field → the values allowed, every field of which must match."""
        wanted: dict[str, frozenset[str] | None] = {
            "unit": self.units,
            "customer_id": self.customer_ids,
            "kind": self.kinds,
            "document_id": self.document_ids,
            "people": self.people,
        }
        return {field: sorted(values) for field, values in wanted.items() if values is not None}

    def day_range(self) -> tuple[int, int] | None:
        """The least and the greatest ``day`` inside; None if undated chunks are, too."""
        if self.days is None:
            return None
        first, last = self.days
        return _number(first or dt.date.min), _number(last or dt.date.max)


@dataclass(frozen=True, slots=True)
class VectorHit:
    """A chunk found. Scores rank inside one search; they mean nothing across searches."""

    chunk_id: str
    document_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Rankings:
    """What each ranking found by itself, best first, with the engine's own scores (rounded).

    Attributes:
        bm25: scores are BM25 sums with the IDF of the scope's units; empty if no keywords were asked for.
        dense: scores are cosines; empty if no vector was asked for.
    """

    bm25: list[VectorHit]
    dense: list[VectorHit]


@dataclass(frozen=True, slots=True)
class Stored:
    """What the engine holds of a chunk. For maintenance, not for viewers.

    Attributes:
        dense: of length 1; None if there is none.
    """

    payload: Mapping[str, Any]
    dense: Dense | None


def _number(day: dt.date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def point_id(chunk_id: str) -> str:
    """The engine's id of a chunk."""
    return str(uuid.uuid5(_NAMESPACE, chunk_id))


def as_document_filter(document_ids: Collection[str]) -> Mapping[str, list[str]]:
    """Conditions that name documents."""
    return {"document_id": sorted(document_ids)}
