"""Which documents are editions of one, which of them holds, and what a supplement has amended."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from yiju.copilot.material import Material, Span
from yiju.retrieval.editions import DIGITS, TELLING, akin, edition_key, mask, precedes
from yiju.retrieval.series import Relation, relation, shelf_of, year_of
from yiju.store.types import Document, Kind

__all__ = ["DIGITS", "Outdated", "mask", "related", "spans_in", "superseded_ids", "versions"]


@dataclass(frozen=True)
class Outdated:
    """What does not hold any more: documents by id, spans of documents that hold otherwise by key."""

    documents: frozenset[str] = frozenset()
    spans: frozenset[tuple[str, int, int]] = field(default_factory=frozenset)

    def __contains__(self, span: Span) -> bool:
        return span.document.id in self.documents or span.key in self.spans


def versions(material: Material) -> list[tuple[Document, Document]]:
    """Pairs ``(older, newer)`` of tenders that are versions of one; a newer one with its latest older."""
    tenders = [d for d in material.documents if d.kind is Kind.TENDER]
    masked = {d.id: _masked_set(material, d) for d in tenders}
    pairs: list[tuple[Document, Document]] = []
    for newer in tenders:
        older = [
            d
            for d in tenders
            if d.customer_id == newer.customer_id
            and d.id != newer.id
            and _before(d, newer)
            and akin(masked[d.id], masked[newer.id])
        ]
        if older:
            pairs.append((max(older, key=_key), newer))
    return pairs


def related(material: Material, documents: Iterable[Document]) -> list[tuple[Document, Document, Relation]]:
    """Every pair ``(older, newer)`` of these documents that are editions of one, whatever their kind.

    A text that is not in the material is akin to none.
    """
    alike: dict[tuple[str, str], list[Document]] = defaultdict(list)
    for document in documents:
        if shelf := shelf_of(document.kind, document.title):
            alike[document.customer_id, shelf].append(document)
    masked: dict[str, frozenset[str]] = {}

    def text(document: Document) -> frozenset[str]:
        if document.id not in masked:
            masked[document.id] = _masked_set(material, document)
        return masked[document.id]

    def same_text(one: Document, other: Document) -> bool:
        return akin(text(one), text(other))

    return [
        (one, other, found)
        for group in alike.values()
        for one in group
        for other in group
        if one.id != other.id
        and (found := relation(_titled(one), _titled(other), partial(same_text, one, other)))
    ]


def superseded_ids(material: Material) -> frozenset[str]:
    """Documents that a newer version replaces; a report of another year is right for its own."""
    return frozenset(older.id for older, _, how in related(material, material.documents) if how == "replaced")


def outdated_for(
    years: frozenset[str], pairs: Sequence[tuple[Document, Document, Relation]]
) -> frozenset[str]:
    """Documents with a newer edition, but for those of a year that a question names."""
    return frozenset(
        older.id for older, _, _ in pairs if str(year_of(older.kind, older.title, older.date)) not in years
    )


def _masked_set(material: Material, document: Document) -> frozenset[str]:
    return frozenset(mask(s.text) for s in spans_in(material, document) if len(s.text) >= TELLING)


def spans_in(material: Material, document: Document) -> list[Span]:
    """The spans of one document, in its order."""
    return material.by_document.get(document.id, [])


def _titled(document: Document) -> tuple[str, str, dt.date | None]:
    return document.kind, document.title, document.date


def _key(document: Document) -> tuple[str, bool, str]:
    return edition_key(document.date, document.title)


def _before(one: Document, other: Document) -> bool:
    return precedes(one.date, one.title, other.date, other.title)
