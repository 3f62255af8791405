"""Rows of a payment plan: the payer's promises, and what was paid of each."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import regex

from yiju.copilot.cues import cue
from yiju.copilot.duedates import due_date
from yiju.copilot.material import Material, Span
from yiju.copilot.stated import measure_of
from yiju.copilot.traces import SHARE, traces
from yiju.copilot.values import value_pattern
from yiju.store.types import Kind, Role

_PAID = regex.compile(
    r"(?<![未没]|没有|尚未|[争收]取)(?:到账|付清|结清|收讫)|已(?:经)?(?:支?付|收到?|汇|打款)|(?<![未没]|没有)收到|付了"
)
_AHEAD = regex.compile(r"争取|预计|计划(?:于|在)|承诺|将|会(?:付|在)|准备付|请(?:贵|您|你|于|在)|[？?]$")
"""A payment that is wished for or to come."""
_IN_PART = regex.compile(r"部分|一部分|尚欠|还欠|还差|余款|剩余|其余|只(?:付|收|到)")
_MONTH_DAY = regex.compile(r"(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]")
_TEN_THOUSAND = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Instalment:
    """A row whose day has passed. ``proof``: the newest that is told of it; ``paid``: whether that is all."""

    span: Span
    due: dt.date
    paid: bool
    proof: Span | None


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a plan: its day, and its number (第三期)."""

    span: Span
    day: dt.date
    mark: str


def instalments(material: Material, talk: Sequence[Span]) -> list[Instalment]:
    """The rows past their day of every plan of which somebody has asked for one.

    A row is unpaid where it is asked for, where a part of it was paid, or where nobody tells of a payment and
    an earlier row of its plan is unpaid. ``talk``: what calls, mails and notes tell up to today, by day.
    """
    plans = _plans(material)
    named = Counter(mark for rows in plans for mark in {row.mark for row in rows})
    found: list[Instalment] = []
    for rows in plans:
        unpaid = False
        for row in sorted(rows, key=lambda row: row.day):
            one = _told_of(row, talk, alone=named[row.mark] == 1)
            if one is None and unpaid:
                one = Instalment(row.span, row.day, paid=False, proof=None)
            if one is not None:
                unpaid = unpaid or not one.paid
                found.append(one)
    return found


def promised_anew(promise: Span, before: Sequence[Span], rows: Sequence[Instalment]) -> Instalment | None:
    """The unpaid row that a spoken promise to pay gives another day to: it names the row's sum, and the turn
    before it (``before``) the row's number, or its day and its sum. None where several rows fit.
    """
    sums = _amounts(promise.text)

    def meant(row: Instalment) -> bool:
        own = _amounts(row.span.text)
        return not row.paid and not sums.isdisjoint(own) and any(_names(o.text, row, own) for o in before)

    fitting = [row for row in rows if meant(row)]
    return fitting[0] if len(fitting) == 1 else None


def _names(text: str, row: Instalment, sums: frozenset[Decimal]) -> bool:
    if not set(SHARE.findall(row.span.text)[:1]).isdisjoint(SHARE.findall(text)):
        return True
    days = {(int(month), int(day)) for month, day in _MONTH_DAY.findall(text)}
    return (row.due.month, row.due.day) in days and not sums.isdisjoint(_amounts(text))


def _plans(material: Material) -> list[list[_Row]]:
    """The rows past their day of each plan; of one that lies there twice, of one copy. What tells of a
    payment is no row of a plan.
    """
    plans: dict[str, list[_Row]] = defaultdict(list)
    seen: set[tuple[str, dt.date, frozenset[Decimal]]] = set()
    for span in material.of(Kind.NOTE, Kind.CONTRACT, Kind.MAIL):
        mark = next(iter(SHARE.findall(span.text)), "")
        sums = _amounts(span.text)
        if not mark or span.paragraph.role is not Role.TABLE_ROW or not sums or _PAID.search(span.text):
            continue
        day = due_date(span.text, span.day)
        if day and day < material.as_of and (mark, day, sums) not in seen:
            seen.add((mark, day, sums))
            plans[span.document.id].append(_Row(span, day, mark))
    return list(plans.values())


def _told_of(planned: _Row, talk: Sequence[Span], *, alone: bool) -> Instalment | None:
    """What the newest sentence of another paper tells of a row; None where none tells anything.

    ``alone``: no other plan has an instalment of that number; else its sum or day must be named as well.
    """
    row, day, mark = planned.span, planned.day, planned.mark
    asked: Span | None = None
    paid: tuple[Span, bool] | None = None
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for other in talk:
        if other.document.id == row.document.id or other.day < row.day or mark not in other.text:
            continue
        about = _about(mark, other.text)
        same_sum = not _amounts(row.text).isdisjoint(_amounts(about))
        repeated = same_sum or len(traces(row.text) & traces(about)) >= 2
        if not (alone or repeated):
            continue
        if _PAID.search(about) and not _AHEAD.search(about):
            # Several papers may tell of one payment; one paper tells of each once.
            sums[other.document.id] += _paid_by(about, row.text)
            paid = other, _in_full(about, sums[other.document.id], row.text)
        elif other.day >= day and cue("chase").search(about) and (repeated or paid is not None):
            asked = other
    if paid is not None and (asked is None or paid[0].day >= asked.day):
        return Instalment(row, day, paid=paid[1], proof=paid[0])
    return Instalment(row, day, paid=False, proof=asked) if asked is not None else None


def _about(mark: str, text: str) -> str:
    """What a sentence tells of one instalment: all of it; where it names several, from this one's name on."""
    if len(set(SHARE.findall(text))) < 2:
        return text
    behind = text[text.index(mark) :]
    after = next((m.start() for m in SHARE.finditer(behind) if m.group() != mark), len(behind))
    return behind[:after]


def _paid_by(told: str, row: str) -> Decimal:
    """How much a payment was: the least sum named, for rows add up beside it; unknown where it was a part of
    the row's own sum.
    """
    least = min(_amounts(told), default=Decimal(0))
    return Decimal(0) if _IN_PART.search(told) and least in _amounts(row) else least


def _in_full(told: str, summed: Decimal, row: str) -> bool:
    """Whether what one paper tells so far pays all of a row; without a sum it does, unless it was in part."""
    return summed >= min(_amounts(row)) or (not _amounts(told) and _IN_PART.search(told) is None)


def _amounts(text: str) -> frozenset[Decimal]:
    """The sums of money that a text names, in yuan; a bare one of a row has its unit in its heading."""
    found = set()
    for match in value_pattern("money").finditer(text):
        measure = measure_of(match.group())
        bare = regex.fullmatch(r"[\d,，.]+", match.group().strip())
        if bare:
            number = Decimal(regex.sub(r"[,，]", "", match.group().strip()).rstrip(".") or "0")
            found.add(number * (_TEN_THOUSAND if "万元" in text[: match.start()] else 1))
        elif measure is not None:
            found.add(measure[0])
    return frozenset(found)
