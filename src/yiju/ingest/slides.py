"""PowerPoint presentations (``.pptx``): a slide is a page; tables, notes and diagrams are read too."""

from pathlib import Path

from yiju.errors import ReadFailure, Skipped
from yiju.ingest.dates import find_date
from yiju.ingest.office_archive import Element, OfficeArchive
from yiju.ingest.reading import Piece, Reading, lay_out
from yiju.ingest.slide_shapes import SlideText, read_shapes
from yiju.ingest.titles import choose_title, shown_pages
from yiju.store.types import Locator, Role

PARSER = "slides/2"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MOST_SLIDES = 3000
_NOTES = "备注"


def read_slides(path: Path) -> Reading:
    """Read a presentation.

    Raises:
        ReadFailure: damaged, or unpacking to more than any presentation needs.
        Skipped: no visible text.
    """
    try:
        with OfficeArchive(path) as archive:
            return _Slides(archive, path).read()
    except (ReadFailure, Skipped):
        raise
    except Exception as error:  # archive and parser raise whatever the damage leads to
        raise ReadFailure(
            f"{path.name}：PowerPoint 演示文稿已损坏，无法打开（{type(error).__name__}）",
            hint="请用 PowerPoint 或 WPS 打开后另存一份，或再要一份。",
        ) from error


class _Slides:
    def __init__(self, archive: OfficeArchive, path: Path) -> None:
        self._archive = archive
        self._path = path
        self._pieces: list[Piece] = []
        self._tables = 0
        self._titles: list[str] = []
        self._gone: dict[str, list[int]] = {
            name: [] for name in ("hidden", "unseen", "pictures", "charts", "broken")
        }

    def read(self) -> Reading:
        main = self._archive.related("", "officeDocument") or "ppt/presentation.xml"
        show = self._archive.xml(main)
        parts = self._archive.relations(main)
        size = show.find("{*}sldSz")
        edges = (_number(size, "cx"), _number(size, "cy"))
        slides = [entry.get(_RELATION, "") for entry in show.iterfind("{*}sldIdLst/{*}sldId")]
        for number, relation in enumerate(slides[:_MOST_SLIDES], start=1):
            kind, part = parts.get(relation, ("", ""))
            if kind != "slide" or not self._archive.has(part):
                self._gone["broken"].append(number)
                continue
            self._slide(number, part, edges)
        text, paragraphs = lay_out(self._pieces)
        warnings = self._warnings(len(slides))
        if not text:
            raise Skipped("；".join([f"{self._path.name}：演示文稿里没有可见的文字", *warnings]))
        return Reading(
            text=text, paragraphs=paragraphs, title=choose_title("", self._titles[:1], text, self._path),
            parser=PARSER, format="pptx", date=find_date(text), pages=len(slides), warnings=tuple(warnings),
        )  # fmt: skip

    def _slide(self, number: int, part: str, edges: tuple[int, int]) -> None:
        root = self._archive.xml(part)
        if root.get("show", "1") in ("0", "false"):
            self._gone["hidden"].append(number)
            return
        relations = self._archive.relations(part).values()
        found = read_shapes(root, edges)
        for kind, target in relations:
            if kind == "diagramData" and self._archive.has(target):
                found.paragraphs += _diagram(self._archive.xml(target))
        if found.unseen:
            self._gone["unseen"].append(number)
        if found.charts:
            self._gone["charts"].append(number)
        if found.pictures and not (found.title or found.paragraphs or found.tables):
            self._gone["pictures"].append(number)
        count = self._lay(number, found)
        notes = next((target for kind, target in relations if kind == "notesSlide"), "")
        if self._archive.has(notes):
            headings = (*([found.title] if found.title else []), _NOTES)
            for text in read_shapes(self._archive.xml(notes), (0, 0), notes=True).paragraphs:
                count += 1
                self._pieces.append(Piece(text, Locator(page=number, paragraph=count), Role.BODY, headings))

    def _lay(self, number: int, found: SlideText) -> int:
        """A slide's text; how many paragraphs it has."""
        headings = (found.title,) if found.title else ()
        if found.title:
            self._titles.append(found.title)
            self._pieces.append(Piece(found.title, Locator(page=number), Role.HEADING))
        for count, text in enumerate(found.paragraphs, start=1):
            self._pieces.append(Piece(text, Locator(page=number, paragraph=count), Role.BODY, headings))
        for table in found.tables:
            self._tables += 1
            for row, text in enumerate(table, start=1):
                locator = Locator(page=number, table=self._tables, row=row)
                self._pieces.append(Piece(text, locator, Role.TABLE_ROW, headings))
        return len(found.paragraphs)

    def _warnings(self, slides: int) -> list[str]:
        told = {
            "hidden": "第 {} 页是隐藏的幻灯片，未作为依据",
            "unseen": "第 {} 页有看不见的文字（隐藏、页外或过小），未作为依据",
            "pictures": "第 {} 页只有图片，需要 OCR，未读取",
            "charts": "第 {} 页有图表或嵌入的对象，其中文字和数据未读取",
            "broken": "第 {} 页损坏，未读取",
        }
        found = [told[name].format(shown_pages(pages)) for name, pages in self._gone.items() if pages]
        if slides > _MOST_SLIDES:
            found.append(f"共 {slides} 页，只读前 {_MOST_SLIDES} 页")
        return found


def _diagram(data: Element) -> list[str]:
    """The texts of a diagram (SmartArt), in its order."""
    points = [point for point in data.iter("{*}pt") if point.get("type", "node") in ("node", "asst")]
    texts = [" ".join("".join(t.text or "" for t in point.iter("{*}t")).split()) for point in points]
    return [text for text in texts if text]


def _number(element: Element | None, name: str) -> int:
    value = element.get(name, "0") if element is not None else "0"
    return int(value) if value.isdigit() else 0
