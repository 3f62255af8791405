"""Runs of characters put together to lines, and lines' text to running text."""

import itertools
import re
from dataclasses import dataclass, field

from yiju.ingest.pdf_glyphs import Run, apart

_SEGMENT_GAP = 1.6
CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2018-\u201d\u2026\u2014]")
_SPREAD = re.compile(r"^(?:[\u4e00-\u9fff（）：]\s+){2,}[\u4e00-\u9fff（）：]$")
_SPREAD_PAIR = re.compile(r"(?<=[\u3001-\u9fff\uff01-\uff5e])\s(?=[\u3001-\u9fff\uff01-\uff5e])")
_CLOSE_PAIR = re.compile(r"[\u3001-\u9fff\uff01-\uff5e](?=[\u3001-\u9fff\uff01-\uff5e])")
_LEADERS = re.compile(r"\s*[.．·…_‥]{5,}\s*|\s*(?:[.．·…‥]\s+){4,}[.．·…‥]?\s*")
_TOGETHER = re.compile(r"[（《“「『【]*.[，。；：、！？）》”」』】]*", re.DOTALL)
_ORNAMENT = re.compile(r"^[-_=*~—–.·\s]{3,}$")
_SOFT_HYPHEN = re.compile(r"[A-Za-z]-$")


@dataclass(slots=True)
class Line:
    """One printed line (or, before lines are joined, a part of one). Points, y downward."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool = False
    parts: list["Line"] = field(default_factory=list)
    """The parts that stand apart on the line, from left to right; empty where there is only one."""

    @property
    def middle(self) -> float:
        """Height of the line's middle on the page."""
        return (self.y0 + self.y1) / 2


def lines_of(runs: list[Run]) -> list[Line]:
    """Printed lines, from the top down, each with its parts from left to right."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: ((r.y0 + r.y1) / 2, r.x0)):
        middle = (run.y0 + run.y1) / 2
        for row in rows[:-4:-1]:
            ref = max(row, key=lambda r: r.x1 - r.x0)
            if ref.y0 < middle < ref.y1 and _overlap(ref, run) > 0.5 * min(ref.y1 - ref.y0, run.y1 - run.y0):
                row.append(run)
                break
        else:
            rows.append([run])
    lines = [_line(sorted(row, key=lambda r: r.x0)) for row in rows]
    return sorted(
        (line for line in lines if line.text and not _ORNAMENT.match(line.text)), key=lambda line: line.middle
    )


def _overlap(a: Run, b: Run) -> float:
    return min(a.y1, b.y1) - max(a.y0, b.y0)


def _line(runs: list[Run]) -> Line:
    parts: list[Line] = []
    group = [runs[0]]
    for run in runs[1:]:
        if run.x0 - group[-1].x1 > _SEGMENT_GAP * max(run.size, group[-1].size):
            parts.append(_part(group))
            group = []
        group.append(run)
    parts.append(_part(group))
    return whole(parts)


def whole(parts: list[Line]) -> Line:
    """One line out of its parts."""
    parts = [part for part in parts if part.text]
    if not parts:
        return Line("", 0, 0, 0, 0, 1)
    if len(parts) == 1:
        return parts[0]
    longest = max(parts, key=lambda p: len(p.text))
    text = tidy(" ".join(p.text for p in parts))
    return Line(
        text,
        parts[0].x0,
        min(p.y0 for p in parts),
        max(p.x1 for p in parts),
        max(p.y1 for p in parts),
        longest.size,
        all(p.bold for p in parts),
        parts,
    )


def _part(runs: list[Run]) -> Line:
    text = runs[0].text
    for before, run in itertools.pairwise(runs):
        gap = run.x0 - before.x1
        text += (" " if apart(text[-1], run.chars[0], gap, run.size) else "") + run.text
    longest = max(runs, key=lambda r: r.x1 - r.x0)
    return Line(
        tidy(text),
        runs[0].x0,
        min(r.y0 for r in runs),
        max(r.x1 for r in runs),
        max(r.y1 for r in runs),
        longest.size,
        longest.bold,
    )


def tidy(text: str) -> str:
    """Single spaces, leader dots shortened, words spread out letter by letter (``招 标 文 件``) closed up."""
    text = _LEADERS.sub(" … ", text)
    text = " ".join(text.split())
    if _SPREAD.match(text):
        return text.replace(" ", "")
    spread = len(_SPREAD_PAIR.findall(text))
    # A line stretched to the margin letter by letter has more gaps than joins between its letters.
    if spread >= 4 and spread > len(_CLOSE_PAIR.findall(text)):
        return _SPREAD_PAIR.sub("", text)
    return text


def is_cjk(char: str) -> bool:
    """Whether a character is set without spaces: an ideograph, kana or full-width sign."""
    return bool(char) and bool(CJK.match(char))


def join_text(before: str, after: str) -> str:
    """Join the two parts of a wrapped line: Chinese without a space, English with one, hyphens undone."""
    if not before or not after:
        return before + after
    if _SOFT_HYPHEN.search(before) and after[0].islower():
        return before[:-1] + after
    if is_cjk(before[-1]) or is_cjk(after[0]):
        return before + after
    if before[-1] in "-/_" or (
        before[-1].isdigit() and after[0].isdigit() and len(before) > 12 and " " not in before
    ):
        return before + after
    return before + " " + after


def first_token_width(line: Line) -> float:
    """Width in points of what would have to fit on the line before: one ideograph, or one word."""
    text = line.text
    if not text:
        return 0.0
    width = (line.x1 - line.x0) / len(text)
    if is_cjk(text[0]):
        # Closing signs never start a line, so they would have to fit as well; nor do opening ones end one.
        together = _TOGETHER.match(text)
        return line.size * (together.end() if together else 1)
    word = re.match(r"[^\s\u2e80-\uffef]+", text)
    return width * len(word.group()) if word else width


def wrapped(line: Line, after: Line, right: float) -> bool:
    """Whether ``line`` broke only because ``after``'s first word would not fit before ``right``."""
    space = 0.0 if is_cjk(line.text[-1:]) or is_cjk(after.text[:1]) else 0.25 * line.size
    slack = 0.6 * line.size
    return line.x1 + space + first_token_width(after) > right - slack
