"""Days and times as people and programs write them. Without a zone they are China's."""

import datetime as dt
import re
import unicodedata

from yiju.errors import YijuError
from yiju.sandbox.moments import CHINA

MORNING = dt.time(9, 0)
"""When a visit is taken to be of which only the day is known."""
_FORM = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[ T]*(上午|下午|晚上)?\s*(\d{1,2})(?:[:点时](\d{1,2})?分?(?::(\d{1,2})(?:\.\d+)?)?)?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?"
)


def read_moment(text: str) -> dt.datetime:
    """``2026-03-12 14:00``, ``2026/3/12 14:00``, ``2026年3月12日下午2点``, ISO with a zone, or a day alone.

    Raises:
        YijuError: it is none, or no such day or time.
    """
    clean = unicodedata.normalize("NFKC", text).strip()
    match = _FORM.fullmatch(clean)
    try:
        if match:
            day = dt.date(int(match[1]), int(match[2]), int(match[3]))
            return dt.datetime.combine(day, _time(match), tzinfo=_zone(match[8]))
    except ValueError:  # no such day or time
        pass
    raise YijuError(
        f"时间看不懂：{clean[:40] or '（空）'}", hint="写成 2026-03-12 14:00；只写日期就当作 9:00。"
    )


def _time(match: re.Match[str]) -> dt.time:
    if match[5] is None:
        return MORNING
    hour = int(match[5])
    hour += 12 if match[4] in {"下午", "晚上"} and hour < 12 else 0
    return dt.time(hour, int(match[6] or 0), int(match[7] or 0))


def _zone(text: str | None) -> dt.tzinfo:
    if not text:
        return CHINA
    if text == "Z":
        return dt.UTC
    digits = text[1:].replace(":", "")
    offset = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return dt.timezone(-offset if text[0] == "-" else offset)
