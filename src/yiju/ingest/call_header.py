"""The head of a transcript or of minutes: what it was about and who took part."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yiju.ingest.dates import parse_date
from yiju.ingest.speaker_names import split_company

FIELD_LINE = re.compile(
    r"^[#>*\-\s]*(?:【(?P<boxed>[^】\n]{1,14})】[:：]?|(?P<plain>[^:：\n]{1,14})[:：])(?P<value>.*)$"
)
_TITLE = re.compile(
    r"^(?:会议|通话|录音|拜访|沟通)?(?:主题|标题|名称|议题)$|^(?:subject|title|topic|meeting)$", re.IGNORECASE
)
_ATTENDEES = re.compile(r"参会|参加|与会|出席|参与|人员$|attendees|participants|与谈|在场", re.IGNORECASE)
_COUNTED = re.compile(r"\d+\s*人?$")
_LABEL_SIDE = re.compile(r"^(?P<side>\S{2,20}?)(?:方面)?(?:参会|参加|与会|出席|参与)")
_PARTED = re.compile(r"[、,，;；/]\s*|\s{2,}")
_HEAD_LINES = 30
LONG_LINE = 60


@dataclass(frozen=True, slots=True)
class CallHeader:
    """What the lines before the first turn say.

    Attributes:
        attendees: who took part, each with what stands in brackets behind the name.
    """

    title: str
    attendees: str

    @property
    def people(self) -> tuple[tuple[str, str], ...]:
        """Name and what stands in brackets behind it, one for each."""
        return tuple(split_company(one.strip()) for one in split_people(self.attendees))


def field_of(line: str) -> tuple[str, str] | None:
    """Label and value of a header line: ``会议主题：…``, ``【会议主题】…``."""
    match = FIELD_LINE.match(line)
    return ((match["boxed"] or match["plain"]).strip(), match["value"].strip()) if match else None


def read_header(lines: Sequence[str]) -> CallHeader:
    """Title and attendees of a transcript's first lines."""
    titled = plain = ""
    for line in lines:
        found = field_of(line)
        if found and found[1] and _TITLE.search(found[0]):
            titled = titled or found[1]
        elif not found and not plain and len(line.strip()) <= LONG_LINE and not parse_date(line):
            plain = line.strip(" #*=-—")
    return CallHeader(titled or plain, "、".join(_attendees(lines)))


def present_in(text: str) -> set[str]:
    """Names that a list of who took part gives, near a text's start."""
    lines = [line for line in text[:8000].split("\n") if line.strip()][:_HEAD_LINES]
    return {name for name, _ in read_header(lines).people if name}


def split_people(text: str) -> list[str]:
    """The members of a list of people; what stands in brackets stays with its name."""
    parts, depth, start = list[str](), 0, 0
    for at, char in enumerate(text):
        depth = max(0, depth + (char in "（(") - (char in "）)"))
        if not depth and char in "、,，;；":
            parts.append(text[start:at])
            start = at + 1
    return [part.strip() for part in [*parts, text[start:]] if part.strip()]


def _attendees(lines: Sequence[str]) -> Iterable[str]:
    """Each list of attendees; a side that its label names goes into their brackets: 王工（客户 采购部长）."""
    below = False
    for line in lines:
        found = field_of(line)
        if found and _ATTENDEES.search(found[0]) and not _COUNTED.search(found[1]):
            side = _LABEL_SIDE.match(found[0])
            yield from _with_side(found[1], side["side"] if side else "")
            below = not found[1]
        elif below and found and found[1] and not parse_date(line):
            yield from _with_side(found[1], found[0].strip(" -*·•"))
        else:
            below = below and not found and _PARTED.search(line) is not None
            if below:
                yield from split_people(line.strip(" -*·•"))


def _with_side(people: str, side: str) -> Iterable[str]:
    if not side and people:
        yield people.strip("、,，;； ")
        return
    for one in split_people(people):
        name, label = split_company(one)
        yield f"{name}（{f'{side} {label}'.strip()}）"
