"""Small files that would fill memory or never end: refused or read small, and the batch goes on."""

import os
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from tests.support.stored import settings_for

from yiju.errors import ReadFailure
from yiju.ingest.docx import read_docx
from yiju.ingest.docx_numbering import letters, roman
from yiju.ingest.kinds import score_kinds
from yiju.ingest.pipeline import ingest
from yiju.ingest.read import read
from yiju.ingest.reading import Piece, lay_out
from yiju.ingest.webpage import read_webpage
from yiju.store.store import Store
from yiju.store.types import Locator


def test_a_forged_first_number_stays_a_number(tmp_path: Path) -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:lvl w:ilvl="0">'
            '<w:start w:val="3000000000"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1)"/>'
            "</w:lvl></w:abstractNum>"
        ),
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    paragraph = document.add_paragraph("交付日期为三月一日。")
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr>')
    )
    document.save(str(tmp_path / "条款.docx"))
    reading = read_docx(tmp_path / "条款.docx")
    assert reading.text.endswith("交付日期为三月一日。")
    assert len(reading.text) < 100
    assert (letters(27), roman(4)) == ("aa", "IV")


def test_a_picture_that_unpacks_to_more_than_any_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "图.docx"
    docx.Document().save(str(path))
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/media/a.png", "w") as part,
    ):
        for _ in range(450):
            part.write(bytes(1024 * 1024))
    with pytest.raises(ReadFailure, match="解压后"):
        read_docx(path)


def test_a_cell_that_claims_every_row_is_not_repeated_without_end(tmp_path: Path) -> None:
    long = "价格说明" * 750
    rows = (
        f"<tr><td rowspan=9998>{long}</td><td>甲</td></tr>"
        + "<tr></tr>" * 3000
        + "<tr><td>乙</td></tr>" * 500
    )
    page = tmp_path / "表.html"
    page.write_text(f"<html><body><p>报价说明如下。</p><table>{rows}</table></body></html>", encoding="utf-8")
    reading = read_webpage(page)
    assert reading.text.count(long) == 1
    assert len(reading.text) < 20_000


def test_more_text_than_a_document_holds_is_refused() -> None:
    with pytest.raises(ReadFailure, match="文字多得"):
        lay_out(Piece("价" * 1_000_000, Locator(paragraph=n)) for n in range(1, 100))


def test_a_pipe_among_the_files_does_not_hold_up_the_batch(tmp_path: Path) -> None:
    good, pipe = tmp_path / "纪要.txt", tmp_path / "管道.txt"
    good.write_text("三月一日交付样件。", encoding="utf-8")
    os.mkfifo(pipe)
    with Store.open(settings_for(tmp_path / "data")) as store:
        report = ingest(store, None, [pipe, good], customer="某客户", unit="main")
    assert report.documents == 1
    assert "不是普通文件" in report.failed[0]["error"]


@pytest.mark.parametrize(
    "text", ["1" * 60_000, "<!--" * 20_000, "<a " * 60_000, "第" * 60_000, "2.1." * 20_000]
)
@pytest.mark.parametrize("suffix", ["txt", "md", "html", "eml", "vtt"])
@pytest.mark.timeout(20)
def test_hostile_repetition_is_read_in_time(text: str, suffix: str, tmp_path: Path) -> None:
    heads = {"eml": "From: a@b.example\nSubject: x\n\n", "vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n"}
    path = tmp_path / f"文.{suffix}"
    path.write_text(heads.get(suffix, "") + "正文\n" + text, encoding="utf-8")
    try:
        assert read(path).paragraphs
    except ReadFailure as error:
        assert path.name in str(error)
    assert score_kinds(text, path)


def _row(number: int, columns: str) -> str:
    return f'<row r="{number}">' + "".join(f'<c r="{c}{number}"><v>1</v></c>' for c in columns) + "</row>"


@pytest.mark.parametrize(
    ("before", "columns", "after"),
    [
        (
            "".join(f'<cols><col min="{n}" max="{n}" hidden="1"/></cols>' for n in range(100, 16_000)),
            "AB",
            "",
        ),
        ("", "A", "".join(f'<mergeCell ref="A{row}:B20000"/>' for row in range(1, 5000))),
    ],
    ids=["hidden columns", "merged cells"],
)
@pytest.mark.timeout(60)
def test_a_sheet_of_countless_columns_or_merged_cells(
    before: str, columns: str, after: str, tmp_path: Path
) -> None:
    path = tmp_path / "表.xlsx"
    openpyxl.Workbook().save(path)
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    rows = "".join(_row(number, columns) for number in range(1, 20_001))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/worksheets/sheet1.xml"] = (
        f'<worksheet xmlns="{space}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    ).encode()
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    assert len(read(path).paragraphs) == 20_000
