"""What of a DOCX is no text: charts, diagrams, objects of other programs, pages that are pictures."""

from yiju.ingest.docx_package import Parts
from yiju.ingest.figures import whole
from yiju.ingest.office_archive import Element

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_LARGE = 7_560_000 * 10_692_000 // 4
"""A quarter of A4, in square English metric units: a scan, seldom a logo."""
_TOLD = (
    (("chart", "chartEx"), "图表，其中文字和数据未读取"),
    (("diagramData",), "图示（SmartArt），其中文字未读取"),
    (("oleObject", "package"), "嵌入的对象（如 Excel 表、旧式公式），未读取"),
)
"""Kinds of parts, and what is told of them."""


def not_read(parts: Parts) -> list[str]:
    """What is told of them."""
    counts = [(sum(kind in kinds for kind in parts.others), told) for kinds, told in _TOLD]
    found = [f"有 {count} 个{told}" for count, told in counts if count]
    large = sum(_is_large_picture(one) for one in parts.body.iter(f"{_WP}inline", f"{_WP}anchor"))
    return [*found, *([f"有 {large} 张大幅图片（可能是扫描页），图中文字未读取"] if large else [])]


def _is_large_picture(drawing: Element) -> bool:
    extent = drawing.find(f"{_WP}extent")
    sides = [whole(extent.get(side)) or 0 for side in ("cx", "cy")] if extent is not None else [0, 0]
    return sides[0] * sides[1] >= _LARGE and next(drawing.iter(_PICTURE), None) is not None
