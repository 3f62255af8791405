"""Where a passage stands on its page: boxes whose characters are the passage's own, or none at all."""

import datetime as dt
import hashlib
from collections import Counter
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from tests.support.pdfs import LEFT, PER_LINE, Page, make_pdf

from yiju.errors import NotFound, YijuError
from yiju.ingest.pdf_glyphs import PDFIUM, read_page
from yiju.ingest.pdf_marks import PageMarks, find_marks
from yiju.ingest.pdf_orders import squeezed
from yiju.ingest.pdf_picture import OriginalGone, original_of, pages_of, picture_of
from yiju.ingest.read import read
from yiju.ingest.reading import ReadParagraph
from yiju.store.types import Document, Locator, Paragraph, Role

LONG = (
    "我们承诺到二〇三〇年供应链范围内的碳排放较二〇二〇年降低百分之四十，"
    "并自二〇二七年起要求一级供应商逐件提供碳足迹数据，逾期未提供的将不再列入候选名单。"
)
QUOTE = "较二〇二〇年降低百分之四十，并自二〇二七年起要求一级供应商逐件提供碳足迹数据"
FILLER = "本段说明一般情况，与前后各段无关，仅用于占据版面，读者可以略过不看，不影响理解。"
TENDERS = ("招标文件正文.pdf", "广东高新区税务局食堂配送服务_2024.pdf", "财政部87号令.pdf")


def _marked(path: Path, marks: list[PageMarks]) -> str:
    """What stands in the boxes: characters whose middle lies in one, page by page, as they were written."""
    found = ""
    with PDFIUM:
        document = pdfium.PdfDocument(path)
        for part in marks:
            for run in read_page(document, part.page - 1).runs:
                rights = [*run.xs[1:], run.x1]
                for char, left, right in zip(run.chars, run.xs, rights, strict=True):
                    x, y = (left + right) / 2, (run.y0 + run.y1) / 2
                    if any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in part.boxes):
                        found += char
        document.close()
    return squeezed(found)[0]


def _find(path: Path, paragraph: ReadParagraph, start: int, end: int, before: list[str]) -> list[PageMarks]:
    at = paragraph.locator
    assert at.page is not None
    with PDFIUM:
        document = pdfium.PdfDocument(path)
        pages = list(range(at.page, (at.page_end or at.page) + 1))
        found = find_marks(document, pages, paragraph.text, start, end, before)
        document.close()
    return found


def _read(path: Path, text: str) -> tuple[ReadParagraph, list[str]]:
    """The one paragraph that holds a text, and those above it on its page."""
    paragraphs = read(path).paragraphs
    (at,) = [n for n, one in enumerate(paragraphs) if text in one.text]
    page = paragraphs[at].locator.page
    return paragraphs[at], [one.text for one in paragraphs[:at] if one.locator.page == page]


def test_a_quote_over_several_lines_has_a_box_for_each(tmp_path: Path) -> None:
    def draw(page: Page) -> None:
        page.paragraph(FILLER)
        page.paragraph(LONG)
        page.paragraph(FILLER.replace("一般", "其他"))

    path = make_pdf(tmp_path / "a.pdf", draw)
    paragraph, before = _read(path, QUOTE)
    start = paragraph.text.index(QUOTE)
    (part,) = _find(path, paragraph, start, start + len(QUOTE), before)
    assert _marked(path, [part]) == squeezed(QUOTE)[0]
    assert len({round(box[1]) for box in part.boxes}) == len(part.boxes) >= 2, "one box a line"
    assert all(
        0 <= box[0] < box[2] <= part.width and 0 <= box[1] < box[3] <= part.height for box in part.boxes
    )


def test_of_equal_paragraphs_the_right_one_is_marked(tmp_path: Path) -> None:
    same = "本项目无需缴纳履约保证金，详见合同。"

    def draw(page: Page) -> None:
        page.paragraph(same)
        page.paragraph(FILLER)
        page.paragraph(same)

    path = make_pdf(tmp_path / "a.pdf", draw)
    paragraphs = read(path).paragraphs
    twins = [n for n, one in enumerate(paragraphs) if one.text == same]
    tops = []
    for at in twins:
        (part,) = _find(path, paragraphs[at], 0, len(same), [one.text for one in paragraphs[:at]])
        assert _marked(path, [part]) == squeezed(same)[0]
        tops.append(part.boxes[0][1])
    assert len(tops) == 2
    assert tops[0] < tops[1]


def test_a_paragraph_that_runs_over_the_page_is_marked_on_both(tmp_path: Path) -> None:
    first, rest = LONG[: 2 * PER_LINE - 2], LONG[2 * PER_LINE - 2 :]

    def before(page: Page) -> None:
        page.y = 700
        page.paragraph(first)

    def after(page: Page) -> None:
        page.paragraph(rest, started=True)
        page.paragraph(FILLER)

    path = make_pdf(tmp_path / "a.pdf", before, after)
    paragraph, above = _read(path, first)
    assert (paragraph.locator.page, paragraph.locator.page_end) == (1, 2)
    parts = _find(path, paragraph, 0, len(paragraph.text), above)
    assert [part.page for part in parts] == [1, 2]
    assert _marked(path, parts) == squeezed(LONG)[0]
    tail = _find(path, paragraph, len(paragraph.text) - 6, len(paragraph.text), above)
    assert [part.page for part in tail] == [2]


def test_a_table_row_is_marked_cell_by_cell(tmp_path: Path) -> None:
    rows = [["序号", "评分因素", "分值"], ["1", "投标报价", "30"], ["2", "碳足迹数据的\n完整程度", "18"]]
    path = make_pdf(tmp_path / "a.pdf", lambda page: page.table(rows, [60, 200, 80], height=40))
    paragraph, before = _read(path, "碳足迹")
    assert paragraph.role is Role.TABLE_ROW
    assert "评分因素: " in paragraph.text, "a column's name, which does not stand in the row"
    (part,) = _find(path, paragraph, 0, len(paragraph.text), before)
    assert Counter(_marked(path, [part])) == Counter("2碳足迹数据的完整程度18")
    assert min(box[0] for box in part.boxes) < LEFT + 60


def test_what_does_not_stand_there_is_not_marked(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", lambda page: page.paragraph(FILLER))
    paragraph, _ = _read(path, FILLER)
    with PDFIUM:
        document = pdfium.PdfDocument(path)
        assert find_marks(document, [1], LONG, 0, len(LONG)) == []
        assert find_marks(document, [1], paragraph.text, 3, 3) == []
        assert find_marks(document, [9], paragraph.text, 0, 5) == []
        document.close()


def _stored(text: str, page: int | None = 1) -> Paragraph:
    locator = Locator(page=page, paragraph=1)
    return Paragraph(id="d-1", document_id="d", ordinal=0, text=text, start=0, end=len(text), locator=locator)


def _pixels(png: bytes) -> Counter[tuple[int, int, int]]:
    with Image.open(BytesIO(png)) as image:
        image.load()
        raw = image.convert("RGB").tobytes()
    return Counter(zip(raw[::3], raw[1::3], raw[2::3], strict=True))


def test_the_picture_is_yellow_where_the_passage_stands_and_black_on_it(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", lambda page: page.paragraph(LONG))
    paragraph, _ = _read(path, QUOTE)
    start = paragraph.text.index(QUOTE)
    marked = picture_of(path.read_bytes(), _stored(paragraph.text), start, start + len(QUOTE), width=800)
    assert (marked.marked, marked.page, marked.width) == (True, 1, 800)
    assert marked.top is not None and 0.05 < marked.top < 0.3
    pixels = _pixels(marked.png)
    yellow = sum(n for (r, g, b), n in pixels.items() if r > 245 and g > 220 and b < 140)
    assert 0.01 < yellow / pixels.total() < 0.1
    plain = picture_of(path.read_bytes(), _stored("别处才有的一段话"), 0, 4, width=800)
    assert not plain.marked
    assert all(r == g == b for r, g, b in _pixels(plain.png)), "no colour on it"
    assert sum(n for (r, g, b), n in pixels.items() if max(r, g, b) < 90) > 500, "the words stay black"


def test_the_picture_s_width_stays_within_bounds(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", lambda page: page.paragraph(LONG))
    widths = [picture_of(path.read_bytes(), _stored(LONG), 0, 4, width=w).width for w in (1, 10**9)]
    assert widths == [320, 1600]


@pytest.mark.parametrize(("page", "asked"), [(None, None), (1, 2), (7, None)])
def test_no_picture_of_a_page_that_is_not_there(tmp_path: Path, page: int | None, asked: int | None) -> None:
    path = make_pdf(tmp_path / "a.pdf", lambda page: page.paragraph(LONG))
    with pytest.raises(NotFound):
        picture_of(path.read_bytes(), _stored(LONG, page), 0, 4, page=asked)
    assert pages_of(_stored(LONG, page)) == ([] if page is None else [page])


def test_what_is_no_pdf_any_more_is_told_so() -> None:
    with pytest.raises(YijuError, match="打不开"):
        picture_of(b"%PDF-1.7 broken", _stored(LONG), 0, 4)


def test_an_original_counts_only_while_it_is_the_one_that_was_read(tmp_path: Path) -> None:
    path = tmp_path / "合同 一.pdf"
    path.write_bytes(b"one")
    document = Document.model_validate(
        {
            "id": "d",
            "source_key": "k",
            "customer_id": "c",
            "customer": "c",
            "unit": "u",
            "kind": "contract",
            "title": "t",
            "date": None,
            "date_source": "unknown",
            "uri": path.resolve().as_uri(),
            "format": "pdf",
            "sha256": hashlib.sha256(b"one").hexdigest(),
            "pages": 1,
            "paragraphs": 1,
            "parser": "p",
            "ingested_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        }
    )
    assert original_of(document) == b"one"
    path.write_bytes(b"two")
    with pytest.raises(OriginalGone, match="已变"):
        original_of(document)
    path.unlink()
    with pytest.raises(OriginalGone, match="不在"):
        original_of(document)


@pytest.mark.parametrize("name", TENDERS)
def test_real_tenders_body_paragraphs_are_found_and_nothing_else_is_marked(
    name: str, shared_data: Path
) -> None:
    """Every ninth paragraph: what is marked is exactly the paragraph's text."""
    path = shared_data / "tenders_zh" / name
    paragraphs = read(path).paragraphs
    bodies = [n for n, one in enumerate(paragraphs) if one.role is Role.BODY][::9]
    found = 0
    for at in bodies:
        one = paragraphs[at]
        before = [p.text for p in paragraphs[max(0, at - 80) : at] if p.locator.page == one.locator.page]
        marks = _find(path, one, 0, len(one.text), before)
        if marks:
            found += 1
            assert Counter(_marked(path, marks)) == Counter(squeezed(one.text)[0]), one.text
    assert found >= 0.99 * len(bodies), (found, len(bodies))
