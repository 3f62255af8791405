"""A sentence that promises, hands over or is asked for several things: each of them apart.

样件周五前给您，报价单下周一发 are two promises, and 样件收到了，报价单还没有 keeps one of them.
"""

import datetime as dt
from dataclasses import replace
from functools import lru_cache
from typing import Literal

import regex

from yiju.copilot.cues import cue
from yiju.copilot.duedates import due_date
from yiju.copilot.material import Span
from yiju.copilot.promises import hands_over, is_promise, things
from yiju.copilot.sentences import split_spans
from yiju.copilot.traces import traces

Sort = Literal["promise", "done", "chase", ""]
Part = tuple[int, int, Sort]

_CLAUSE = regex.compile(r"[，；;]|,(?!\d)")
_GIVES = regex.compile(
    r"发|提交|提供|寄|补|回复|答复|反馈|交|完成|落实|出具|做|给|派|付|结清|打款|到账|上门|安排|上线|送|整理|更新"
)
_NOW = regex.compile(r"今[天日早晚]|现[将把]|此次|\btoday\b", regex.IGNORECASE)
_POINTS_BACK = regex.compile(r"该|上述|前述|[这那此](?:[个笔份批项件款套]|些)|两者|都|也(?:还|是)?没")
"""Speaks of what was named before."""
_ANY_DAY = dt.date(2000, 1, 3)
"""Whether a clause names a day at all does not hang on the day it was said."""


def promises_in(span: Span) -> list[Span]:
    """The promises of a sentence of talk: itself, or the parts that promise where it tells several things.

    Empty where it promises nothing.
    """
    whole = is_promise(span.text)
    told = parts(span.text)
    found = [_piece(span, start, end) for start, end, sort in told if sort == "promise"]
    if len(told) < 2 or not found:
        return [span] if whole else []
    return found if whole else [one for one in found if is_promise(one.text)]


def told_in(span: Span) -> list[Span]:
    """What a sentence tells of things promised: itself, or its parts where it tells several things."""
    found = parts(span.text)
    return [_piece(span, start, end) for start, end, _ in found] if len(found) > 1 else [span]


def sentence_of(span: Span) -> Span:
    """The whole sentence that a span stands in."""
    around = ((s, e) for s, e in split_spans(span.paragraph.text) if s <= span.start and span.end <= e)
    start, end = next(around, (span.start, span.end))
    return replace(span, start=start, end=end)


@lru_cache(maxsize=32768)
def parts(text: str) -> tuple[Part, ...]:
    """Start, end and sort of each thing that a sentence tells; one of no sort where it tells but one.

    A part names what it is about, a thing or an amount that no other part has; what names nothing of its own
    belongs to the part before it. What only asks or supposes is never parted.
    """
    one: tuple[Part, ...] = ((0, len(text), ""),)
    if cue("promise", "not").search(text.rstrip("？?")) or cue("done", "supposed").search(text):
        return one
    found: list[Part] = []
    begin: int | None = None
    for start, end in _clauses(text):
        begin = start if begin is None else begin
        sort = _sort(text[begin:end], handed=hands_over(text))
        if not sort:
            continue  # belongs to what follows
        if found and (sort, found[-1][2]) != ("promise", "promise") and sort == found[-1][2]:
            found[-1] = (found[-1][0], end, sort)
        elif found and not _of_its_own(text[begin:end], text[found[-1][0] : found[-1][1]]):
            found[-1] = (found[-1][0], end, _worst(found[-1][2], sort))
        else:
            found.append((begin, end, sort))
        begin = None
    if len(found) < 2 or not all(_named(text[start:end]) for start, end, _ in found):
        return one
    return (*found[:-1], (found[-1][0], len(text), found[-1][2]))


def _sort(clause: str, *, handed: bool) -> Sort:
    """``handed``: the sentence comes with something; else a day and a word of giving are a promise enough."""
    if cue("chase").search(clause):
        return "chase"
    promises = is_promise(clause)
    if (cue("done").search(clause) and not promises) or (handed and _NOW.search(clause)):
        return "done"
    dated = (
        not handed
        and due_date(clause, _ANY_DAY, periods=True) is not None
        and _GIVES.search(clause) is not None
    )
    return "promise" if promises or (dated and bool(_named(clause))) else ""


def _of_its_own(clause: str, before: str) -> bool:
    return not _POINTS_BACK.search(clause) and bool(_named(clause) - _named(before))


def _named(text: str) -> frozenset[str]:
    """The things, amounts and instalments that a clause names."""
    return things(text) | frozenset(mark for mark in traces(text) if mark[-1] not in "日底天周")


def _worst(one: Sort, other: Sort) -> Sort:
    """What holds of one thing of which two clauses tell: 收到了，还没检 is asked for still."""
    order: tuple[Sort, ...] = ("chase", "promise", "done")
    return next((sort for sort in order if sort in (one, other)), "")


def _clauses(text: str) -> list[tuple[int, int]]:
    ends = [match.start() for match in _CLAUSE.finditer(text)] + [len(text)]
    begins = [0, *(end + 1 for end in ends[:-1])]
    return [(start, end) for start, end in zip(begins, ends, strict=True) if start < end]


def _piece(span: Span, start: int, end: int) -> Span:
    return replace(span, start=span.start + start, end=span.start + end)
