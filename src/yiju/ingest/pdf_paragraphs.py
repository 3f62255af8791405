"""Printed lines put together to paragraphs, and headings told from them."""

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from statistics import median

from yiju.ingest.clauses import Level, ends_no_heading, is_contents_line, number_of
from yiju.ingest.pdf_lines import Line, join_text, wrapped

_BULLET = re.compile(r"^[•·●○◦▪■□◆◇➢➤✓✔√★▲※☆☑☒\uf06c\uf0d8\uf075\uf0b7\uf06e\uf0a7\uf0fc—–]\s*\S|^[-*]\s+\S")
_ENDS = re.compile(r"[。！？；!?;:：.][”’\"」』）)]*$")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_ASIDE = re.compile(r"^[（(][^（）()]*[）)]$")
_KEY_VALUE = re.compile(r"[：:]\s*\S")
_FIGURES = re.compile(r"^[\d\s年月日第页〇零一二三四五六七八九十.\-/—]+$")


@dataclass(slots=True)
class Frame:
    """A column of text on a page, in points: its margins, and the usual distance between its lines."""

    left: float
    right: float
    pitch: float


@dataclass(slots=True)
class Style:
    """What plain text looks like in a document."""

    size: float
    bold: bool


@dataclass(slots=True)
class Block:
    """A paragraph (or heading) on one page."""

    lines: list[Line]
    frame: Frame
    text: str = ""
    heading: bool = False

    @property
    def y0(self) -> float:
        """Top, in points."""
        return self.lines[0].y0

    @property
    def size(self) -> float:
        """The size of its longest line's type."""
        return max(self.lines, key=lambda line: len(line.text)).size


def starts_item(text: str) -> bool:
    """Whether a line starts with a number or bullet."""
    return number_of(text) is not None or bool(_BULLET.match(text))


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence or list item does."""
    return bool(_ENDS.search(text))


def frame_of(lines: list[Line], right: float | None = None) -> Frame:
    """The column that ``lines`` stand in; ``right`` is the document's usual right margin."""
    lefts = Counter(round(line.x0 / 3) for line in lines)
    enough = max(2, len(lines) // 10)
    left = min(
        (at * 3 for at, count in lefts.items() if count >= enough), default=min(line.x0 for line in lines)
    )
    reach, sure = _reach(lines)
    pitches = [b.middle - a.middle for a, b in itertools.pairwise(lines)]
    near = [p for p in pitches if 0 < p < 3 * max(line.size for line in lines)]
    pitch = median(near) if near else 1.5 * lines[0].size
    return Frame(left, reach if sure or right is None else max(reach, right), pitch)


def _reach(lines: list[Line]) -> tuple[float, bool]:
    """The right margin these lines show, a few that stick out aside; and whether they agree on it."""
    ends = sorted((line.x1 for line in lines), reverse=True)
    size = median(line.size for line in lines)
    enough = max(3, len(lines) // 25)
    for end in ends if len(ends) > 2 * enough else ():
        if sum(1 for other in ends if end - 4 * size <= other <= end) >= enough:
            return end, sum(1 for other in ends if end - 2 <= other <= end) >= 4
    return ends[0], False


def blocks_of(lines: list[Line], frame: Frame, style: Style) -> list[Block]:
    """Paragraphs and headings of one column, from the top down."""
    blocks: list[Block] = []
    for line in lines:
        if blocks and not _starts_new(blocks[-1], line, frame):
            blocks[-1].lines.append(line)
            blocks[-1].text = join_text(blocks[-1].text, line.text)
        else:
            blocks.append(Block([line], frame, line.text))
    for block in blocks:
        block.heading = is_heading(block, style)
    return blocks


def _starts_new(block: Block, line: Line, frame: Frame) -> bool:
    before, first, size = block.lines[-1], block.lines[0], line.size
    pitch = line.middle - before.middle
    usual = block.lines[1].middle - first.middle if len(block.lines) > 1 else frame.pitch
    if abs(line.size - before.size) > 0.12 * max(line.size, before.size) and not _mixed(before, line):
        return True
    if pitch > max(1.4 * usual, 1.2 * size) or _contents(before):
        return True
    full = wrapped(before, line, frame.right)
    if starts_item(line.text):
        # 本条第（一）项 may wrap before its number: then the line stands where the paragraph goes on.
        goes_on = (
            line.x0 < first.x0 - size
            if len(block.lines) == 1
            else abs(line.x0 - block.lines[1].x0) < 0.5 * size
        )
        hanging = len(block.lines) > 1 and block.lines[1].x0 >= first.x0 - 0.5 * size
        open_end = not ends_sentence(before.text) or _lists_on(line.text)
        return not (full and goes_on and not hanging and open_end)
    if not full:
        # A line cut short by a blank to fill in: its paragraph goes on at the margin, without the indent.
        # Or a narrower paragraph on a page that shows no other: its lines end at one place.
        hangs_in = first.x0 > line.x0 + 1.2 * size and abs(line.x0 - frame.left) < 0.6 * size
        long = before.x1 - frame.left > 0.75 * (frame.right - frame.left)
        even = abs(before.x1 - line.x1) < 1.5 * size and abs(line.x0 - before.x0) < 2.5 * size
        open_end = long and not ends_sentence(before.text)
        return not (open_end and ((hangs_in and len(block.lines) == 1) or even))
    if before.bold and not line.bold and len(block.lines) == 1 and _short_title(before, frame):
        return True
    if len(block.lines) == 1:
        step = line.x0 - first.x0
        if step > 1.2 * size:
            return ends_sentence(before.text) and not starts_item(first.text)
        indented = first.x0 > frame.left + 1.2 * size
        return abs(step) < 0.6 * size and indented and ends_sentence(before.text)
    return abs(line.x0 - block.lines[1].x0) > 1.2 * size and (
        ends_sentence(before.text) or line.x0 > block.lines[1].x0
    )


def _lists_on(text: str) -> bool:
    """Whether a line counts on in the middle of a sentence: ``①…；②…`` behind a colon."""
    return text[0] in _CIRCLED[:-1] and _CIRCLED[_CIRCLED.index(text[0]) + 1] in text


def _contents(line: Line) -> bool:
    """A line of a table of contents, with leaders or with its page number set apart."""
    if is_contents_line(line.text):
        return True
    last = line.parts[-1].text if line.parts else ""
    return len(line.parts) == 2 and last.isdigit() and len(last) <= 3 and not line.parts[0].text.isdigit()


def _mixed(before: Line, line: Line) -> bool:
    """Small differences between Chinese and Latin type on wrapped lines are no change of style."""
    return abs(before.size - line.size) <= 1.0 and before.text.isascii() != line.text.isascii()


def _short_title(line: Line, frame: Frame) -> bool:
    return line.x1 < frame.right - 2 * line.size and not ends_no_heading(line.text)


def is_heading(block: Block, style: Style) -> bool:
    """Whether a block is a heading: short, no sentence, and set apart by number, size or bold type."""
    text = block.text.strip()
    if len(block.lines) > 3 or len(text) > 60 or ends_no_heading(text) or is_contents_line(text):
        return False
    if _FIGURES.match(text) or not re.search(r"[^\W\d_]{2,}", text.replace(" ", "")) or _ASIDE.match(text):
        return False
    number = number_of(text)
    level = number.level if number else None
    large = block.size >= 1.07 * style.size
    if _KEY_VALUE.search(text) and not (
        block.size >= 1.4 * style.size or (level is not None and level <= Level.SECTION)
    ):
        return False
    if _BULLET.match(text) and not large:
        return False
    if level is not None and level <= Level.SECTION and len(text) <= 45:
        return True
    if large and len(text) <= 45:
        return True
    bold = all(line.bold for line in block.lines) and not style.bold
    if bold and len(text) <= (40 if number else 28):
        return True
    if number and len(text) <= 60 and text[number.end :].isupper() and text.isascii():
        return True
    if text.isascii() and text.isupper() and len(text) > 3 and _centred(block):
        return True
    return level is Level.HAN and len(text) <= 25


def _centred(block: Block) -> bool:
    middle = (block.frame.left + block.frame.right) / 2
    return all(
        abs((x.x0 + x.x1) / 2 - middle) < 2 * x.size and x.x0 > block.frame.left + x.size for x in block.lines
    )
