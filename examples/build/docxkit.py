"""Small helpers for the sample contracts: Word's own multilevel numbering, tables, footers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

FONT = "宋体"
_STAMP = dt.datetime(2025, 1, 1)


def element(tag: str, **attributes: str) -> OxmlElement:
    """A WordprocessingML element with ``w:`` attributes."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def new_document() -> Doc:
    """An A4 document in a Chinese body font, with fixed properties."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.8)
    section.top_margin = section.bottom_margin = Cm(2.5)
    style = document.styles["Normal"]
    style.font.name = "Times New Roman"
    style.font.size = Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(4)
    style.paragraph_format.line_spacing = 1.3
    for level in (1, 2):
        heading = document.styles[f"Heading {level}"]
        heading.font.size = Pt(13 if level == 1 else 11)
        heading.font.name = "Times New Roman"
        heading.font.color.rgb = None
        heading.element.rPr.rFonts.set(qn("w:eastAsia"), "黑体")
    core = document.core_properties
    core.author = core.last_modified_by = "合同管理"
    core.created = core.modified = _STAMP
    return document


def numbering(document: Doc, levels: list[tuple[str, str]]) -> int:
    """Add a multilevel list; each level is (number format, level text). Returns its number id."""
    root = document.part.numbering_part.element
    abstract_id = str(900 + len(root))
    abstract = element("w:abstractNum", abstractNumId=abstract_id)
    abstract.append(element("w:multiLevelType", val="multilevel"))
    for index, (form, text) in enumerate(levels):
        level = element("w:lvl", ilvl=str(index))
        level.append(element("w:start", val="1"))
        level.append(element("w:numFmt", val=form))
        if index and form == "decimal" and "%1" in text:
            # 8.2, not 八.2: the parent's number in Arabic digits.
            level.append(element("w:isLgl"))
        level.append(element("w:suff", val="space"))
        level.append(element("w:lvlText", val=text))
        level.append(element("w:lvlJc", val="left"))
        properties = element("w:pPr")
        properties.append(element("w:ind", left=str(420 * max(0, index - 1)), firstLine="0"))
        level.append(properties)
        abstract.append(level)
    first = root.find(qn("w:num"))
    if first is None:
        root.append(abstract)
    else:
        first.addprevious(abstract)
    number_id = str(900 + len(root))
    number = element("w:num", numId=number_id)
    number.append(element("w:abstractNumId", val=abstract_id))
    root.append(number)
    return int(number_id)


def numbered(document: Doc, text: str, number_id: int, level: int, style: str = "Normal") -> Paragraph:
    """A paragraph whose number Word counts itself: it does not stand in the text."""
    paragraph = document.add_paragraph(text, style=style)
    properties = paragraph._p.get_or_add_pPr()
    holder = element("w:numPr")
    holder.append(element("w:ilvl", val=str(level)))
    holder.append(element("w:numId", val=str(number_id)))
    properties.append(holder)
    return paragraph


def table(document: Doc, rows: list[list[str]], widths_cm: list[float]) -> None:
    """A ruled table whose first row is its header."""
    made = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for row_index, row in enumerate(rows):
        for column, text in enumerate(row):
            cell = made.cell(row_index, column)
            cell.width = Cm(widths_cm[column])
            cell.text = text
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(9.5)
                run.bold = row_index == 0
    header = made.rows[0]._tr.get_or_add_trPr()
    header.append(element("w:tblHeader", val="true"))
    document.add_paragraph()


def centred(document: Doc, text: str, size: float, *, bold: bool = False, after: float = 6) -> Paragraph:
    """A centred line, for titles."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(after)
    run = paragraph.add_run(text)
    run.bold = bold
    run.font.size = Pt(size)
    return paragraph


def header_footer(document: Doc, head: str, foot: str) -> None:
    """A running header, and a footer that ends in Word's page number field."""
    section = document.sections[0]
    section.header.paragraphs[0].text = head
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(foot + "　第 ")
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            run._r.append(element("w:fldChar", fldCharType=kind))
        else:
            code = element("w:instrText")
            code.text = text
            run._r.append(code)
    paragraph.add_run(" 页")


def save(document: Doc, path: Path) -> None:
    """Write the document."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(path))
