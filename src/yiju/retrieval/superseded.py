"""Which tenders a newer edition has replaced, as far as the viewer can see."""

import re
from collections import defaultdict
from collections.abc import Collection
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from yiju.retrieval.editions import TELLING, akin, mask, precedes
from yiju.store import tables
from yiju.store.access import readable
from yiju.store.database import Database
from yiju.store.documents import CURRENT, paragraphs_of
from yiju.store.types import Kind, Viewer

_SENTENCE = re.compile(r"[^。！？；!?;\n]+")
_KEPT = 200
"""Documents whose sentences are kept in memory; what a document's id holds never changes."""
_masked: WeakKeyDictionary[Database, dict[str, frozenset[str]]] = WeakKeyDictionary()


def superseded(sql: Database, viewer: Viewer, document_ids: Collection[str]) -> frozenset[str]:
    """Those of these documents that are tenders with a newer edition among what the viewer may see."""
    documents = tables.documents
    asked = sa.select(documents.c.customer_id).where(
        readable(viewer), documents.c.id.in_(list(document_ids)), documents.c.kind == Kind.TENDER.value
    )
    query = sa.select(documents.c.id, documents.c.customer_id, documents.c.title, documents.c.date).where(
        readable(viewer),
        documents.c.state == CURRENT,
        documents.c.kind == Kind.TENDER.value,
        documents.c.customer_id.in_(asked),
    )
    tenders = defaultdict(list)
    with sql.read() as connection:
        for row in connection.execute(query):
            tenders[row.customer_id].append(row)
    found = set()
    for editions in tenders.values():
        if len(editions) > 1:
            texts = _sentences(sql, viewer, [one.id for one in editions])
            for one in editions:
                if one.id in document_ids and any(
                    precedes(one.date, one.title, other.date, other.title)
                    and akin(texts[one.id], texts[other.id])
                    for other in editions
                ):
                    found.add(str(one.id))
    return frozenset(found)


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
