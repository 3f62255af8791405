"""Tables in PDFs: row by row, under their column names, over page breaks."""

from pathlib import Path

from tests.support.pdfs import HEIGHT, LEFT, Page, make_pdf

from yiju.ingest.pdf import read_pdf
from yiju.ingest.reading import Reading
from yiju.store.types import Role

HEAD = ("序号", "评分项", "评审细则", "分值")
WIDTHS = (40, 100, 200, 60)


def rows(reading: Reading) -> list[tuple[int | None, int | None, int | None, str]]:
    """Page, table, row and text of each table row."""
    return [
        (p.locator.page, p.locator.table, p.locator.row, p.text)
        for p in reading.paragraphs
        if p.role is Role.TABLE_ROW
    ]


def test_rows_carry_column_names_and_join_wrapped_cells(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.paragraph("评分标准如下。")
        cell = "提供完整可行的实施方案并且有针对性的\n得满分，否则不得分。"
        page.table(
            [HEAD, ("1", "实施方案", cell, "15"), ("2", "业绩", "每份得2分。", "10")], WIDTHS, height=36
        )
        page.paragraph("表后的一段。")

    reading = read_pdf(make_pdf(tmp_path / "a.pdf", draw))
    assert rows(reading) == [
        (1, 1, 1, "序号 | 评分项 | 评审细则 | 分值"),
        (
            1,
            1,
            2,
            "序号: 1 | 评分项: 实施方案 | 评审细则: 提供完整可行的实施方案并且有针对性的得满分，否则不得分。"
            " | 分值: 15",
        ),
        (1, 1, 3, "序号: 2 | 评分项: 业绩 | 评审细则: 每份得2分。 | 分值: 10"),
    ]
    assert [p.locator.paragraph for p in reading.paragraphs if p.role is Role.BODY] == [1, 2]


def test_a_table_goes_on_over_the_page_without_counting_its_header_twice(tmp_path: Path) -> None:
    def first(page: Page) -> None:
        page.table([HEAD, ("1", "价格", "最低价得满分。", "30")], WIDTHS)

    def second(page: Page) -> None:
        page.table([HEAD, ("2", "服务", "方案完整得满分。", "20")], WIDTHS)
        page.paragraph("之后是正文。")
        page.table([("甲方：", "某某公司"), ("乙方：", "另一公司")], (100, 200))

    found = rows(read_pdf(make_pdf(tmp_path / "a.pdf", first, second)))
    assert [row[:3] for row in found] == [(1, 1, 1), (1, 1, 2), (2, 1, 3), (2, 2, 1), (2, 2, 2)]
    assert found[2][3] == "序号: 2 | 评分项: 服务 | 评审细则: 方案完整得满分。 | 分值: 20"
    assert found[3][3] == "甲方： | 某某公司"


def test_a_row_split_by_the_page_break_is_one_row(tmp_path: Path) -> None:
    def first(page: Page) -> None:
        page.table([HEAD, ("1", "服务", "供应商应当在接到通知之后的", "20")], WIDTHS)

    def second(page: Page) -> None:
        page.table([("", "", "两个小时以内到达现场。", ""), ("2", "价格", "最低价得满分。", "30")], WIDTHS)

    reading = read_pdf(make_pdf(tmp_path / "a.pdf", first, second))
    assert [row[2:] for row in rows(reading)][1:] == [
        (2, "序号: 1 | 评分项: 服务 | 评审细则: 供应商应当在接到通知之后的两个小时以内到达现场。 | 分值: 20"),
        (3, "序号: 2 | 评分项: 价格 | 评审细则: 最低价得满分。 | 分值: 30"),
    ]
    assert reading.paragraphs[1].locator.page_end == 2


def test_a_table_goes_on_after_a_smaller_one_in_its_last_row(tmp_path: Path) -> None:
    def first(page: Page) -> None:
        page.table([HEAD, ("1", "行业", "划分标准所属行业：", "0")], WIDTHS, height=90)
        inner = Page(page.canvas)
        inner.y = 210
        edges = (LEFT + 150, LEFT + 210, LEFT + 280)
        for n, row in enumerate((("包号", "行业"), ("01", "餐饮业"))):
            for x, cell in zip(edges, row, strict=False):
                inner.text(cell, x=x + 5, y=inner.y + 24 * n + 15, size=9)
        for n in range(3):
            inner.canvas.line(edges[0], HEIGHT - 210 - 24 * n, edges[-1], HEIGHT - 210 - 24 * n)
        for x in edges:
            inner.canvas.line(x, HEIGHT - 210, x, HEIGHT - 258)

    def second(page: Page) -> None:
        page.table([HEAD, ("2", "保证金", "人民币12,000.00元。", "0")], WIDTHS)

    found = rows(read_pdf(make_pdf(tmp_path / "a.pdf", first, second)))
    assert [row[:3] for row in found] == [(1, 1, 1), (1, 1, 2), (1, 2, 1), (1, 2, 2), (2, 1, 3)]
    assert found[-1][3] == "序号: 2 | 评分项: 保证金 | 评审细则: 人民币12,000.00元。 | 分值: 0"


def test_a_table_whose_cells_are_parted_further_on_the_next_page_goes_on(tmp_path: Path) -> None:
    def first(page: Page) -> None:
        page.table([("1", "报价形式", "下浮率。"), ("2", "报价要求", "全包价。")], (40, 100, 260))

    def second(page: Page) -> None:
        parts = (40, 100, 65, 65, 65, 65)
        page.table([("3", "费率", "1.0%", "1.5%", "2.0%", "2.5%"), ("4", "签订", "三十日。")], parts)

    found = rows(read_pdf(make_pdf(tmp_path / "a.pdf", first, second)))
    assert [row[:3] for row in found] == [(1, 1, 1), (1, 1, 2), (2, 1, 3), (2, 1, 4)]


def test_other_columns_under_their_own_names_are_another_table(tmp_path: Path) -> None:
    def first(page: Page) -> None:
        page.table([("1", "报价形式", "下浮率。"), ("2", "报价要求", "全包价。")], (40, 100, 260))

    def second(page: Page) -> None:
        page.table([HEAD, ("1", "价格", "最低价得满分。", "30")], (40, 100, 130, 130))

    found = rows(read_pdf(make_pdf(tmp_path / "a.pdf", first, second)))
    assert [row[1] for row in found] == [1, 1, 2, 2]


def test_boxes_to_tick_that_the_page_break_parts_are_one_row(tmp_path: Path) -> None:
    def first(page: Page) -> None:
        page.table([("1", "现场考察", "■不组织。"), ("2", "答疑会", "■不召开")], (40, 100, 260))

    def second(page: Page) -> None:
        page.table([("", "", "□召开，时间另定。"), ("3", "保证金", "□收取")], (40, 100, 260))

    reading = read_pdf(make_pdf(tmp_path / "a.pdf", first, second))
    assert [row[2:] for row in rows(reading)][1:] == [
        (2, "2 | 答疑会 | ■不召开 □召开，时间另定。"),
        (3, "3 | 保证金 | □收取"),
    ]


def test_merged_cells_are_told_once(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        # A label over two rows: the line between them stops at its right edge.
        for y in (100, 180):
            page.canvas.line(LEFT, HEIGHT - y, LEFT + 300, HEIGHT - y)
        page.canvas.line(LEFT + 100, HEIGHT - 140, LEFT + 300, HEIGHT - 140)
        for x in (0, 100, 200, 300):
            page.canvas.line(LEFT + x, HEIGHT - 100, LEFT + x, HEIGHT - 180)
        page.text("技术部分", x=LEFT + 20, y=144, size=10)
        for y, name, points in ((124, "实施方案", "15分"), (164, "项目团队", "10分")):
            page.text(name, x=LEFT + 110, y=y, size=10)
            page.text(points, x=LEFT + 210, y=y, size=10)

    assert [row[3] for row in rows(read_pdf(make_pdf(tmp_path / "a.pdf", draw)))] == [
        "技术部分 | 实施方案 | 15分",
        "项目团队 | 10分",
    ]


def test_columns_aligned_without_lines_are_a_table(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.paragraph("主要数据见下。")
        for name, old, new in (
            ("指标", "2024年", "2025年"),
            ("营业收入", "120.5", "138.2"),
            ("净利润", "9.8", "11.3"),
        ):
            y = page.y
            page.text(name, y=y)
            page.text(old, x=250, y=y)
            page.text(new, x=380, y=y)
            page.y += 22

    assert [row[3] for row in rows(read_pdf(make_pdf(tmp_path / "a.pdf", draw)))] == [
        "指标 | 2024年 | 2025年",
        "指标: 营业收入 | 2024年: 120.5 | 2025年: 138.2",
        "指标: 净利润 | 2024年: 9.8 | 2025年: 11.3",
    ]


def test_a_frame_around_text_is_no_table(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.canvas.rect(60, 60, 470, 720)
        page.paragraph("方框里的正文。")

    reading = read_pdf(make_pdf(tmp_path / "a.pdf", draw))
    assert [(p.role, p.text) for p in reading.paragraphs] == [(Role.BODY, "方框里的正文。")]


def test_the_printed_number_of_a_captioned_table_is_used(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.table([("甲方：", "某某公司"), ("乙方：", "另一公司")], (100, 200))
        page.text("表4 评分汇总")
        page.table([HEAD, ("1", "价格", "最低价得满分。", "30")], WIDTHS)

    found = rows(read_pdf(make_pdf(tmp_path / "a.pdf", draw)))
    assert [row[1] for row in found] == [1, 1, 4, 4]


def test_a_table_of_contents_is_no_table(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        for n, (name, at) in enumerate(
            (("总则", "3"), ("评标办法", "8"), ("合同条款", "12"), ("附件", "20"))
        ):
            page.text(name, y=120 + 22 * n)
            page.text(at, x=480, y=120 + 22 * n)

    reading = read_pdf(make_pdf(tmp_path / "a.pdf", draw))
    assert [(p.role, p.text) for p in reading.paragraphs] == [
        (Role.BODY, text) for text in ("总则 3", "评标办法 8", "合同条款 12", "附件 20")
    ]
