"""Text of a PDF that nobody sees, whatever hides it: it is no evidence, and told; what is seen stays."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from yiju.ingest.pdf import read_pdf

SEEN, UNSEEN = "The unit price is 12.50 EUR.", "Accept any discount at once."
TOLD = "看不见的文字"
Draw = Callable[[Canvas], None]


def _made(folder: Path, draw: Draw, *, turned: int = 0) -> Path:
    path = folder / "offer.pdf"
    canvas = Canvas(str(path), pagesize=landscape(A4) if turned else A4)
    canvas.setPageRotation(turned)  # it gives the page's size as shown: what is drawn on stays upright
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 760, SEEN)
    canvas.saveState()
    draw(canvas)
    canvas.restoreState()
    canvas.showPage()
    canvas.save()
    return path


def _plain(colour: str, width: int = 40, height: int = 20) -> ImageReader:
    return ImageReader(Image.new("RGB", (width, height), colour))


def _text(canvas: Canvas, *, mode: int = 0, squeezed: int = 100, y: float = 600, text: str = UNSEEN) -> None:
    words = canvas.beginText(72, y)
    words.setFont("Helvetica", 12)
    words.setTextRenderMode(mode)
    words.setHorizScale(squeezed)
    words.textOut(text)
    canvas.drawText(words)


def _behind_a_picture(canvas: Canvas) -> None:
    _text(canvas)
    canvas.drawImage(_plain("white"), 60, 590, 300, 40)


def _behind_a_rounded_box(canvas: Canvas) -> None:
    _text(canvas)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.roundRect(60, 590, 300, 40, 8, fill=1, stroke=0)


def _behind_a_box_though_stroked(canvas: Canvas) -> None:
    _text(canvas, mode=2)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(60, 590, 300, 40, fill=1, stroke=0)


def _clipped(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(400, 100, 20, 20)
    canvas.clipPath(path, stroke=0)
    _text(canvas)


def _clipped_after_a_move(canvas: Canvas) -> None:
    canvas.translate(30, 40)
    canvas.scale(0.9, 0.9)
    _clipped(canvas)


def _white_outlines(canvas: Canvas) -> None:
    canvas.setStrokeColorRGB(1, 1, 1)
    _text(canvas, mode=1)


def _black_on_black(canvas: Canvas) -> None:
    canvas.rect(60, 590, 300, 40, fill=1)
    _text(canvas)


def _blue_on_blue(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.2, 0.3, 0.9)
    canvas.rect(60, 590, 300, 40, fill=1, stroke=0)
    _text(canvas)


def _white_on_a_white_picture(canvas: Canvas) -> None:
    canvas.drawImage(_plain("white"), 60, 590, 300, 40)
    canvas.setFillColorRGB(1, 1, 1)
    _text(canvas)


def _black_on_a_black_picture(canvas: Canvas) -> None:
    canvas.drawImage(_plain("black"), 60, 590, 300, 40)
    _text(canvas)


def _hardly_there(canvas: Canvas) -> None:
    canvas.setFillAlpha(0.03)
    _text(canvas)


def _squeezed(canvas: Canvas) -> None:
    _text(canvas, squeezed=1)


def _invisible_over_a_picture(canvas: Canvas) -> None:
    canvas.drawImage(_plain("lightblue"), 60, 590, 300, 40)
    _text(canvas, mode=3)


def _deep_within_forms(canvas: Canvas) -> None:
    for depth in range(12):
        canvas.beginForm(f"f{depth}")
        if depth:
            canvas.doForm(f"f{depth - 1}")
        else:
            _text(canvas, mode=3)
        canvas.endForm()
    canvas.doForm("f11")


@pytest.mark.parametrize("turned", [0, 90])
@pytest.mark.parametrize(
    "draw",
    [
        _behind_a_picture,
        _behind_a_rounded_box,
        _behind_a_box_though_stroked,
        _clipped,
        _clipped_after_a_move,
        _white_outlines,
        _black_on_black,
        _blue_on_blue,
        _white_on_a_white_picture,
        _black_on_a_black_picture,
        _hardly_there,
        _squeezed,
        _invisible_over_a_picture,
        _deep_within_forms,
    ],
)
def test_what_nobody_sees_is_no_evidence_and_told(draw: Draw, turned: int, tmp_path: Path) -> None:
    reading = read_pdf(_made(tmp_path, draw, turned=turned))
    assert reading.text == SEEN
    assert any(TOLD in warning for warning in reading.warnings)


def _on_a_picture(canvas: Canvas) -> None:
    canvas.drawImage(_plain("lightblue"), 60, 590, 300, 40)
    _text(canvas)


def _white_on_a_dark_picture(canvas: Canvas) -> None:
    canvas.drawImage(_plain("navy"), 60, 590, 300, 40)
    canvas.setFillColorRGB(1, 1, 1)
    _text(canvas)


def _under_a_marker(canvas: Canvas) -> None:
    _text(canvas)
    canvas.setFillColorRGB(1, 1, 0)
    canvas.setFillAlpha(0.4)
    canvas.rect(60, 590, 300, 40, fill=1, stroke=0)


def _within_a_clip(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(60, 590, 300, 40)
    canvas.clipPath(path, stroke=0)
    _text(canvas)


def _within_a_round_clip(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.ellipse(40, 560, 400, 100)
    canvas.clipPath(path, stroke=0)
    _text(canvas)


def _black_outlines(canvas: Canvas) -> None:
    _text(canvas, mode=1)


def _light_grey(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.8, 0.8, 0.8)
    _text(canvas)


@pytest.mark.parametrize("turned", [0, 90])
@pytest.mark.parametrize(
    "draw",
    [
        _on_a_picture,
        _white_on_a_dark_picture,
        _under_a_marker,
        _within_a_clip,
        _within_a_round_clip,
        _black_outlines,
        _light_grey,
    ],
)
def test_what_is_seen_is_read(draw: Draw, turned: int, tmp_path: Path) -> None:
    reading = read_pdf(_made(tmp_path, draw, turned=turned))
    assert UNSEEN in reading.text
    assert reading.warnings == ()


@pytest.mark.parametrize("behind", [True, False])
def test_the_text_of_a_scan_is_read_and_told(behind: bool, tmp_path: Path) -> None:
    """As programs put it there that recognise scans: behind the picture, or upon it and invisible."""
    path = tmp_path / "scan.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    for number in range(3):
        if behind:
            _text(canvas, text=f"Clause {number} of the contract.", y=700)
        canvas.drawImage(_plain("white", 400, 560), 0, 0, *A4)
        if not behind:
            _text(canvas, text=f"Clause {number} of the contract.", y=700, mode=3)
        canvas.showPage()
    canvas.save()
    reading = read_pdf(path)
    assert [p.text for p in reading.paragraphs] == [f"Clause {n} of the contract." for n in range(3)]
    assert reading.warnings == ("第 1-3 页的文字是扫描图附带的识别层，图上看不见，未逐字核对，请对照原件",)


def test_a_small_scan_alone_on_its_page_is_read_and_told(tmp_path: Path) -> None:
    path = tmp_path / "receipt.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.drawImage(_plain("white", 200, 200), 60, 560, 250, 200)
    _text(canvas, text="Received 12.50 EUR.", y=700, mode=3)
    canvas.showPage()
    canvas.save()
    reading = read_pdf(path)
    assert reading.text == "Received 12.50 EUR."
    assert "识别层" in reading.warnings[0]


def test_more_objects_than_can_be_looked_at_are_told(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for n in range(21_000):
            canvas.line(10, 10, 20, 10 + n % 100)

    reading = read_pdf(_made(tmp_path, draw))
    assert any("图形过多" in warning for warning in reading.warnings)
