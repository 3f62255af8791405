"""A statement as a frame with slots: what is the product's or a reviewer's wording, what is the evidence's.

``先了结逾期事项：“2月6号之前发对账单”——当面给日期`` is ``先了结逾期事项：“〔原话〕”——当面给日期`` around a
piece of the evidence. A rewrite is taken apart with the same pieces, so that what is left of it can be put
around another statement's evidence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from yiju.copilot.normalise.text import without_clause_number
from yiju.copilot.taste import Point
from yiju.copilot.trim import trim

PIECES = ("shown", "brief", "first", "figure", "two", "whole", "last")
"""Pieces of a quote, the likeliest first: as much as the statement shows, the first clauses up to a length,
the first clause, the first one with a figure (where none has one, the first), the first two, all, the last.
"""
_FIELDS = {"quote": "原话", "who": "谁", "about": "事项", "due": "日期"}
_MOST = 2
"""Quotes of one statement that are looked at."""
_BRIEF = 24
_LEAST = 4
_CLAUSE = regex.compile(r"(?:[^，,；;。！!？?]|(?<=\d),(?=\d))+(?:[，,；;。！!？?](?!(?<=\d,)\d))*")
_WHO = regex.compile(r"^(?P<who>[^：“”‘’；]{1,30}?)(?:来信|发文)?：“")
_ENDS = "，,；;。.、 "


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for what is the evidence's. ``pieces``: which pieces of the quote would do."""

    field: str
    number: int = 0
    pieces: frozenset[str] = frozenset()

    @property
    def place(self) -> tuple[str, int]:
        """What goes there, whichever piece of it."""
        return self.field, self.number

    def __str__(self) -> str:
        return f"〔{_FIELDS[self.field]}{self.number or ''}〕"


Part = str | Slot
Fields = dict[tuple[str, int], dict[str, str]]
"""(field, number) → piece → its words."""


@lru_cache(maxsize=4096)
def fields_of(point: Point) -> Fields:
    """What is the evidence's in a statement: pieces of its quotes, who says them, what about, due when.

    Kept, for a point is asked about often; not to be changed.
    """
    found: Fields = {}
    for number, ground in enumerate(point.grounds[:_MOST]):
        quote = without_clause_number(trim(ground.quote.replace(" | ", "；"), len(ground.quote)))
        found["quote", number] = _pieces(quote, point.text)
        if match := _WHO.match(ground.text):
            found["who", number] = {"": match["who"].strip()}
    for field in ("about", "due"):
        value = next((f.partition(":")[2] for f in point.flags if f.startswith(f"{field}:")), "")
        if value:
            found[field, 0] = {"": value}
    return found


def _pieces(quote: str, text: str) -> dict[str, str]:
    clauses = [one for one in _CLAUSE.findall(quote) if one.strip(_ENDS)]
    if not clauses:
        return {}
    brief = clauses[0]
    for clause in clauses[1:]:
        if len(brief) + len(clause) > _BRIEF:
            break
        brief += clause
    figure = next((clause for clause in clauses if regex.search(r"\d", clause)), clauses[0])
    found = {
        "shown": _shown(quote, text),
        "brief": brief,
        "first": clauses[0],
        "figure": figure,
        "two": "".join(clauses[:2]),
        "whole": quote,
        "last": clauses[-1],
    }
    return {name: words.strip(_ENDS) for name, words in found.items() if len(words.strip(_ENDS)) >= _LEAST}


def _shown(quote: str, text: str) -> str:
    """The longest stretch of a quote that stands in a statement."""
    from difflib import SequenceMatcher

    match = SequenceMatcher(None, quote, text, autojunk=False).find_longest_match()
    return quote[match.a : match.a + match.size]


def take_apart(text: str, fields: Fields) -> tuple[Part, ...]:
    """A text as words of its own and slots, in order; the longest pieces are found first."""
    wanted: dict[tuple[str, str, int], set[str]] = {}
    for (field, number), pieces in fields.items():
        for piece, words in pieces.items():
            if len(words) >= 2:
                wanted.setdefault((words, field, number), set()).add(piece)
    parts: list[Part] = [text]
    for words, field, number in sorted(wanted, key=lambda key: (-len(key[0]), key[1:])):
        slot = Slot(field, number, frozenset(wanted[words, field, number]))
        parts = [new for part in parts for new in _cut(part, words, slot)]
    return tuple(part for part in parts if part)


@lru_cache(maxsize=4096)
def parts_of(point: Point) -> tuple[Part, ...]:
    """A point's own text taken apart. Kept: every verdict that is added asks for those before it."""
    return take_apart(point.text, fields_of(point))


def _cut(part: Part, words: str, slot: Slot) -> list[Part]:
    if not isinstance(part, str):
        return [part]
    found: list[Part] = []
    for at, piece in enumerate(part.split(words)):
        found += [slot, piece] if at else [piece]
    return found


def places(parts: Sequence[Part]) -> frozenset[tuple[str, int]]:
    """Which slots a taken-apart text has."""
    return frozenset(part.place for part in parts if isinstance(part, Slot))


def own_words(parts: Sequence[Part]) -> str:
    """What of a taken-apart text is nobody's evidence, in one line."""
    return " ".join(part for part in parts if isinstance(part, str))


def skeleton(parts: Sequence[Part]) -> tuple[str | tuple[str, int], ...]:
    """A taken-apart text without regard to which piece of a quote stands in it: what two rewrites share."""
    return tuple(part if isinstance(part, str) else part.place for part in parts)


def printed(parts: Sequence[Part]) -> str:
    """A taken-apart text with marks for its slots, as people are shown it."""
    return "".join(map(str, parts))


def put_together(parts: Sequence[Part], fields: Fields, chosen: dict[tuple[str, int], str]) -> str:
    """The frame around another statement's evidence; empty where that lacks something it needs.

    Args:
        chosen: which piece of each quote; one that is not there is replaced by the next in ``PIECES``.
    """
    words: list[str] = []
    for part in parts:
        if isinstance(part, str):
            words.append(part)
            continue
        pieces = fields.get(part.place, {})
        order = ("",) if part.field != "quote" else (chosen.get(part.place, "shown"), "brief", "shown")
        value = next((pieces[name] for name in order if pieces.get(name)), "")
        if not value:
            return ""
        words.append(value)
    return "".join(words)
