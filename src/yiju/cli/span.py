"""Days on the command line: as days, and as moments, those of China."""

import datetime as dt
import re

from yiju.errors import Invalid
from yiju.sandbox.moments import CHINA, shown


def day(text: str | None, option: str) -> dt.date | None:
    """A day, or nothing. Raises Invalid naming the option."""
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise Invalid(f"{option}：没有 {text} 这一天。") from error
        raise Invalid(f"{option} 要写成 2026-01-15 这样的日期，收到的是 {text!r}。") from error


def first_moment(text: str, option: str) -> dt.datetime | None:
    """The beginning of a day, or nothing. Raises as ``day``."""
    found = day(text, option)
    return None if found is None else dt.datetime.combine(found, dt.time(), tzinfo=CHINA)


def past_moment(text: str, option: str) -> dt.datetime | None:
    """The end of a day, itself no longer in it, or nothing. Raises as ``day``."""
    begun = first_moment(text, option)
    return None if begun is None else begun + dt.timedelta(days=1)


def shown_moment(moment: dt.datetime) -> str:
    """A moment as people read it, in China: ``2026-01-20 18:02``."""
    return shown(moment)
