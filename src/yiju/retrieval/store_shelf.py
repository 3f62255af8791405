"""A shelf over the store: what one viewer may see, inside one scope."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from yiju.retrieval.shelf import Passage, Rankings
from yiju.store import tables
from yiju.store.access import readable
from yiju.store.bm25 import SparseVector
from yiju.store.database import batched
from yiju.store.documents import CURRENT
from yiju.store.store import Store
from yiju.store.types import Viewer
from yiju.store.vectors.base import Dense, Scope

_IDS_AT_ONCE = 500
_chunks, _documents = tables.chunks, tables.documents


@dataclass
class StoreShelf:
    """The chunks of current documents that a viewer may quote, inside a scope made for that viewer."""

    store: Store
    viewer: Viewer
    scope: Scope
    superseded: frozenset[str] = field(default_factory=frozenset)
    """Documents that a newer version replaces."""

    def rankings(self, bm25: SparseVector | None, dense: Dense | None, limit: int) -> Rankings:
        """Each engine ranking of the scope."""
        found = self.store.vectors.rankings(self.scope, bm25=bm25, dense=dense, limit=limit)
        return Rankings(found.bm25, found.dense)

    def passages(self, ids: Collection[str]) -> Mapping[str, Passage]:
        """Chunks of current documents inside the viewer's units."""
        return {row.id: self._passage(row) for row in self._rows(ids)}

    def dense_vectors(self, ids: Collection[str]) -> Mapping[str, Dense]:
        """Those inside the scope."""
        return self.store.vectors.dense_vectors(self.scope, ids)

    def neighbours(self, ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """The chunks right before and after, of the same document."""
        rows = self._rows(ids)
        beside = sa.or_(
            sa.false(),
            *(
                sa.and_(
                    _chunks.c.document_id == row.document_id,
                    _chunks.c.ordinal.in_([row.ordinal - 1, row.ordinal + 1]),
                )
                for row in rows
            ),
        )
        query = (
            sa.select(_chunks.c.id, _chunks.c.document_id, _chunks.c.ordinal)
            .join(_documents, _documents.c.id == _chunks.c.document_id)
            .where(readable(self.viewer), _documents.c.state == CURRENT, beside)
        )
        with self.store.sql.read() as connection:
            at = {(row.document_id, row.ordinal): row.id for row in connection.execute(query)}
        return {
            row.id: tuple(
                at[place]
                for place in ((row.document_id, row.ordinal - 1), (row.document_id, row.ordinal + 1))
                if place in at
            )
            for row in rows
        }

    def _rows(self, ids: Collection[str]) -> Sequence[Any]:
        query = (
            sa.select(
                *(_chunks.c.id, _chunks.c.document_id, _chunks.c.ordinal, _chunks.c.text),
                *(_documents.c.title, _documents.c.kind, _documents.c.date),
            )
            .join(_documents, _documents.c.id == _chunks.c.document_id)
            .where(readable(self.viewer), _documents.c.state == CURRENT)
        )
        found: list[Any] = []
        with self.store.sql.read() as connection:
            for some in batched(ids, _IDS_AT_ONCE):
                found += connection.execute(query.where(_chunks.c.id.in_(some))).all()
        return found

    def _passage(self, row: Any) -> Passage:
        head, _, body = str(row.text).partition("\n")
        title, *headings = head.split(" > ")
        if title != row.title:  # the text began without its title
            title, headings, body = str(row.title), [], str(row.text)
        date = row.date if isinstance(row.date, dt.date) else None
        return Passage(
            id=str(row.id),
            title=title,
            headings=tuple(headings),
            text=body,
            kind=str(row.kind),
            date=date,
            superseded=row.document_id in self.superseded,
            document_id=str(row.document_id),
        )
