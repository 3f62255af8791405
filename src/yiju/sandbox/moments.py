"""Moments as the database gives them back, and as people in China read them."""

import datetime as dt

from yiju.errors import Invalid

CHINA = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")
"""The zone of days, weeks and hours, wherever the server stands; China has had no other since 1991."""


def utc(moment: dt.datetime) -> dt.datetime:
    """SQLite gives moments back without their zone; all are kept in UTC."""
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def local(moment: dt.datetime) -> dt.datetime:
    """A moment as clocks in China show it; one without a zone is UTC, as the database gives it."""
    return utc(moment).astimezone(CHINA)


def in_order(since: dt.datetime | None, until: dt.datetime | None) -> None:
    """Raises Invalid where a span, its end not in it, ends before it begins: it would hold nothing."""
    if since is not None and until is not None and until <= since:
        raise Invalid("结束（until）早于开始（since），这段时间里什么也没有。", hint="把两个日期对调。")


def shown(moment: dt.datetime) -> str:
    """A moment as people read it, in China: ``2026-01-20 18:02``."""
    return local(moment).strftime("%Y-%m-%d %H:%M")
