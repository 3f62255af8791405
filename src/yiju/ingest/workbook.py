"""Excel workbooks (``.xlsx``): every visible row of every visible sheet, with what is hidden told."""

from pathlib import Path

from yiju.errors import ReadFailure, Skipped
from yiju.ingest.dates import find_date
from yiju.ingest.grid import lay_grid
from yiju.ingest.office_archive import OfficeArchive
from yiju.ingest.office_stream import elements
from yiju.ingest.reading import Piece, Reading, lay_out
from yiju.ingest.titles import choose_title
from yiju.ingest.visible import visible_line
from yiju.ingest.xlsx_drawings import Drawn, drawn_on
from yiju.ingest.xlsx_formats import formats_of
from yiju.ingest.xlsx_sheet import Book, Left, Sheet, read_sheet, string_of
from yiju.store.types import Locator, Role

PARSER = "workbook/2"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MOST_STRINGS = 2_000_000
_MOST_SHEETS = 500
_MOST_TOLD = 8


def read_workbook(path: Path) -> Reading:
    """Read a workbook. A sheet is a table, counted as its tabs stand, hidden ones included.

    Raises:
        ReadFailure: damaged, or unpacking to more than any workbook needs.
        Skipped: no visible cell holds anything.
    """
    try:
        with OfficeArchive(path) as archive:
            return _read(archive, path)
    except (ReadFailure, Skipped):
        raise
    except Exception as error:  # archive and parser raise whatever the damage leads to
        raise ReadFailure(
            f"{path.name}：Excel 工作簿已损坏，无法打开（{type(error).__name__}）",
            hint="请用 Excel 或 WPS 打开后另存一份，或再要一份。",
        ) from error


def _read(archive: OfficeArchive, path: Path) -> Reading:
    main = archive.related("", "officeDocument") or "xl/workbook.xml"
    book_xml = archive.xml(main)
    parts = archive.relations(main)
    by_kind = dict(parts.values())
    settings = book_xml.find("{*}workbookPr")
    book = Book(
        archive,
        _strings(archive, by_kind.get("sharedStrings", "")),
        formats_of(archive.xml(by_kind["styles"]) if archive.has(by_kind.get("styles", "")) else None),
        epoch_1904=settings is not None and settings.get("date1904") in ("1", "true"),
    )
    pieces: list[Piece] = []
    warnings: list[str] = []
    titles: list[str] = []
    lists: list[str] = []
    left = Left()
    sheets = book_xml.findall("{*}sheets/{*}sheet")
    for number, entry in enumerate(sheets[:_MOST_SHEETS], start=1):
        name = visible_line(entry.get("name", ""), 60)
        kind, part = parts.get(entry.get(_RELATION, ""), ("", ""))
        if kind == "chartsheet":
            warnings.append(f"工作表“{name}”是图表，未读取")
        if kind != "worksheet" or not archive.has(part):
            continue
        if entry.get("state", "visible") != "visible":
            warnings.append(f"工作表“{name}”是隐藏的，未作为依据")
            continue
        sheet = read_sheet(book, part, left)
        drawn = drawn_on(archive, part)
        warnings += _told(sheet, name, drawn)
        grid = lay_grid(sheet.rows, number, name, sheet.header, sheet.hidden_rows)
        pieces += [*grid.pieces, *_comments(archive, part, number, name, sheet)]
        for row, text in drawn.boxes:
            pieces.append(Piece(f"文本框: {text}", Locator(table=number, row=row), Role.TABLE_ROW, (name,)))
        titles += grid.titles
        lists += [one for one in grid.lists if one not in lists]
    if len(sheets) > _MOST_SHEETS:
        warnings.append(f"工作表有 {len(sheets)} 张，只读前 {_MOST_SHEETS} 张")
    text, paragraphs = lay_out(pieces)
    if not text:
        raise Skipped("；".join([f"{path.name}：工作簿里没有可见的内容", *warnings[:3]]))
    return Reading(
        text=text, paragraphs=paragraphs, title=choose_title("", titles[:1], text, path),
        parser=PARSER, format="xlsx", date=find_date("\n".join(titles)), warnings=_cut(warnings),
        attributes={"crm": ",".join(lists)} if lists else {},
    )  # fmt: skip


def _strings(archive: OfficeArchive, part: str) -> list[str]:
    found: list[str] = []
    if archive.has(part):
        for _, element in elements(archive, part, ("si",)):
            found.append(string_of(element))
            if len(found) > _MOST_STRINGS:
                raise ReadFailure("工作簿里的文字多得不像一份资料", hint="请拆分文件，或检查来源。")
    return found


def _comments(archive: OfficeArchive, part: str, number: int, name: str, sheet: Sheet) -> list[Piece]:
    """Notes on cells, each as a row of its own beside the one that it speaks of."""
    made: list[Piece] = []
    for kind, target in archive.relations(part).values():
        if kind != "comments" or not archive.has(target):
            continue
        for comment in archive.xml(target).iter("{*}comment"):
            place = comment.get("ref", "")
            row = "".join(c for c in place if c.isdigit())
            text = " ".join(string_of(comment).split())
            if text and row and int(row) in sheet.rows:
                locator = Locator(table=number, row=int(row))
                made.append(Piece(f"{place} 的批注: {text}", locator, Role.TABLE_ROW, (name,)))
    return made


def _told(sheet: Sheet, name: str, drawn: Drawn) -> list[str]:
    """What of a sheet was not read, and why."""
    told = []
    if drawn.charts:
        told.append(f"工作表“{name}”有 {drawn.charts} 个图表或图示，其中文字和数据未读取")
    if drawn.hidden:
        told.append(f"工作表“{name}”有 {drawn.hidden} 个隐藏的文本框，未作为依据")
    if drawn.pictures and not sheet.rows:
        told.append(f"工作表“{name}”只有图片，图中文字未读取")
    if sheet.hidden_rows:
        told.append(f"工作表“{name}”有 {len(sheet.hidden_rows)} 行被隐藏或筛选掉，未作为依据")
    if sheet.hidden_columns:
        told.append(f"工作表“{name}”有 {len(sheet.hidden_columns)} 列被隐藏，未作为依据")
    if sheet.unseen:
        told.append(f"工作表“{name}”有 {sheet.unseen} 格看不见（与底色相同或格式不显示），未作为依据")
    if sheet.uncounted:
        told.append(
            f"工作表“{name}”有 {sheet.uncounted} 个公式没有保存结果，未读取；请用 Excel 保存一次再导入"
        )
    if sheet.cut:
        told.append(f"工作表“{name}”过大，只读到第 {sheet.cut} 行")
    return told


def _cut(warnings: list[str]) -> tuple[str, ...]:
    more = len(warnings) - _MOST_TOLD
    return (*warnings[:_MOST_TOLD], *([f"另有 {more} 条同类提醒"] if more > 0 else []))
