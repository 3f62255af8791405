"""What a value of a service tells as a moment, in whichever way it writes them.

``20260110123000`` is a day and a time, not seconds since 1970; a number is such seconds (or milliseconds)
only where it falls between 1990 and tomorrow.
"""

import datetime as dt
import re
from typing import Any

from yiju.store.days import CHINA

FORMS = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
"""Days and times written as digits alone, by how many."""
HOUSE = CHINA
"""Of moments without a zone: of the usual ones an early one, so that rather too much is asked for."""
DAY = dt.timedelta(days=1)
_WRITTEN = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T ]{1,3}(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?(?:\.\d{1,9})?)?"
)
_FIRST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)


def moment_of(value: Any) -> dt.datetime | None:
    """The moment that a value tells, without a zone where it tells none; None where it tells no moment."""
    if value is None or isinstance(value, bool | list | dict):
        return None
    whole = isinstance(value, float) and value.is_integer()
    text = f"{value:.0f}" if whole else str(value).strip()[:40]
    if text.isascii() and text.isdigit() and (form := FORMS.get(len(text))):
        try:
            found = dt.datetime.strptime(text, form)
        except ValueError:
            pass
        else:
            if found.year >= 1900:
                return found
    try:
        return _since_1970(float(text))
    except ValueError:
        pass
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return _written(text)


def zoned(moment: dt.datetime) -> dt.datetime:
    """With the zone of the house where it has none."""
    return moment if moment.tzinfo else moment.replace(tzinfo=HOUSE)


def is_to_come(value: Any) -> bool:
    """Whether a value tells a moment that lies more than a day ahead."""
    found = moment_of(value)
    return found is not None and zoned(found) > dt.datetime.now(dt.UTC) + DAY


def _since_1970(number: float) -> dt.datetime | None:
    """Seconds or milliseconds: whichever falls between 1990 and tomorrow."""
    end = dt.datetime.now(dt.UTC) + DAY
    for seconds in (number, number / 1000):
        if _FIRST.timestamp() <= seconds <= end.timestamp():
            return dt.datetime.fromtimestamp(seconds, dt.UTC)
    return None


def _written(text: str) -> dt.datetime | None:
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return dt.datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
