"""A shelf over the store: what one viewer may see, inside one scope."""

import datetime as dt
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from yiju.retrieval.shelf import Passage, Rankings
from yiju.retrieval.superseded import superseded
from yiju.store import tables
from yiju.store.access import readable
from yiju.store.bm25 import SparseVector
from yiju.store.database import batched
from yiju.store.documents import CURRENT
from yiju.store.fields import PATH_SEPARATOR, fields_of
from yiju.store.names import people_of
from yiju.store.store import Store
from yiju.store.types import Viewer
from yiju.store.vectors.base import Dense, Scope

_IDS_AT_ONCE = 500
_chunks, _documents, _paragraphs = tables.chunks, tables.documents, tables.paragraphs


@dataclass(frozen=True)
class StoreShelf:
    """The chunks of current documents that a viewer may quote, inside a scope made for that viewer.

    ``scope``: from ``store.access.vector_scope`` for the same viewer.
    """

    store: Store
    viewer: Viewer
    scope: Scope

    def session(self) -> AbstractContextManager[None]:
        """The vector store's."""
        return self.store.vectors.session()

    def rankings(self, bm25: SparseVector | None, dense: Dense | None, limit: int) -> Rankings:
        """Each engine ranking of the scope."""
        return self.store.vectors.rankings(self.scope, bm25=bm25, dense=dense, limit=limit)

    def dense_vectors(self, ids: Collection[str]) -> Mapping[str, Dense]:
        """As the engine keeps them, inside the scope."""
        return self.store.vectors.dense_vectors(self.scope, ids)

    def passages(self, ids: Collection[str]) -> Mapping[str, Passage]:
        """Chunks of current documents inside the viewer's units."""
        rows = self._rows(ids)
        replaced = superseded(self.store.sql, self.viewer, {str(row.document_id) for row in rows})
        speakers = self._speakers(rows)
        return {str(row.id): _passage(row, replaced, speakers) for row in rows}

    def neighbours(self, ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """The chunks right before and after, of the same document."""
        places = {str(row.id): (str(row.document_id), int(row.ordinal)) for row in self._rows(ids)}
        wanted = {(document, at + step) for document, at in places.values() for step in (-1, 1)}
        beside = sa.tuple_(_chunks.c.document_id, _chunks.c.ordinal).in_(sorted(wanted))
        query = (
            sa.select(_chunks.c.id, _chunks.c.document_id, _chunks.c.ordinal)
            .join(_documents, _documents.c.id == _chunks.c.document_id)
            .where(readable(self.viewer), _documents.c.state == CURRENT, beside)
        )
        with self.store.sql.read() as connection:
            found = {(row.document_id, row.ordinal): str(row.id) for row in connection.execute(query)}
        return {
            one: tuple(found[document, at + step] for step in (-1, 1) if (document, at + step) in found)
            for one, (document, at) in places.items()
        }

    def _rows(self, ids: Collection[str]) -> list[Any]:
        query = (
            sa.select(
                *(_chunks.c.id, _chunks.c.document_id, _chunks.c.ordinal, _chunks.c.text, _chunks.c.spans),
                *(_documents.c.title, _documents.c.kind, _documents.c.date, _documents.c.attributes),
            )
            .join(_documents, _documents.c.id == _chunks.c.document_id)
            .where(readable(self.viewer), _documents.c.state == CURRENT)
            .order_by(_chunks.c.id)
        )
        found: list[Any] = []
        with self.store.sql.read() as connection:
            for some in batched(ids, _IDS_AT_ONCE):
                found += connection.execute(query.where(_chunks.c.id.in_(some))).all()
        return found

    def _speakers(self, rows: list[Any]) -> Mapping[str, str]:
        """Paragraph id → who speaks there, for the paragraphs of calls and chats."""
        spoken = {"call", "post", "note"}
        wanted = sorted({str(span[0]) for row in rows if row.kind in spoken for span in row.spans})
        query = (
            sa.select(_paragraphs.c.id, _paragraphs.c.locator)
            .join(_documents, _documents.c.id == _paragraphs.c.document_id)
            .where(readable(self.viewer), _documents.c.state == CURRENT)
        )
        found: dict[str, str] = {}
        with self.store.sql.read() as connection:
            for some in batched(wanted, _IDS_AT_ONCE):
                for row in connection.execute(query.where(_paragraphs.c.id.in_(some))):
                    if speaker := row.locator.get("speaker"):
                        found[str(row.id)] = str(speaker)
        return found


def _passage(row: Any, replaced: frozenset[str], speakers: Mapping[str, str]) -> Passage:
    parts = fields_of(str(row.text), str(row.title), ())
    headings = tuple(filter(None, parts.headings.split(PATH_SEPARATOR)))
    own = [speakers[span[0]] for span in row.spans if span[0] in speakers]
    return Passage(
        id=str(row.id),
        title=str(row.title),
        headings=headings,
        text=parts.body,
        kind=str(row.kind),
        date=row.date if isinstance(row.date, dt.date) else None,
        people=frozenset(people_of(row.attributes, own)),
        superseded=row.document_id in replaced,
        document_id=str(row.document_id),
        paragraphs=tuple(str(span[0]) for span in row.spans),
        ordinal=int(row.ordinal),
    )
