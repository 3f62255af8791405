"""What of a text a person sees: control characters and invisible ones removed.

A control character commands a terminal, an invisible one splits a word that a rule would know, and a
direction mark shows figures in another order than they stand. A few that real text is spelt with stay:
joiners within emoji and between letters of Arabic, Indic and Mongolian scripts.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

CONTROL = r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
"""Control characters but tab and line ends, as ranges of a character class."""
INVISIBLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Default_Ignorable_Code_Point of Unicode, and the marks of interlinear annotation."""

_EMOJI = r"\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_JOINING = r"\u0600-\u109f\u1780-\u18af"
_KEPT = (
    rf"(?<=[{_EMOJI}])\ufe0f|(?<=[{_EMOJI}\ufe0f])\u200d(?=[{_EMOJI}])"
    rf"|(?<=[{_JOINING}])[\u200c\u200d](?=[{_JOINING}])|(?<=[\u1820-\u18aa])[\u180b-\u180f]"
)
_UNSEEN = re.compile(rf"(?=[{CONTROL}{INVISIBLE}])(?!{_KEPT}).", re.DOTALL)
_SMUGGLED = re.compile(
    "[\U000e0000-\U000e007f]{2,}|[\ufe00-\ufe0f\U000e0100-\U000e01ef]{3,}"
    "|[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u00ad\u3164\uffa0]{4,}"
)
"""Runs of characters that nobody sees and no script is spelt with: tags, marks upon marks."""
_SPREAD = (
    re.compile("[\u200b-\u200d\u2060-\u2064\ufeff]"),
    re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]"),
)
"""Signs of which several kinds, strewn over a text one by one, can spell words too."""
_MANY, _KINDS, _DENSE = 16, (2, 4), 0.1
"""So many of them, of so many kinds, for each letter: more than words, names and emoji are spelt with."""
_FLAG = re.compile("\U0001f3f4\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|"
    "\U000e0073\U000e0063\U000e0074|"
                   "\U000e0077\U000e006c\U000e0073)\U000e007f")  # fmt: skip
"""England, Scotland and Wales: the flags that are written in tags."""
_smuggled: ContextVar[list[int] | None] = ContextVar("smuggled", default=None)
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def visible(text: str) -> str:
    """The text without what nobody sees; every kind of line end is ``\\n``."""
    seen = _UNSEEN.sub("", _LINE_END.sub("\n", text))
    counts = _smuggled.get()
    if counts is not None and len(seen) < len(text):
        counts.append(_hiding(_FLAG.sub("", text), len(seen)))
    return seen


def _hiding(text: str, letters: int) -> int:
    """How many of the characters left out can hide words of their own."""
    runs = sum(len(run) for run in _SMUGGLED.findall(text))
    left = "".join(_UNSEEN.findall(_SMUGGLED.sub("", text)))
    for signs, kinds in zip(_SPREAD, _KINDS, strict=True):
        found = signs.findall(left)
        if len(found) >= max(_MANY, _DENSE * letters) and len(set(found)) >= kinds:
            runs += len(found)
    return runs


@contextmanager
def counting_smuggled() -> Iterator[list[int]]:
    """How many characters are left out meanwhile that hide words of their own, a number a text."""
    counts: list[int] = []
    before = _smuggled.set(counts)
    try:
        yield counts
    finally:
        _smuggled.reset(before)


def visible_line(text: str, most: int | None = None) -> str:
    """The same in one line, blanks closed up; cut with ``…`` after ``most`` characters."""
    line = " ".join(visible(text).split())
    return line if most is None or len(line) <= most else line[: most - 1] + "…"
