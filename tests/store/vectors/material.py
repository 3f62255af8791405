"""Points to write and how to ask for them."""

from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store import bm25
from yiju.store.vectors.base import Rankings, Scope, VectorHit, VectorPoint
from yiju.store.vectors.protocol import VectorStore

EMBEDDER = HashingEmbedder()
TEXTS = {
    "a0": "供应链碳排放较2020年降低40%",
    "a1": "年降比例为3%，自第二年起执行",
    "b0": "模具分摊方案待财务确认",
    "b1": "VDA6.3过程审核的整改证据",
}
EAST = Scope(frozenset({"east"}))


def point(
    chunk: str,
    text: str,
    *,
    unit: str = "east",
    customer: str = "c1",
    kind: str = "mail",
    dense: bool = True,
) -> VectorPoint:
    vector = EMBEDDER.query(text) if dense else None
    return VectorPoint(chunk, chunk[0], customer, unit, kind, bm25.document_vector(text), vector)


def rank(vectors: VectorStore, text: str, scope: Scope, *, dense: bool = True, limit: int = 10) -> Rankings:
    query = EMBEDDER.query(text) if dense else None
    return vectors.rankings(scope, bm25=bm25.query_vector(text), dense=query, limit=limit)


def ids(hits: list[VectorHit]) -> list[str]:
    return [hit.chunk_id for hit in hits]
