"""Pages that say to be turned, text that leans: each is read as a person would turn it."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from yiju.ingest.pdf import read_pdf


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("leaning", [0, 90, 180, 270])
def test_pages_that_are_turned_are_read_as_a_person_turns_them(
    turned: int, leaning: int, tmp_path: Path
) -> None:
    path = tmp_path / "turned.pdf"
    canvas = Canvas(str(path), pagesize=(600, 600))
    canvas.setPageRotation(turned)
    canvas.translate(300, 300)
    canvas.rotate(leaning)
    canvas.setFont("Helvetica", 12)
    for y, line in ((40, "The unit price is 12.50 EUR, and"), (20, "it holds for a year."), (-40, "Next.")):
        canvas.drawString(-100, y, line)
    canvas.showPage()
    canvas.save()
    assert [p.text for p in read_pdf(path).paragraphs] == [
        "The unit price is 12.50 EUR, and it holds for a year.",
        "Next.",
    ]
