"""A text as the eye reads it: one sign written one way, what cannot be seen left out; and where it stood."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣﹘"), "-")
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u1680\u202f\u205f\u3000\t"), " ") | dict.fromkeys(
    range(0x2000, 0x200B), " "
)
_LETTERS = str.maketrans(
    "АВЕЅІЈКМНОРСТХУаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABESIJKMHOPCTXYaeopcyxijsABEZHIKMNOPTYXo"
)
"""Cyrillic and Greek letters that look like a Latin one."""
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]+"
)


class _Signs(dict[int, str | int]):
    """What each sign is written as, worked out once: one character for one."""

    def __missing__(self, code: int) -> str | int:
        char = chr(code)
        value = unicodedata.decimal(char, None)
        folded = str(value) if value is not None else unicodedata.normalize("NFKC", char)
        self[code] = folded if len(folded) == 1 and folded.isascii() else char
        return self[code]


_COMMA = {0xFF0C: "，"}
"""Stays as it is: what follows it begins anew, where ``1,5`` is one number."""
_SIGNS = _Signs({**_COMMA, **_DASHES, **_BLANKS, **_LETTERS})


class Read(NamedTuple):
    """``text``: as ``plain`` writes it, without what cannot be seen; ``at``: where each character stood, None
    where nothing was left out.
    """

    text: str
    at: Sequence[int] | None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text that was read, of offsets in this one."""
        return (start, end) if self.at is None else (self.at[start], self.at[end - 1] + 1)


def plain(text: str) -> str:
    """Digits, letters, dashes and blanks as in ASCII. ``len(plain(text)) == len(text)``."""
    return text if text.isascii() and "\t" not in text else text.translate(_SIGNS)


def read(text: str) -> Read:
    """The text as it is looked at: nothing invisible can tear a number apart."""
    if text.isascii() or _UNSEEN.search(text) is None:
        return Read(plain(text), None)
    at: list[int] = []
    done = 0
    for match in _UNSEEN.finditer(text):
        at.extend(range(done, match.start()))
        done = match.end()
    at.extend(range(done, len(text)))
    return Read(plain(_UNSEEN.sub("", text)), at)
