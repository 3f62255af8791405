"""What of Office files is drawn: text boxes upon sheets are read; charts, objects and scans are told."""

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm

from yiju.ingest.read import read

_XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def _book(path: Path) -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "报价"
    for row in (["零件", "数量", "单价"], ["支架", 1200, 12.5], ["端盖", 800, 3]):
        sheet.append(row)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "F2")
    book.save(path)
    return book, sheet


def _shape(row: int, text: str, hidden: str = "0") -> str:
    return (
        f'<xdr:oneCellAnchor xmlns:xdr="{_XDR}" xmlns:a="{_A}"><xdr:from>'
        f"<xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row>"
        '<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="900000" cy="900000"/><xdr:sp><xdr:nvSpPr>'
        f'<xdr:cNvPr id="9" name="框" hidden="{hidden}"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr/><xdr:txBody>'
        f"<a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/>"
        "</xdr:oneCellAnchor>"
    )


def test_text_boxes_upon_a_sheet_are_read_where_they_begin(tmp_path: Path) -> None:
    path = tmp_path / "报价.xlsx"
    _book(path)
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    name = "xl/drawings/drawing1.xml"
    shapes = _shape(4, "以上价格不含税。") + _shape(6, "底价九元", hidden="1")
    parts[name] = parts[name].replace(b"</wsDr>", (shapes + "</wsDr>").encode())
    with zipfile.ZipFile(path, "w") as new:
        for part, data in parts.items():
            new.writestr(part, data)
    reading = read(path)
    assert (reading.paragraphs[-1].locator.table, reading.paragraphs[-1].locator.row) == (1, 5)
    assert reading.paragraphs[-1].text == "文本框: 以上价格不含税。"
    assert "底价九元" not in reading.text
    assert reading.warnings == (
        "工作表“报价”有 1 个图表或图示，其中文字和数据未读取",
        "工作表“报价”有 1 个隐藏的文本框，未作为依据",
    )


def test_sheets_that_are_charts_are_told(tmp_path: Path) -> None:
    book, sheet = _book(tmp_path / "报价.xlsx")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    book.create_chartsheet("走势").add_chart(chart)
    book.save(tmp_path / "走势.xlsx")
    assert "工作表“走势”是图表，未读取" in read(tmp_path / "走势.xlsx").warnings


def test_charts_of_slides_are_told(tmp_path: Path) -> None:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = "营收"
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["2024", "2025"]
    data.add_series("营收（亿元）", (12.5, 14.1))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(1), Cm(5), Cm(10), Cm(6), data)
    show.save(str(tmp_path / "年报.pptx"))
    assert read(tmp_path / "年报.pptx").warnings == ("第 1 页有图表或嵌入的对象，其中文字和数据未读取",)


def _with_picture(path: Path, width: float) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(picture, "PNG")
    document = docx.Document()
    document.add_paragraph("投标函见下。")
    document.add_picture(picture, width=docx.shared.Cm(width))
    document.save(str(path))


def test_pages_that_are_pictures_within_a_word_file_are_told(tmp_path: Path) -> None:
    _with_picture(tmp_path / "扫描.docx", 15)
    _with_picture(tmp_path / "徽标.docx", 3)
    assert read(tmp_path / "扫描.docx").warnings == ("有 1 张大幅图片（可能是扫描页），图中文字未读取",)
    assert read(tmp_path / "徽标.docx").warnings == ()


def test_objects_within_a_word_file_are_told(tmp_path: Path) -> None:
    path = tmp_path / "合同.docx"
    document = docx.Document()
    document.add_paragraph("价格见嵌入的表。")
    document.save(str(path))
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = f'<Relationship Id="rA" Type="{kind}/package" Target="embeddings/a.xlsx"/>'
    links += f'<Relationship Id="rB" Type="{kind}/chart" Target="charts/chart1.xml"/></Relationships>'
    rels = "word/_rels/document.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", links.encode())
    with zipfile.ZipFile(path, "w") as new:
        for part, data in parts.items():
            new.writestr(part, data)
    assert read(path).warnings == (
        "有 1 个图表，其中文字和数据未读取",
        "有 1 个嵌入的对象（如 Excel 表、旧式公式），未读取",
    )
