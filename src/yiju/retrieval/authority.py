"""What holds now comes first: a newer version over the one it replaces, and of equals the newer."""

import re
from collections.abc import Sequence

import numpy as np

from yiju.retrieval.edition_asked import edition_asked
from yiju.retrieval.fusion import Floats
from yiju.retrieval.series import year_of
from yiju.retrieval.shelf import Passage

_PAST = re.compile(
    r"原来|原先|之前|以前|旧版|原版|第一版|历史|当初|最初|改了|改成|变更|变化|变了|前后|对比|比较|previous|original"
)
"""The question is about what was, or about both."""
SUPERSEDED = 1.0
"""What a replaced version loses, in log-odds: it is found behind the one that holds. What it gains where
it is asked for."""
NEWER = 0.25
"""What the newest of the candidates gains over the oldest."""
_HALF_LIVES = {"call": 180.0, "mail": 180.0, "note": 180.0, "post": 180.0, "news": 270.0, "tender": 365.0}
"""Days after which a source of a kind counts half as new; others keep twice as long."""
_LONG = 730.0


def standing(passages: Sequence[Passage], plain: str) -> Floats:
    """What each passage gains or loses, in log-odds. Nothing where the question asks for what was.

    Where it names an older edition, what was replaced gains; of the year that it names, nothing was.
    """
    asked = edition_asked(plain)
    if asked is not None and asked.older:
        return np.array([SUPERSEDED * one.superseded for one in passages])
    if _PAST.search(plain):
        return np.zeros(len(passages))
    days = [one.date.toordinal() for one in passages if one.date]
    last = max(days, default=0)
    return np.array(
        [
            _freshness(one, last) - SUPERSEDED * (one.superseded and not _of_year(one, plain))
            for one in passages
        ]
    )


def _of_year(passage: Passage, plain: str) -> bool:
    year = year_of(passage.kind or "", passage.title, passage.date)
    return year is not None and str(year) in plain


def _freshness(passage: Passage, last: int) -> float:
    if passage.date is None:
        return 0.0
    half = _HALF_LIVES.get(passage.kind or "", _LONG)
    return float(NEWER * 0.5 ** ((last - passage.date.toordinal()) / half))
