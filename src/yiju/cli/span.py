"""Days on the command line, as moments: those of China."""

import datetime as dt

import typer

from yiju.sandbox.moments import CHINA, local


def first_moment(text: str, option: str) -> dt.datetime | None:
    """The beginning of a day, or nothing. Raises typer.BadParameter naming the option."""
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{option} 要写成 2026-01-15 这样的日期，收到的是 {text!r}") from error
    return dt.datetime.combine(day, dt.time(), tzinfo=CHINA)


def past_moment(text: str, option: str) -> dt.datetime | None:
    """The end of a day, itself no longer in it, or nothing. Raises as ``first_moment``."""
    begun = first_moment(text, option)
    return None if begun is None else begun + dt.timedelta(days=1)


def shown_moment(moment: dt.datetime) -> str:
    """A moment as people read it: ``2026-01-20 18:02``."""
    return local(moment).strftime("%Y-%m-%d %H:%M")
