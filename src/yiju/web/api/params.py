"""Parameters that many routes share."""

import datetime as dt
from typing import Annotated

from fastapi import Path, Query
from pydantic import AfterValidator

Id = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]
"""An id in a path."""
Limit = Annotated[int, Query(ge=1, le=200)]
"""At most so many."""
OptionalId = Annotated[str | None, Query(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]
"""An id in a query."""
Name = Annotated[str | None, Query(min_length=1, max_length=200)]
"""A customer's or user's name in a query."""


def _zoned(moment: dt.datetime | None) -> dt.datetime | None:
    """Without a zone it is UTC; so near the ends of the calendar that no zone can be changed, refused."""
    if moment is None:
        return None
    if not 1970 <= moment.year <= 9000:
        raise ValueError("年份要在 1970 到 9000 之间")
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def _near(day: dt.date | None) -> dt.date | None:
    if day is not None and not 1970 <= day.year <= 9000:
        raise ValueError("年份要在 1970 到 9000 之间")
    return day


Day = Annotated[dt.date | None, AfterValidator(_near)]
"""A day in a body."""
Moment = Annotated[dt.datetime | None, AfterValidator(_zoned)]
"""A moment in a query or body."""
