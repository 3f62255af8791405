"""What a person is told of a file: in Chinese, once, with what to do next."""

import zipfile
from pathlib import Path

import pytest

from yiju.errors import ReadFailure
from yiju.ingest.date_forms import date_in_name
from yiju.ingest.pipeline import ingest
from yiju.ingest.read import read
from yiju.ingest.titles import choose_title
from yiju.store.store import Store


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"a":\n', "第 2 行第 1 个字符处读不下去，像是没有写完"),
        ('[{"text": "a"},\n {"text" "b"}]', "第 2 行"),
        ("[" * 100_000, "JSON"),
    ],
)
def test_broken_json_names_the_line_in_chinese(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadFailure, match=says) as told:
        read(path)
    assert "Expecting" not in str(told.value)
    assert told.value.hint


@pytest.mark.parametrize(
    ("member", "save_as"),
    [
        ("content.xml", "docx"),
        ("OFD.xml", "PDF"),
    ],
)
def test_what_cannot_be_read_says_how_to_save_it(member: str, save_as: str, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "x")
    with pytest.raises(ReadFailure, match="暂不支持") as told:
        read(path)
    assert save_as in told.value.hint
    assert "再导入" in told.value.hint


def test_a_report_names_a_file_once_and_says_what_to_do(store: Store, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.rar").write_bytes(b"Rar!\x1a\x07\x01\x00")
    (tmp_path / "in" / "blank.txt").write_text(" \n", encoding="utf-8")
    report = ingest(store, None, [tmp_path / "in"], customer="海川", unit="u1")
    assert report.skipped[0]["reason"] == "文件里只有空白，已跳过"
    assert report.failed[0]["error"].startswith("是RAR 压缩包，无法读取。请提供")


@pytest.mark.parametrize(
    ("stem", "date"),
    [
        ("腾讯会议_2026-03-12", "2026-03-12"),
        ("20260312_会议", "2026-03-12"),
        ("会议2026.3.12纪要", "2026-03-12"),
        ("2026年3月12日 拜访", "2026-03-12"),
        ("腾讯会议_0312", "3月12日"),
        ("3月12日电话", "3月12日"),
        ("合同2026", ""),
        ("CW-EQ-2024-077", ""),
        ("订单20261399", ""),
        ("8617012345", ""),
        ("纪要", ""),
    ],
)
def test_a_date_in_the_name_is_told_and_not_used(stem: str, date: str, tmp_path: Path) -> None:
    assert date_in_name(stem) == date
    path = tmp_path / f"{stem}.txt"
    path.write_text("对方下个月换系统。", encoding="utf-8")
    reading = read(path)
    assert reading.date is None
    told = [warning for warning in reading.warnings if "文件名里像有日期" in warning]
    assert [f"日期 {date}，" in warning for warning in told] == [True] * bool(date)


def test_a_dated_document_needs_no_hint(tmp_path: Path) -> None:
    path = tmp_path / "纪要_20260312.txt"
    path.write_text("拜访纪要\n日期：2026-03-11\n对方下个月换系统。", encoding="utf-8")
    assert not any("文件名" in warning for warning in read(path).warnings)


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("2024 年某市某区 物业 管理服务", "2024年某市某区物业管理服务"),
        ("招 标 文 件 范 例 集", "招标文件范例集"),
        ("MPX-3 投标 说明", "MPX-3 投标说明"),
        ("Annual Report 2025", "Annual Report 2025"),
        ("第 3 期工程 验收报告", "第3期工程验收报告"),
    ],
)
def test_titles_lose_the_blanks_of_typesetting(printed: str, title: str) -> None:
    assert choose_title("", [printed], printed, Path("x.pdf")) == title
