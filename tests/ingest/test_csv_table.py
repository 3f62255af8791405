"""Tables kept as text: encodings, separators, quotes; records counted as a spreadsheet counts them."""

from pathlib import Path

import pytest

from yiju.errors import ReadFailure, Skipped, YijuError
from yiju.ingest.read import read

TABLE = (
    "拜访日期,客户名称,拜访人,拜访内容\n2026-01-08,莱茵汽车,王蕾,谈年降\n2026-01-15,莱茵汽车,李雷,看样件\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, sign: str) -> None:
    path = tmp_path / "拜访.csv"
    path.write_bytes(TABLE.replace(",", sign).encode(encoding))
    reading = read(path)
    assert [(p.locator.table, p.locator.row) for p in reading.paragraphs] == [(1, 1), (1, 2), (1, 3)]
    assert (
        reading.paragraphs[2].text
        == "拜访日期: 2026-01-15 | 客户名称: 莱茵汽车 | 拜访人: 李雷 | 拜访内容: 看样件"
    )
    assert reading.paragraphs[2].headings == ("拜访记录",)
    assert (reading.format, reading.attributes["crm"], reading.date) == ("csv", "visits", None)


def test_quotes_line_ends_and_empty_records(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('名称,说明\n\n支架,"含税,\n不含运费"\n"端""盖",无\n', encoding="utf-8")
    reading = read(path)
    assert [(p.locator.row, p.text) for p in reading.paragraphs] == [
        (1, "名称 | 说明"), (3, "支架 | 含税, 不含运费"), (4, '端"盖 | 无')
    ]  # fmt: skip


def test_the_separator_may_be_stated(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=;\n名称;单价\n支架;1,5\n端盖;2,5\n", encoding="utf-8")
    assert [p.text for p in read(path).paragraphs][1:] == ["名称: 支架 | 单价: 1,5", "名称: 端盖 | 单价: 2,5"]


def test_what_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "空.csv").write_text("\n\n", encoding="utf-8")
    with pytest.raises(Skipped):
        read(tmp_path / "空.csv")
    (tmp_path / "长.csv").write_text('a,b\n"' + "付" * 300_000, encoding="utf-8")
    with pytest.raises(ReadFailure, match="少了引号"):
        read(tmp_path / "长.csv")
    (tmp_path / "图.csv").write_bytes(bytes(range(256)) * 40)
    with pytest.raises(YijuError, match="二进制"):
        read(tmp_path / "图.csv")


@pytest.mark.timeout(60)
def test_a_huge_table_is_cut_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称,数量,单价\n" + "支架,1,2\n" * 60_000, encoding="utf-8")
    reading = read(path)
    assert len(reading.paragraphs) == 50_000
    assert reading.warnings == ("表格过大，只读到第 50000 行",)


def test_columns_beyond_all_sense_are_cut_and_told(tmp_path: Path) -> None:
    path = tmp_path / "宽.csv"
    path.write_text(",".join(f"列{n}" for n in range(2500)), encoding="utf-8")
    reading = read(path)
    assert "列1999" in reading.text and "列2000" not in reading.text
    assert reading.warnings == ("表格有 2500 列，只读前 2000 列",)
