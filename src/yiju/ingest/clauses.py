"""Clause numbers of contracts and tenders: recognised at a paragraph's start, composed with their parents.

``第十二条`` followed by ``（三）`` stands in clause ``第十二条（三）``; ``8.2`` stands for itself.
"""

import itertools
import re
from dataclasses import dataclass
from enum import IntEnum

_HAN = "一二三四五六七八九十百零〇两"


class Level(IntEnum):
    """Forms of numbers, in the order in which Chinese documents usually nest them."""

    PART = 0
    CHAPTER = 1
    SECTION = 2
    ARTICLE = 3
    HAN = 4
    HAN_BRACKET = 5
    DECIMAL = 6
    DIGIT = 7
    DIGIT_BRACKET = 8
    CIRCLED = 9
    LETTER = 10


@dataclass(frozen=True, slots=True)
class Number:
    """A number at a paragraph's start.

    Attributes:
        level: its form.
        text: how it is cited: ``第十二条``, ``8.2``, ``（三）``, ``1``.
        end: where the paragraph's own words begin.
        depth: for decimals, how many figures it has.
        mark: what follows the figure: tells ``1.`` from ``1、``.
    """

    level: Level
    text: str
    end: int
    depth: int = 1
    mark: str = ""


_UNIT = "年月日时分秒天元万亿倍米克吨人个份台套次岁周季度号%％℃‰"
_FORMS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    (Level.PART, re.compile(rf"(第\s*[{_HAN}\d]+\s*(?:部分|卷|篇|册|编))(?![{_HAN}\d第])")),
    (Level.CHAPTER, re.compile(rf"(第\s*[{_HAN}\d]+\s*章)")),
    (Level.SECTION, re.compile(rf"(第\s*[{_HAN}\d]+\s*节)")),
    (Level.ARTICLE, re.compile(rf"(第\s*[{_HAN}\d]+\s*条(?:之[{_HAN}])?)")),
    (Level.HAN, re.compile(rf"([{_HAN}]{{1,4}})\s*[、．.]")),
    (Level.HAN_BRACKET, re.compile(rf"[（(]\s*([{_HAN}]{{1,4}})\s*[）)]")),
    (Level.DECIMAL, re.compile(r"((?:Section|Article|SECTION|ARTICLE)\s+[\dIVX]+(?:\.\d+)*)\b\.?")),
    (
        Level.DECIMAL,
        re.compile(
            r"(\d{1,2}(?:[.．]\d{1,3}){1,4})[.．、]?(?![\d%％℃‰倍万亿×~～:/\-]|元(?!数)|[吨天克]|米(?!制)|个(?!人)|年(?!度)|月(?!度|报|末))"
        ),
    ),
    (Level.DIGIT, re.compile(r"(\d{1,3})(?:\s*、|[.．](?!\d))")),
    (Level.DIGIT, re.compile(rf"(\d{{1,2}})\s+(?=[\u4e00-\u9fff])(?![{_UNIT}名家项款条页位种家])")),
    (Level.DIGIT_BRACKET, re.compile(r"[（(]\s*(\d{1,3})\s*[）)]|(\d{1,2})[）)]")),
    (Level.CIRCLED, re.compile(r"([①-⑳⑴-⒇❶-❿])")),
    (
        Level.LETTER,
        re.compile(r"[（(]\s*([a-z]|[ivx]{1,5}|[A-H])\s*[）)]|([a-zA-H])[.、）)](?=\s|[\u4e00-\u9fff])"),
    ),
)
_REFERENCE = re.compile(
    r"\s*(?:规定|所述|所列|约定|中|第|及|和|与|或|至|到|项|款|的|以上|以下|、|等|，|。|；|）|\))"
)

_AMOUNT = re.compile(r"\s+(?:USD|EUR|CNY|RMB|JPY|GBP|HKD|CHF|KRW|TWD|SGD|AUD|CAD)\b")
"""A currency after a number: the number is an amount."""
_REFERRED = re.compile(
    r"\s*(?:[;,(]|(?:of|shall|will|and|or|is|are|may|must|to|in|above|below|hereof|with|for|by|as|does|has)\b)"
)
"""What follows ``Section 2.2`` where a sentence refers to it."""


def number_of(text: str) -> Number | None:
    """The number a paragraph starts with, or None.

    ``第八条规定的…`` is a reference and ``1.5 倍`` a quantity, not numbers.
    """
    for level, form in _FORMS:
        found = form.match(text)
        if not found:
            continue
        printed = next(group for group in found.groups() if group)
        if level <= Level.ARTICLE:
            printed = re.sub(r"\s+", "", printed)
            if _REFERENCE.match(text, found.end()):
                return None
        elif level is Level.DECIMAL:
            printed = printed.replace("．", ".")
            if printed.split(".")[-1] == "00" or _AMOUNT.match(text, found.end()):
                return None
            if printed[0].isalpha() and _REFERRED.match(text, found.end()):
                return None
        elif level is Level.HAN_BRACKET:
            printed = f"（{printed}）"
        elif level in (Level.DIGIT_BRACKET, Level.LETTER):
            printed = f"({printed})"
        end = found.end()
        mark = "、" if text[end - 1] == "、" else "."
        while end < len(text) and text[end].isspace():
            end += 1
        return Number(level, printed, end, printed.count(".") + 1 if level is Level.DECIMAL else 1, mark)
    return None


class ClauseTracker:
    """Follows a document's numbers in reading order, and says in which clause each paragraph stands."""

    def __init__(self) -> None:
        self._open: list[Number] = []

    def clause(self, text: str, *, heading: bool = False) -> str | None:
        """The clause the paragraph ``text`` stands in.

        A heading without a number ends the numbering before it (an annex, a new part).
        """
        number = number_of(text)
        if number is None:
            if heading:
                self._open.clear()
            return self._composed()
        levels = [one.level for one in self._open]
        if number.level is Level.DECIMAL:
            # 8.2 carries its parents in itself; it stands below an article or chapter at most.
            first = number.text.split(".")[0]
            self._open = [
                one
                for one in self._open
                if (one.level is Level.DIGIT and one.text == first) or one.level <= Level.HAN_BRACKET
            ]
        elif number.level is Level.DIGIT and Level.DECIMAL in levels:
            at = levels.index(Level.DECIMAL)
            self._open = self._open[: self._parent_of(number, at)]
        elif number.level in levels:
            self._open = self._open[: levels.index(number.level)]
        else:
            while (
                self._open and self._open[-1].level > number.level and not _list_under(self._open[-1], number)
            ):
                self._open.pop()
        self._open.append(number)
        return self._composed()

    def _parent_of(self, number: Number, at: int) -> int:
        """How many open numbers stay: ``2.2`` is followed by ``3.``, coarser, or by ``1、``, a list in it."""
        first = self._open[at].text.split(".")[0]
        coarser = at > 0 and self._open[at - 1].level is Level.DIGIT
        same_mark = number.mark == (self._open[at - 1].mark if coarser else ".")
        if same_mark and first.isdigit() and int(number.text) in (int(first), int(first) + 1):
            return at - 1 if coarser else at
        return at + 1

    def _composed(self) -> str | None:
        """Chapters and parts are left out where something finer is known: articles count through them."""
        fine = [one for one in self._open if one.level > Level.SECTION]
        if not fine:
            return self._open[-1].text if self._open else None
        # Below an article or a decimal, the coarser 一、 says nothing.
        for at in range(len(fine) - 1, -1, -1):
            if fine[at].level in (Level.ARTICLE, Level.DECIMAL):
                fine = fine[at:]
                break
        text = fine[0].text
        for before, one in itertools.pairwise(fine):
            if one.level is not Level.DIGIT:
                text += one.text
            elif before.level is Level.HAN:
                text += f"、{one.text}"
            else:
                text += one.text if before.text.endswith("）") else f"第{one.text}项"
        return text


def _list_under(parent: Number, number: Number) -> bool:
    """English contracts number (1) or （一） below 8.2 although its form is usually the coarser one."""
    return parent.level is Level.DECIMAL and number.level is Level.HAN_BRACKET


_CONTENTS_LINE = re.compile(r"(?:…|\.{3,}|\s{2,}|\t)\s*[-—]?\s*(?:\d{1,3}|[ivxlIVXL]+)\s*[-—]?$")
_NO_HEADING_END = frozenset("。；;，,！!？?、")
_CONTENTS_CHAPTER = re.compile(r"\S\s+\d{1,3}$")


def ends_no_heading(text: str) -> bool:
    """Whether a text ends as sentences and list items do, and headings never."""
    return text[-1:] in _NO_HEADING_END


def is_contents_line(text: str) -> bool:
    """A line of a table of contents: words, leaders, a page number; or a chapter's name and a page number."""
    if _CONTENTS_LINE.search(text):
        return True
    number = number_of(text)
    return number is not None and number.level <= Level.SECTION and bool(_CONTENTS_CHAPTER.search(text))
