"""What is asked of a Qdrant client. Every query here carries its scope."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from qdrant_client import models

from yiju.store.bm25 import SparseVector
from yiju.store.vectors.base import BM25, DAY, DENSE, Dense, Scope, Stored, VectorPoint


def inside(scope: Scope) -> models.Filter:
    """The scope as a filter."""
    named = matching(scope.conditions())
    if (days := scope.day_range()) is None:
        return named
    between = models.FieldCondition(key=DAY, range=models.Range(gte=days[0], lte=days[1]))
    return models.Filter(must=[named, between])


def asks(scope: Scope, asked: SparseVector | Dense | None) -> bool:
    """Whether there is anything to ask, and anywhere to look for it."""
    if scope.empty or asked is None:
        return False
    return not isinstance(asked, SparseVector) or bool(asked.indices)


def query(asked: SparseVector | Dense | None) -> models.SparseVector | list[float]:
    """A query vector."""
    assert asked is not None
    return sparse(asked) if isinstance(asked, SparseVector) else [float(x) for x in asked]


def params(scope: Scope, using: str) -> models.SearchParams | None:
    """The rarity of a word is counted over the scope's units alone."""
    if using != BM25:
        return None
    return models.SearchParams(idf=models.IdfCorpusParams(corpus=matching({"unit": sorted(scope.units)})))


def sparse(vector: SparseVector) -> models.SparseVector:
    """Keywords as the client wants them."""
    return models.SparseVector(indices=list(vector.indices), values=list(vector.values))


def vectors(point: VectorPoint) -> dict[str, Any]:
    """A point's vectors by name."""
    made: dict[str, Any] = {BM25: sparse(point.bm25)}
    if point.dense is not None:
        made[DENSE] = [float(x) for x in point.dense]
    return made


def stored(found: Sequence[models.Record]) -> dict[str, Stored]:
    """Payload and dense vector by chunk id."""
    made: dict[str, Stored] = {}
    for record in found:
        payload = record.payload or {}
        named = record.vector if isinstance(record.vector, dict) else {}
        dense = np.asarray(named[DENSE], dtype=np.float32) if DENSE in named else None
        if "chunk_id" in payload:
            made[str(payload["chunk_id"])] = Stored(payload, dense)
    return made


def matching(conditions: Mapping[str, list[str]]) -> models.Filter:
    """Points that fulfil all conditions."""
    return models.Filter(
        must=[
            models.FieldCondition(key=field, match=models.MatchAny(any=values))
            for field, values in conditions.items()
        ]
    )
