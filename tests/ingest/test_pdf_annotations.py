"""What is laid upon a PDF page: fields and typed notes are read where they stand, hidden ones are told."""

from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from yiju.ingest.pdf import read_pdf


def _form(path: Path, value: str = "12.50 EUR") -> Path:
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 760, "Unit price:")
    canvas.acroForm.textfield(name="price", value=value, x=150, y=753, width=120, height=20, fontSize=12)
    canvas.drawString(72, 700, "The offer holds for a year.")
    canvas.showPage()
    canvas.save()
    return path


def _changed(path: Path, flags: int, *, drawn: bool = True) -> Path:
    """The same with the field's flags, and its appearance taken away."""
    document = pdfium.PdfDocument(path)
    page = document[0]
    field = raw.FPDFPage_GetAnnot(page.raw, 0)
    raw.FPDFAnnot_SetFlags(field, flags)
    if not drawn:
        raw.FPDFAnnot_SetAP(field, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None)
    raw.FPDFPage_CloseAnnot(field)
    page.close()
    other = path.with_name("changed.pdf")
    document.save(str(other))
    document.close()
    return other


def test_a_field_that_is_filled_in_is_read_where_it_stands(tmp_path: Path) -> None:
    reading = read_pdf(_form(tmp_path / "form.pdf"))
    assert reading.text.split("\n") == ["Unit price: 12.50 EUR", "The offer holds for a year."]
    assert reading.warnings == ()


@pytest.mark.parametrize("flags", [2, 32])
def test_a_field_that_is_hidden_is_no_evidence_and_told(flags: int, tmp_path: Path) -> None:
    reading = read_pdf(_changed(_form(tmp_path / "form.pdf"), flags))
    assert "12.50" not in reading.text
    assert any("没有显示在页面上" in warning for warning in reading.warnings)


def test_a_field_that_is_not_drawn_is_told(tmp_path: Path) -> None:
    reading = read_pdf(_changed(_form(tmp_path / "form.pdf"), 4, drawn=False))
    assert "12.50" not in reading.text
    assert any("没有显示在页面上" in warning for warning in reading.warnings)


def test_an_empty_field_is_nothing_to_tell(tmp_path: Path) -> None:
    assert read_pdf(_form(tmp_path / "form.pdf", value="")).warnings == ()


def test_a_typed_note_is_read(tmp_path: Path) -> None:
    path = tmp_path / "note.pdf"
    document = pdfium.PdfDocument(_form(tmp_path / "form.pdf"))
    page = document[0]
    note = raw.FPDFPage_CreateAnnot(page.raw, raw.FPDF_ANNOT_FREETEXT)
    raw.FPDFAnnot_SetRect(note, raw.FS_RECTF(72, 660, 300, 640))
    words = "Delivery by March."
    stream = f"BT /Helv 12 Tf 0 g 74 645 Td ({words}) Tj ET"
    encoded = (stream + "\0").encode("utf-16-le")
    wide = (raw.FPDF_WCHAR * (len(encoded) // 2)).from_buffer_copy(encoded)
    raw.FPDFAnnot_SetAP(note, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, wide)
    raw.FPDFPage_CloseAnnot(note)
    page.close()
    document.save(str(path))
    document.close()
    assert words in read_pdf(path).text


def test_files_that_lie_in_a_pdf_are_told(tmp_path: Path) -> None:
    document = pdfium.PdfDocument(_form(tmp_path / "form.pdf"))
    for name in ("报价明细.xlsx", "合同.docx"):
        document.new_attachment(name).set_data(b"x")
    document.save(str(tmp_path / "folder.pdf"))
    document.close()
    assert read_pdf(tmp_path / "folder.pdf").warnings == (
        "PDF 里附有 2 个文件，未读取，请取出后导入：合同.docx、报价明细.xlsx",
    )
