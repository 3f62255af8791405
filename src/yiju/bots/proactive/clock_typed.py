"""A time of day as people type it: 14:30, 上午9点, 下午三点半, 2:00 PM."""

import datetime as dt

import regex

from yiju.bots.numerals import numbers_in

_HAN = "[二两]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_MINUTES = "[二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九]"
_CLOCK = regex.compile(
    r"(?P<part>早上|上午|中午|下午|傍晚|晚上|夜里|凌晨|早|晚)?\s*"
    rf"(?P<hour>\d{{1,2}}|{_HAN})"
    r"(?:(?P<sign>\s*[:点时])\s*(?:(?P<quarter>半|一刻|三刻|整|钟)"
    rf"|(?P<minute>\d{{1,2}}|{_MINUTES})\s*分?(?::(?P<second>\d{{1,2}})(?:\.\d+)?)?)?)?"
    r"\s*(?P<half>[aApP])?(?(half)\.?[mM]\.?)"
)
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45, "整": 0, "钟": 0}
_NOON = 12
_DOUBTFUL = 7
"""Hours before it, said by themselves (三点半), may be of the night or of the afternoon."""


class Doubtful(ValueError):
    """A time that may be meant in two ways. Its words say which, in Chinese."""


def read_clock(text: str) -> dt.time | None:
    """The time of day, in digits of 24 hours where no part of the day is named; None where it is none.

    Args:
        text: after NFKC.

    Raises:
        ValueError: no such time (25:00, 上午15点).
        Doubtful: 三点半 (of the night?), 晚上12点 (of which day?).
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    hour = _number(match["hour"])
    if match["half"]:
        hour = _halved(hour, match["half"].lower() == "p")
    elif match["part"]:
        hour = _in_part(hour, match["part"], text)
    elif 0 < hour < _DOUBTFUL and (match["sign"] or "").strip() in {"点", "时"}:
        raise Doubtful(f"“{text}”是凌晨还是下午？")
    minute = _QUARTERS[match["quarter"]] if match["quarter"] else _number(match["minute"] or "0")
    return dt.time(hour, minute, int(match["second"] or 0))


def _number(said: str) -> int:
    return int(said) if said.isdecimal() else numbers_in(said.removeprefix("零"))[0]


def _halved(hour: int, late: bool) -> int:
    if not 1 <= hour <= _NOON:
        raise ValueError(hour)
    return hour % _NOON + (_NOON if late else 0)


def _in_part(hour: int, part: str, text: str) -> int:
    if part in {"凌晨", "早上", "早", "上午"}:
        if hour > _NOON or (hour == _NOON and part in {"早上", "早"}):
            raise ValueError(hour)
        return 0 if hour == _NOON and part == "凌晨" else hour
    if hour == _NOON and part in {"晚上", "晚", "夜里"}:
        raise Doubtful(f"“{text}”是当天的开始还是结束？")
    if part == "中午":
        return hour if hour > 10 else hour + _NOON
    return hour + _NOON if hour < _NOON else hour
