"""Turns of a call transcript written as text, in the forms that meeting tools export.

Understood marks: ``王工 03:12`` on its own line, ``03:12 王工``, ``2026-01-15 10:03:12 王工``,
``[00:03:12] 王工：…``, ``03:12 王工: …``, ``王工(03:12)：…``, ``王工 [03:12] …``,
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from yiju.ingest.lines import join_lines

_CLOCK = r"\d{1,3}[:：]\d{2}(?:[:：]\d{2})?(?:[.,]\d{1,3})?"
_DAY = r"(?:\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?[ T]*)"
_TIME = rf"(?P<day>{_DAY})?(?P<at>{_CLOCK})(?:\s*(?:-->|[-–—~～至])\s*{_DAY}?{_CLOCK})?"
_STOP = r":：,，。！？!?；;|\[\]【】<>"
_NAME = rf"[^\s\d{_STOP}](?:[^\n{_STOP}]{{0,38}}?[^\s{_STOP}])?"
_FIRST = re.compile(rf"^\s*[\[【(（<〈]?\s*{_TIME}\s*[\]】)）>〉]?[ \t|]*(?P<rest>.*)$")
_AFTER = re.compile(
    rf"^\s*[\[【]?(?P<name>{_NAME})[\]】]?\s*(?P<open>[\[【(（<〈|])?\s*"
    rf"{_TIME}\s*[\]】)）>〉|]?\s*(?P<colon>[:：])?\s*(?P<rest>.*)$"
)
_SPOKEN = re.compile(rf"^\s*[\[【]?(?P<name>{_NAME})[\]】]?\s*[:：]\s*(?P<rest>.*)$")
_ALONE = re.compile(rf"^[\[【]?(?P<name>{_NAME})[\]】]?$")
_NUMBERED = re.compile(
    r"^(?:说话人|发言人|讲话人|未知发言人|speaker|spk)\s*[\dA-Za-z一二三四五六七八九十]*$", re.IGNORECASE
)
_COMPANY = re.compile(r"^(?P<name>[^（(]+?)\s*[（(](?P<company>[^）)]+)[）)]$")
FIELD = re.compile(
    r"主题|标题|名称|时间|日期|地点|参会|参加|与会|出席|参与|主持|记录|录音|录制|时长|会议|电话|地址|邮箱|甲方|乙方|摘要|"
    r"关键词|备注|说明|结论|总结|原因|注|附件|来源|问题|要点|待办|议题|议程|开始|结束|"
    r"\b(?:subject|date|time|title|attendees|participants|location|notes?|duration|from|to|cc)\b",
    re.IGNORECASE,
)
"""Labels that stand before a colon like a name, and are none."""
_PUNCTUATED = re.compile(r"[，。！？；,;!?]")


@dataclass(slots=True)
class Turn:
    """What one speaker says without a break.

    Attributes:
        time: seconds from the start, or since midnight where ``clock`` is true; None if not marked.
        printed: the time as it stands in the file, for wall-clock marks.
    """

    speaker: str
    company: str
    time: float | None
    printed: str
    lines: list[str] = field(default_factory=list)
    day: str = ""

    @property
    def text(self) -> str:
        """The turn in one line."""
        return join_lines(self.lines)


@dataclass(frozen=True, slots=True)
class Transcript:
    """Lines before the first turn, and the turns."""

    preamble: list[str]
    turns: list[Turn]


def seconds(clock: str) -> float:
    """Seconds of ``MM:SS`` or ``H:MM:SS``, decimals allowed."""
    total = 0.0
    for part in clock.replace("：", ":").replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def timecode(time: float) -> str:
    """``MM:SS`` under an hour, else ``HH:MM:SS``."""
    minutes, second = divmod(int(time), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02d}:{minute:02d}:{second:02d}" if hour else f"{minute:02d}:{second:02d}"


def split_company(name: str) -> tuple[str, str]:
    """``王工（华轻）`` → name and company; the company is empty where none stands in brackets."""
    match = _COMPANY.match(name)
    return (match["name"], match["company"].strip()) if match else (name, "")


def parse_turns(text: str) -> Transcript | None:
    """The turns of a transcript, or None where the text is not one."""
    lines = [line.replace("**", "").rstrip() for line in text.split("\n")]
    return _timed(lines) or _spoken(lines)


def _timed(lines: list[str]) -> Transcript | None:
    known = _known_names(lines)
    preamble: list[str] = []
    turns: list[Turn] = []
    for number, line in enumerate(lines):
        turn = _mark(line, lines[number + 1 : number + 20], known) if line.strip() else None
        if turn:
            turns.append(turn)
        elif not turns:
            if line.strip():
                preamble.append(line)
        elif line.strip():
            last = turns[-1]
            spoken = _SPOKEN.match(line) if not last.speaker and not last.lines else None
            if spoken and not FIELD.search(spoken["name"]):
                last.speaker, last.company = split_company(spoken["name"])
                last.lines.append(spoken["rest"])
            else:
                last.lines.append(line)
    turns = [turn for turn in turns if turn.text or turn.speaker]
    return Transcript(preamble, turns) if _convincing(preamble, turns) else None


def _known_names(lines: list[str]) -> set[str]:
    """Names that stand beside a time in at least two lines."""
    counts: Counter[str] = Counter()
    for line in lines:
        after = _AFTER.match(line)
        first = _FIRST.match(line)
        if after and not _PUNCTUATED.search(after["name"]):
            counts[after["name"]] += 1
        elif first:
            spoken = _SPOKEN.match(first["rest"]) or _ALONE.match(first["rest"])
            if spoken:
                counts[spoken["name"]] += 1
    return {name for name, count in counts.items() if count >= 2}


def _mark(line: str, following: list[str], known: set[str]) -> Turn | None:
    first = _FIRST.match(line)
    if first:
        return _time_first(first, following, known)
    after = _AFTER.match(line)
    if not after or FIELD.search(after["name"]):
        return None
    sure = after["colon"] or after["open"] or not after["rest"]
    if not sure and after["name"] not in known and not _NUMBERED.match(after["name"]):
        return None
    if not sure and _PUNCTUATED.search(after["rest"][:2]):
        return None  # 「下午 3:30，我们……」 is a sentence
    return _turn(after["name"], after, after["rest"])


def _time_first(first: re.Match[str], following: list[str], known: set[str]) -> Turn | None:
    rest = first["rest"].strip()
    spoken = _SPOKEN.match(rest)
    if spoken and (len(spoken["name"]) <= 16 or spoken["name"] in known) and not FIELD.search(spoken["name"]):
        return _turn(spoken["name"], first, spoken["rest"])
    alone = _ALONE.match(rest)
    if alone:
        follows = next((line for line in following if line.strip()), "")
        named = alone["name"] in known or _NUMBERED.match(alone["name"]) or len(alone["name"]) <= 12
        if named and follows and not _FIRST.match(follows):
            return _turn(alone["name"], first, "")
        for name in known:  # 「03:12 王工 我们先看报价」
            if rest.startswith(name + " "):
                return _turn(name, first, rest[len(name) :])
    return _turn("", first, rest)


def _turn(name: str, match: re.Match[str], rest: str) -> Turn:
    speaker, company = split_company(name.strip("*·• "))
    at = match["at"].replace("：", ":").replace(",", ".").partition(".")[0]
    return Turn(
        speaker, company, seconds(match["at"]), at, [rest] if rest.strip() else [], match["day"] or ""
    )


def _convincing(preamble: list[str], turns: list[Turn]) -> bool:
    """Whether the marks make a transcript: enough of them, going forward in time, with speech between."""
    said = [turn for turn in turns if turn.text]
    if len(said) < 2 or len(preamble) > 12 + len(said) * 2:
        return False
    times = [turn.time for turn in turns if turn.time is not None]
    forward = sum(1 for a, b in pairwise(times) if b >= a)
    if forward < 0.8 * (len(times) - 1):
        return False
    named = [turn for turn in said if turn.speaker]
    if len(named) >= 2 and len(named) >= len(said) / 2:
        return True
    return len(said) >= 5 and sum(len(turn.text) for turn in said) / len(said) >= 20


def _spoken(lines: list[str]) -> Transcript | None:
    """A dialogue without times: most lines start with one of a few recurring names and a colon."""
    filled = [line for line in lines if line.strip()]
    marks = [_SPOKEN.match(line) for line in filled]
    counts = Counter(
        mark["name"] for mark in marks if mark and len(mark["name"]) <= 16 and not FIELD.search(mark["name"])
    )
    names = {name for name, count in counts.items() if count >= 2}
    total = sum(counts[name] for name in names)
    if len(names) < 2 or total < 6 or total < 0.4 * len(filled) or total < 2.5 * len(names):
        return None
    preamble: list[str] = []
    turns: list[Turn] = []
    for line, mark in zip(filled, marks, strict=True):
        if mark and (mark["name"] in names or (turns and mark["name"] in counts)):
            speaker, company = split_company(mark["name"])
            turns.append(Turn(speaker, company, None, "", [mark["rest"]]))
        elif turns:
            turns[-1].lines.append(line)
        else:
            preamble.append(line)
    return Transcript(preamble, [turn for turn in turns if turn.text])
