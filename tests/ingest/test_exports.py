"""Exports under the names of old Office files: pages and text are read as tables, XML is refused."""

from pathlib import Path

import pytest

from yiju.errors import ReadFailure
from yiju.ingest.read import read

ROWS = ["客户名称 | 联系人 | 电话", "客户名称: 华清汽车 | 联系人: 王蕾 | 电话: 021-1380"]
TABLE = (
    "<table border=1><tr><th>客户名称</th><th>联系人</th><th>电话</th></tr>"
    "<tr><td>华清汽车</td><td>王蕾</td><td>021-1380</td></tr></table>"
)
TEXT = "客户名称\t联系人\t电话\n华清汽车\t王蕾\t021-1380\n"
SPREADSHEET = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("客户.xls", TABLE.encode("gbk")),
        ("客户.xls", f"<meta charset='utf-8'>{TABLE}".encode()),
        ("客户.et", TABLE.encode()),
        ("客户.xls", TEXT.encode("gbk")),
        ("客户.xls", b"\xff\xfe" + TEXT.encode("utf-16-le")),
        ("客户.xls", TEXT.replace("\t", ",").encode()),
    ],
)
def test_a_table_under_the_name_of_an_old_workbook_is_read_row_by_row(
    name: str, data: bytes, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    reading = read(tmp_path / name)
    assert [p.text for p in reading.paragraphs] == ROWS
    assert [p.locator.row for p in reading.paragraphs] == [1, 2]
    assert "已按内容读取" in reading.warnings[0]


@pytest.mark.parametrize(
    ("name", "text", "save_as"),
    [
        ("客户.xls", SPREADSHEET, ".xlsx"),
        ("客户.xml", SPREADSHEET.replace('<?mso-application progid="Excel.Sheet"?>', ""), ".xlsx"),
        (
            "合同.doc",
            '<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>',
            ".docx",
        ),
    ],
)
def test_office_files_in_xml_are_refused_with_what_to_do(
    name: str, text: str, save_as: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ReadFailure, match="XML 格式") as told:
        read(tmp_path / name)
    assert save_as in told.value.hint


def test_a_page_of_excel_is_no_such_xml(tmp_path: Path) -> None:
    head = '<html xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><body>'
    (tmp_path / "客户.xls").write_text(f"{head}{TABLE}</body></html>", encoding="utf-8")
    assert [p.text for p in read(tmp_path / "客户.xls").paragraphs] == ROWS
