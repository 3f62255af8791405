"""Which tenders are versions of one, and which of them is the newer."""

import regex

from yiju.copilot.material import Material, Span
from yiju.store.types import Document, Kind

DIGITS = regex.compile(r"\d[\d,，.]*")
_REVISED = regex.compile(r"修订|更正|变更|澄清|补遗|第[二三四]版|V[2-9]|rev", regex.IGNORECASE)
_SHARED = 0.35
"""Share of number-masked sentences that makes two documents versions of one."""


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
            and _akin(masked[d.id], masked[newer.id])
        ]
        if older:
            pairs.append((max(older, key=_version_key), newer))
    return pairs


def superseded_ids(material: Material) -> frozenset[str]:
    """Documents that a newer version replaces."""
    return frozenset(older.id for older, _ in versions(material))


def mask(text: str) -> str:
    """The text with every number replaced, so that versions of a sentence meet."""
    return DIGITS.sub("#", text)


def _masked_set(material: Material, document: Document) -> frozenset[str]:
    return frozenset(mask(s.text) for s in spans_in(material, document) if len(s.text) >= 8)


def spans_in(material: Material, document: Document) -> list[Span]:
    """The spans of one document, in its order."""
    return material.by_document.get(document.id, [])


def _akin(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and len(one & other) / min(len(one), len(other)) >= _SHARED


def _version_key(document: Document) -> tuple[str, bool, str]:
    day = document.date.isoformat() if document.date else ""
    return (day, bool(_REVISED.search(document.title)), document.title)


def _before(one: Document, other: Document) -> bool:
    return _version_key(one) < _version_key(other)
