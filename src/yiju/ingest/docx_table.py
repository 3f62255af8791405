"""DOCX tables: merged cells counted once, nested tables as tables of their own."""

from typing import TYPE_CHECKING

from yiju.ingest.docx_package import W, switched, value
from yiju.ingest.docx_text import has_words
from yiju.ingest.figures import whole
from yiju.ingest.office_archive import Element
from yiju.ingest.table_text import CellText, Row, is_header, row_text

if TYPE_CHECKING:
    from yiju.ingest.docx_body import BodyReader

_WIDEST = 200
"""Columns of a table, at most."""


class TableReader:
    """Reads one table into a document."""

    def __init__(self, body: "BodyReader") -> None:
        self._body = body

    def read(self, table: Element, depth: int) -> None:
        """Add the rows of ``table``; one that only frames text is read as that text."""
        lines = []
        for line in _rows(table):
            if switched(line.find(f"{W}trPr"), "hidden"):
                if has_words(line):
                    self._body.warn_of_hidden()
            elif line.find(f"{W}trPr/{W}del") is None:
                lines.append(line)
        if all(len(_cells(line)) <= 1 for line in lines):
            for line in lines:
                for cell in _cells(line):
                    self._body.add_cell_blocks(cell, depth)
            return
        notes: list[list[str]] = [[] for _ in lines]
        rows = [self._row(line, said) for line, said in zip(lines, notes, strict=True)]
        filled = [n for n, row in enumerate(rows) if row.texts]
        number = 0
        if filled:  # else it only frames other tables
            self._body.tables += 1
            number = self._body.caption() or self._body.tables
        header: Row | None = None
        if filled:
            first = filled[0]
            marked = switched(lines[first].find(f"{W}trPr"), "tblHeader") and len(rows[first].texts) > 1
            if marked or is_header([rows[n] for n in filled]):
                header = rows[first]
        at = 0
        for line, row, said in zip(lines, rows, notes, strict=True):
            if row.texts:
                at += 1
                self._body.add_row(row_text(row, None if row is header else header), number, at)
                self._body.add_notes(said)
            for cell in _cells(line):
                for inner in _inner_tables(cell):
                    self.read(inner, depth + 1)

    def _row(self, line: Element, notes: list[str]) -> Row:
        before = value(line.find(f"{W}trPr"), "gridBefore") or ""
        column = min(whole(before) or 0, _WIDEST)
        cells = []
        for cell in _cells(line):
            properties = cell.find(f"{W}tcPr")
            span = value(properties, "gridSpan") or "1"
            columns = max(1, min(whole(span) or 1, _WIDEST))
            merge = properties.find(f"{W}vMerge") if properties is not None else None
            goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue"
            text, bold = ("", False) if goes_on else self._cell(cell, notes)
            cells.append(CellText(column, columns, column, column + columns, text, bold))
            column += columns
        return Row(cells)

    def _cell(self, cell: Element, notes: list[str]) -> tuple[str, bool]:
        """A cell's text, its own paragraphs set apart by a blank; and whether it is bold.

        Args:
            notes: the ids of those that it refers to are added.
        """
        from yiju.ingest.docx_body import blocks

        texts: list[str] = []
        weights: list[bool] = []
        for block in blocks(cell):
            if block.tag != f"{W}p":
                continue
            found = self._body.text(block)
            notes += found.notes
            if found.text:
                properties = block.find(f"{W}pPr")
                style = self._body.style(properties)
                texts.append(self._body.number(properties, style) + found.text)
                weights.append(bool(found.bold if found.bold is not None else style.bold))
            for box in found.boxes:
                texts += [t for p in box.iter(f"{W}p") if (t := self._body.text(p).text)]
        return " ".join(texts), bool(weights) and all(weights)


def _rows(table: Element) -> list[Element]:
    return _children(table, f"{W}tr")


def _cells(line: Element) -> list[Element]:
    return _children(line, f"{W}tc")


def _children(element: Element, tag: str) -> list[Element]:
    """Children with a tag, content controls and insertions opened up."""
    found = []
    for child in element:
        if child.tag == tag:
            found.append(child)
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            found += _children(child, tag)
    return found


def _inner_tables(cell: Element) -> list[Element]:
    from yiju.ingest.docx_body import blocks

    return [block for block in blocks(cell) if block.tag == f"{W}tbl"]
