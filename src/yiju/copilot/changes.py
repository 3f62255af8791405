"""What a newer version of a tender changed: rows and sentences that say something else now."""

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from yiju.copilot.cues import attributes, cue
from yiju.copilot.material import Material, Span
from yiju.copilot.versions import DIGITS, mask, spans_in, superseded_ids, versions
from yiju.store.types import Kind, Role

_CONTENTS = regex.compile(
    r"^(?:[^|]*: )?\s*(?:第\s*[\d一二三四五六七八九十百]+\s*[章节部分]"
    r"|[\d一二三四五六七八九十]+[、.]|附件)[^|]{0,40}"
    r"(?:\||[.…·]{3,}|\s)\s*(?:[^|]*: )?\d{1,3}$"
)
_BEFORE_CELL, _ABOUT_CELL = regex.compile(r"原|修[订改]前|变更前"), regex.compile(r"项目|内容|条款名|事项")
_REVISED_CELL = regex.compile(r"修[订改](?!前|项|条款|章|事项|序|页)|变更后|更正后|现")
_DATE = regex.compile(r"\d{4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d")
_CLAUSE = regex.compile(r"[，；;。]|,(?!\d)")
_SIMILAR = 72.0
"""rapidfuzz ratio (0–100) above which two sentences are the same one, reworded."""
_AROUND = 1000
"""Sentences before and after the same place among which a reworded one is looked for."""


@dataclass(frozen=True, slots=True)
class Change:
    """One place of a tender, before and after.

    Attributes:
        text: a row's change in one line, or empty; ``was`` and ``now`` are the differing words of each text.
        label: what it is about.
    """

    old: Span
    new: Span
    text: str
    label: str
    shift: float = 0.0
    """How far the first number moved: half by its share of the larger, half by its size (10 = 0.5)."""
    was: str = ""
    now: str = ""
    unlisted: bool = False
    """The newer version lists its changes, and leaves this one out."""


def find_changes(material: Material) -> list[Change]:
    """Every changed row and sentence between versions, table rows first, in the newer document's order."""
    found: list[Change] = []
    for older, newer in versions(material):
        found.extend(_compare(spans_in(material, older), spans_in(material, newer)))
    found = _once(found, listed_changes(material, superseded_ids(material)))
    found.sort(key=lambda c: (-_weight(c), c.new.paragraph.ordinal))
    return found


def _once(compared: list[Change], listed: list[Change]) -> list[Change]:
    """A change that the revision itself lists is told in its words, unless the comparison has it by row."""
    rows = [c for c in compared if c.new.paragraph.role is Role.TABLE_ROW]
    told = {frozenset(DIGITS.findall(c.text)) for c in rows}
    listed = [c for c in listed if frozenset(DIGITS.findall(c.text)) not in told]
    heard = [frozenset(DIGITS.findall(c.text)) for c in listed]
    rest = [
        c
        for c in compared
        if c.new.paragraph.role is not Role.TABLE_ROW
        and not any(_moved_digits(c) <= h for h in (*heard, *told))
    ]
    if listed:
        rest = [replace(c, unlisted=True) for c in rest]
    return rows + listed + rest


def _moved_digits(change: Change) -> frozenset[str]:
    return frozenset(DIGITS.findall(change.was)) ^ frozenset(DIGITS.findall(change.now))


def _weight(change: Change) -> float:
    """Changes of commercial attributes first, then rows before sentences."""
    named = max((a.weight for a in attributes() if a.words.search(change.new.text)), default=0.0)
    scored = cue("vote").search(" ".join((change.new.text, *change.new.paragraph.headings))) is not None
    row = change.new.paragraph.role is Role.TABLE_ROW
    weight = (
        named
        + 0.8 * scored
        + 0.5 * row
        + change.shift
        - 0.5 * (len(change.text or change.was + change.now) > 130)
    )
    return weight + 0.8 * (change.unlisted and named > 0)


def listed_changes(material: Material, superseded: frozenset[str]) -> list[Change]:
    """Rows of a revision's own list of changes: a cell headed 原…, and one headed 修订…, 变更后 or 现…."""
    found: list[Change] = []
    for span in material.of(Kind.TENDER):
        if span.paragraph.role is not Role.TABLE_ROW or span.document.id in superseded:
            continue
        named = dict(_named(cell) for cell in _cells(span.text))
        before = next((v for k, v in named.items() if _BEFORE_CELL.match(k)), "")
        after = next((v for k, v in named.items() if _REVISED_CELL.match(k)), "")
        about = next((v for k, v in named.items() if _ABOUT_CELL.search(k)), "")
        if before and after and about and before != after:
            found.append(Change(span, span, f"{about}：{before}→{after}", about, 0.5))
    return found


def _compare(old: Sequence[Span], new: Sequence[Span]) -> list[Change]:
    from rapidfuzz import fuzz, process

    old_texts, new_texts = {s.text for s in old}, {s.text for s in new}
    gone = [s for s in old if s.text not in new_texts]
    masks = [mask(s.text) for s in gone]
    same: dict[str, list[int]] = defaultdict(list)
    for index, masked in enumerate(masks):
        same[masked].append(index)
    used: set[int] = set()
    changes: list[Change] = []
    for place, span in enumerate(new):
        if span.text in old_texts or len(span.text) < 6 or _is_contents(span):
            continue
        masked = mask(span.text)
        begin = max(0, place * len(gone) // len(new) - _AROUND)
        near = range(begin, min(begin + 2 * _AROUND, len(gone)))
        best = [index for index in same[masked] if index not in used][:3] or [
            begin + index
            for _, _, index in process.extract(
                masked, masks[near.start : near.stop], scorer=fuzz.ratio, limit=3, score_cutoff=_SIMILAR
            )
        ]
        match = next((index for index in best if index not in used and _label_kept(gone[index], span)), None)
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
            if before != after and DIGITS.search(before) and DIGITS.search(after)
        ]
        if not moved:
            return None
        shown = "，".join(f"{name}{_bare(a)}→{_bare(b)}" for (name, a), (_, b) in map(_split_pair, moved))
        shift = _shift(*moved[0])
        return Change(old, new, f"{label}：{shown}", label, shift, was=old.text, now=new.text)
    before, after = DIGITS.findall(old.text), DIGITS.findall(new.text)
    if before == after or not before or not after:
        return None
    was, now = _differing_clause(old.text, new.text), _differing_clause(new.text, old.text)
    return Change(old, new, "", was, _shift(*_first_difference(before, after)), was=was, now=now)


def _first_difference(before: Sequence[str], after: Sequence[str]) -> tuple[str, str]:
    return next(((a, b) for a, b in zip(before, after, strict=False) if a != b), ("", ""))


def _shift(before: str, after: str) -> float:
    if _DATE.search(before) and _DATE.search(after):
        return 0.5
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


def _differing_clause(one: str, other: str) -> str:
    """The clauses of one sentence that are not in the other."""
    kept = {part.strip() for part in _CLAUSE.split(other)}
    parts = [part.strip() for part in _CLAUSE.split(one) if part.strip() and part.strip() not in kept]
    return "，".join(parts) or one


def changed_pairs(changes: Sequence[Change]) -> frozenset[tuple[str, int, int]]:
    """Keys of every span that a change already tells, so that no other section repeats it."""
    return frozenset(itertools.chain.from_iterable((c.old.key, c.new.key) for c in changes))
