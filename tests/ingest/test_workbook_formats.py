"""Formats of cells beyond the usual: what is no date is never read as one, and codes keep their zeros."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from yiju.ingest.read import read


def _shown(folder: Path, value: object, form: str) -> str:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet["A1"], sheet["B1"] = "零件", value
    sheet["B1"].number_format = form
    book.save(folder / "报价.xlsx")
    return read(folder / "报价.xlsx").text.removeprefix("零件 | ")


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (1234.5, "G/通用格式", "1234.5"),
        (1234.5, '[DBNum2][$-804]G/通用格式"元"', "1234.5元"),
        (1234.5, 'General"元"', "1234.5元"),
        (1234.5, "0.0E+00", "1234.5"),
        (1234.5, "Standard", "1234.5"),
        (46037, "yyyy/m/d", "2026-01-15"),
        (46037, "aaaa", "2026-01-15"),
        (46037, '[$-804]yyyy"年"m"月"d"日";@', "2026-01-15"),
        (1235, "000000", "001235"),
        (-7, "000", "-007"),
        (13800001234, "000-0000-0000", "13800001234"),
        (5.5, "00.0", "05.5"),
        (12.5, '0.0"%"', "12.5%"),
        (0.125, "0.0%", "12.5%"),
        (1234.5, "#,##0.00", "1,234.50"),
    ],
)
def test_numbers_are_given_as_they_are_meant(tmp_path: Path, value: object, form: str, text: str) -> None:
    assert _shown(tmp_path, value, form) == text


@pytest.mark.parametrize("form", [";;", ";;;", ";;;@", " ; ; ;"])
def test_numbers_that_their_format_does_not_show_are_told(tmp_path: Path, form: str) -> None:
    assert _shown(tmp_path, 12.5, form) == "零件"
    assert any("看不见" in warning for warning in read(tmp_path / "报价.xlsx").warnings)


@pytest.mark.parametrize("form", [";;", ";;;@"])
def test_words_beside_numbers_that_are_not_shown_stay(tmp_path: Path, form: str) -> None:
    assert _shown(tmp_path, "含税", form) == "含税"
