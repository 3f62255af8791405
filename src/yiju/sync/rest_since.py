"""What is new is asked for by the greatest value of a field.

A value that lies in the future (``9999-12-31`` for “no end”) never becomes what the next run asks from:
nothing would ever be new again (see ``rest_moment.is_to_come``).
"""

import datetime as dt
from typing import Any

from yiju.sync.rest_config import Since
from yiju.sync.rest_moment import FORMS, moment_of, zoned
from yiju.sync.rest_record import worded


def greater(one: str, other: Any) -> str:
    """The greater of what was seen until now and a record's value; moments as moments, numbers as numbers."""
    text = worded(other)
    if not text or not one or text == one:
        return text or one
    before, now = moment_of(one), moment_of(text)
    if before is not None and now is not None:
        return text if zoned(now) > zoned(before) else one
    try:
        return text if float(text) > float(one) else one
    except ValueError:
        return max(one, text)


def asked(since: Since, cursor: str) -> str:
    """The value of the parameter: the greatest that was seen, less the overlap, as the service wants it."""
    if not cursor:
        return since.first
    if since.form == "raw":
        return cursor
    moment = moment_of(cursor)
    if moment is None:
        return cursor
    moment -= dt.timedelta(seconds=since.overlap)
    if since.form == "date":
        return moment.date().isoformat()
    if since.form == "compact":
        return moment.strftime(FORMS.get(len(cursor), FORMS[14]) if cursor.isdigit() else FORMS[14])
    if since.form == "iso":
        return moment.isoformat() if moment.tzinfo else moment.isoformat(sep="T" if "T" in cursor else " ")
    seconds = zoned(moment).timestamp()
    return str(int(seconds * 1000 if since.form == "epoch_ms" else seconds))
