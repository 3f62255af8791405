"""A term and a glossary of them: who is called what, and where a text says so."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pydantic import Field, model_validator

from yiju.store.types import Frozen

LONGEST_NAME, LONGEST_DEFINITION = 120, 300
"""Characters."""
_LATIN = re.compile(r"[A-Za-z0-9]")
_GAP = r"[\s\-]?"
_SHORT = 3
"""Latin names of at most so many characters (EB, PO, DR) are looked for with their capitals as written."""


class Term(Frozen):
    """One thing of the trade.

    Attributes:
        term: the name people use most. ``full``: in English, in full. ``zh``: in Chinese, in full.
        aliases: further names of the very same thing; a wider or narrower word is none.
        definition: one or two sentences.
        not_same_as: names that are taken for it and are something else.
        industry: whose word it is; for people.
    """

    term: str = Field(min_length=1, max_length=LONGEST_NAME)
    full: str = Field("", max_length=LONGEST_NAME)
    zh: str = Field("", max_length=LONGEST_NAME)
    aliases: tuple[str, ...] = ()
    definition: str = Field(min_length=4, max_length=LONGEST_DEFINITION)
    not_same_as: tuple[str, ...] = ()
    industry: str = Field("", max_length=LONGEST_NAME)

    @model_validator(mode="after")
    def _told(self) -> "Term":
        for name in (*self.aliases, *self.not_same_as):
            if not key_of(name) or len(name) > LONGEST_NAME:
                raise ValueError(f"名称要有 1 到 {LONGEST_NAME} 个字")
        if not key_of(self.term):
            raise ValueError("term 里要有字母、数字或汉字")
        if both := {key_of(one) for one in self.names} & {key_of(one) for one in self.not_same_as}:
            raise ValueError(f"“{sorted(both)[0]}”既写成别名，又写成不是一回事")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it is called, each spelling once, the usual name first."""
        every = (self.term, self.zh, self.full, *self.aliases)
        return tuple({key_of(name): name for name in reversed(every) if name}.values())[::-1]

    @property
    def called(self) -> str:
        """The usual name, with the Chinese and the English one behind it in brackets."""
        rest = dict.fromkeys(n for n in (self.zh, self.full) if n and key_of(n) != key_of(self.term))
        return f"{self.term}（{'，'.join(rest)}）" if rest else self.term


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A name in a text, from ``start`` to ``end``, and all that it may mean."""

    start: int
    end: int
    text: str
    terms: tuple[Term, ...]


class Glossary:
    """Terms by name. What ``own`` says of a name goes before what the bundled files say of it."""

    def __init__(self, bundled: Iterable[Term], own: Iterable[Term] = ()) -> None:
        self.own = tuple(own)
        replaced = {key_of(one.term) for one in self.own}
        self.terms = (*self.own, *(one for one in bundled if key_of(one.term) not in replaced))

    @cached_property
    def _by_key(self) -> dict[str, tuple[Term, ...]]:
        shelves: list[dict[str, list[Term]]] = [defaultdict(list), defaultdict(list)]
        for place, term in enumerate(self.terms):
            for name in term.names:
                shelves[place >= len(self.own)][key_of(name)].append(term)
        return {key: tuple(found) for shelf in reversed(shelves) for key, found in shelf.items()}

    @cached_property
    def _names(self) -> list[tuple[str, str]]:
        """(key, name), the longest first."""
        every = {(key_of(name), name) for term in self.terms for name in term.names}
        return sorted(every, key=lambda pair: (-len(pair[0]), pair))

    @cached_property
    def _by_head(self) -> dict[str, list[tuple[int, str, str]]]:
        """The first two letters of a key → (place among the names, key, name)."""
        found: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
        for place, (key, name) in enumerate(self._names):
            found[key[:2]].append((place, key, name))
        return dict(found)

    def find(self, name: str) -> tuple[Term, ...]:
        """What a name may mean: several where the trade uses it for several things, none where unknown."""
        return self._by_key.get(key_of(name), ())

    def occurring(self, text: str) -> list[Occurrence]:
        """The names in a text, in order; of names that overlap the longest."""
        squeezed = key_of(text)
        found: list[Occurrence] = []
        taken: set[int] = set()
        heads = {squeezed[at : at + size] for at in range(len(squeezed)) for size in (1, 2)}
        named = [one for head in heads for one in self._by_head.get(head, ()) if one[1] in squeezed]
        for _, key, name in sorted(named):
            for match in _pattern(name).finditer(text):
                span = range(match.start(), match.end())
                if taken.isdisjoint(span):
                    taken.update(span)
                    found.append(Occurrence(match.start(), match.end(), match[0], self._by_key[key]))
        return sorted(found, key=lambda one: one.start)

    def other_names(self, text: str, most: int) -> tuple[str, ...]:
        """Other names of the things that a text names, at most so many. Of a name that may mean several
        things none: they would lead elsewhere.
        """
        held = key_of(text)
        names: dict[str, None] = {}
        for one in self.occurring(text):
            if len(one.terms) == 1:
                names |= dict.fromkeys(n for n in one.terms[0].names if key_of(n) not in held)
        return tuple(names)[:most]

    def same(self, one: str, other: str) -> bool | None:
        """Whether two names mean the same; None where the glossary does not know one of them.

        A name of several things is the same as another where one of its meanings is.
        """
        if key_of(one) == key_of(other):
            return True
        first, second = self.find(one), self.find(other)
        if not first or not second:
            apart = {key_of(n) for t in (*first, *second) for n in t.not_same_as}
            return False if {key_of(one), key_of(other)} & apart else None
        return any(term in second for term in first)


@lru_cache(maxsize=8192)
def key_of(text: str) -> str:
    """By what names are compared: one width, small letters, without blanks and hyphens."""
    return re.sub(r"[\s\-\u2010-\u2015_·]", "", unicodedata.normalize("NFKC", text).casefold())


@lru_cache(maxsize=8192)
def _pattern(name: str) -> "re.Pattern[str]":
    """Finds a name that is not part of a longer word or number; blanks and hyphens within may be left out."""
    parts = [re.escape(part) for part in re.split(r"[\s\-]+|(?<=[A-Za-z])(?=\d)", name) if part]
    inner = _GAP.join(parts)
    before = r"(?<![A-Za-z0-9])" if _LATIN.match(name) else ""
    after = r"(?![A-Za-z0-9])(?!\.\d)" if _LATIN.match(name[-1]) else ""
    short = len(name) <= _SHORT and name.isascii()
    return re.compile(f"{before}{inner}{after}", 0 if short else re.IGNORECASE)


def line_of(term: Term) -> str:
    """A term and its meaning in one line."""
    return f"{term.called}：{term.definition}"


def by_industry(terms: Sequence[Term]) -> dict[str, list[Term]]:
    """Terms by whose words they are, in order."""
    found: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        found[term.industry or "其他"].append(term)
    return dict(found)
