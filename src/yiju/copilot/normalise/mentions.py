"""The exact things a text mentions: quantities, dates and times, codes."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from yiju.copilot.normalise.comparators import Bound

CLAUSE = "clause"
"""The unit of a clause number as printed before its clause."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit: ``text[start:end]``, words of its bound included; ``surface`` is the number
    as written.

    ``low == high`` but for a range. ``written`` is the first number before its 万/亿 and unit factor.
    ``optional`` marks 一个, 一家 … that may be no more than an article.
    """

    start: int
    end: int
    surface: str
    low: Decimal
    high: Decimal
    unit: str
    written: Decimal
    bound: Bound = Bound.NONE
    ordinal: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """A date or time of day, as far as it is said. ``period`` is Q1–Q4, H1, H2 or a word such as 年底."""

    start: int
    end: int
    surface: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    minute: int | None = None
    second: int | None = None
    period: str = ""
    bound: Bound = Bound.NONE


@dataclass(frozen=True, slots=True)
class Code:
    """A standard, model or part number: ``key`` is its spelling without blanks, in capitals."""

    start: int
    end: int
    surface: str
    key: str


Mention = Quantity | When | Code


def same_time(claim: When, quote: When, document_dates: frozenset[dt.date]) -> bool:
    """Whether ``quote`` says the time that ``claim`` says, or a more exact one.

    A year that the quote leaves out is taken from the documents' dates: it means the last or the next time
    that day comes round, as a December letter speaks of January. Where no date is given, any year passes;
    ``dt.date.min`` stands for a document whose date is not known, and lets none pass.
    """
    for mine, theirs in (
        (claim.month, quote.month),
        (claim.day, quote.day),
        (claim.minute, quote.minute),
        (claim.second, quote.second),
    ):
        if mine is not None and mine != theirs:
            return False
    if claim.period != quote.period and (claim.period or claim.month is None):
        return False
    if claim.year is None:
        return claim.month is not None or claim.day == quote.day
    if quote.year is not None:
        return claim.year == quote.year
    if quote.month is None and not quote.period:
        return False
    month = quote.month or _MONTH_OF.get(quote.period, 6)
    return not document_dates or any(
        abs((claim.year - date.year) * 12 + month - date.month) < (12 if quote.month else 18)
        for date in document_dates
    )


_MONTH_OF = {"Q1": 2, "Q2": 5, "Q3": 8, "Q4": 11, "H1": 3, "H2": 9, "年初": 1, "年底": 12, "初": 1, "底": 12}


def is_document_date(claim: When, document_dates: frozenset[dt.date]) -> bool:
    """Whether a claim's date is simply the date of a document it cites (在2026年1月15日的邮件中…)."""
    return claim.month is not None and any(
        claim.month == date.month and claim.year in {None, date.year} and claim.day in {None, date.day}
        for date in document_dates
        if claim.minute is None and not claim.period
    )
