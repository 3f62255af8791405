"""Word documents (DOCX): paragraphs counted in the document, clauses, tables row by row."""

from pathlib import Path

from yiju.errors import ReadFailure
from yiju.ingest.dates import find_date
from yiju.ingest.docx_body import BodyReader
from yiju.ingest.docx_others import not_read
from yiju.ingest.docx_package import open_docx
from yiju.ingest.reading import Piece, Reading, lay_out
from yiju.ingest.titles import choose_title
from yiju.store.types import Role

PARSER = "yiju-docx/5"
_TITLE_WITHIN = 8


def read_docx(path: Path) -> Reading:
    """Read a DOCX.

    Raises:
        ReadFailure: damaged, or without any text.
    """
    parts = open_docx(path)
    reader = BodyReader(parts)
    pieces = reader.read()
    text, paragraphs = lay_out(pieces)
    warnings = [*reader.warnings, *not_read(parts)]
    if not text and warnings:
        raise ReadFailure(
            f"{path.name}：Word 文档里没有读得到的文字：{'；'.join(warnings)}",
            hint="请用 Word 打开查看；确有内容的，显示出来另存一份再导入。",
        )
    if not text:
        raise ReadFailure(
            f"{path.name}：Word 文档里没有文字（可能只有图片）", hint="图片里的文字需要先做 OCR 或手工录入。"
        )
    return Reading(
        text=text,
        paragraphs=paragraphs,
        title=choose_title(parts.title, _printed_titles(pieces), text, path),
        parser=PARSER,
        format="docx",
        date=find_date(text),
        warnings=tuple(warnings),
    )


def _printed_titles(pieces: list[Piece]) -> list[str]:
    """Title-like paragraphs at the head, before the text proper begins."""
    found = []
    for piece in pieces[:_TITLE_WITHIN]:
        if piece.role is Role.HEADING:
            found.append(piece.text)
        elif piece.role is Role.BODY and len(piece.text) > 40:
            break
    return found
