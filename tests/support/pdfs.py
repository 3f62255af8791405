"""Small PDFs made for tests, with a Chinese font every PDF reader has built in."""

from collections.abc import Callable, Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP = 90.0, 505.0, 90.0
SIZE = 12.0
PER_LINE = int((RIGHT - LEFT) / SIZE)


class Page:
    """Draws one page from the top down, as a word processor would set it."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.y = TOP

    def text(self, text: str, *, x: float = LEFT, y: float | None = None, size: float = SIZE) -> None:
        """One line; ``y`` counts from the page's top."""
        if y is None:
            y = self.y
            self.y += 1.8 * size
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, HEIGHT - y, text)

    def paragraph(self, text: str, *, indent: int = 2, started: bool = False) -> None:
        """Wrapped text with its first line indented; ``started`` = the rest of a paragraph."""
        first = PER_LINE if started else PER_LINE - indent
        self.text(text[:first], x=LEFT if started else LEFT + indent * SIZE)
        for at in range(first, len(text), PER_LINE):
            self.text(text[at : at + PER_LINE])

    def table(self, rows: Sequence[Sequence[str]], widths: Sequence[float], *, height: float = 24) -> None:
        """A ruled table."""
        edges = [LEFT]
        for width in widths:
            edges.append(edges[-1] + width)
        top = self.y
        for number, row in enumerate(rows):
            for edge, cell in zip(edges, row, strict=False):
                for line, part in enumerate(cell.split("\n")):
                    self.text(part, x=edge + 5.4, y=top + number * height + 15 + 12 * line, size=10)
        bottom = top + len(rows) * height
        for n in range(len(rows) + 1):
            y = HEIGHT - top - n * height
            self.canvas.line(edges[0], y, edges[-1], y)
        for edge in edges:
            self.canvas.line(edge, HEIGHT - top, edge, HEIGHT - bottom)
        self.y = bottom + 24


def make_pdf(
    path: Path, *pages: Callable[[Page], None], title: str = "", password: str | None = None
) -> Path:
    """Write a PDF, one drawing function a page."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path), pagesize=A4, encrypt=password)
    if title:
        canvas.setTitle(title)
    for draw in pages:
        draw(Page(canvas))
        canvas.showPage()
    canvas.save()
    return path
