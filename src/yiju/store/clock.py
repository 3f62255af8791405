"""The time that all processes share, by which what several of them do is ordered."""

import datetime as dt

import sqlalchemy as sa


def now(connection: sa.Connection) -> dt.datetime:
    """This moment, in UTC: by the database server's clock, as machines' own may differ."""
    if connection.dialect.name == "sqlite":  # a file: one machine
        return dt.datetime.now(dt.UTC)
    told: dt.datetime | None = connection.scalar(
        sa.select(sa.func.clock_timestamp(type_=sa.DateTime(timezone=True)))
    )
    assert told is not None
    return told.astimezone(dt.UTC)
