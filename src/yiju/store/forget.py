"""Forgetting a document: its text leaves every table and the index; what cited it says so.

The index, the rows and the cached vectors go wholly. Suggestions keep their structure, so that a review
of them still makes sense, but say nothing any more that rested on the forgotten text alone.
"""

from collections.abc import Iterable

import sqlalchemy as sa

from yiju.errors import YijuError
from yiju.store import audit, tables
from yiju.store.access import may_forget
from yiju.store.documents import get_document
from yiju.store.indexing import settle
from yiju.store.store import Store
from yiju.store.suggestions import citing, replace_body
from yiju.store.types import Citation, Claim, Document, Section, Suggestion, Viewer

FORGOTTEN = "forgotten"
"""Flag of a claim that lost a citation."""
ERASED_TAG = "〔依据已删除〕"
ERASED_TEXT = "（所依据的资料已删除）"
NOTICE = "部分依据的资料已被删除，相关内容已抹去。"

_documents = tables.documents
_chunks = tables.chunks


def forget_document(store: Store, viewer: Viewer, document_id: str) -> Document:
    """Erase a document, all its versions, everywhere. Audited; cannot be undone.

    Returns:
        The document as it was.

    Raises:
        NotFound: there is none, or this viewer may not know of it.
        YijuError: the viewer may quote it but not open it, or another process holds the store.
    """
    document = get_document(store.sql, viewer, document_id)
    if not may_forget(viewer, document):
        raise YijuError(f"没有删除《{document.title}》的权限", hint="请主管或管理员操作")
    with store.writing():
        settle(store)
        with store.sql.write() as connection:
            versions = list(connection.scalars(sa.select(_documents.c.id).where(_same_source(document))))
            _erase_cache(connection, versions)
            touched = citing(connection, versions)
            for suggestion in touched:
                replace_body(connection, erased(suggestion, versions))
            connection.execute(
                sa.update(_documents)
                .where(_documents.c.id.in_(versions))
                .values(state="removed", points=True)
            )
            told = {"versions": versions, "suggestions": [suggestion.id for suggestion in touched]}
            audit.append(connection, viewer.user, "document.forgotten", document_id, told)
        settle(store)
    return document


def erased(suggestion: Suggestion, document_ids: Iterable[str]) -> Suggestion:
    """The suggestion without anything that rested on these documents alone.

    A fact that cites others besides keeps its words. Advice goes when all it rests on went. The headline
    and the dropped drafts name no source: they go as soon as any claim does.
    """
    gone = frozenset(document_ids)
    lost = _lost_claims([c for section in suggestion.sections for c in section.claims], gone)
    sections = tuple(_erased_section(section, gone, lost) for section in suggestion.sections)
    changes: dict[str, object] = {"sections": sections}
    if lost:
        dropped = tuple(d.model_copy(update={"text": ERASED_TEXT}) for d in suggestion.dropped_claims)
        changes |= {"headline": "", "dropped_claims": dropped}
    if NOTICE not in suggestion.notices:
        changes["notices"] = (*suggestion.notices, NOTICE)
    return suggestion.model_copy(update=changes)


def _lost_claims(claims: list[Claim], gone: frozenset[str]) -> frozenset[str]:
    lost = {c.id for c in claims if c.citations and all(_is_gone(x, gone) for x in c.citations)}
    while more := {
        c.id
        for c in claims
        if c.id not in lost and not c.citations and c.rests_on and lost.issuperset(c.rests_on)
    }:
        lost |= more
    return frozenset(lost)


def _erased_section(section: Section, gone: frozenset[str], lost: frozenset[str]) -> Section:
    return section.model_copy(
        update={"claims": tuple(_erased_claim(claim, gone, lost) for claim in section.claims)}
    )


def _erased_claim(claim: Claim, gone: frozenset[str], lost: frozenset[str]) -> Claim:
    hit = any(_is_gone(citation, gone) for citation in claim.citations)
    if not hit and claim.id not in lost:
        return claim
    return claim.model_copy(
        update={
            "text": ERASED_TEXT if claim.id in lost else claim.text,
            "citations": tuple(_erased_citation(c) if _is_gone(c, gone) else c for c in claim.citations),
            "flags": tuple(dict.fromkeys((*claim.flags, FORGOTTEN))),
        }
    )


def _erased_citation(citation: Citation) -> Citation:
    document = citation.document.model_copy(update={"title": "（已删除）", "uri": "", "date": None})
    return citation.model_copy(
        update={"tag": ERASED_TAG, "quote": "", "start": 0, "end": 0, "document": document}
    )


def _is_gone(citation: Citation, gone: frozenset[str]) -> bool:
    return citation.document.id in gone


def _same_source(document: Document) -> sa.ColumnElement[bool]:
    return sa.and_(
        _documents.c.source_key == document.source_key,
        _documents.c.customer_id == document.customer_id,
        _documents.c.unit == document.unit,
    )


def _erase_cache(connection: sa.Connection, versions: list[str]) -> None:
    """Cached vectors of texts that no other document has."""
    theirs = sa.select(_chunks.c.text_sha256).where(_chunks.c.document_id.in_(versions))
    others = sa.select(_chunks.c.text_sha256).where(_chunks.c.document_id.not_in(versions))
    cache = tables.embeddings
    connection.execute(
        sa.delete(cache).where(cache.c.text_sha256.in_(theirs), cache.c.text_sha256.not_in(others))
    )
