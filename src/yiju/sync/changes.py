"""What is new on a page since it was read before: by paragraph, for one viewer.

A document's versions lie at one place; an older one stays readable until it is purged. What differs in bytes
alone, was moved, or counts visitors is no news (:mod:`yiju.sync.changes_text`).
"""

import datetime as dt
import itertools
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from yiju.store import tables
from yiju.store.documents import CURRENT, document_select, get_document, paragraphs_of, to_document
from yiju.store.store import Store
from yiju.store.types import Document, Frozen, Paragraph, Role, Viewer
from yiju.sync.changes_text import compare

_SAID = frozenset({Role.BODY, Role.HEADING, Role.TABLE_ROW})
"""What a document itself says: not the history that a mail quotes, nor who signs it."""
_documents = tables.documents
_NEWEST = (_documents.c.ingested_at.desc(), _documents.c.id)


class Changes(Frozen):
    """What one version of a document has that an earlier one had not, by paragraph ids in reading order.

    Attributes:
        document_id: the later version. before: the earlier one; empty where there is none: all of it is new.
        gone: of the earlier version. changed: pairs (earlier, later).
    """

    document_id: str
    before: str = ""
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changed: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.new or self.gone or self.changed)


class News(Frozen):
    """What is new in one document. ``paragraphs``: all that ``changes`` names, by id."""

    document: Document
    changes: Changes
    at: dt.datetime
    """When the newest version was first read."""
    begun: bool
    """Whether the document was read for the first time since the day asked for."""
    paragraphs: dict[str, Paragraph]


def changes(store: Store, viewer: Viewer, document_id: str) -> Changes:
    """What this version of a document changed in the one before it.

    The same bytes read anew by a better reader are no version of their own here.

    Raises:
        NotFound: there is no such document, or this viewer may not know of it.
    """
    document = get_document(store.sql, viewer, document_id)
    line = _line(store, viewer, document)
    at = next(place for place, one in enumerate(line) if one.id == document.id)
    before = next((one for one in reversed(line[:at]) if one.sha256 != document.sha256), None)
    return _between(store, viewer, before, document)[0]


def news(
    store: Store,
    viewer: Viewer,
    *,
    since: dt.datetime,
    customer_ids: Collection[str] | None = None,
    limit: int | None = None,
) -> list[News]:
    """Every current document that says something new since then, the newest first.

    A document that was read for the first time since then is new as a whole (``changes.before`` is empty);
    where it has changed since it was first read, that change is told.

    Args:
        customer_ids: of these alone; None for all, empty for none.
        limit: so many of them at most, those that were read last; None for all.
    """
    since = since.astimezone(dt.UTC)  # SQLite compares what is written, whatever the zone
    query = document_select(viewer).where(_documents.c.state == CURRENT, _documents.c.ingested_at >= since)
    if customer_ids is not None:
        query = query.where(_documents.c.customer_id.in_(sorted(customer_ids)))
    with store.sql.read() as connection:
        recent = [to_document(row) for row in connection.execute(query.order_by(*_NEWEST))]
    told = (one for document in recent if (one := _news_of(store, viewer, document, since)) is not None)
    found = list(itertools.islice(told, limit))
    return sorted(found, key=lambda one: (one.at, one.document.id), reverse=True)


def _news_of(store: Store, viewer: Viewer, document: Document, since: dt.datetime) -> News | None:
    line = _line(store, viewer, document)
    known = [one for one in line if one.ingested_at < since and one.id != document.id]
    if any(one.sha256 == document.sha256 for one in known[-1:]):
        return None  # read anew, by a better reader
    first = next((one for one in line if one.sha256 != document.sha256), None)
    made, paragraphs = _between(store, viewer, known[-1] if known else first, document)
    if not made:
        return None
    at = min(one.ingested_at for one in line if one.sha256 == document.sha256)
    told = {*made.new, *made.gone, *itertools.chain.from_iterable(made.changed)}
    return News(
        document=document,
        changes=made,
        at=at,
        begun=not known,
        paragraphs={one.id: one for one in paragraphs if one.id in told},
    )


def _line(store: Store, viewer: Viewer, document: Document) -> Sequence[Document]:
    """All versions of a document that the viewer may quote, in the order in which they were read."""
    mine = _documents.alias()  # a viewer who may only quote it is not told where it lies
    place = sa.select(mine.c.source_key).where(mine.c.id == document.id).scalar_subquery()
    query = document_select(viewer).where(
        _documents.c.source_key == place, _documents.c.customer_id == document.customer_id
    )
    with store.sql.read() as connection:
        found = [to_document(row) for row in connection.execute(query)]
    return sorted(found, key=lambda one: (one.ingested_at, one.current, one.id))


def _between(
    store: Store, viewer: Viewer, before: Document | None, after: Document
) -> tuple[Changes, list[Paragraph]]:
    ids = [*([before.id] if before else []), after.id]
    paragraphs = [one for one in paragraphs_of(store.sql, viewer, ids) if one.role in _SAID]
    sides: dict[str, list[tuple[str, str]]] = {one: [] for one in ids}
    for paragraph in paragraphs:
        sides[paragraph.document_id].append((paragraph.id, paragraph.text))
    new, gone, changed = compare(sides[before.id] if before else [], sides[after.id])
    made = Changes(
        document_id=after.id,
        before=before.id if before else "",
        new=tuple(new),
        gone=tuple(gone),
        changed=tuple(changed),
    )
    return made, paragraphs
