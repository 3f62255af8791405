"""Plain prose → pieces: paragraphs, numbered headings and clauses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from yiju.ingest.clauses import ClauseTracker, Level, number_of
from yiju.ingest.date_forms import parse_date
from yiju.ingest.datelines import dateline_length
from yiju.ingest.lines import unwrap, wrap_width
from yiju.ingest.reading import Piece
from yiju.store.types import Locator, Role

_SENTENCE = re.compile(r"[。；;！!？?，,：:]|\.\s|\.$")
_TITLE_LABEL = re.compile(
    r"^\s*[#*\s]*(?:标题|主题|题目|title|subject)[*\s]*[:：]\s*(?P<title>\S.*?)\s*$", re.IGNORECASE
)
_AUTHOR_LABEL = re.compile(
    r"^\s*(?:作者|发布者|发布人|发帖人|撰写人|记录人|author|by)\s*[:：]\s*(?P<name>\S.{0,38}?)\s*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^[\s\-=_*—─━·.~]{3,}$")
_LONGEST_HEADING = 40


@dataclass(frozen=True, slots=True)
class Prose:
    """Pieces of a text, with its title and author where it names them."""

    pieces: list[Piece]
    title: str
    author: str


class PieceMaker:
    """Numbers paragraphs in a document, keeps the stack of headings and the clause in force."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._stack: list[tuple[int, str]] = []
        self._clauses = ClauseTracker()
        self._articles = False
        self._number = 0
        self._table = 0

    @property
    def headings(self) -> tuple[str, ...]:
        """Headings above the next piece, outermost first."""
        return tuple(text for _, text in self._stack)

    def _clause(self, text: str, *, heading: bool = False) -> str | None:
        """The clause in force. Where no 第X条 came before, ``1.`` and finer are lists, not clauses."""
        number = number_of(text)
        self._articles = self._articles or (number is not None and number.level is Level.ARTICLE)
        if number is not None and number.level > Level.DECIMAL and not self._articles:
            return self._clauses.clause("")
        return self._clauses.clause(text, heading=heading)

    def heading(self, text: str, level: int) -> None:
        """A heading; it closes those of its own and deeper levels."""
        text = text.strip()
        if not text:
            return
        clause = self._clause(text, heading=True)
        while self._stack and self._stack[-1][0] >= level:
            self._stack.pop()
        self.pieces.append(Piece(text, Locator(clause=clause), Role.HEADING, self.headings))
        self._stack.append((level, text))

    def paragraph(self, text: str, role: Role = Role.BODY) -> None:
        """A paragraph; only body paragraphs are counted."""
        if not text.strip():
            return
        if role is not Role.BODY:
            self.pieces.append(Piece(text, Locator(), role, self.headings))
            return
        self._number += 1
        dateline = dateline_length(text)
        if dateline:  # who reports and from where is no statement of the news
            self.pieces.append(Piece(text[:dateline], Locator(), Role.SIGNATURE, self.headings))
            text = text[dateline:]
        clause = self._clause(text)
        self.pieces.append(Piece(text, Locator(paragraph=self._number, clause=clause), role, self.headings))

    def table(self, rows: Iterable[str]) -> None:
        """A table's rows, as text; the empty ones keep their numbers."""
        self._table += 1
        for number, text in enumerate(rows, 1):
            if text.strip():
                locator = Locator(table=self._table, row=number)
                self.pieces.append(Piece(text, locator, Role.TABLE_ROW, self.headings))


def read_prose(text: str) -> Prose:
    """Cut plain text into paragraphs: at blank lines, and at line ends where lines are not hard-wrapped."""
    lines = [line for line in text.split("\n") if line.strip()]
    limit = wrap_width(lines)
    paragraphs = [
        paragraph
        for block in re.split(r"\n[ \t\u3000]*\n", text)
        for paragraph in unwrap(
            [line for line in block.split("\n") if line.strip() and not _RULE.match(line)], limit
        )
    ]
    maker = PieceMaker()
    title = author = ""
    for at, paragraph in enumerate(paragraphs):
        labelled = _TITLE_LABEL.match(paragraph) if at < 6 and not title else None
        named = _AUTHOR_LABEL.match(paragraph) if at < 6 else None
        author = author or (named["name"] if named else "")
        following = paragraphs[at + 1] if at + 1 < len(paragraphs) else ""
        level = heading_level(paragraph, following, paragraphs[at - 1] if at else "")
        if labelled:
            title = labelled["title"]
            maker.heading(paragraph, 0)
        elif at < 4 and _byline(paragraph):
            author = author or _author_of(paragraph)
            maker.paragraph(paragraph, Role.HEADING)
        elif at == 0 and _titular(paragraph) and following:
            title = paragraph
            maker.heading(paragraph, 0)
        elif level:
            maker.heading(paragraph, level)
        else:
            maker.paragraph(paragraph)
    return Prose(maker.pieces, title, author)


def heading_level(paragraph: str, following: str, before: str = "") -> int:
    """Depth (from 1) of a numbered heading, 0 for other paragraphs.

    A short numbered line without sentence punctuation is a heading where unnumbered text or a finer number
    follows; next to another number of its own form it is a list item.
    """
    number = number_of(paragraph)
    if number is None or len(paragraph) > _LONGEST_HEADING or _SENTENCE.search(paragraph[number.end :]):
        return 0
    if number.end >= len(paragraph.rstrip()) and number.level > Level.ARTICLE:
        return 0
    if number.level <= Level.SECTION:
        return number.level + 1
    after, previous = number_of(following), number_of(before)
    if not following or (after and (after.level, after.depth) <= (number.level, number.depth)):
        return 0
    if number.level > Level.DECIMAL and previous and previous.level == number.level:
        return 0
    return number.level + number.depth


def _titular(paragraph: str) -> bool:
    return (
        len(paragraph) <= 60
        and not re.search(r"[。；;！!？?，,：:]", paragraph)
        and not parse_date(paragraph)
    )


def _byline(paragraph: str) -> bool:
    """A line with the date and perhaps author or source, as posts and web articles have below their title."""
    return (
        len(paragraph) <= 60
        and parse_date(paragraph) is not None
        and not re.search(r"[。；;！!？?，,]", paragraph)
    )


def _author_of(byline: str) -> str:
    """``李雷 · 采购总监 · 2026-01-15`` → 李雷."""
    name = re.split(r"[·•|｜@]|\s-\s|\s{2,}", byline)[0].strip()
    return name if 2 <= len(name) <= 30 and not re.search(r"\d|[:：]", name) else ""
