"""What a question says of the source it wants: the kind of it, its days, the people in it.

Wishes prefer; they never exclude: a question for last year's figures is answered by this year's report.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from yiju.retrieval.addressed import called
from yiju.retrieval.dates import Days, days_of
from yiju.retrieval.fusion import Floats
from yiju.retrieval.shelf import Passage

_KINDS = {
    "contract": r"合同(?!期|额|价|金额|总)|协议(?:里|上|中|书)|\bcontract\b",
    "tender": r"标书|招标|投标|评标|磋商|\btender\b",
    "report": r"年报|报告(?:里|中|期|书)?|白皮书|\breport\b",
    "mail": r"邮件|来信|回信|发信|\be?-?mail\b",
    "call": r"电话|通话|会上|会议|录音|例会|\bcall\b",
    "news": r"新闻|报道|媒体|公告|\bnews\b",
    "post": r"朋友圈|公众号|群里|微信|帖子",
    "note": r"拜访记录|笔记|纪要",
}
KIND, DAYS, PERSON = 0.5, 0.5, 0.6
"""What a fulfilled wish is worth, in log-odds."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """``kinds`` of source; ``days`` it is of; ``surnames`` of people called by title."""

    kinds: frozenset[str] = frozenset()
    days: Days | None = None
    surnames: frozenset[str] = frozenset()


def wishes_of(text: str, plain: str, today: dt.date | None) -> Wishes:
    """What a question wants; ``plain``: the same in normal form. Without ``today`` no days are read."""
    kinds = frozenset(kind for kind, words in _KINDS.items() if re.search(words, plain))
    days = days_of(plain, today) if today else None
    return Wishes(kinds, days, frozenset(one[0] for one in called(text)))


def fulfilled(wishes: Wishes, passages: Sequence[Passage], plain: str) -> Floats:
    """What each passage gains, in log-odds."""
    return np.array([_one(wishes, passage, plain) for passage in passages])


def _one(wishes: Wishes, passage: Passage, plain: str) -> float:
    gain = KIND * (passage.kind in wishes.kinds)
    if wishes.days and passage.date:
        gain += DAYS * (wishes.days[0] <= passage.date <= wishes.days[1])
    named = any(
        (len(one) > 1 and one in plain) or one[:1] in wishes.surnames for one in passage.people if one
    )
    return gain + PERSON * named
