"""Which documents a newer edition has replaced, as far as the viewer can see."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from yiju.retrieval.editions import TELLING, akin, mask
from yiju.retrieval.series import relation, shelf_of
from yiju.store import tables
from yiju.store.access import readable
from yiju.store.database import Database
from yiju.store.documents import CURRENT, paragraphs_of
from yiju.store.types import Kind, Viewer

_SENTENCE = re.compile(r"[^。！？；!?;\n]+")
_KEPT = 200
"""Documents whose sentences are kept in memory; what a document's id holds never changes."""
_masked: WeakKeyDictionary[Database, dict[str, frozenset[str]]] = WeakKeyDictionary()
_EDITED = (Kind.TENDER.value, Kind.CONTRACT.value, Kind.REPORT.value)
_PRICED = ("%价%", "%price%", "%quot%")
"""Titles of notes that may be price lists."""


def superseded(sql: Database, viewer: Viewer, document_ids: Collection[str]) -> frozenset[str]:
    """Those of these documents of which a newer edition is among what the viewer may see.

    Of a report by the year as well: it is right for its own year, and behind the next one's for any other.
    """
    documents = tables.documents
    edited = sa.or_(
        documents.c.kind.in_(_EDITED),
        sa.and_(
            documents.c.kind == Kind.NOTE.value,
            sa.or_(*(sa.func.lower(documents.c.title).like(form) for form in _PRICED)),
        ),
    )
    asked = sa.select(documents.c.customer_id).where(
        readable(viewer), documents.c.id.in_(list(document_ids)), edited
    )
    query = sa.select(
        *(documents.c.id, documents.c.customer_id, documents.c.kind, documents.c.title, documents.c.date)
    ).where(readable(viewer), documents.c.state == CURRENT, edited, documents.c.customer_id.in_(asked))
    alike: dict[tuple[str, str], list[Any]] = defaultdict(list)
    with sql.read() as connection:
        for row in connection.execute(query):
            alike[str(row.customer_id), shelf_of(row.kind, row.title)].append(row)
    found: set[str] = set()
    for (_, shelf), editions in alike.items():
        if shelf and len(editions) > 1:
            found |= _replaced(sql, viewer, editions, frozenset(document_ids))
    return frozenset(found)


def _replaced(
    sql: Database, viewer: Viewer, editions: Sequence[Any], asked: frozenset[str]
) -> frozenset[str]:
    """Tenders are all read at once; of others only those whose titles do not tell."""
    texts: dict[str, frozenset[str]] = {}

    def alike(one: str, other: str) -> bool:
        wanted = [row.id for row in editions if row.kind == Kind.TENDER.value] or [one, other]
        missing = [key for key in wanted if key not in texts]
        if missing:
            texts.update(_sentences(sql, viewer, missing))
        return akin(texts[one], texts[other])

    return frozenset(
        str(one.id)
        for one in editions
        if one.id in asked
        and any(
            relation(
                (one.kind, one.title, one.date),
                (other.kind, other.title, other.date),
                lambda one=one, other=other: alike(one.id, other.id),  # type: ignore[misc]
            )
            for other in editions
            if other.id != one.id
        )
    )


def _sentences(sql: Database, viewer: Viewer, ids: Collection[str]) -> dict[str, frozenset[str]]:
    """Masked sentences of documents that the viewer may see."""
    kept = _masked.setdefault(sql, {})
    found = {one: kept[one] for one in ids if one in kept}
    missing = [one for one in ids if one not in found]
    if missing:
        made: dict[str, set[str]] = {one: set() for one in missing}
        for paragraph in paragraphs_of(sql, viewer, missing):
            pieces = (piece.strip() for piece in _SENTENCE.findall(paragraph.text))
            made[paragraph.document_id] |= {mask(piece) for piece in pieces if len(piece) >= TELLING}
        fresh = {one: frozenset(sentences) for one, sentences in made.items()}
        if len(kept) + len(fresh) > _KEPT:
            kept.clear()
        kept |= fresh
        found |= fresh
    return found
