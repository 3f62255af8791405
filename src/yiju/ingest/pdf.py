"""PDF files: physical page, printed label, paragraph on the page; tables row by row."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial, reduce
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from yiju.errors import ReadFailure, Skipped
from yiju.ingest.dates import find_date
from yiju.ingest.ocr import Seen, available
from yiju.ingest.ocr_pages import recognise_page, trusted
from yiju.ingest.pdf_checks import attached_files, check, to_recognise
from yiju.ingest.pdf_columns import columns_of
from yiju.ingest.pdf_flow import PageFlow, flow
from yiju.ingest.pdf_glyphs import PDFIUM, PageGlyphs, Run, read_page
from yiju.ingest.pdf_grids import find_grids
from yiju.ingest.pdf_lines import Line, join_text, lines_of
from yiju.ingest.pdf_margins import Margins, find_margins
from yiju.ingest.pdf_paragraphs import Block, Style, blocks_of, frame_of
from yiju.ingest.pdf_tables import PageTable, aligned_tables, fill_grids
from yiju.ingest.reading import Reading, lay_out
from yiju.ingest.titles import choose_title, shown_pages

PARSER = "yiju-pdf/8"
UNSEEN_PARSER = f"{PARSER}-unseen"
"""Of a reading that lacks pages which nothing here could recognise: read anew once something can."""
_MOST_PAGES = 5000


def read_pdf(path: Path) -> Reading:
    """Read a PDF.

    Raises:
        ReadFailure: damaged, protected by a password, without pages, or without any text.
        Skipped: scans on which nothing is to be recognised.
    """
    with PDFIUM:
        document = _open(path)
        try:
            return _read(document, path)
        finally:
            document.close()


def _open(path: Path) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise ReadFailure(
                f"{path.name}：PDF 有打开密码，无法读取", hint="请去掉密码后另存一份再导入。"
            ) from None
        if code == raw.FPDF_ERR_SECURITY or "security" in str(error).lower():
            raise ReadFailure(
                f"{path.name}：PDF 的加密方式不受支持", hint="请用阅读器另存为未加密的 PDF 再导入。"
            ) from None
        raise ReadFailure(
            f"{path.name}：PDF 已损坏或不完整，无法打开", hint="请重新下载或向发件人再要一份。"
        ) from None
    if len(document) == 0:
        document.close()
        raise ReadFailure(f"{path.name}：PDF 没有任何一页", hint="请检查文件是否导出完整。")
    if len(document) > _MOST_PAGES:
        count = len(document)
        document.close()
        raise ReadFailure(
            f"{path.name}：PDF 有 {count} 页，超过 {_MOST_PAGES} 页的上限", hint="请拆分后再导入。"
        )
    return document


def _read(document: pdfium.PdfDocument, path: Path) -> Reading:
    pages: list[PageGlyphs] = []
    broken: list[int] = []
    for index in range(len(document)):
        try:
            pages.append(read_page(document, index))
        except pdfium.PdfiumError:
            broken.append(index + 1)
    seen: dict[int, list[Seen]] = {}
    pending = to_recognise(pages)
    seeing = bool(pending) and available()
    for page in pending if seeing else ():
        seen[page.number] = recognise_page(document, page)
    readable = [page for page in pages if page.glyphs or page.number not in seen]
    if seen and not readable:
        raise Skipped(f"{path.name}：{len(pages)} 页扫描件里没有识别出文字")
    warnings = check(readable, broken, path)
    if told := [number for number, lines in seen.items() if lines]:
        warnings.append(f"第 {shown_pages(told)} 页是扫描或图片，文字由识别（OCR）得来，请对照原件")
    warnings += attached_files(document)
    flows = flows_of(pages, partial(_label, document))
    text, paragraphs = lay_out(flow(flows))
    if not text:
        raise ReadFailure(f"{path.name}：PDF 中没有可读的文字", hint="请检查文件内容。")
    return Reading(
        text=text,
        paragraphs=trusted(paragraphs, seen) if seen else paragraphs,
        title=choose_title(_stored_title(document), _printed_titles(flows), text, path),
        parser=UNSEEN_PARSER if pending and not seeing else PARSER,
        format="pdf",
        date=find_date(text),
        pages=len(document),
        warnings=tuple(warnings),
        attributes={"ocr": "all" if len(told) == len(pages) else shown_pages(told)} if told else {},
    )


def flows_of(
    pages: Sequence[PageGlyphs], label: Callable[[int, str | None], str | None] = lambda _, printed: printed
) -> list[PageFlow]:
    """Each page's paragraphs and tables in reading order.

    Args:
        label: from a physical page and the number printed on it, the label to name it by.
    """
    ruled: list[list[PageTable]] = []
    loose: list[list[Run]] = []
    for page in pages:
        tables, outside = fill_grids(find_grids(page.objects), page.runs)
        ruled.append(tables)
        loose.append(outside)
    lines = [lines_of(runs) for runs in loose]
    margins = find_margins(lines, [page.height for page in pages])
    style = _style(lines)
    right = _right_margin(lines, pages)
    flows = []
    for at, page in enumerate(pages):
        kept = _without_margins(loose[at], lines[at], margins)
        items = _items(kept, ruled[at], page, style, right.get(round(page.width)))
        flows.append(PageFlow(page.number, label(page.number, margins.labels[at]), items))
    return flows


def _without_margins(runs: list[Run], lines: list[Line], margins: Margins) -> list[Run]:
    gone = [line for line in lines if id(line) in margins.dropped]
    return [
        run
        for run in runs
        if not any(g.y0 - 1 <= (run.y0 + run.y1) / 2 <= g.y1 + 1 and g.x0 - 1 <= run.x0 <= g.x1 for g in gone)
    ]


def _items(
    runs: list[Run], tables: list[PageTable], page: PageGlyphs, style: Style, right: float | None
) -> list[Block | PageTable]:
    """One page's paragraphs and tables, in reading order."""
    columns = columns_of(runs, page.width)
    single = len(columns) == 1
    items: list[Block | PageTable] = []
    waiting = sorted(tables, key=lambda t: (round(t.y0), t.x0))
    for lines in columns:
        frame = frame_of(lines, right if single else None)
        start = 0
        stretches: list[tuple[int, int, PageTable | None]] = []
        for first, last, table in aligned_tables(lines) if single else []:
            stretches += [(start, first, None), (first, last, table)]
            start = last
        stretches.append((start, len(lines), None))
        for first, last, aligned in stretches:
            if aligned is not None:
                items += _before(waiting, aligned.y0)
                items.append(aligned)
                continue
            part: list[Line] = []
            for line in lines[first:last]:
                due = _before(waiting, line.middle) if single or line.x0 < frame.right else []
                if due:
                    items += blocks_of(part, frame, style)
                    items += due
                    part = []
                part.append(line)
            items += blocks_of(part, frame, style)
    return items + list(waiting)


def _before(waiting: list[PageTable], y: float) -> list[PageTable]:
    """Takes the tables that stand above ``y`` out of ``waiting``."""
    due = [table for table in waiting if table.y0 < y]
    waiting[:] = [table for table in waiting if table.y0 >= y]
    return due


def _style(pages: list[list[Line]]) -> Style:
    sizes: Counter[float] = Counter()
    bold = 0
    for lines in pages:
        for line in lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
            bold += len(line.text) * line.bold
    if not sizes:
        return Style(10.5, False)
    return Style(sizes.most_common(1)[0][0], bold > 0.6 * sizes.total())


def _right_margin(pages: list[list[Line]], glyphs: Sequence[PageGlyphs]) -> dict[int, float]:
    """The right margin most pages of a width share; pages with few lines do not show it themselves."""
    seen: dict[int, Counter[int]] = {}
    for lines, page in zip(pages, glyphs, strict=True):
        counter = seen.setdefault(round(page.width), Counter())
        counter.update(
            round(line.x1 / 2) for line in lines if line.x1 > 0.6 * page.width and len(line.text) > 15
        )
    return {
        width: counter.most_common(1)[0][0] * 2.0 for width, counter in seen.items() if counter.total() >= 3
    }


def _label(document: pdfium.PdfDocument, number: int, printed: str | None) -> str | None:
    """The printed page label where it differs from the physical page; else that of /PageLabels."""
    label = printed
    if label is None:
        with suppress(pdfium.PdfiumError, UnicodeError):
            label = str(document.get_page_label(number - 1)).strip()
    return label if label and label != str(number) and len(label) <= 12 else None


def _stored_title(document: Any) -> str:
    with suppress(pdfium.PdfiumError, UnicodeError):
        return str(document.get_metadata_value("Title"))
    return ""


def _printed_titles(flows: list[PageFlow]) -> list[str]:
    """The largest text on the first page, if it stands out."""
    blocks = [item for item in flows[0].items if isinstance(item, Block)]
    if not blocks:
        return []
    size = max(block.size for block in blocks)
    largest = [block.text for block in blocks if block.size > 0.95 * size]
    common = sorted(block.size for block in blocks)[len(blocks) // 2]
    if len(blocks) > 2 and (size <= 1.15 * common or len(largest) > 3):
        return []
    return [reduce(join_text, largest), *largest]
