"""Hybrid search over chunks, inside a viewer's units."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Protocol

import sqlalchemy as sa

from yiju.store import bm25, tables
from yiju.store.access import readable, vector_scope
from yiju.store.documents import CURRENT, get_documents, paragraphs_by_id
from yiju.store.points import dense_model
from yiju.store.store import Store
from yiju.store.types import Document, Kind, Paragraph, Viewer
from yiju.store.vectors.base import Dense

_SPARE = 20
"""Hits asked for beyond the limit, for those that turn out superseded a moment ago."""


class QueryEmbedder(Protocol):
    """The part of an embedder that a search needs."""

    @property
    def name(self) -> str: ...

    def query(self, text: str) -> Dense: ...


@dataclass(frozen=True, slots=True)
class ChunkHit:
    """A chunk found, with the paragraphs it is made of.

    Attributes:
        spans: paragraph id → (start, end): the part of its text that lies in the chunk.
        score: fused rank score; ranks inside one search, means nothing across searches.
    """

    chunk_id: str
    document: Document
    paragraphs: list[Paragraph]
    score: float
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)


def search_chunks(
    store: Store,
    embedder: QueryEmbedder | None,
    viewer: Viewer,
    text: str,
    *,
    customer_ids: Collection[str] | None = None,
    kinds: Collection[Kind] | None = None,
    days: tuple[dt.date | None, dt.date | None] | None = None,
    people: Collection[str] | None = None,
    limit: int = 20,
) -> list[ChunkHit]:
    """The best chunks of current documents, best first.

    Keyword and dense rankings are fused in the engine. Without an embedder, or when the index holds
    another model's vectors, keywords decide alone. Several calls in a row are quicker inside
    ``with store.vectors.session():``.

    Args:
        customer_ids, kinds: only these; None for all the viewer may see, empty for none.
        days: only documents dated from the first to the last day, None for an open end. An undated document
            lies in no range: nothing shows that it belongs there.
        people: only what one of these said, wrote or received, by name or mail address.

    Raises:
        ModelUnavailable: the embedding endpoint gave no answer.
    """
    scope = vector_scope(viewer, customer_ids, kinds, days=days, people=people)
    if scope.empty or not text.strip():
        return []
    dense: Dense | None = None
    if embedder is not None:
        with store.sql.read() as connection:
            model = dense_model(connection)
        if model == embedder.name:
            dense = embedder.query(text)
    found = store.vectors.search(scope, bm25=bm25.query_vector(text), dense=dense, limit=limit + _SPARE)
    # The engine leaves equal scores in any order; ids differ from store to store, contents do not.
    hits = _hydrate(store, viewer, {hit.chunk_id: hit.score for hit in found})
    return sorted(hits, key=_order)[:limit]


def _order(hit: ChunkHit) -> tuple[float, int, str, int, str]:
    """Best first; of equals the newer document, then in reading order."""
    day = hit.document.date.toordinal() if hit.document.date else 0
    return -hit.score, -day, hit.document.sha256, hit.paragraphs[0].ordinal, hit.chunk_id


def _hydrate(store: Store, viewer: Viewer, scores: dict[str, float]) -> list[ChunkHit]:
    chunks, documents = tables.chunks, tables.documents
    query = (
        sa.select(chunks.c.id, chunks.c.document_id, chunks.c.spans)
        .join(documents, documents.c.id == chunks.c.document_id)
        .where(readable(viewer), documents.c.state == CURRENT, chunks.c.id.in_(list(scores)))
    )
    with store.sql.read() as connection:
        rows = {row.id: row for row in connection.execute(query)}
        found = get_documents(connection, viewer, {row.document_id for row in rows.values()})
        wanted = {span[0] for row in rows.values() for span in row.spans}
        paragraphs = paragraphs_by_id(connection, viewer, wanted)
    return [
        ChunkHit(
            chunk_id=chunk_id,
            document=found[row.document_id],
            paragraphs=[paragraphs[span[0]] for span in row.spans],
            score=score,
            spans={span[0]: (span[1], span[2]) for span in row.spans},
        )
        for chunk_id, score in scores.items()
        if (row := rows.get(chunk_id)) is not None
    ]
