"""What changed between two wordings, piece by piece: words and figures stay whole; Chinese by character."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

from yiju.store.types import Frozen

_TOKEN = re.compile(r"[A-Za-z]+|\d+(?:[.,:/-]\d+)*%?|\s+|.", re.DOTALL)
_SHORT = 1
"""Unchanged tokens between two changes that are read as part of them."""


class Piece(Frozen):
    """A stretch of text: in both, only in the old one (``out``), only in the new one (``in``)."""

    kind: Literal["same", "out", "in"]
    text: str


def word_diff(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces, in order: those not ``in`` make up the old text, those not ``out`` the new one.

    Longest matching blocks (Ratcliff & Obershelp, as ``difflib`` finds them) over tokens.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    pieces: list[Piece] = []
    blocks = _calm(SequenceMatcher(None, before, after, autojunk=False).get_opcodes())
    for tag, i1, i2, j1, j2 in blocks:
        if tag == "equal":
            pieces.append(Piece(kind="same", text="".join(before[i1:i2])))
            continue
        if i1 < i2:
            pieces.append(Piece(kind="out", text="".join(before[i1:i2])))
        if j1 < j2:
            pieces.append(Piece(kind="in", text="".join(after[j1:j2])))
    return tuple(pieces)


_Block = tuple[str, int, int, int, int]


def _calm(codes: Sequence[_Block]) -> list[_Block]:
    """A lone character that stays between two changes belongs to them: else the eye finds only crumbs."""
    found: list[_Block] = []
    for n, (tag, i1, i2, j1, j2) in enumerate(codes):
        inner = 0 < n < len(codes) - 1
        kind = "replace" if tag != "equal" or (inner and i2 - i1 <= _SHORT) else "equal"
        if found and kind == "replace" == found[-1][0]:
            _, a, _, b, _ = found[-1]
            found[-1] = ("replace", a, i2, b, j2)
        else:
            found.append((kind, i1, i2, j1, j2))
    return found
