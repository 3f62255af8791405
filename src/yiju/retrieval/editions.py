"""When two documents are editions of one, and which of them is the newer."""

import datetime as dt

import regex

DIGITS = regex.compile(r"\d[\d,，.]*")
_REVISED = regex.compile(r"修订|更正|变更|澄清|补遗|第[二三四]版|V[2-9]|rev", regex.IGNORECASE)
_LOT = regex.compile(
    r"第?(?P<lot>[一二三四五六七八九十]+|\d+|[A-Za-z])\s*(?:包(?!装|含)件?|标段|号包)|(?:包|标段)\s*(?P<lot>[一二三四五六七八九十]+|\d+)"
)
_SHARED = 0.35
"""Share of number-masked sentences that makes two documents editions of one."""
TELLING = 8
"""Characters from which a sentence counts."""


def mask(text: str) -> str:
    """The text with every number replaced, so that editions of a sentence meet."""
    return DIGITS.sub("#", text)


def akin(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two documents, as sets of masked sentences, are editions of one."""
    return bool(one and other) and len(one & other) / min(len(one), len(other)) >= _SHARED


def edition_key(date: dt.date | None, title: str) -> tuple[str, bool, str]:
    """Sorts editions, the newest last: by date, then the one whose title says that it was revised."""
    revised = bool(_REVISED.search(title))
    return (date.isoformat() if date else "", revised, title if revised else "")


def precedes(date: dt.date | None, title: str, other_date: dt.date | None, other_title: str) -> bool:
    """Whether a document is older than another that it is akin to.

    Lots of one tender are not; nor are two of one day of which neither says that it was revised.
    """
    lots = {found["lot"] for one in (title, other_title) if (found := _LOT.search(one))}
    return len(lots) < 2 and edition_key(date, title) < edition_key(other_date, other_title)
