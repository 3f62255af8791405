"""Other names of the same thing: PCF is the product carbon footprint, and a claim may say either.

Only true aliases of the glossary, each for each; a name that may mean several things is changed only where
the text itself says which (量产启动（SOP）). What stands in quotation marks is somebody's own words, and
is not called otherwise: nobody is quoted with a name that they did not use.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from yiju.retrieval.glossary.terms import Glossary, Occurrence, Term, key_of

_MOST = 4
"""Names changed in one claim."""
_BETWEEN = re.compile(r"\s*[（(]\s*")
_LATIN = re.compile(r"[A-Za-z0-9]")
_QUOTED = re.compile('“[^“”]*”|「[^「」]*」|『[^『』]*』|"[^"]*"')
_BEHIND = re.compile(r"\s*[）)]")


def in_names_of(text: str, quotes: Sequence[str], glossary: Glossary) -> tuple[str, list[str]] | None:
    """The claim with its terms called as the quotes call them, and the quotes with no term named twice over.

    None where nothing is called otherwise.
    """
    plain = [_once(quote, glossary) for quote in quotes]
    claim = _once(text, glossary)
    said = {name.terms: name.text for quote in plain for name in glossary.occurring(quote)}
    told = dict(_twice(quotes, glossary))
    changed = 0
    quoted = [match.span() for match in _QUOTED.finditer(claim)]
    for name in reversed(glossary.occurring(claim)):
        if any(start < name.start < end for start, end in quoted):
            continue
        theirs = _theirs(name, said, told)
        if theirs is not None and theirs != name.text and changed < _MOST:
            gap = " " if _LATIN.match(theirs[-1]) and _LATIN.match(claim[name.end :]) else ""
            claim = claim[: name.start] + theirs + gap + claim[name.end :]
            changed += 1
    if claim == text and plain == list(quotes):
        return None
    return claim, plain


def _theirs(name: Occurrence, said: dict[tuple[Term, ...], str], told: dict[str, Term]) -> str | None:
    """What the quotes call the thing that a claim names."""
    meant = name.terms if len(name.terms) == 1 else tuple(t for t in name.terms if t in told.values())
    if len(meant) != 1:
        return None
    if meant in said:
        return said[meant]
    ours = (text for terms, text in said.items() if meant[0] in terms and told.get(key_of(text)) == meant[0])
    return next(ours, None)


def _pairs(text: str, glossary: Glossary) -> Iterator[tuple[Occurrence, Occurrence, int, Term]]:
    """Two names of one thing, the second in brackets behind the first; where the brackets end."""
    names = glossary.occurring(text)
    for one, other in pairwise(names):
        end = _BEHIND.match(text, other.end)
        common = [term for term in one.terms if term in other.terms]
        if common and end and _BETWEEN.fullmatch(text, one.end, other.start):
            yield one, other, end.end(), common[0]


def _once(text: str, glossary: Glossary) -> str:
    """The text with 降钙素原（PCT） said once: 降钙素原."""
    for one, _, end, _ in reversed(list(_pairs(text, glossary))):
        text = text[: one.end] + text[end:]
    return text


def _twice(quotes: Sequence[str], glossary: Glossary) -> Iterator[tuple[str, Term]]:
    """What names mean where a quote itself says so."""
    for quote in quotes:
        for one, other, _, term in _pairs(quote, glossary):
            yield key_of(one.text), term
            yield key_of(other.text), term
