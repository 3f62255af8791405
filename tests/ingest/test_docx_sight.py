"""DOCX: what nobody sees is no evidence and is told; what is seen is read, whatever it is made of."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import RGBColor

from yiju.errors import ReadFailure
from yiju.ingest.docx import read_docx

NS = nsdecls("w")
WORDS = "年降比例为百分之九"
WHITE = '<w:color w:val="FFFFFF"/>'
BLACK_GROUND = '<w:shd w:val="clear" w:color="auto" w:fill="000000"/>'
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="t"><a:themeElements>'
    '<a:clrScheme name="c"><a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>'
    '<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1><a:dk2><a:srgbClr val="1F497D"/></a:dk2>'
    '<a:lt2><a:srgbClr val="FDFDFC"/></a:lt2></a:clrScheme></a:themeElements></a:theme>'
)

Make = Callable[[Any], None]


def run(properties: str, paragraph: str = "") -> Make:
    """A paragraph with one run of these properties."""
    return lambda document: put(
        document,
        f"<w:p {NS} {W14}><w:pPr>{paragraph}</w:pPr><w:r><w:rPr>{properties}</w:rPr>"
        f"<w:t>{WORDS}</w:t></w:r></w:p>",
    )


def put(document: Any, xml: str) -> None:
    document.element.body.insert(1, parse_xml(xml))


def styled(kind: str, style: str, properties: str = "", parent: str = "") -> Make:
    """A paragraph whose characters or which itself is of a style, directly or by the style's parent."""

    def make(document: Any) -> None:
        based = '<w:basedOn w:val="S0"/>' if parent else ""
        for name, held, basis in (("S", style, based), ("S0", parent, "")):
            document.styles.element.append(
                parse_xml(
                    f'<w:style {NS} w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>'
                    f"{basis}{held}</w:style>"
                )
            )
        if kind == "character":
            run(f'<w:rStyle w:val="S"/>{properties}')(document)
        else:
            run(properties, '<w:pStyle w:val="S"/>')(document)

    return make


def both(document: Any) -> None:
    """Hidden by the paragraph's style and by the characters': the two cancel each other out."""
    for kind, name in (("character", "C"), ("paragraph", "P")):
        document.styles.element.append(
            parse_xml(
                f'<w:style {NS} w:type="{kind}" w:styleId="{name}"><w:rPr><w:vanish/></w:rPr></w:style>'
            )
        )
    run('<w:rStyle w:val="C"/>', '<w:pStyle w:val="P"/>')(document)


def with_theme(make: Make) -> Make:
    def made(document: Any) -> None:
        place = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
        kind = "application/vnd.openxmlformats-officedocument.theme+xml"
        part = Part(PackURI("/word/theme/theme9.xml"), kind, THEME.encode(), document.part.package)
        for known in [one for one in document.part.rels.values() if one.reltype == place]:
            del document.part.rels[known.rId]
        document.part.relate_to(part, place)
        make(document)

    return made


def cell(change: Callable[[Any], None], text: str = WORDS) -> Make:
    """A table of two rows and columns, the last cell with the words, changed."""

    def make(document: Any) -> None:
        table = document.add_table(2, 2)
        for at, cell in enumerate(table._cells[:3]):
            cell.text = f"第{at}格"
        table.cell(1, 1).paragraphs[0].add_run(text)
        change(table)

    return make


def white_run(table: Any) -> None:
    table.cell(1, 1).paragraphs[0].runs[0].font.color.rgb = RGBColor(255, 255, 255)


def white_on_dark(table: Any) -> None:
    white_run(table)
    table.cell(1, 1)._tc.get_or_add_tcPr().append(parse_xml(BLACK_GROUND.replace("/>", f" {NS}/>")))


def hidden_row(table: Any) -> None:
    table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:hidden {NS}/>"))


def hidden_run(table: Any) -> None:
    table.cell(1, 1).paragraphs[0].runs[0].font.hidden = True


def drawn(hidden: str = "", left: int = 100_000, size: int = 900_000, fill: str = "", text: str = "") -> Make:
    box = f"<w:txbxContent><w:p><w:r><w:rPr>{text}</w:rPr><w:t>{WORDS}</w:t></w:r></w:p></w:txbxContent>"
    return lambda document: put(
        document,
        f"<w:p {NS} "
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:r><w:drawing>'
        '<wp:anchor><wp:positionH relativeFrom="page">'
        f"<wp:posOffset>{left}</wp:posOffset></wp:positionH>"
        f'<wp:extent cx="{size}" cy="900000"/><wp:docPr id="1" name="x" {hidden}/>'
        f'<a:graphic><a:graphicData uri="x"><wps:wsp><wps:spPr>{fill}</wps:spPr>'
        f"<wps:txbx>{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r></w:p>",
    )


def old_shape(style: str) -> Make:
    return lambda document: put(
        document,
        f'<w:p {NS} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape style="{style}"><v:textbox>'
        f"<w:txbxContent><w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape>"
        "</w:pict></w:r></w:p>",
    )


def dark_page(shown: bool) -> Make:
    def make(document: Any) -> None:
        document.element.insert(0, parse_xml(f'<w:background {NS} w:color="000000"/>'))
        if shown:
            document.settings.element.insert(0, parse_xml(f"<w:displayBackgroundShape {NS}/>"))
        run(WHITE)(document)

    return make


HIDDEN: dict[str, Make] = {
    "vanish": run("<w:vanish/>"),
    "vanish by characters' style": styled("character", "<w:rPr><w:vanish/></w:rPr>"),
    "vanish by paragraph's style": styled("paragraph", "<w:rPr><w:vanish/></w:rPr>"),
    "vanish by the style's parent": styled("character", "", parent="<w:rPr><w:vanish/></w:rPr>"),
    "white by characters' style": styled("character", f"<w:rPr>{WHITE}</w:rPr>"),
    "white by paragraph's style": styled("paragraph", f"<w:rPr>{WHITE}</w:rPr>"),
    "all but white": run('<w:color w:val="FEFEFE"/>'),
    "white by the theme": with_theme(run('<w:color w:val="auto" w:themeColor="background1"/>')),
    "light by the theme": with_theme(run('<w:color w:val="000000" w:themeColor="background2"/>')),
    "dark, all light by its tint": with_theme(run('<w:color w:themeColor="text1" w:themeTint="02"/>')),
    "white on white": run(WHITE + BLACK_GROUND.replace("000000", "FFFFFF")),
    "white on nothing": run(WHITE + BLACK_GROUND.replace("000000", "auto")),
    "white, not highlighted": run(WHITE + '<w:highlight w:val="none"/>'),
    "yellow on yellow": run('<w:color w:val="FFFF00"/><w:highlight w:val="yellow"/>'),
    "black on black": run('<w:color w:val="000000"/>' + BLACK_GROUND),
    "black on a solid pattern": run('<w:color w:val="000000"/><w:shd w:val="solid" w:fill="FFFFFF"/>'),
    "white, a style's ground taken back": styled(
        "character", f"<w:rPr>{BLACK_GROUND}</w:rPr>", WHITE + BLACK_GROUND.replace("000000", "auto")
    ),
    "no fill": run("<w14:textFill><w14:noFill/></w14:textFill>"),
    "a clear fill": run(
        '<w14:textFill><w14:solidFill><w14:srgbClr w14:val="000000"><w14:alpha w14:val="99000"/>'
        "</w14:srgbClr></w14:solidFill></w14:textFill>"
    ),
    "one point": run('<w:sz w:val="2"/>'),
    "one per cent wide": run('<w:w w:val="1"/>'),
    "left of the page": run("", '<w:ind w:left="-20000"/>'),
    "a frame beside the page": run("", '<w:framePr w:w="100" w:x="-30000" w:y="1" w:hAnchor="page"/>'),
    "white in a table": cell(white_run),
    "vanish in a table": cell(hidden_run),
    "a hidden row": cell(hidden_row),
    "a page not shown dark": dark_page(shown=False),
    "a hidden drawing": drawn('hidden="1"'),
    "a drawing left of the page": drawn(left=-1_000_000),
    "a drawing without width": drawn(size=1),
    "white in a clear drawing": drawn(
        fill='<a:noFill/><a:ln><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln>', text=WHITE
    ),
    "a hidden shape": old_shape("position:absolute;visibility:hidden"),
    "a shape far away": old_shape("position:absolute;margin-left:-9999pt"),
}
SEEN: dict[str, Make] = {
    "plain": run(""),
    "vanish taken back": styled("paragraph", "<w:rPr><w:vanish/></w:rPr>", '<w:vanish w:val="0"/>'),
    "vanish twice": both,
    "white on black": run(WHITE + BLACK_GROUND),
    "white, highlighted": run(WHITE + '<w:highlight w:val="darkBlue"/>'),
    "white on a paragraph's ground": run(WHITE, BLACK_GROUND),
    "white on a style's ground": styled("paragraph", f"<w:pPr>{BLACK_GROUND}</w:pPr>", WHITE),
    "white taken back": styled("character", f"<w:rPr>{WHITE}</w:rPr>", '<w:color w:val="auto"/>'),
    "white on a dark page": dark_page(shown=True),
    "white in a dark cell": cell(white_on_dark),
    "white on a theme's dark": with_theme(
        run(WHITE + '<w:shd w:val="clear" w:fill="auto" w:themeFill="text2"/>')
    ),
    "automatic on black": run('<w:color w:val="auto"/>' + BLACK_GROUND),
    "grey": run('<w:color w:val="A6A6A6"/>'),
    "seven points": run('<w:sz w:val="14"/>'),
    "a drawing": drawn(),
    "white in a dark drawing": drawn(fill='<a:solidFill><a:srgbClr val="003366"/></a:solidFill>', text=WHITE),
    "a shape": old_shape("position:absolute;margin-left:-20pt"),
    "indented": run("", '<w:ind w:left="4200"/>'),
}


def read(make: Make, folder: Path) -> tuple[bool, list[str]]:
    """Whether the words are read, and what is told."""
    document = docx.Document()
    document.add_paragraph("样件在六月完成交付，付款期六十日。")
    make(document)
    document.add_paragraph("质保期两年，自验收之日起算。")
    document.save(str(folder / "合同.docx"))
    reading = read_docx(folder / "合同.docx")
    assert "六十日" in reading.text and "质保期" in reading.text
    return WORDS in reading.text, list(reading.warnings)


@pytest.mark.parametrize("make", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_nobody_sees_is_no_evidence_and_is_told(make: Make, tmp_path: Path) -> None:
    assert read(make, tmp_path) == (
        False,
        ["有看不见的文字（隐藏、与底色同色、极小或在页外），未作为依据"],
    )


@pytest.mark.parametrize("make", SEEN.values(), ids=SEEN.keys())
def test_what_is_seen_is_read(make: Make, tmp_path: Path) -> None:
    assert read(make, tmp_path) == (True, [])


def test_a_document_hidden_as_a_whole_says_so(tmp_path: Path) -> None:
    document = docx.Document()
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    defaults.append(parse_xml(f"<w:vanish {NS}/>"))
    document.add_paragraph(WORDS)
    document.save(str(tmp_path / "合同.docx"))
    with pytest.raises(ReadFailure, match="看不见的文字"):
        read_docx(tmp_path / "合同.docx")
