"""Times of day as people type them: 晚上十点到早上七点, 22点半-7:30."""

import regex

from yiju.bots.numerals import numbers_in

_SIGNS = regex.compile(r"\s*[-~～—–到至]\s*")
_CLOCK = regex.compile(
    r"(?:从\s*|第二天|次日)*(?P<part>早上|上午|中午|下午|晚上|夜里|凌晨|早|晚)?\s*"
    r"(?P<hour>\d{1,2}|[一二两三四五六七八九十]{1,3})\s*"
    r"(?:[:：点时]\s*(?P<minute>\d{1,2}|半|整)?\s*分?)?\s*"
)
_LATE = ("中午", "下午", "晚上", "夜里", "晚")


def are_hours(text: str) -> bool:
    """Whether these are two times of day."""
    return len(_clocks(text)) == 2


def plain_hours(text: str) -> str:
    """Two times of day in digits, ``22:00-7:00``; as it was where they are none."""
    return "-".join(map(_plain, _clocks(text))) if are_hours(text) else text


def _clocks(text: str) -> "list[regex.Match[str]]":
    found = [_CLOCK.fullmatch(part) for part in _SIGNS.split(text.strip())[:3]]
    return [match for match in found if match] if None not in found else []


def _plain(match: "regex.Match[str]") -> str:
    hour = int(match["hour"]) if match["hour"].isdecimal() else numbers_in(match["hour"])[0]
    if match["part"] in _LATE and hour <= 12:
        noon = match["part"] == "中午"
        hour = hour if noon and hour > 10 else (hour + 12) % 24
    minute = {"半": "30", "整": "00", None: "00"}.get(match["minute"], match["minute"])
    return f"{hour}:{minute}"
