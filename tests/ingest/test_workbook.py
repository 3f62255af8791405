"""Workbooks: rows where Excel shows them, values as it shows them, nothing that it hides."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from yiju.errors import ReadFailure, Skipped
from yiju.ingest.read import read
from yiju.ingest.reading import Reading
from yiju.ingest.xlsx_formats import Format, number_text


def made(path: Path, fill: Callable[[openpyxl.Workbook, Worksheet], None]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "报价"
    fill(book, sheet)
    book.save(path)
    return path


def rows(reading: Reading) -> list[tuple[int | None, int | None, str]]:
    return [(p.locator.table, p.locator.row, p.text) for p in reading.paragraphs]


def test_rows_stand_where_excel_shows_them(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["A1"] = "二〇二六年报价单（单位：元）"
        sheet.append([])
        for row in (["零件名称", "数量", "单价"], ["支架", 1200, 12.5], ["端盖", 800, 3]):
            sheet.append(row)
        sheet["C4"].number_format = sheet["C5"].number_format = "0.00"
        sheet["B4"].number_format = "#,##0"
        other = book.create_sheet("说明")
        other["B2"] = "交期三周"

    reading = read(made(tmp_path / "报价.xlsx", fill))
    assert rows(reading) == [
        (1, 1, "二〇二六年报价单（单位：元）"),
        (1, 3, "零件名称 | 数量 | 单价"),
        (1, 4, "零件名称: 支架 | 数量: 1,200 | 单价: 12.50"),
        (1, 5, "零件名称: 端盖 | 数量: 800 | 单价: 3.00"),
        (2, 2, "交期三周"),
    ]
    assert reading.paragraphs[2].headings == ("报价", "二〇二六年报价单（单位：元）")
    assert reading.format == "xlsx" and reading.title == "二〇二六年报价单（单位：元）"
    assert reading.warnings == ()


def test_dates_percentages_and_truth(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.append(["日期", dt.date(2026, 1, 15)])
        sheet.append(["时间", dt.datetime(2026, 1, 15, 9, 30)])
        sheet.append(["年降", 0.025])
        sheet["B3"].number_format = "0.0%"
        sheet.append(["合计", 1200000])
        sheet["B4"].number_format = '"¥"#,##0.00_);[Red]\\("¥"#,##0.00\\)'
        sheet.append(["含税", True])
        sheet.append(["中文日期", dt.date(2026, 3, 1)])
        sheet["B6"].number_format = 'yyyy"年"m"月"d"日"'
        sheet.append(["长数", 0.1 + 0.2])

    assert [text for _, _, text in rows(read(made(tmp_path / "a.xlsx", fill)))] == [
        "日期 | 2026-01-15", "时间 | 2026-01-15 09:30", "年降 | 2.5%", "合计 | ¥1,200,000.00", "含税 | TRUE",
        "中文日期 | 2026-03-01", "长数 | 0.3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "form", "text"),
    [
        ("1234.5", Format(decimals=0, thousands=True), "1,235"),
        ("-1234.5", Format(decimals=2, thousands=True, before="$"), "-$1,234.50"),
        ("1E+20", Format(), "100000000000000000000"),
        ("1e-7", Format(), "0.0000001"),
        ("1e400", Format(), "1E+400"),
        ("46037", Format(is_date=True), "2026-01-15"),
        ("59", Format(is_date=True), "1900-02-28"),
        ("9e99", Format(is_date=True), "9e+99"),
        ("0.5", Format(is_date=True, has_time=True, only_time=True), "12:00"),
        ("1.25", Format(is_date=True, has_time=True, only_time=True), "30:00"),
        ("x", Format(), "x"),
    ],
)
def test_numbers_as_they_are_shown(raw: str, form: Format, text: str) -> None:
    assert number_text(raw, form) == text


def test_merged_cells(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        for row in (
            ["区域", "2026年", None, "备注"],
            [None, "一季度", "二季度", None],
            ["华东", 10, 20, "新"],
            [None, 30, 40, "旧"],
        ):
            sheet.append(row)
        for one in ("A1:A2", "B1:C1", "D1:D2", "A3:A4"):
            sheet.merge_cells(one)
        sheet.auto_filter.ref = "A1:D4"

    assert [text for _, _, text in rows(read(made(tmp_path / "a.xlsx", fill)))][2:] == [
        "区域: 华东 | 2026年 一季度: 10 | 2026年 二季度: 20 | 备注: 新",
        "区域: 华东 | 2026年 一季度: 30 | 2026年 二季度: 40 | 备注: 旧",
    ]


def test_hidden_sheets_rows_columns_and_letters_are_told_and_not_read(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        for row in (["名称", "单价", "成本"], ["支架", 12, 5], ["端盖", 3, 1], ["螺栓", 1, 0.5]):
            sheet.append(row)
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet["E2"] = "白字机密"
        sheet["E2"].font = Font(color="FFFFFFFF")
        sheet["F2"] = "白字看得见"
        sheet["F2"].font = Font(color="FFFFFFFF")
        sheet["F2"].fill = PatternFill("solid", fgColor="FF1F4E78")
        sheet["G2"] = "不显示"
        sheet["G2"].number_format = ";;;"
        book.create_sheet("底价")["A1"] = "底价十元"
        book["底价"].sheet_state = "hidden"
        book.create_sheet("更深")["A1"] = "更深的底价"
        book["更深"].sheet_state = "veryHidden"

    reading = read(made(tmp_path / "a.xlsx", fill))
    assert [text for _, _, text in rows(reading)] == [
        "名称 | 单价", "名称: 支架 | 单价: 12 | 白字看得见", "名称: 螺栓 | 单价: 1"
    ]  # fmt: skip
    told = "\n".join(reading.warnings)
    for words in ("1 行被隐藏", "1 列被隐藏", "2 格看不见", "“底价”是隐藏的", "“更深”是隐藏的"):
        assert words in told


def test_results_of_formulas_are_those_that_were_saved(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["A1"], sheet["A2"], sheet["A3"] = 10, 20, "=A1+A2"

    path = made(tmp_path / "a.xlsx", fill)
    reading = read(path)
    assert [text for _, _, text in rows(reading)] == ["10", "20"]
    assert any("1 个公式没有保存结果" in warning for warning in reading.warnings)
    _replace(path, "xl/worksheets/sheet1.xml", b"<f>A1+A2</f><v />", b"<f>A1+A2</f><v>30</v>")
    _replace(path, "xl/worksheets/sheet1.xml", b"<f>A1+A2</f><v></v>", b"<f>A1+A2</f><v>30</v>")
    assert [text for _, _, text in rows(read(path))] == ["10", "20", "30"]


def _replace(path: Path, part: str, old: bytes, new: bytes) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(whole, "w") as after:
        for info in before.infolist():
            data = before.read(info)
            after.writestr(info.filename, data.replace(old, new) if info.filename == part else data)
    path.write_bytes(whole.getvalue())


def test_notes_on_cells(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["A1"], sheet["A2"] = "支架", "端盖"
        sheet["A2"].comment = Comment("客户要求改材料", "王工")

    found = rows(read(made(tmp_path / "a.xlsx", fill)))
    assert (1, 2, "A2 的批注: 客户要求改材料") in found


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["客户名称", "所属行业", "客户级别", "负责人"], "customers"),
        (["姓名", "职务", "手机", "客户名称"], "contacts"),
        (["商机名称", "客户名称", "销售阶段", "预计成交金额", "赢率"], "opportunities"),
        (["拜访日期", "客户名称", "联系人", "拜访人", "拜访内容"], "visits"),
        (["Account Name", "Industry", "Employees"], "customers"),
        (["Opportunity Name", "Stage", "Amount", "Close Date"], "opportunities"),
        (["零件名称", "数量", "单价"], ""),
        (["序号", "姓名", "成绩"], ""),
    ],
)
def test_exports_of_a_crm_are_known_by_their_columns(tmp_path: Path, names: list[str], kind: str) -> None:
    def fill(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.append(names)
        sheet.append([f"甲{n}" for n in range(len(names))])
        sheet.append([f"乙{n}" for n in range(len(names))])

    reading = read(made(tmp_path / "a.xlsx", fill))
    assert reading.attributes.get("crm", "") == kind
    if kind:
        assert reading.paragraphs[1].text.startswith(f"{names[0]}: 甲0 | {names[1]}: 甲1")
        assert reading.paragraphs[1].headings[1] in ("客户", "联系人", "商机", "拜访记录")


def test_several_tables_on_a_sheet(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        for row in (
            ["名称", "数量", "单价"], ["支架", 1, 2], [],
            ["联系人", "电话", "职务"], ["王工", "021-5", "经理"], ["李工", "021-6", "主管"],
        ):  # fmt: skip
            sheet.append(row)

    texts = [text for _, _, text in rows(read(made(tmp_path / "a.xlsx", fill)))]
    assert texts[1] == "名称: 支架 | 数量: 1 | 单价: 2"
    assert texts[-1] == "联系人: 李工 | 电话: 021-6 | 职务: 主管"


def test_a_huge_sheet_is_cut_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yiju.ingest.xlsx_sheet.Left.__init__.__defaults__", (3, 100))

    def fill(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        for number in range(10):
            sheet.append([f"第{number}行", number])

    reading = read(made(tmp_path / "a.xlsx", fill))
    assert len(reading.paragraphs) == 3
    assert any("只读到第 3 行" in warning for warning in reading.warnings)


@pytest.mark.timeout(60)
def test_a_bomb_of_rows_and_a_bomb_in_a_row(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", lambda _, sheet: sheet.append(["支架"]))
    whole = path.read_bytes()
    many = b'<row r="1">' + b"<c><v>1</v></c>" * 900_000 + b"</row></sheetData>"
    _replace(path, "xl/worksheets/sheet1.xml", b"</sheetData>", many)
    with pytest.raises(ReadFailure, match="炸弹"):
        read(path)
    path.write_bytes(whole)
    empty = b"".join(b'<row r="%d"/>' % n for n in range(2, 200_000)) + b"</sheetData>"
    _replace(path, "xl/worksheets/sheet1.xml", b"</sheetData>", empty)
    assert read(path).text == "支架"


def test_damage_is_named(tmp_path: Path) -> None:
    path = made(tmp_path / "坏.xlsx", lambda _, sheet: sheet.append(["支架"]))
    _replace(path, "xl/worksheets/sheet1.xml", b"</sheetData>", b"<broken")
    with pytest.raises(ReadFailure, match=r"坏\.xlsx：Excel 工作簿已损坏"):
        read(path)
    empty = made(tmp_path / "空.xlsx", lambda _, sheet: None)
    with pytest.raises(Skipped, match="没有可见的内容"):
        read(empty)


def test_real_files(shared_data: Path) -> None:
    said = 0
    for path in sorted((shared_data / "parser_files" / "xlsx").iterdir()):
        try:
            reading = read(path)
        except (ReadFailure, Skipped) as error:
            assert path.name in str(error) and "无法解析" not in str(error)
            continue
        said += 1
        assert all(p.locator.table and p.locator.row for p in reading.paragraphs)
        assert all(reading.text[p.start : p.end] == p.text for p in reading.paragraphs)
    assert said >= 11
