"""Whether text of a PDF page is seen: the page is drawn with it and without it, and nothing may have changed.

For text against which something speaks: a picture over it, a clip, its colour. Whatever hides it, the library
that draws the page knows.
"""

import ctypes
from collections.abc import Mapping
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from yiju.ingest import pulse
from yiju.ingest.pdf_place import Box, Place

_MOST_PIXELS = 4_000_000
_INVISIBLE = 3
_LEAST = 16
"""Of 255: a smaller change of a colour is noticed by nobody."""

Suspects = Mapping[int, tuple[Any, Box]]
"""Text objects by their addresses, each with its box as shown."""


def undrawn(page: pdfium.PdfPage, place: Place, suspects: Suspects) -> set[int]:
    """Those of which nothing is drawn; what the library has no letters for is left out."""
    asked = {address: one for address, one in suspects.items() if _has_letters(page, one[0])}
    if not asked:
        return set()
    pulse.beat()  # a page's pictures may take seconds
    turned = (place.rotation - page.get_rotation()) % 360
    scale = min(1.0, (_MOST_PIXELS / max(place.width * place.height, 1.0)) ** 0.5)
    with_them = _drawn(page, scale, turned)
    modes = {address: raw.FPDFTextObj_GetTextRenderMode(item) for address, (item, _) in asked.items()}
    try:
        for item, _ in asked.values():
            raw.FPDFTextObj_SetTextRenderMode(item, _INVISIBLE)
        without = _drawn(page, scale, turned)
    finally:
        for address, (item, _) in asked.items():
            raw.FPDFTextObj_SetTextRenderMode(item, modes[address])
    changed = abs(with_them.astype("int16") - without).max(axis=2) >= _LEAST
    found = set()
    for address, (_, (x0, y0, x1, y1)) in asked.items():
        left, top = (max(0, int(edge * scale) - 1) for edge in (x0, y0))
        right, bottom = (max(0, int(edge * scale) + 2) for edge in (x1, y1))
        if not changed[top:bottom, left:right].any():
            found.add(address)
    return found


def _drawn(page: pdfium.PdfPage, scale: float, turned: int) -> Any:
    """Its picture, rows of pixels of three colours."""
    bitmap = page.render(scale=scale, rotation=turned, rev_byteorder=True)
    try:
        return bitmap.to_numpy()[:, :, :3].copy()
    finally:
        bitmap.close()


def _has_letters(page: pdfium.PdfPage, item: Any) -> bool:
    """Whether the library can draw them: Chinese fonts that a file does not bring may be missing here."""
    font = raw.FPDFTextObj_GetFont(item)
    if not font or raw.FPDFFont_GetIsEmbedded(font) == 1:
        return bool(font)
    bitmap = raw.FPDFTextObj_GetRenderedBitmap(page.pdf.raw, page.raw, item, 1.0)
    if not bitmap:
        return False
    try:
        size = raw.FPDFBitmap_GetStride(bitmap) * raw.FPDFBitmap_GetHeight(bitmap)
        return any(ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), size))
    finally:
        raw.FPDFBitmap_Destroy(bitmap)
