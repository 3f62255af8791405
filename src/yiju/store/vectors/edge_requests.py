"""What is asked of a Qdrant edge shard. Every query here carries its scope."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from yiju.errors import YijuError
from yiju.store.bm25 import SparseVector
from yiju.store.vectors.base import (
    BM25,
    DAY,
    DENSE,
    Dense,
    Rankings,
    Scope,
    Stored,
    VectorHit,
    VectorPoint,
    point_id,
)
from yiju.store.vectors.ties import TOLD, Found, depth, settled

if TYPE_CHECKING:
    import qdrant_edge as q

Asked = SparseVector | Dense | None
"""Keywords, a meaning, or nothing."""


def vectors(point: VectorPoint) -> "dict[str, list[float] | q.SparseVector | list[list[float]]]":
    """A point's vectors by name."""
    import qdrant_edge as q

    made: dict[str, list[float] | q.SparseVector | list[list[float]]] = {
        BM25: q.SparseVector(list(point.bm25.indices), list(point.bm25.values))
    }
    if point.dense is not None:
        made[DENSE] = [float(x) for x in point.dense]
    return made


def matching(conditions: Mapping[str, list[str]]) -> "q.Filter":
    """Points that fulfil all conditions."""
    import qdrant_edge as q

    return q.Filter(must=[q.FieldCondition(f, match=q.MatchAny(v)) for f, v in conditions.items()])


def apart(
    shard: "q.EdgeShard", scope: Scope, bm25: SparseVector | None, dense: Dense | None, limit: int
) -> Rankings:
    """Each ranking by itself, in one pass over the segments where their equal scores end in time."""
    import qdrant_edge as q

    def request(one: Asked, many: int) -> q.QueryRequest:
        return q.QueryRequest(
            many,
            query=_nearest(one),
            filter=_inside(scope),
            params=_params(scope, one),
            with_payload=list(TOLD),
        )

    rankings: dict[str, Asked] = {BM25: bm25, DENSE: dense}
    asking = {name: one for name, one in rankings.items() if limit > 0 and _asks(scope, one)}
    made: dict[str, list[VectorHit]] = {BM25: [], DENSE: []}
    if asking:
        first = q.QueryBatchRequest([request(one, depth(limit)) for one in asking.values()])
        for (name, one), points in zip(asking.items(), shard.query_batch(first), strict=True):

            def more(many: int, one: Asked = one) -> list[Found]:
                return [found(point) for point in shard.query(request(one, many))]

            made[name] = settled(name, [found(point) for point in points], limit, more)
    return Rankings(made[BM25], made[DENSE])


def fitting(dense: Dense | None, dim: int) -> Dense | None:
    """A question's vector as it is. Raises YijuError where the index holds vectors of another length."""
    if dense is not None and len(dense) != dim:
        raise YijuError(
            f"问题的向量有 {len(dense)} 个数，索引里的有 {dim} 个：同名的向量模型换过了",
            hint="换回原来的模型；或再导入一份新资料：索引会按新的模型重做",
        )
    return dense


def records(scope: Scope, chunk_ids: Collection[str]) -> "q.ScrollRequest | None":
    """These chunks inside the scope, with payload and dense vector."""
    import qdrant_edge as q

    if scope.empty or not chunk_ids:
        return None
    ids: set[q.PointId] = {point_id(chunk_id) for chunk_id in chunk_ids}
    inside = q.Filter(must=[_inside(scope), q.HasIdCondition(ids)])
    return q.ScrollRequest(limit=len(ids), filter=inside, with_payload=["chunk_id"], with_vector=[DENSE])


def stored_of(found: "Sequence[q.Record]") -> dict[str, Stored]:
    """Payload and dense vector by chunk id."""
    dense = dense_of(found)
    return {
        chunk_id: Stored(record.payload or {}, dense.get(chunk_id))
        for record in found
        if (chunk_id := str((record.payload or {}).get("chunk_id", "")))
    }


def dense_of(found: "Sequence[q.Record]") -> dict[str, Dense]:
    """Dense vectors by chunk id; points without one are left out."""
    made: dict[str, Dense] = {}
    for record in found:
        named = record.vector if isinstance(record.vector, dict) else {}
        if DENSE in named:
            made[str((record.payload or {})["chunk_id"])] = np.asarray(named[DENSE], dtype=np.float32)
    return made


def found(point: "q.ScoredPoint") -> Found:
    """A point of an answer."""
    return point.payload or {}, point.score


def _asks(scope: Scope, asked: Asked) -> bool:
    if scope.empty or asked is None:
        return False
    return not isinstance(asked, SparseVector) or bool(asked.indices)


def _inside(scope: Scope) -> "q.Filter":
    import qdrant_edge as q

    named = matching(scope.conditions())
    if (days := scope.day_range()) is None:
        return named
    between = q.FieldCondition(DAY, range=q.RangeFloat(gte=days[0], lte=days[1]))
    return q.Filter(must=[named, between])


def _nearest(asked: Asked) -> "q.Query":
    import qdrant_edge as q

    if isinstance(asked, SparseVector):
        sparse = q.SparseVector(list(asked.indices), list(asked.values))
        return q.Query.Nearest(sparse, using=BM25)
    assert asked is not None
    return q.Query.Nearest([float(x) for x in asked], using=DENSE)


def _params(scope: Scope, asked: Asked) -> "q.SearchParams | None":
    """The rarity of a word is counted over the scope's units alone."""
    import qdrant_edge as q

    if not isinstance(asked, SparseVector):
        return None
    return q.SearchParams(idf=q.IdfParams(corpus=matching({"unit": sorted(scope.units)})))
