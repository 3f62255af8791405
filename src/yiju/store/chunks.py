"""Chunks of current documents, with the paragraphs that they are made of."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from yiju.store import tables
from yiju.store.access import readable
from yiju.store.database import batched
from yiju.store.documents import CURRENT, get_documents, paragraphs_by_id
from yiju.store.store import Store
from yiju.store.types import Document, Paragraph, Viewer

_IDS_AT_ONCE = 500
_chunks, _documents = tables.chunks, tables.documents


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk as a reader sees it.

    Attributes:
        paragraphs: in reading order.
        spans: paragraph id → (start, end): the part of its text that lies in the chunk.
    """

    id: str
    document: Document
    paragraphs: tuple[Paragraph, ...]
    spans: dict[str, tuple[int, int]]


def chunks_by_id(store: Store, viewer: Viewer, ids: Collection[str]) -> dict[str, StoredChunk]:
    """Those of these chunks that belong to current documents the viewer may quote, by id."""
    query = (
        sa.select(_chunks.c.id, _chunks.c.document_id, _chunks.c.spans)
        .join(_documents, _documents.c.id == _chunks.c.document_id)
        .where(readable(viewer), _documents.c.state == CURRENT)
    )
    with store.sql.read() as connection:
        rows = [
            row
            for some in batched(sorted(set(ids)), _IDS_AT_ONCE)
            for row in connection.execute(query.where(_chunks.c.id.in_(some)))
        ]
        documents = get_documents(connection, viewer, {row.document_id for row in rows})
        paragraphs = paragraphs_by_id(connection, viewer, {span[0] for row in rows for span in row.spans})
    return {
        row.id: StoredChunk(
            row.id,
            documents[row.document_id],
            tuple(paragraphs[span[0]] for span in row.spans),
            {span[0]: (span[1], span[2]) for span in row.spans},
        )
        for row in rows
    }
