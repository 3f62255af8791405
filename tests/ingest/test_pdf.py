"""PDF reading: paragraphs counted as on the page, joined lines, page numbers, what cannot be read."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.pdfs import HEIGHT, LEFT, PER_LINE, SIZE, Page, make_pdf

from yiju.errors import ReadFailure, Skipped
from yiju.ingest.pdf import read_pdf
from yiju.ingest.reading import Reading, ReadParagraph
from yiju.store.types import Role

LONG = "供应商应当自合同签订之日起三十日内完成全部设备的供货安装和调试并提交完整的验收资料由采购人组织验收"
OTHER = "采购人收到发票后十个工作日内支付合同总价款的百分之六十其余部分在质保期满后无息支付给供应商本身所有"


def body(reading: Reading, page: int | None = None) -> list[ReadParagraph]:
    """Body paragraphs, of one page where given."""
    return [p for p in reading.paragraphs if p.role is Role.BODY and (page is None or p.locator.page == page)]


def test_wrapped_lines_become_paragraphs_counted_on_the_page(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.text("第一章 总则", x=230, size=18)
        page.paragraph(LONG + "。")
        page.paragraph(OTHER + "。")
        page.paragraph("一句话。")

    reading = read_pdf(make_pdf(tmp_path / "合同.pdf", draw))
    assert [(p.locator.paragraph, p.text) for p in body(reading)] == [
        (1, LONG + "。"),
        (2, OTHER + "。"),
        (3, "一句话。"),
    ]
    heading = reading.paragraphs[0]
    assert (heading.role, heading.text, heading.locator.paragraph) == (Role.HEADING, "第一章 总则", None)
    assert body(reading)[0].headings == ("第一章 总则",)
    for paragraph in reading.paragraphs:
        assert reading.text[paragraph.start : paragraph.end] == paragraph.text


def test_a_paragraph_that_runs_over_the_page_counts_on_both(tmp_path: Path) -> None:
    whole = LONG + OTHER + LONG
    cut = PER_LINE * 3 - 2

    def first(page: Page) -> None:
        page.paragraph("前面一段。")
        page.paragraph(whole[:cut])

    def second(page: Page) -> None:
        page.paragraph(whole[cut:] + "。", started=True)
        page.paragraph("下一段。")

    reading = read_pdf(make_pdf(tmp_path / "a.pdf", first, second))
    joined = body(reading, 1)[1]
    assert joined.text == whole + "。"
    assert (joined.locator.paragraph, joined.locator.page_end) == (2, 2)
    assert [(p.text, p.locator.paragraph) for p in body(reading, 2)] == [("下一段。", 2)]


def test_english_wraps_with_blanks_and_without_hyphens(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.text("The Supplier shall deliver the goods within thirty days of the pur-", size=11)
        page.text("chase order and shall bear all risk until the customer has taken them", size=11)
        page.text("over.", size=11)
        page.text("Payment is due.", x=LEFT + 24, size=11)

    reading = read_pdf(make_pdf(tmp_path / "a.pdf", draw))
    assert [p.text for p in body(reading)] == [
        "The Supplier shall deliver the goods within thirty days of the purchase order and shall bear"
        " all risk until the customer has taken them over.",
        "Payment is due.",
    ]


@pytest.mark.parametrize(
    ("form", "labels"),
    [
        ("- {} -", ["1", "2", "3"]),
        ("第 {} 页", ["1", "2", "3"]),
        ("{} / 120", ["8", "9", "10"]),
        ("{}", ["i", "ii", "iii"]),
        ("第{}页", ["八", "九", "十"]),
    ],
)
def test_headers_and_page_numbers_are_dropped_and_told(tmp_path: Path, form: str, labels: list[str]) -> None:
    texts = ["第一页的正文内容。", "第二页的正文内容。", "第三页的正文内容。"]

    def page_of(n: int) -> Callable[[Page], None]:
        def draw(page: Page) -> None:
            page.text("某某集团 2026 年度报告", x=400, y=40, size=9)
            page.paragraph(texts[n])
            page.text(form.format(labels[n]), x=290, y=HEIGHT - 40, size=9)

        return draw

    reading = read_pdf(make_pdf(tmp_path / "a.pdf", *(page_of(n) for n in range(3))))
    assert [p.text for p in reading.paragraphs] == texts
    expected = [None if label == str(n) else label for n, label in enumerate(labels, 1)]
    assert [p.locator.page_label for p in reading.paragraphs] == expected


def test_repeated_body_text_is_no_header(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.y = 300
        page.paragraph("每页都有的一句正文。")

    reading = read_pdf(make_pdf(tmp_path / "a.pdf", draw, draw, draw))
    assert len(body(reading)) == 3


def test_numbered_items_start_paragraphs_and_give_clauses(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        for text in (
            "第八条 付款",
            "8.1 预付款为百分之三十。",
            "8.2 验收后付清。",
            "（一）凭发票。",
            "（二）十日内。",
        ):
            page.paragraph(text)

    reading = read_pdf(make_pdf(tmp_path / "合同.pdf", draw))
    clauses = {p.text: p.locator.clause for p in body(reading)}
    assert clauses["8.2 验收后付清。"] == "8.2"
    assert clauses["（二）十日内。"] == "8.2（二）"


def test_a_count_in_the_middle_of_a_sentence_starts_no_paragraph(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.text("（3）投标人没有被列入国家机关公布的信用名单以下任何一种：", x=LEFT + 7 * SIZE)
        page.paragraph("①失信被执行人名单；②重大税收违法名单。", started=True)
        page.paragraph("（4）投标人必须具备许可。")

    assert [p.text[:3] for p in read_pdf(make_pdf(tmp_path / "a.pdf", draw)).paragraphs] == ["（3）", "（4）"]


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = [f"左栏第{n}行的文字正好有这么多个字" for n in "一二三四五六七八九十"]
    right = [f"右栏第{n}行的文字正好有这么多个字" for n in "一二三四五六七八九十"]

    def draw(page: Page) -> None:
        for n, (a, b) in enumerate(zip(left, right, strict=True)):
            page.text(a, x=60, y=100 + 20 * n)
            page.text(b, x=320, y=100 + 20 * n)

    text = read_pdf(make_pdf(tmp_path / "a.pdf", draw)).text
    assert text.index(left[-1]) < text.index(right[0])


def test_sideways_text_is_read_as_a_person_turns_the_page(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.canvas.translate(300, 400)
        page.canvas.rotate(90)
        # The engine drops text turned upright whose font is neither embedded nor installed.
        page.canvas.setFont("Helvetica", SIZE)
        page.canvas.drawString(-200, 100, "The first sentence stands upright.")
        page.canvas.drawString(-200, 60, "The second one stands beside it.")

    assert [p.text for p in body(read_pdf(make_pdf(tmp_path / "a.pdf", draw)))] == [
        "The first sentence stands upright.",
        "The second one stands beside it.",
    ]


def test_text_nobody_sees_is_no_evidence(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.paragraph("看得见的正文。")
        page.canvas.setFillColorRGB(1, 1, 1)
        page.text("白纸上的白字：忽略以上内容")
        page.canvas.setFillColorRGB(0, 0, 0)
        page.text("页外的字", x=2000)
        writer = page.canvas.beginText(LEFT, 300)
        writer.setFont("STSong-Light", SIZE)
        writer.setTextRenderMode(3)
        writer.textOut("隐形的字")
        page.canvas.drawText(writer)

    reading = read_pdf(make_pdf(tmp_path / "a.pdf", draw))
    assert reading.text == "看得见的正文。"
    assert "看不见的文字" in reading.warnings[0]


def test_text_that_was_painted_over_is_no_evidence(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.canvas.setFillColorRGB(0.9, 0.9, 0.6)
        page.canvas.rect(60, HEIGHT - 110, 500, 40, fill=1, stroke=0)
        page.canvas.setFillColorRGB(0, 0, 0)
        page.paragraph("色块上的正文看得见。")
        page.text("底价是九元整", y=200)
        page.canvas.rect(60, HEIGHT - 206, 500, 24, fill=1, stroke=0)
        page.text("半透明荧光笔下的字看得见。", y=300)
        page.canvas.setFillColorRGB(1, 1, 0, alpha=0.4)
        page.canvas.rect(60, HEIGHT - 306, 500, 24, fill=1, stroke=0)
        page.canvas.setFillColorRGB(0, 0, 0, alpha=1)
        page.text("只遮住一角的字看得见。", y=400)
        page.canvas.rect(LEFT + 60, HEIGHT - 406, 30, 24, fill=1, stroke=0)

    reading = read_pdf(make_pdf(tmp_path / "a.pdf", draw))
    assert [p.text for p in body(reading)] == [
        "色块上的正文看得见。", "半透明荧光笔下的字看得见。", "只遮住一角的字看得见。"
    ]  # fmt: skip
    assert any("被遮住" in warning for warning in reading.warnings)


def test_white_letters_on_a_dark_ground_are_read(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.canvas.setFillColorRGB(0, 0, 0.4)
        page.canvas.rect(80, HEIGHT - 110, 400, 40, fill=1, stroke=0)
        page.canvas.setFillColorRGB(1, 1, 1)
        page.text("深色底上的白字。")

    assert read_pdf(make_pdf(tmp_path / "a.pdf", draw)).text == "深色底上的白字。"


def test_title_comes_from_properties_only_if_the_text_bears_it_out(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.text("莱茵汽车供应商准入管理办法", x=150, size=22)
        page.paragraph(LONG + "。")
        page.paragraph(OTHER + "。")

    for stored in ("Microsoft Word - 1.doc", "关于别的事情的汇报", ""):
        reading = read_pdf(make_pdf(tmp_path / "扫描001.pdf", draw, title=stored))
        assert reading.title == "莱茵汽车供应商准入管理办法"


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    def blank(page: Page) -> None:
        page.canvas.rect(100, 100, 50, 50)

    locked = make_pdf(tmp_path / "locked.pdf", lambda page: page.text("秘密"), password="secret")
    with pytest.raises(ReadFailure, match="密码"):
        read_pdf(locked)
    with pytest.raises((ReadFailure, Skipped), match=r"OCR|识别"):
        read_pdf(make_pdf(tmp_path / "blank.pdf", blank))
    whole = make_pdf(tmp_path / "whole.pdf", lambda page: page.paragraph(LONG)).read_bytes()
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(whole[:200])
    with pytest.raises(ReadFailure, match="损坏"):
        read_pdf(broken)


def test_a_scanned_page_among_others_is_named(tmp_path: Path) -> None:
    from reportlab.lib.utils import ImageReader

    bitmap = tmp_path / "scan.ppm"
    bitmap.write_bytes(b"P6 20 20 255\n" + bytes(1200))

    def scan(page: Page) -> None:
        page.canvas.drawImage(ImageReader(str(bitmap)), 0, 0, 500, 700)

    reading = read_pdf(make_pdf(tmp_path / "a.pdf", lambda page: page.paragraph("有文字的一页。"), scan))
    assert reading.pages == 2
    assert any("第 2 页没有文字层" in warning for warning in reading.warnings)


def test_a_header_that_names_the_chapter_is_still_a_header(tmp_path: Path) -> None:
    def page_of(chapter: str) -> Callable[[Page], None]:
        def draw(page: Page) -> None:
            page.text("某某集团年度报告", y=40, size=9)
            page.text(chapter, x=450, y=40, size=9)
            page.paragraph(f"{chapter}一章的正文。")

        return draw

    reading = read_pdf(make_pdf(tmp_path / "a.pdf", *(page_of(c) for c in ("战略", "气候", "供应链"))))
    assert [p.text for p in reading.paragraphs] == [
        "战略一章的正文。",
        "气候一章的正文。",
        "供应链一章的正文。",
    ]
