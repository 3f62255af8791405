"""What a newer version of a tender changed: rows and sentences that say something else now."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from yiju.copilot.material import Material, Span
from yiju.store.types import Document, Kind, Role

_DIGITS = regex.compile(r"\d[\d,，.]*")
_REVISED = regex.compile(r"修订|更正|变更|澄清|补遗|第[二三四]版|V[2-9]|rev", regex.IGNORECASE)
_SHARED = 0.35
"""Share of number-masked sentences that makes two documents versions of one."""
_SIMILAR = 72.0
"""rapidfuzz ratio (0–100) above which two sentences are the same one, reworded."""


@dataclass(frozen=True, slots=True)
class Change:
    """One place of a tender, before and after. ``text`` says it in one line, from both texts alone."""

    old: Span
    new: Span
    text: str
    label: str


def versions(material: Material) -> list[tuple[Document, Document]]:
    """Pairs ``(older, newer)`` of tenders that are versions of one; a newer one with its latest older."""
    tenders = [d for d in material.documents if d.kind is Kind.TENDER]
    masked = {d.id: _masked_set(material, d) for d in tenders}
    pairs: list[tuple[Document, Document]] = []
    for newer in tenders:
        older = [
            d
            for d in tenders
            if d.id != newer.id and _before(d, newer) and _akin(masked[d.id], masked[newer.id])
        ]
        if older:
            pairs.append((max(older, key=_version_key), newer))
    return pairs


def superseded_ids(material: Material) -> frozenset[str]:
    """Documents that a newer version replaces."""
    return frozenset(older.id for older, _ in versions(material))


def find_changes(material: Material) -> list[Change]:
    """Every changed row and sentence between versions, table rows first, in the newer document's order."""
    found: list[Change] = []
    for older, newer in versions(material):
        found.extend(_compare(_spans(material, older), _spans(material, newer)))
    found.sort(key=lambda c: (c.new.paragraph.role is not Role.TABLE_ROW, c.new.paragraph.ordinal))
    return found


def _compare(old: Sequence[Span], new: Sequence[Span]) -> list[Change]:
    from rapidfuzz import fuzz, process

    old_texts, new_texts = {s.text for s in old}, {s.text for s in new}
    gone = [s for s in old if s.text not in new_texts]
    masks = [mask(s.text) for s in gone]
    used: set[int] = set()
    changes: list[Change] = []
    for span in new:
        if span.text in old_texts or len(span.text) < 6:
            continue
        best = process.extract(mask(span.text), masks, scorer=fuzz.ratio, limit=3, score_cutoff=_SIMILAR)
        match = next(
            (index for _, _, index in best if index not in used and _label_kept(gone[index], span)), None
        )
        if match is None:
            continue
        used.add(match)
        if change := _describe(gone[match], span):
            changes.append(change)
    return changes


def _label_kept(old: Span, new: Span) -> bool:
    """Rows are the same row only where their first cells agree."""
    if Role.TABLE_ROW not in (old.paragraph.role, new.paragraph.role):
        return True
    return row_label(old.text) == row_label(new.text)


def _describe(old: Span, new: Span) -> Change | None:
    if new.paragraph.role is Role.TABLE_ROW:
        label = row_label(new.text)
        moved = [
            (before, after)
            for before, after in zip(_cells(old.text), _cells(new.text), strict=False)
            if before != after and _DIGITS.search(before) and _DIGITS.search(after)
        ]
        if not moved:
            return None
        shown = "，".join(f"{name}{_bare(a)}→{_bare(b)}" for (name, a), (_, b) in map(_split_pair, moved))
        return Change(old, new, f"{label}：{shown}", label)
    before, after = _DIGITS.findall(old.text), _DIGITS.findall(new.text)
    if before == after or not before or not after:
        return None
    fragment = _differing_clause(old.text, new.text)
    return Change(old, new, f"{new.text.rstrip('。；; ')}（原文：{fragment}）", fragment)


def _split_pair(pair: tuple[str, str]) -> tuple[tuple[str, str], tuple[str, str]]:
    return _named(pair[0]), _named(pair[1])


def _named(cell: str) -> tuple[str, str]:
    name, colon, value = cell.partition(": ")
    return (name, value) if colon else ("", cell)


def _bare(value: str) -> str:
    return value.strip()


def _cells(text: str) -> list[str]:
    return [cell.strip() for cell in text.split(" | ")]


def row_label(text: str) -> str:
    """The first cell of a row that is words, not a number: what the row is about."""
    for cell in _cells(text):
        value = _named(cell)[1]
        if regex.search(r"\p{L}{2,}", value):
            return value[:30]
    return text[:30]


def _differing_clause(old: str, new: str) -> str:
    """The clause of the old sentence that is not in the new one."""
    kept = set(regex.split(r"[，,；;。]", new))
    parts = [part.strip() for part in regex.split(r"[，,；;。]", old) if part.strip() and part not in kept]
    return "，".join(parts) or old


def mask(text: str) -> str:
    """The text with every number replaced, so that versions of a sentence meet."""
    return _DIGITS.sub("#", text)


def _masked_set(material: Material, document: Document) -> frozenset[str]:
    return frozenset(mask(s.text) for s in _spans(material, document) if len(s.text) >= 8)


def _spans(material: Material, document: Document) -> list[Span]:
    return [s for s in material.spans if s.document.id == document.id]


def _akin(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and len(one & other) / min(len(one), len(other)) >= _SHARED


def _version_key(document: Document) -> tuple[str, bool, str]:
    day = document.date.isoformat() if document.date else ""
    return (day, bool(_REVISED.search(document.title)), document.title)


def _before(one: Document, other: Document) -> bool:
    return _version_key(one) < _version_key(other)


def changed_pairs(changes: Sequence[Change]) -> frozenset[tuple[str, int, int]]:
    """Keys of every span that a change already tells, so that no other section repeats it."""
    return frozenset(itertools.chain.from_iterable((c.old.key, c.new.key) for c in changes))
