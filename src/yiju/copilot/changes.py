"""What a newer version of a tender changed: rows and sentences that say something else now."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from yiju.copilot.cues import attributes, cue
from yiju.copilot.material import Material, Span
from yiju.copilot.trim import trim
from yiju.store.types import Document, Kind, Role

_DIGITS = regex.compile(r"\d[\d,，.]*")
_REVISED = regex.compile(r"修订|更正|变更|澄清|补遗|第[二三四]版|V[2-9]|rev", regex.IGNORECASE)
_CONTENTS = regex.compile(
    r"^(?:[^|]*: )?\s*(?:第\s*[\d一二三四五六七八九十百]+\s*[章节部分]"
    r"|[\d一二三四五六七八九十]+[、.]|附件)[^|]{0,40}"
    r"(?:\||[.…·]{3,})\s*(?:[^|]*: )?\d{1,3}$"
)
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
    shift: float = 0.0
    """How far the first changed number moved: half by its share of the larger, half by its size (10 = 0.5)."""


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
    found = _once(found, listed_changes(material, superseded_ids(material)))
    found.sort(key=lambda c: (-_weight(c), c.new.paragraph.ordinal))
    return found


def _once(compared: list[Change], listed: list[Change]) -> list[Change]:
    """A change that the revision itself lists is told in its words, unless the comparison has it by row."""
    rows = [c for c in compared if c.new.paragraph.role is Role.TABLE_ROW]
    told = {frozenset(_DIGITS.findall(c.text)) for c in rows}
    listed = [c for c in listed if frozenset(_DIGITS.findall(c.text)) not in told]
    heard = [frozenset(_DIGITS.findall(c.text)) for c in listed]
    rest = [
        c
        for c in compared
        if c not in rows and not any(frozenset(_DIGITS.findall(c.label)) & h for h in heard)
    ]
    return rows + listed + rest


def _weight(change: Change) -> float:
    """Changes of commercial attributes first, then rows before sentences."""
    named = max((a.weight for a in attributes() if a.words.search(change.new.text)), default=0.0)
    scored = cue("vote").search(" ".join((change.new.text, *change.new.paragraph.headings))) is not None
    row = change.new.paragraph.role is Role.TABLE_ROW
    return named + 0.8 * scored + 0.5 * row + change.shift - 0.5 * (len(change.text) > 90)


def listed_changes(material: Material, superseded: frozenset[str]) -> list[Change]:
    """Rows of a revision's own list of changes: a cell headed 原…, and one headed 修订…, 变更后 or 现…."""
    found: list[Change] = []
    for span in material.of(Kind.TENDER):
        if span.paragraph.role is not Role.TABLE_ROW or span.document.id in superseded:
            continue
        named = dict(_named(cell) for cell in _cells(span.text))
        before = next((v for k, v in named.items() if regex.match(r"原|修[订改]前|变更前", k)), "")
        after = next((v for k, v in named.items() if regex.match(r"修[订改](?!前)|变更后|更正后|现", k)), "")
        about = next((v for k, v in named.items() if regex.search(r"项目|内容|条款名|事项", k)), "")
        if before and after and about and before != after:
            found.append(Change(span, span, f"{about}：{before}→{after}", about, 0.5))
    return found


def _compare(old: Sequence[Span], new: Sequence[Span]) -> list[Change]:
    from rapidfuzz import fuzz, process

    old_texts, new_texts = {s.text for s in old}, {s.text for s in new}
    gone = [s for s in old if s.text not in new_texts]
    masks = [mask(s.text) for s in gone]
    used: set[int] = set()
    changes: list[Change] = []
    for span in new:
        if span.text in old_texts or len(span.text) < 6 or _is_contents(span):
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


def _is_contents(span: Span) -> bool:
    """A line of a table of contents: a heading and a page number."""
    return _CONTENTS.search(span.text) is not None or any("目录" in h for h in span.paragraph.headings)


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
        return Change(old, new, f"{label}：{shown}", label, _shift(*moved[0]))
    before, after = _DIGITS.findall(old.text), _DIGITS.findall(new.text)
    if before == after or not before or not after:
        return None
    fragment = _differing_clause(old.text, new.text)
    return Change(
        old,
        new,
        f"{trim(new.text, 120)}（原文：{trim(fragment, 60)}）",
        fragment,
        _shift(*_first_difference(before, after)),
    )


def _first_difference(before: Sequence[str], after: Sequence[str]) -> tuple[str, str]:
    return next(((a, b) for a, b in zip(before, after, strict=False) if a != b), ("", ""))


def _shift(before: str, after: str) -> float:
    one, two = (_first_number(_named(cell)[1]) for cell in (before, after))
    moved = abs(one - two)
    return 0.5 * moved / max(one, two) + 0.05 * min(moved, 10.0) if moved else 0.0


def _first_number(text: str) -> float:
    match = regex.search(r"\d[\d,]*(?:\.\d+)?", text)
    return float(match.group().replace(",", "")) if match else 0.0


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
            return regex.sub(r"\s+", " ", value)[:30]
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
