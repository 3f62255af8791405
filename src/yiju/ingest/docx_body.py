"""A DOCX body in reading order: paragraphs, headings, tables, text boxes, notes."""

import re
from collections.abc import Iterator

from yiju.errors import ReadFailure
from yiju.ingest.clauses import ClauseTracker, Level, ends_no_heading, is_contents_line, number_of
from yiju.ingest.docx_numbering import Numbering
from yiju.ingest.docx_package import Parts, W, value
from yiju.ingest.docx_sight import Sight
from yiju.ingest.docx_styles import Style, Styles
from yiju.ingest.docx_table import TableReader
from yiju.ingest.docx_text import ParagraphText, paragraph_text
from yiju.ingest.figures import whole
from yiju.ingest.office_archive import Element
from yiju.ingest.reading import Piece
from yiju.ingest.table_text import caption_number
from yiju.store.types import Locator, Role

_KEY_VALUE = re.compile(r"[：:]\s*\S")
_MOST_DEPTH = 12
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


class BodyReader:
    """Walks one document. ``warnings`` fill while it reads."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._styles = Styles(parts)
        self._numbering = Numbering(parts)
        self._clauses = ClauseTracker()
        self.sight = Sight(parts)
        self.warnings: list[str] = []
        self._notes = self._all_notes()
        self._pieces: list[Piece] = []
        self._path: list[tuple[int, str]] = []
        self._count = 0
        self.tables = 0
        self._body_size = self._usual_size()

    def read(self) -> list[Piece]:
        """All pieces, in reading order."""
        self._blocks(self._parts.body, 0)
        return self._pieces

    def _usual_size(self) -> float:
        """The size most of the text has, in points."""
        sizes: dict[float, int] = {}
        for paragraph in self._parts.body.iter(f"{W}p"):
            style = self._styles.of(paragraph.find(f"{W}pPr"))
            for run in paragraph.iterfind(f"{W}r"):
                direct = value(run.find(f"{W}rPr"), "sz") or ""
                half = whole(direct)
                size = half / 2 if half is not None else style.size or self._styles.default_size
                length = sum(len(t.text or "") for t in run.iterfind(f"{W}t"))
                sizes[size] = sizes.get(size, 0) + length
        return max(sizes, key=lambda s: sizes[s]) if sizes else self._styles.default_size

    def _blocks(self, container: Element, depth: int) -> None:
        for element in blocks(container):
            if element.tag == f"{W}p":
                self.paragraph(element, depth)
            elif element.tag == f"{W}tbl":
                if depth < _MOST_DEPTH:
                    TableReader(self).read(element, depth + 1)
                else:
                    self._warn(f"表格嵌套超过 {_MOST_DEPTH} 层，里面的未读取")
            elif element.tag == f"{W}altChunk":
                self._chunk(element.get(f"{R}id") or "")

    def _chunk(self, identifier: str) -> None:
        """Add what lies here in another form, counted on from what stands before it."""
        from yiju.ingest.docx_chunks import read_chunk  # needs the readers of pages and mail

        name, data = self._parts.chunks.get(identifier, ("", b""))
        try:
            chunk = read_chunk(data, name) if data else None
        except ReadFailure:
            chunk = None
        if chunk is None:
            self._warn("有嵌入的外部内容，未读取")
            return
        for text in chunk.warnings:
            self._warn(text)
        count, tables = self._count, self.tables
        for piece in chunk.pieces:
            at = piece.locator
            number = None if at.paragraph is None else count + at.paragraph
            table = None if at.table is None else tables + at.table
            place = at.model_copy(update={"paragraph": number, "table": table})
            headings = (*self.headings, *piece.headings)
            self._pieces.append(Piece(piece.text, place, piece.role, headings))
            self._count, self.tables = max(self._count, number or 0), max(self.tables, table or 0)

    def paragraph(self, element: Element, depth: int) -> None:
        """Add a paragraph, then its notes and the text boxes anchored in it."""
        properties = element.find(f"{W}pPr")
        style = self._styles.of(properties)
        found = self.text(element)
        if found.text and not style.contents:
            self._add(self.number(properties, style) + found.text, found, properties, style)
            self.add_notes(found.notes)
        if depth < _MOST_DEPTH:
            for box in found.boxes:
                self._blocks(box, depth + 1)

    def text(self, paragraph: Element) -> ParagraphText:
        """What a paragraph holds; a warning is noted where something of it is not seen."""
        found = paragraph_text(paragraph, self.sight)
        if found.hidden:
            self.warn_of_hidden()
        return found

    def warn_of_hidden(self) -> None:
        """Something was left out that nobody sees."""
        self._warn("有看不见的文字（隐藏、与底色同色、极小或在页外），未作为依据")

    def style(self, properties: Element | None) -> Style:
        """The style of a paragraph with these properties."""
        return self._styles.of(properties)

    def number(self, properties: Element | None, style: Style) -> str:
        """The automatic number before a paragraph, as Word prints it."""
        direct = properties.find(f"{W}numPr") if properties is not None else None
        identifier = value(direct, "numId") if direct is not None else None
        level = value(direct, "ilvl") if direct is not None else None
        at = whole(level)
        at = style.number_level or 0 if at is None else at
        return self._numbering.text(identifier if identifier is not None else style.number_id, at)

    def _add(self, text: str, found: ParagraphText, properties: Element | None, style: Style) -> None:
        if is_contents_line(text):
            self._count += 1
            self._pieces.append(Piece(text, self._place(None, self._count), Role.BODY, self.headings))
            return
        level = self._heading_level(text, found, properties, style)
        clause = self._clauses.clause(text, heading=level is not None)
        if level is None:
            self._count += 1
            self._pieces.append(Piece(text, self._place(clause, self._count), Role.BODY, self.headings))
            return
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        self._pieces.append(Piece(text, self._place(clause), Role.HEADING, self.headings))
        self._path.append((level, text))

    def _place(self, clause: str | None, paragraph: int | None = None) -> Locator:
        return Locator(paragraph=paragraph, clause=clause)

    def _heading_level(
        self, text: str, found: ParagraphText, properties: Element | None, style: Style
    ) -> int | None:
        """Depth of a heading, None for plain text. Whole sentences in a heading style are plain text."""
        if len(text) > 60 or ends_no_heading(text) or not re.search(r"[^\W\d_]{2,}", text.replace(" ", "")):
            return None
        if text[0] in "（(" and text[-1] in "）)":
            return None
        outline = whole(value(properties, "outlineLvl"))
        outline = style.outline if outline is None else outline
        number = number_of(text)
        if _KEY_VALUE.search(text) and (number is None or number.level > Level.SECTION):
            return None
        if outline is not None and outline < 9:
            return outline
        if style.name in ("title", "标题", "subtitle"):
            return 0
        size = found.size or style.size or self._styles.default_size
        centred = value(properties, "jc") == "center" or style.centred
        bold = found.bold if found.bold is not None else style.bold
        if number is not None and number.level <= Level.SECTION and len(text) <= 45:
            return int(number.level)
        marked = size >= 1.07 * self._body_size or (bold and (centred or number is not None))
        if marked and len(text) <= 40:
            return int(number.level) + 1 if number is not None else 1 if centred else 3
        return (
            int(Level.HAN) if number is not None and number.level is Level.HAN and len(text) <= 25 else None
        )

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings in force."""
        return tuple(text for _, text in self._path)

    def caption(self) -> int | None:
        """The number printed right above a table that is about to be read."""
        return caption_number(self._pieces[-1].text) if self._pieces else None

    def add_row(self, text: str, table: int, row: int) -> None:
        """Add a table row."""
        self._pieces.append(Piece(text, Locator(table=table, row=row), Role.TABLE_ROW, self.headings))

    def add_notes(self, notes: list[str]) -> None:
        """Add foot- and endnotes behind what refers to them: they are found by its place, not counted."""
        place = self._pieces[-1].locator
        role = Role.BODY if place.row is None else Role.TABLE_ROW
        for note in notes:
            if text := self._notes.get(note):
                self._pieces.append(Piece(f"注：{text}", place, role, self.headings))

    def add_cell_blocks(self, cell: Element, depth: int) -> None:
        """A layout table's cell, read as plain text."""
        self._blocks(cell, depth)

    def _all_notes(self) -> dict[str, str]:
        """Footnotes and endnotes by ``f``/``e`` + id."""
        found: dict[str, str] = {}
        named = (("f", self._parts.footnotes, "footnote"), ("e", self._parts.endnotes, "endnote"))
        for mark, root, name in named:
            for note in root.iterfind(W + name) if root is not None else ():
                if note.get(f"{W}type") in (None, "normal"):
                    text = " ".join(t for p in note.iter(f"{W}p") if (t := self.text(p).text))
                    found[mark + (note.get(f"{W}id") or "")] = text
        return found

    def _warn(self, text: str) -> None:
        if text not in self.warnings:
            self.warnings.append(text)


def blocks(container: Element) -> Iterator[Element]:
    """Paragraphs and tables of a container, content controls and insertions opened up."""
    for child in container:
        if child.tag in (f"{W}p", f"{W}tbl", f"{W}altChunk"):
            yield child
        elif child.tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None:
                yield from blocks(content)
        elif child.tag in (f"{W}ins", f"{W}customXml", f"{W}smartTag", f"{W}moveTo"):
            yield from blocks(child)
