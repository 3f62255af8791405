"""What of a PDF cannot be read as text, which pages are to be recognised, and what a person is told."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

from yiju.errors import ReadFailure
from yiju.ingest.ocr import INSTALL
from yiju.ingest.pdf_glyphs import PageGlyphs
from yiju.ingest.titles import shown_pages

_MOST_NAMED = 5
FEW_GLYPHS = 4
"""Characters on a scan's page that are no text layer: a stamp, a page number."""


def is_picture(page: PageGlyphs) -> bool:
    """Whether a page shows a picture where its text should be."""
    return page.glyphs < FEW_GLYPHS and bool(page.objects.images)


def to_recognise(pages: Sequence[PageGlyphs]) -> list[PageGlyphs]:
    """The pages whose text can only be had by looking at them: scans, type turned to outlines, and fonts
    that tell no characters."""
    return [page for page in pages if page.glyphs < FEW_GLYPHS or page.unmapped > 0.5 * page.glyphs]


def check(pages: Sequence[PageGlyphs], broken: list[int], path: Path) -> list[str]:
    """Warnings about what cannot be read; a failure if that is everything."""
    if not pages:
        raise ReadFailure(f"{path.name}：PDF 的页面全部损坏，无法读取", hint="请重新下载或向发件人再要一份。")
    drawn = sum(page.glyphs for page in pages)
    pictures = any(page.objects.images for page in pages)
    if drawn == 0 or (pictures and all(page.glyphs < FEW_GLYPHS for page in pages)):
        if not pictures:
            raise ReadFailure(
                f"{path.name}：空白或只有图形的 PDF，{len(pages)} 页都没有文字层，需要先做 OCR", hint=INSTALL
            )
        raise ReadFailure(
            f"{path.name}：扫描件或图片 PDF，{len(pages)} 页都没有文字层，需要先做 OCR", hint=INSTALL
        )
    if drawn and sum(page.unmapped for page in pages) > 0.5 * drawn:
        raise ReadFailure(f"{path.name}：PDF 的字体没有字符对照表，文字无法还原，需要先做 OCR", hint=INSTALL)
    warnings = []
    if broken:
        warnings.append(f"第 {shown_pages(broken)} 页损坏，未读取")
    scanned = [p.number for p in pages if is_picture(p)]
    if scanned:
        warnings.append(f"第 {shown_pages(scanned)} 页没有文字层（扫描或图片），需要 OCR，未读取。{INSTALL}")
    hidden = [p.number for p in pages if p.hidden]
    if hidden:
        warnings.append(f"第 {shown_pages(hidden)} 页有看不见的文字（隐藏、白色、被遮住或页外），未作为依据")
    layered = [p.number for p in pages if p.objects.layer]
    if layered:
        warnings.append(
            f"第 {shown_pages(layered)} 页的文字是扫描图附带的识别层，图上看不见，未逐字核对，请对照原件"
        )
    unchecked = [p.number for p in pages if p.objects.unchecked]
    if unchecked:
        warnings.append(f"第 {shown_pages(unchecked)} 页图形过多，未能逐一核对文字是否看得见，请对照原件")
    undrawn = [p.number for p in pages if p.undrawn]
    if undrawn:
        warnings.append(f"第 {shown_pages(undrawn)} 页有表单栏或批注的内容没有显示在页面上，未作为依据")
    replaced = [p.number for p in pages if p.replaced]
    if replaced:
        warnings.append(f"第 {shown_pages(replaced)} 页里文件另附的文字与页面上画出的不同，以画出的为准")
    garbled = [p.number for p in pages if p.unmapped > max(5, 0.2 * p.glyphs)]
    if garbled:
        warnings.append(f"第 {shown_pages(garbled)} 页部分文字无法还原（字体缺少字符对照表）")
    return warnings


def attached_files(document: pdfium.PdfDocument) -> list[str]:
    """What is told of files that lie in it, as in a portfolio: they are not read."""
    count = max(raw.FPDFDoc_GetAttachmentCount(document.raw), 0)
    names = []
    for at in range(min(count, _MOST_NAMED)):
        with suppress(pdfium.PdfiumError, UnicodeError):
            names.append(document.get_attachment(at).get_name())
    more = " 等" if count > len(names) else ""
    return [f"PDF 里附有 {count} 个文件，未读取，请取出后导入：{'、'.join(names)}{more}"] if count else []
