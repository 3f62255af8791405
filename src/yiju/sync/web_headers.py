"""What the headers of an answer say, whoever wrote them: a header that makes no sense says nothing."""

import codecs
import datetime as dt
import email.message
import email.utils
from collections.abc import Mapping

_MOST_WAIT = 7 * 86400.0
_NO_CHARSETS = frozenset({"punycode", "idna", "undefined", "unicode_escape", "raw_unicode_escape"})
"""Of Python alone; the first takes the square of a text's length."""


def media_of(headers: Mapping[str, str]) -> tuple[str, str, str]:
    """The media type and the charset in small letters, and the file's name; empty where none is told.

    Args:
        headers: by their names in small letters.
    """
    told = email.message.Message()
    try:
        told["content-type"] = headers.get("content-type", "")
        told["content-disposition"] = headers.get("content-disposition", "")
        kind = told.get_content_type() if headers.get("content-type") else ""
        return kind, _known(str(told.get_content_charset(""))), str(told.get_filename("") or "")
    except (ValueError, LookupError):
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        return kind, "", ""


def retry_after(said: str) -> float | None:
    """Seconds to wait, of ``Retry-After`` (RFC 9110 §10.2.3), a number or a moment; a week at most."""
    said = said.strip()
    if said.isascii() and said.isdigit():
        return min(float(said[:9]), _MOST_WAIT)
    try:
        at = email.utils.parsedate_to_datetime(said)
    except (ValueError, TypeError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
    return min(max(0.0, (at - dt.datetime.now(dt.UTC)).total_seconds()), _MOST_WAIT)


def _known(charset: str) -> str:
    try:
        name = codecs.lookup(charset).name if charset else ""
    except (LookupError, ValueError):
        return charset
    return "" if name.replace("-", "_") in _NO_CHARSETS else charset
