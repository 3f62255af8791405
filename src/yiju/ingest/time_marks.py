"""Time marks of transcripts and chats: a clock time, alone or beside the name of who speaks.

Understood: ``王工 03:12`` on its own line, ``03:12 王工``, ``2026-01-15 10:03:12 王工``, ``王工 1/15 10:03``,
``[00:03:12] 王工：…``, ``03:12 王工: …``, ``王工(03:12)：…``, ``王工 [03:12] …``; alone on a line ``09:12``,
``2026年1月15日 星期四 下午 3:12``, ``昨天 21:05``.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from yiju.ingest.speaker_names import FIELD, NUMBERED, could_be_name, could_be_timed, is_likely

_CLOCK = r"\d{1,3}[:：]\d{2}(?:[:：]\d{2})?(?:[.,]\d{1,3})?"
_PART = r"(?:上午|下午|晚上|中午|凌晨|早上|傍晚|[ap]m)"
_WEEK = r"(?:[（(]?(?:星期|周|礼拜)[一二三四五六日天][）)]?)"
_DAY = r"(?:(?:\d{4}\s?[-/.年]\s?)?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?[日号]?|\d{1,2}[/.]\d{1,2}[/.]\d{4})"
_TO = rf"(?:\s*(?:-->|[-–—~～至])\s*(?:{_DAY}[ T]*)?{_CLOCK})"
_WHEN = rf"(?P<day>{_DAY})[ T,，]*{_WEEK}?[ ]*(?P<part>{_PART}[ ]*)?"
_TIME = (
    rf"(?:{_WHEN})?(?P<at>{_CLOCK})(?P<half>[ ]?[AaPp][Mm]\b)?"
    rf"{_TO}?"
)
_STOP = r":：,，。！？!?；;|\[\]【】<>"
NAME = rf"(?:\d{{3}}\*{{2,}}\d{{2,4}}|[^\s\d{_STOP}](?:[^\n{_STOP}]{{0,38}}?[^\s{_STOP}])?)"
"""A name, or the hidden number of one who dialled in."""
_FIRST = re.compile(rf"^\s*[\[【(（<〈]?\s*{_TIME}\s*[\]】)）>〉]?[ \t|]*(?:[-–][ ])?(?P<rest>.*)$")
_AFTER = re.compile(
    rf"^\s*[\[【]?(?P<name>{NAME})[\]】]?\s*(?P<open>[\[【(（<〈|])?\s*(?P<said>(?:{_WEEK}\s*)?{_PART}\s*)?"
    rf"{_TIME}\s*[\]】)）>〉|]?\s*(?P<colon>[:：])?\s*(?P<rest>.*)$"
)
_BARE = re.compile(
    rf"^[\s\-—=·*\[【(（]*"
    rf"(?P<said>(?:(?P<day>{_DAY})[ T,，]*)?(?:(?:今天|昨天|前天)[ ]*)?{_WEEK}?[ ]*(?P<part>{_PART}[ ]*)?"
    rf"(?P<at>{_CLOCK})(?P<half>[ ]?[AaPp][Mm])?{_TO}?)[\s\-—=·*\]】)）]*$",
    re.IGNORECASE,
)
_DAY_ALONE = re.compile(rf"^[\s\-—=·*\[【(（]*(?P<day>{_DAY})[ ]*{_WEEK}?[\s\-—=·*\]】)）]*$")
SPOKEN = re.compile(rf"^\s*[\[【]?(?P<name>{NAME})[\]】]?\s*[:：]\s*(?!//)(?P<rest>.*)$")
"""``name: what is said``."""
_ALONE = re.compile(rf"^[\[【]?(?P<name>{NAME})[\]】]?$")
_PUNCTUATED = re.compile(r"[，。！？；,;!?]")
_AFTERNOON = re.compile(r"下午|晚上|傍晚|pm", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that begins a turn.

    Attributes:
        name: who speaks; empty where the time stands without a name.
        time: seconds from the start, or since midnight; None where only a day is known.
        printed: the time as a person finds it, where it is a day's clock and no offset; else empty.
        day: as printed; empty where the mark has none.
        rest: what is said on the same line.
        labelled: the name is parted from what is said by a colon, or the time stands alone.
    """

    name: str
    time: float | None
    printed: str
    day: str
    rest: str
    labelled: bool

    @property
    def bare(self) -> bool:
        """Nothing but a time."""
        return not self.name and not self.rest


_LONGEST = 999 * 3600.0
"""Seconds: what lasts longer is a forged mark."""


def seconds(clock: str) -> float:
    """Seconds of ``MM:SS`` or ``H:MM:SS``, decimals allowed."""
    total = 0.0
    for part in clock.replace("：", ":").replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return min(total, _LONGEST)


def day_alone(line: str) -> str:
    """The day of a line that is a date and nothing else, as chats part their days by; else empty."""
    match = _DAY_ALONE.match(line)
    return match["day"] if match and re.search(r"\d{4}|月", match["day"]) else ""


def spoken(line: str) -> tuple[str, str] | None:
    """Name-like label and what follows its colon."""
    match = SPOKEN.match(line)
    return (match["name"].strip("*·• "), match["rest"]) if match else None


def timed_names(lines: Iterable[str]) -> set[str]:
    """Names that stand beside a time in at least two lines."""
    counts: Counter[str] = Counter()
    for line in lines:
        after = _AFTER.match(line)
        first = _FIRST.match(line)
        if first:
            named = SPOKEN.match(first["rest"]) or _ALONE.match(first["rest"])
            if named:
                counts[named["name"]] += 1
        elif after and not _PUNCTUATED.search(after["name"]):
            counts[after["name"]] += 1
    return {name for name, count in counts.items() if count >= 2}


def names_above(lines: Sequence[str]) -> set[str]:
    """Names on lines of their own, one above each time that stands alone; none where a time lacks one."""
    counts: Counter[str] = Counter()
    filled = ["：", *(line for line in lines if line.strip())]
    for above, line in pairwise(filled):
        if _BARE.match(line):
            alone = _ALONE.match(above.strip())
            counts[alone["name"] if alone and could_be_name(alone["name"]) else ""] += 1
    usual = 2 * sum(map(is_likely, counts)) >= len(counts)
    return set(counts) if counts and usual and not counts[""] and max(counts.values()) >= 2 else set()


def mark_of(line: str, following: Sequence[str], known: set[str]) -> Mark | None:
    """The mark that a line begins with, None where it has none.

    Args:
        line: the line.
        following: the lines after it, as many as may matter.
        known: see ``timed_names``.
    """
    bare = _BARE.match(line)
    if bare:
        return _mark("", bare, "", labelled=True)
    first = _FIRST.match(line)
    if first:
        return _time_first(first, following, known)
    after = _AFTER.match(line)
    if not after or not could_be_timed(after["name"]):
        return None
    sure = after["colon"] or after["open"] or not after["rest"]
    if not sure and after["name"] not in known and not NUMBERED.match(after["name"]):
        return None
    if not sure and _PUNCTUATED.search(after["rest"][:2]):
        return None  # 「王工 3:30，我们……」 is a sentence
    return _mark(after["name"], after, after["rest"], labelled=bool(after["colon"]))


def _time_first(first: re.Match[str], following: Sequence[str], known: set[str]) -> Mark:
    rest = first["rest"].strip()
    named = SPOKEN.match(rest)
    if named and (
        could_be_name(named["name"]) or (named["name"] in known and not FIELD.search(named["name"]))
    ):
        return _mark(named["name"], first, named["rest"], labelled=True)
    alone = _ALONE.match(rest)
    if alone:
        follows = next((line for line in following if line.strip()), "")
        certain = alone["name"] in known or NUMBERED.match(alone["name"]) or is_likely(alone["name"])
        if certain and follows and not _FIRST.match(follows):
            return _mark(alone["name"], first, "", labelled=False)
        for name in known:  # 「03:12 王工 我们先看报价」
            if rest.startswith(name + " "):
                return _mark(name, first, rest[len(name) :], labelled=False)
    return _mark("", first, rest, labelled=False)


def _mark(name: str, match: re.Match[str], rest: str, *, labelled: bool) -> Mark:
    found = match.groupdict()
    day, half = found["day"] or "", (found["half"] or "").strip()
    at = match["at"].replace("：", ":").replace(",", ".").partition(".")[0]
    said = found.get("said") or ""
    part = (found.get("part") or "").strip()
    printed = f"{part} {at} {half}".strip() if day or half else ""
    if said and not day and not said[0].isdigit():
        printed = " ".join(said.split()) if at in said else said.strip() + at  # 「昨天 21:05」
    time = seconds(match["at"])
    if _AFTERNOON.search(part + half + said) and at.count(":") and time:
        hour = int(at.split(":")[0])
        time += (12 * (3600 if at.count(":") == 2 else 60)) if hour < 12 else 0
    return Mark(name.strip("*·• "), time, printed, day, rest.strip(), labelled)
