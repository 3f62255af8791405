"""When two documents are editions of one, and which of them is the newer."""

import datetime as dt

import regex

DIGITS = regex.compile(r"\d[\d,，.]*")
_REVISED = regex.compile(r"修订|更正|变更|澄清|补遗|第[二三四]版|V[2-9]|rev", regex.IGNORECASE)
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
    return (date.isoformat() if date else "", bool(_REVISED.search(title)), title)
