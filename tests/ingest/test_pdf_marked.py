"""PDF: layers that are switched off, words that stand in for those drawn, letters without a size."""

from pathlib import Path

import pypdfium2 as pdfium
import pytest

from yiju.ingest.pdf import read_pdf
from yiju.ingest.pdf_glyphs import PDFIUM, read_page

BEFORE = b"BT /F1 12 Tf 50 700 Td (Public words: samples are due in June.) Tj ET\n"
AFTER = b"BT /F1 12 Tf 50 600 Td (More public words: the warranty is two years.) Tj ET\n"
SAID = b"(The discount is nine percent) Tj"
ON, OFF = b"/OCProperties<</OCGs[6 0 R]/D<</OFF[]>>>>", b"/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>"
LAYER = b"<</Type/OCG/Name(x)>>"
HIDDEN = "第 1 页有看不见的文字（隐藏、白色、被遮住或页外），未作为依据"
OTHER = "第 1 页里文件另附的文字与页面上画出的不同，以画出的为准"


def written(
    folder: Path,
    content: bytes,
    *objects: bytes,
    resources: bytes = b"",
    catalogue: bytes = b"",
    page: bytes = b"",
) -> Path:
    """A PDF of one page, by hand; further objects are counted from 6."""
    content = BEFORE + content + AFTER
    held = [
        b"<</Type/Catalog/Pages 2 0 R" + catalogue + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>"
        + resources + b">>" + page + b">>",
        b"<</Length %d>>stream\n" % len(content) + content + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        *objects,
    ]  # fmt: skip
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate(held, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(held) + 1, len(out))
    path = folder / "a.pdf"
    path.write_bytes(out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(held) + 1) + table + end)
    return path


def drawn(marked: bytes = b"", *, font: bytes = b"/F1 12 Tf", text: bytes = SAID) -> bytes:
    """A line of text within marked content, or plain."""
    line = b"q BT " + font + b" 50 650 Td " + text + b" ET Q "
    return marked + b" BDC " + line + b"EMC " if marked else line


def read(path: Path, words: str = "The discount is nine percent") -> tuple[bool, list[str]]:
    """Whether the words are read, and what is told."""
    reading = read_pdf(path)
    assert "due in June" in reading.text and "two years" in reading.text
    return words in reading.text, list(reading.warnings)


@pytest.mark.parametrize("page", [b"", b"/CropBox[20 100 600 800]"])
@pytest.mark.parametrize(
    ("catalogue", "layer", "seen"),
    [
        (ON, LAYER, True),
        (OFF, LAYER, False),
        (b"/OCProperties<</OCGs[6 0 R]/D<</BaseState/OFF>>>>", LAYER, False),
        (
            b"/OCProperties<</OCGs[6 0 R]/D<</AS[<</Event/View/OCGs[6 0 R]/Category[/View]>>]>>>>",
            b"<</Type/OCG/Name(x)/Usage<</View<</ViewState/OFF>>>>>>",
            False,
        ),
    ],
)
def test_a_layer_that_is_switched_off_is_no_evidence(
    page: bytes, catalogue: bytes, layer: bytes, seen: bool, tmp_path: Path
) -> None:
    named = b"/Properties<</L 6 0 R>>"
    path = written(tmp_path, drawn(b"/OC /L"), layer, resources=named, catalogue=catalogue, page=page)
    assert read(path) == (seen, [] if seen else [HIDDEN])


@pytest.mark.parametrize("turned", [90, 180, 270])
@pytest.mark.parametrize(("catalogue", "hidden"), [(ON, 0), (OFF, len("Thediscountisninepercent"))])
def test_layers_of_a_page_that_is_turned(turned: int, catalogue: bytes, hidden: int, tmp_path: Path) -> None:
    named, page = b"/Properties<</L 6 0 R>>", b"/Rotate %d" % turned
    path = written(tmp_path, drawn(b"/OC /L"), LAYER, resources=named, catalogue=catalogue, page=page)
    with PDFIUM:
        document = pdfium.PdfDocument(path)
        try:
            assert read_page(document, 0).hidden == hidden
        finally:
            document.close()


def test_a_layer_that_is_switched_off_covers_nothing(tmp_path: Path) -> None:
    content = drawn() + b"/OC /L BDC q 1 g 40 640 400 30 re f Q EMC "
    for catalogue, seen in ((OFF, True), (ON, False)):
        path = written(tmp_path, content, LAYER, resources=b"/Properties<</L 6 0 R>>", catalogue=catalogue)
        assert read(path)[0] is seen


def test_of_two_layers_of_one_name_only_the_one_switched_off_is_left_out(tmp_path: Path) -> None:
    content = drawn(b"/OC /L") + drawn(b"/OC /M", text=b"1 0 0 1 50 630 Tm (Delivery is free) Tj")
    path = written(
        tmp_path, content, LAYER, LAYER, resources=b"/Properties<</L 6 0 R/M 7 0 R>>",
        catalogue=b"/OCProperties<</OCGs[6 0 R 7 0 R]/D<</OFF[6 0 R]>>>>",
    )  # fmt: skip
    assert read(path) == (False, [HIDDEN])
    assert read(path, "Delivery is free") == (True, [HIDDEN])


def test_words_that_are_drawn_are_read_and_not_others_in_their_place(tmp_path: Path) -> None:
    path = written(tmp_path, drawn(b"/Span <</ActualText(The discount is three percent)>>"))
    assert read(path) == (True, [OTHER])
    assert "three" not in read_pdf(path).text


@pytest.mark.parametrize(
    "words", [b"The discount is nine percent", b"The dis\\255count is nine  percent", b""], ids=repr
)
def test_words_that_say_the_same_are_not_told(words: bytes, tmp_path: Path) -> None:
    seen, told = read(written(tmp_path, drawn(b"/Span <</ActualText(" + words + b")>>")))
    assert seen
    assert told == []


def test_letters_whose_font_tells_no_characters_are_read_by_the_words_beside_them(tmp_path: Path) -> None:
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]"
        b"/FirstChar 1/LastChar 1/Widths[1]"
        b"/Encoding<</Type/Encoding/Differences[1/g1]>>/CharProcs<</g1 7 0 R>>/Resources<<>>>>"
    )
    glyph = b"<</Length 24>>stream\n1 0 d0 0 0 .8 .8 re f   \nendstream"
    said = drawn(b"/Span <</ActualText(Q)>>", font=b"/F2 12 Tf", text=b"<01> Tj")
    path = written(tmp_path, said, b"<</F2 8 0 R>>", glyph, font)
    content = path.read_bytes().replace(b"/F1 5 0 R>>", b"/F1 5 0 R/F2 8 0 R>>")
    path.write_bytes(content)
    assert read(path, "Q") == (True, [])


def test_letters_without_a_size_are_told(tmp_path: Path) -> None:
    assert read(written(tmp_path, drawn(font=b"/F1 0 Tf"))) == (False, [HIDDEN])


def test_characters_that_a_font_knows_as_radicals_are_read_as_what_the_file_says_they_are() -> None:
    """As browsers print Chinese pages: 车 is told by its font as ⻋, and by the words beside it as 车."""
    reading = read_pdf(Path("examples/weserland/report/威瑟兰汽车_2025年ESG年报.pdf"))
    assert reading.title == "威瑟兰汽车2025年ESG年报"
    assert not [sign for sign in reading.text if "\u2e80" <= sign < "\u2fe0"]
    assert reading.warnings == ()
