"""Scans and photos: what is recognised in them, how far it is trusted, and what is refused by name."""

import datetime as dt
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter
from tests.support.make import document
from tests.support.pdfs import Page, make_pdf
from tests.support.scans import picture

from yiju.copilot.tags import CERTAIN, make_tag, place, strip_tags
from yiju.errors import ReadFailure, Skipped
from yiju.ingest import ocr
from yiju.ingest.ocr import Seen
from yiju.ingest.ocr_pages import set_text, trusted
from yiju.ingest.parsers import parsers_of
from yiju.ingest.pdf_glyphs import PageGlyphs
from yiju.ingest.pdf_objects import PageObjects
from yiju.ingest.pdf_picture import picture_of
from yiju.ingest.read import read
from yiju.ingest.reading import ReadParagraph
from yiju.store.types import Kind, Locator, Paragraph, Role

NOTE = (
    "拜访记录 2026年1月15日",
    "",
    "客户希望在三月底前完成样件评审，样件数量为二百套，",
    "单价不高于12.50元。付款方式为月结六十天。",
    "",
    "下一步：请在1月20日之前提交逐件的碳足迹数据。",
)


@pytest.fixture
def _ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rapidocr", reason="the extra ocr is not installed")
    monkeypatch.setenv("YIJU_OCR", "true")


def _share(wanted: Sequence[str], text: str) -> float:
    """Share of the wanted characters that stand in the text."""
    chars = [char for line in wanted for char in line if not char.isspace()]
    return sum(char in text for char in chars) / len(chars)


@pytest.mark.usefixtures("_ocr")
@pytest.mark.parametrize("suffix", [".png", ".jpg", ".bmp", ".tif", ".webp"])
def test_a_photo_of_text_is_read(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"现场照片{suffix}"
    picture(NOTE).save(path)
    reading = read(path)
    assert _share(NOTE, reading.text) > 0.97
    assert (reading.title, reading.date, reading.pages) == ("现场照片", dt.date(2026, 1, 15), 1)
    body = [p for p in reading.paragraphs if p.role is Role.BODY]
    assert any("二百套" in p.text and "月结六十天" in p.text for p in body)  # wrapped lines are joined
    for p in reading.paragraphs:
        assert reading.text[p.start : p.end] == p.text
        assert p.locator.confidence is not None and p.locator.weakest is not None
        assert 0.5 <= p.locator.weakest <= p.locator.confidence <= 1
        assert p.locator.box is not None and 0 <= p.locator.box[0] < p.locator.box[2] <= 1
    assert reading.parser in parsers_of(path)


@pytest.mark.usefixtures("_ocr")
def test_a_photo_is_turned_as_the_camera_says_and_dated_by_it(tmp_path: Path) -> None:
    lines = ("样件数量为二百套，单价12.50元。", "付款方式为月结六十天。")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0x9003] = "2026:01:16 09:30:00"
    path = tmp_path / "照片.jpg"
    picture(lines, size=(900, 400)).rotate(90, expand=True).save(path, exif=exif)
    reading = read(path)
    assert _share(lines, reading.text) > 0.97
    assert reading.date == dt.date(2026, 1, 16)


@pytest.mark.usefixtures("_ocr")
def test_scanned_pages_are_read_beside_pages_of_text(tmp_path: Path) -> None:
    from reportlab.lib.utils import ImageReader

    def scan(page: Page) -> None:
        page.canvas.drawImage(ImageReader(picture(NOTE)), 0, 300, 595, 432)

    path = make_pdf(
        tmp_path / "a.pdf", lambda page: page.paragraph("有文字的一页，不经识别。"), scan, lambda _: None
    )
    reading = read(path)
    assert reading.pages == 3
    text = [p for p in reading.paragraphs if p.locator.page == 1]
    seen = [p for p in reading.paragraphs if p.locator.page == 2]
    assert [p.locator.confidence for p in text] == [None]
    assert _share(NOTE, "".join(p.text for p in seen)) > 0.97
    assert all(p.locator.confidence and p.locator.confidence > CERTAIN for p in seen)
    assert any("第 2 页是扫描或图片" in warning for warning in reading.warnings)
    assert reading.attributes["ocr"] == "2"
    assert reading.parser in parsers_of(path)


@pytest.mark.usefixtures("_ocr")
def test_a_blank_picture_and_a_blank_scan_are_nothing_to_read(tmp_path: Path) -> None:
    blank = tmp_path / "空白.png"
    Image.new("L", (1200, 1600), 250).save(blank)
    with pytest.raises(Skipped, match="没有识别出文字"):
        read(blank)
    with pytest.raises(Skipped, match="没有识别出文字"):
        read(make_pdf(tmp_path / "空白.pdf", lambda _: None, lambda _: None))


@pytest.mark.usefixtures("_ocr")
def test_hard_text_is_trusted_less_than_clear_text(tmp_path: Path) -> None:
    clear, hard = tmp_path / "清楚.png", tmp_path / "模糊.png"
    picture(NOTE).save(clear)
    noise = np.random.default_rng(7).normal(0, 60, (900, 1240, 3))
    faint = np.asarray(picture(NOTE, ink=150, paper=215).filter(ImageFilter.GaussianBlur(3.2)), dtype=float)
    Image.fromarray(np.clip(faint + noise, 0, 255).astype(np.uint8)).save(hard)
    sure = [p.locator.confidence or 0 for p in read(clear).paragraphs]
    try:
        unsure = [p.locator.confidence or 0 for p in read(hard).paragraphs]
    except Skipped:
        return  # nothing is better than guesses
    assert min(sure) > max(CERTAIN, min(unsure))


@pytest.mark.usefixtures("_ocr")
def test_the_marked_page_shows_the_passage(tmp_path: Path) -> None:
    path = tmp_path / "现场.png"
    picture(NOTE).save(path)
    found = next(p for p in read(path).paragraphs if "碳足迹" in p.text)
    paragraph = Paragraph(
        id="p",
        document_id="d",
        ordinal=0,
        text=found.text,
        start=0,
        end=len(found.text),
        locator=found.locator,
    )
    shown = picture_of(path.read_bytes(), paragraph, 0, len(found.text), page=1, width=620)
    assert shown.marked and shown.top is not None
    assert found.locator.box is not None and abs(shown.top - found.locator.box[1]) < 0.02
    import io

    pixels = np.asarray(Image.open(io.BytesIO(shown.png)).convert("RGB")).astype(int)
    yellow = (pixels[:, :, 0] > 240) & (pixels[:, :, 2] < 150)
    rows = np.flatnonzero(yellow.any(axis=1)) / pixels.shape[0]
    assert abs(rows.min() - found.locator.box[1]) < 0.02 and abs(rows.max() - found.locator.box[3]) < 0.02


def test_without_the_extra_scans_are_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIJU_OCR", "true")
    monkeypatch.setattr(ocr, "_installed", lambda: False)
    path = tmp_path / "现场.png"
    Image.new("RGB", (50, 50)).save(path)
    with pytest.raises(ReadFailure, match="OCR") as told:
        read(path)
    assert "pip install 'yiju[ocr]'" in told.value.hint


@pytest.mark.usefixtures("_ocr")
def test_a_bomb_of_a_picture_is_not_unpacked(tmp_path: Path) -> None:
    def part(kind: bytes, held: bytes) -> bytes:
        return struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))

    path = tmp_path / "炸弹.png"
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(10_000))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", data) + part(b"IEND", b""))
    with pytest.raises(ReadFailure, match="像素"):
        read(path)


@pytest.mark.usefixtures("_ocr")
@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(90), b"\xff\xd8\xff\xe0" + bytes(90)])
def test_a_damaged_picture_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "坏.png"
    path.write_bytes(data)
    with pytest.raises(ReadFailure, match="损坏"):
        read(path)


def _lines(page: PageGlyphs, *lines: tuple[str, float]) -> list[Seen]:
    seen = [
        Seen(text, sure, 100, 100 + 60 * n, 100 + 30 * len(text), 136 + 60 * n)
        for n, (text, sure) in enumerate(lines)
    ]
    set_text(page, seen, 2.0)
    return seen


def test_confidence_is_weighed_by_characters_and_the_weakest_line_is_kept() -> None:
    page = PageGlyphs(1, 600, 800, [], PageObjects())
    seen = _lines(page, ("单价不高于", 0.9), ("12.50元。", 0.6), ("别的一段", 0.99))
    assert page.runs[0].text == "单价不高于" and page.runs[0].x0 == 50
    one = ReadParagraph("单价不高于 12.50元。", 0, 13, Locator(page=1, paragraph=1))
    other = ReadParagraph("别的一段", 14, 18, Locator(page=1, paragraph=2))
    elsewhere = ReadParagraph("读出来的", 19, 23, Locator(page=2, paragraph=1))
    first, second, third = trusted([one, other, elsewhere], {1: seen})
    assert (first.locator.confidence, first.locator.weakest) == (round((5 * 0.9 + 7 * 0.6) / 12, 3), 0.6)
    assert second.locator.confidence == 0.99
    assert third.locator.confidence is None and third.locator.box is None


def test_a_tag_says_ocr_where_the_text_is_not_certain() -> None:
    unsure, sure = Locator(page=1, paragraph=2, confidence=0.8), Locator(page=1, paragraph=2, confidence=0.95)
    photo = document(kind=Kind.NOTE, title="现场照片", date=dt.date(2026, 1, 15))
    assert make_tag(photo, unsure) == "〔依据2026-01-15现场照片P1第2段OCR〕"
    assert make_tag(photo, sure) == "〔依据2026-01-15现场照片P1第2段〕"
    assert place(Locator(page=3, table=1, row=2, confidence=0.7), Kind.NOTE) == "P3表1第2行OCR"
    assert strip_tags(f"单价12元{make_tag(photo, unsure)}。") == "单价12元。"
