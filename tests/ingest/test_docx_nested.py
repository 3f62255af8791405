"""What of a DOCX lies deeper: tables that only frame tables, notes of cells, formulas."""

import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from yiju.ingest.coverage import coverage_of
from yiju.ingest.docx import read_docx
from yiju.ingest.forms import Form
from yiju.ingest.reading import Reading
from yiju.store.types import Role

NS = nsdecls("w")
MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def _saved(document: Any, folder: Path) -> Path:
    path = folder / "招标文件.docx"
    document.save(str(path))
    return path


def _rows(reading: Reading) -> list[tuple[int | None, int | None, str]]:
    return [(p.locator.table, p.locator.row, p.text) for p in reading.paragraphs if p.role is Role.TABLE_ROW]


def test_a_table_that_only_frames_tables_hides_none_of_them(tmp_path: Path) -> None:
    document = docx.Document()
    frame = document.add_table(1, 2)
    for cell, name in zip(frame.rows[0].cells, ("支架", "横梁"), strict=True):
        inner = cell.add_table(1, 2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = name, "12.50 元"
    path = _saved(document, tmp_path)
    reading = read_docx(path)
    assert _rows(reading) == [(1, 1, "支架 | 12.50 元"), (2, 1, "横梁 | 12.50 元")]
    assert coverage_of(path, Form.DOCX, reading) == 1.0


def test_tables_in_a_row_without_words_of_its_own_are_read(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "甲", "乙"
    inner = table.cell(1, 0).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "其中", "5"
    assert _rows(read_docx(_saved(document, tmp_path))) == [(1, 1, "甲 | 乙"), (2, 1, "其中 | 5")]


def test_tables_nested_beyond_sense_are_told(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("正文。")
    table = document.add_table(1, 1)
    for _ in range(14):
        table = table.cell(0, 0).add_table(1, 1)
    table.cell(0, 0).text = "深处"
    reading = read_docx(_saved(document, tmp_path))
    assert "深处" not in reading.text
    assert any("嵌套" in warning for warning in reading.warnings)


def test_a_note_of_a_cell_stands_with_its_row(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    for at, text in enumerate(("零件", "单价", "支架", "12.50 元")):
        table.cell(at // 2, at % 2).text = text
    table.cell(1, 1).paragraphs[0]._p.append(parse_xml(f'<w:r {NS}><w:footnoteReference w:id="2"/></w:r>'))
    path = _saved(document, tmp_path)
    _add_footnote(path, "不含税，2026 年有效。")
    reading = read_docx(path)
    assert _rows(reading)[-1] == (1, 2, "注：不含税，2026 年有效。")


def _add_footnote(path: Path, text: str) -> None:
    """Put a part with one footnote into a file."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    link = f'<Relationship Id="rNote" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    rels = "word/_rels/document.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", link.encode())
    parts["word/footnotes.xml"] = (
        f'<w:footnotes {NS}><w:footnote w:id="2"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>'
        "</w:footnotes>"
    ).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def _r(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("formula", "line"),
    [
        (
            f"<m:f><m:num>{_r('评标基准价')}</m:num><m:den>{_r('投标报价')}</m:den></m:f>{_r('×30')}",
            "评标基准价/投标报价×30",
        ),
        (f"<m:f><m:num>{_r('a+b')}</m:num><m:den>{_r('2')}</m:den></m:f>", "(a+b)/2"),
        (f"<m:sSup><m:e>{_r('x')}</m:e><m:sup>{_r('2')}</m:sup></m:sSup>", "x^2"),
        (f"<m:sSub><m:e>{_r('P')}</m:e><m:sub>{_r('min')}</m:sub></m:sSub>", "P_min"),
        (
            f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{_r("i=1")}</m:sub>'
            f"<m:sup>{_r('n')}</m:sup><m:e>{_r('x')}</m:e></m:nary>",
            "∑_(i=1)^n x",
        ),
        (f"<m:rad><m:deg/><m:e>{_r('a+1')}</m:e></m:rad>", "√(a+1)"),
        (f'<m:d><m:dPr><m:begChr m:val="|"/><m:endChr m:val="|"/></m:dPr><m:e>{_r("x")}</m:e></m:d>', "|x|"),
        (f"<m:eqArr><m:e>{_r('a=1')}</m:e><m:e>{_r('b=2')}</m:e></m:eqArr>", "a=1；b=2"),
    ],
)
def test_formulas_are_read_in_one_line(tmp_path: Path, formula: str, line: str) -> None:
    document = docx.Document()
    xml = f"<w:p {NS} {MATH}><w:r><w:t>得分＝</w:t></w:r><m:oMath>{formula}</m:oMath></w:p>"
    document.element.body.insert(-1, parse_xml(xml))
    path = _saved(document, tmp_path)
    reading = read_docx(path)
    assert reading.text == f"得分＝{line}"
    assert coverage_of(path, Form.DOCX, reading) == 1.0


def test_a_formula_that_is_hidden_is_no_evidence(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("正文一段。")
    run = "<m:r><w:rPr><w:vanish/></w:rPr><m:t>P=0</m:t></m:r>"
    xml = f"<w:p {NS} {MATH}><m:oMathPara><m:oMath>{run}</m:oMath></m:oMathPara></w:p>"
    document.element.body.insert(-1, parse_xml(xml))
    reading = read_docx(_saved(document, tmp_path))
    assert reading.text == "正文一段。"
    assert any("看不见" in warning for warning in reading.warnings)


TABLE = "<table><tr><td>支架</td><td>12.50</td></tr></table>"
PAGE = f"<html><body><h1>报价</h1><p>单价 12.50 元。</p><p hidden>底价九元</p>{TABLE}</body></html>"
MHT = "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", PAGE.encode()),
        ("a.mht", (MHT + PAGE).encode()),
        ("a.htm", b"\xef\xbb\xbf" + PAGE.encode()),
    ],
)
def test_a_page_within_a_word_file_is_read_where_it_stands(tmp_path: Path, name: str, data: bytes) -> None:
    reading = read_docx(_with_chunk(tmp_path, name, data))
    assert [(p.locator.paragraph, p.locator.table, p.text) for p in reading.paragraphs] == [
        (1, None, "前言。"),
        (None, None, "报价"),
        (2, None, "单价 12.50 元。"),
        (None, 1, "支架 | 12.50"),
        (3, None, "后记。"),
    ]
    assert any("看不见" in warning for warning in reading.warnings)


@pytest.mark.parametrize(
    ("name", "data"), [("a.txt", "单价。".encode("gbk")), ("a.rtf", rb"{\rtf1 \u21333?\u20215?\u12290?}")]
)
def test_plain_text_within_a_word_file_is_read(tmp_path: Path, name: str, data: bytes) -> None:
    assert read_docx(_with_chunk(tmp_path, name, data)).text == "前言。\n单价。\n后记。"


@pytest.mark.parametrize(
    ("name", "data"), [("a.docx", b"PK\x03\x04"), ("a.html", b""), ("a.bin", b"\x00\x01")]
)
def test_what_cannot_be_read_within_a_word_file_is_told(tmp_path: Path, name: str, data: bytes) -> None:
    assert read_docx(_with_chunk(tmp_path, name, data)).warnings == ("有嵌入的外部内容，未读取",)


def _with_chunk(folder: Path, name: str, data: bytes) -> Path:
    """A file with something in another form between two paragraphs."""
    document = docx.Document()
    document.add_paragraph("前言。")
    space = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    document.element.body.insert(-1, parse_xml(f'<w:altChunk {NS} {space} r:id="rChunk"/>'))
    document.add_paragraph("后记。")
    path = _saved(document, folder)
    with zipfile.ZipFile(path) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"
    link = f'<Relationship Id="rChunk" Type="{kind}" Target="{name}"/></Relationships>'
    rels = "word/_rels/document.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", link.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for one, content in (parts | {f"word/{name}": data}).items():
            archive.writestr(one, content)
    return path
