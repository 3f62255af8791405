"""Presentations: a slide is a page; titles, tables, notes, diagrams; what is hidden is told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pptx
import pytest
from pptx.util import Cm, Pt

from yiju.errors import ReadFailure, Skipped
from yiju.ingest.read import read
from yiju.ingest.reading import Reading
from yiju.store.types import Role


def made(path: Path, fill: Callable[[Any], None]) -> Path:
    show = pptx.Presentation()
    fill(show)
    show.save(str(path))
    return path


def slide(show: Any, title: str, *texts: str) -> Any:
    one = show.slides.add_slide(show.slide_layouts[1])
    one.shapes.title.text = title
    one.placeholders[1].text = "\n".join(texts)
    return one


def box(one: Any, text: str, left: float = 1, top: float = 1) -> Any:
    shape = one.shapes.add_textbox(Cm(left), Cm(top), Cm(5), Cm(2))
    shape.text_frame.text = text
    return shape


def places(reading: Reading, role: Role = Role.BODY) -> list[tuple[int | None, int | None, str]]:
    return [(p.locator.page, p.locator.paragraph, p.text) for p in reading.paragraphs if p.role is role]


def test_pages_titles_and_paragraphs(tmp_path: Path) -> None:
    def fill(show: Any) -> None:
        slide(show, "莱茵汽车项目方案", "年降 2.5%", "交期三周")
        two = slide(show, "付款条件", "月结六十天")
        box(two, "以合同为准", 2, 10)

    reading = read(made(tmp_path / "方案.pptx", fill))
    assert places(reading) == [
        (1, 1, "年降 2.5%"), (1, 2, "交期三周"), (2, 1, "月结六十天"), (2, 2, "以合同为准")
    ]  # fmt: skip
    assert [text for _, _, text in places(reading, Role.HEADING)] == ["莱茵汽车项目方案", "付款条件"]
    assert (reading.title, reading.pages, reading.format) == ("莱茵汽车项目方案", 2, "pptx")
    assert reading.paragraphs[-1].headings == ("付款条件",)


def test_tables_and_notes(tmp_path: Path) -> None:
    def fill(show: Any) -> None:
        one = slide(show, "报价", "见下表")
        one.notes_slide.notes_text_frame.text = "底线是十一元"
        table = one.shapes.add_table(3, 3, Cm(1), Cm(8), Cm(10), Cm(3)).table
        for row, texts in enumerate((("零件", "数量", "单价"), ("支架", "10", "12 元"), ("", "20", "11 元"))):
            for column, text in enumerate(texts):
                table.cell(row, column).text = text
        table.cell(1, 0).merge(table.cell(2, 0))

    reading = read(made(tmp_path / "a.pptx", fill))
    rows = [(p.locator.page, p.locator.table, p.locator.row, p.text) for p in reading.paragraphs
            if p.role is Role.TABLE_ROW]  # fmt: skip
    assert rows == [
        (1, 1, 1, "零件 | 数量 | 单价"),
        (1, 1, 2, "零件: 支架 | 数量: 10 | 单价: 12 元"),
        (1, 1, 3, "零件: 支架 | 数量: 20 | 单价: 11 元"),
    ]
    assert (1, 2, "底线是十一元") in places(reading)
    assert reading.paragraphs[-1].headings == ("报价", "备注")


def test_what_nobody_sees(tmp_path: Path) -> None:
    def fill(show: Any) -> None:
        one = slide(show, "方案", "看得见")
        box(one, "页外的字", -30)
        box(one, "隐藏的字")._element.nvSpPr.cNvPr.set("hidden", "1")
        small = box(one, "极小的字")
        small.text_frame.paragraphs[0].runs[0].font.size = Pt(1)
        slide(show, "藏起来的一页", "机密")._element.set("show", "0")

    reading = read(made(tmp_path / "a.pptx", fill))
    assert reading.text == "方案\n看得见"
    assert any("第 2 页是隐藏的幻灯片" in warning for warning in reading.warnings)
    assert any("第 1 页有看不见的文字" in warning for warning in reading.warnings)
    assert reading.pages == 2


def test_groups_are_opened(tmp_path: Path) -> None:
    def fill(show: Any) -> None:
        one = slide(show, "方案", "甲")
        group = one.shapes.add_group_shape()
        group.shapes.add_textbox(Cm(1), Cm(1), Cm(2), Cm(2)).text_frame.text = "组里的字"

    assert (1, 2, "组里的字") in places(read(made(tmp_path / "a.pptx", fill)))


def test_nothing_and_damage_are_named(tmp_path: Path) -> None:
    path = made(tmp_path / "空.pptx", lambda show: show.slides.add_slide(show.slide_layouts[6]))
    with pytest.raises(Skipped, match="没有可见的文字"):
        read(path)
    data = made(tmp_path / "坏.pptx", lambda show: slide(show, "方案", "甲") and None).read_bytes()
    for cut in (len(data) // 3, len(data) - 100):
        (tmp_path / "坏.pptx").write_bytes(data[:cut])
        with pytest.raises(ReadFailure, match=r"坏\.pptx"):
            read(tmp_path / "坏.pptx")


def test_real_files(shared_data: Path) -> None:
    said = 0
    for path in sorted((shared_data / "parser_files" / "pptx").iterdir()):
        try:
            reading = read(path)
        except (ReadFailure, Skipped) as error:
            assert path.name in str(error) and "无法解析" not in str(error)
            continue
        said += 1
        assert all(p.locator.page for p in reading.paragraphs)
        assert all(reading.text[p.start : p.end] == p.text for p in reading.paragraphs)
    assert said >= 10
