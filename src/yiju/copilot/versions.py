"""Which tenders are versions of one, and which of them is the newer."""

from yiju.copilot.material import Material, Span
from yiju.retrieval.editions import DIGITS, TELLING, akin, edition_key, mask, precedes
from yiju.store.types import Document, Kind

__all__ = ["DIGITS", "mask", "spans_in", "superseded_ids", "versions"]


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


def superseded_ids(material: Material) -> frozenset[str]:
    """Documents that a newer version replaces."""
    return frozenset(older.id for older, _ in versions(material))


def _masked_set(material: Material, document: Document) -> frozenset[str]:
    return frozenset(mask(s.text) for s in spans_in(material, document) if len(s.text) >= TELLING)


def spans_in(material: Material, document: Document) -> list[Span]:
    """The spans of one document, in its order."""
    return material.by_document.get(document.id, [])


def _key(document: Document) -> tuple[str, bool, str]:
    return edition_key(document.date, document.title)


def _before(one: Document, other: Document) -> bool:
    return precedes(one.date, one.title, other.date, other.title)
