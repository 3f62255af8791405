"""The time that all processes share: leases and back-offs are told by it."""

import datetime as dt

import sqlalchemy as sa

from yiju.sandbox.moments import CHINA, utc


def now(connection: sa.Connection) -> dt.datetime:
    """This moment, in UTC: by the database server's clock, as machines' own may differ."""
    if connection.dialect.name == "sqlite":  # a file: one machine
        return dt.datetime.now(dt.UTC)
    told = connection.scalar(sa.select(sa.func.clock_timestamp(type_=sa.DateTime(timezone=True))))
    assert told is not None
    return utc(told)


def month(moment: dt.datetime) -> str:
    """Year and month in China, as ``2026-01``: quotas are counted there."""
    return f"{moment.astimezone(CHINA):%Y-%m}"
