"""Moments as the database gives them back."""

import datetime as dt


def utc(moment: dt.datetime) -> dt.datetime:
    """SQLite gives moments back without their zone; all are kept in UTC."""
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
