"""Personal data in addresses: file names and links hold it percent-coded (``%E7%8E%8B%E6%80%BB``)."""

import re
from collections.abc import Callable

from yiju.privacy.types import Span

_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_ENCODINGS = ("utf-8", "gb18030", "latin-1")
"""Tried in this order; the last reads every byte."""
_MOST = 3
"""So often may an address have been coded: one within another is coded twice."""


def found_in(text: str, find: Callable[[str], list[Span]]) -> list[Span]:
    """What ``find`` finds in a text and in what its percent-coded parts stand for; placed and spelt as in the
    text itself, in order, none within another.
    """
    plain = find(text)
    if not _ESCAPES.search(text):
        return plain
    words, places = text, [(at, at + 1) for at in range(len(text))]
    found: list[Span] = []
    for _ in range(_MOST):
        words, places = _decoded(words, places)
        for one in find(words):
            start, end = places[one.start][0], places[one.end - 1][1]
            found.append(Span(one.kind, start, end, text[start:end]))
        if not _ESCAPES.search(words):
            break
    made: list[Span] = []
    for one in sorted([*found, *plain], key=lambda one: (one.start, -one.end)):
        if not made or one.start >= made[-1].end:
            made.append(one)
    return made


def _decoded(text: str, places: list[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """The text with its escapes read; for each character, from where to where it stood."""
    letters: list[str] = []
    stood: list[tuple[int, int]] = []
    at = 0
    for match in _ESCAPES.finditer(text):
        letters += text[at : match.start()]
        stood += places[at : match.start()]
        first = match.start()
        for letter, size in _letters(bytes.fromhex(match[0].replace("%", ""))):
            letters.append(letter)
            stood.append((places[first][0], places[first + 3 * size - 1][1]))
            first += 3 * size
        at = match.end()
    return "".join([*letters, *text[at:]]), [*stood, *places[at:]]


def _letters(coded: bytes) -> list[tuple[str, int]]:
    """Characters, and of how many bytes each is."""
    for encoding in _ENCODINGS:
        try:
            read = coded.decode(encoding)
        except UnicodeDecodeError:
            continue
        return [(letter, len(letter.encode(encoding))) for letter in read]
    raise AssertionError
