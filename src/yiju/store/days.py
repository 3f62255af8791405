"""Days as people in China count them, wherever the server stands."""

import datetime as dt

CHINA = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")
"""China has had no other zone since 1991."""


def now() -> dt.datetime:
    """This moment, as clocks in China show it."""
    return dt.datetime.now(CHINA)


def today() -> dt.date:
    """The day in China."""
    return now().date()


def within(day: dt.date) -> dt.datetime:
    """What parts past from future on a day: the moment now if it is today, else when it begins in China."""
    moment = now()
    return moment if moment.date() == day else dt.datetime.combine(day, dt.time(), CHINA)
