"""What is laid upon a PDF page: filled-in fields, typed notes, stamps. What is drawn of it is read.

ISO 32000-1, 12.5. The library puts their appearances into the page (``FPDFPage_Flatten``), in memory alone.
"""

from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

_MOST = 5000
_NO_TEXT = frozenset((raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP))
"""Kinds that draw a sign or nothing: their words open when they are clicked."""
_HIDDEN = 0b100010
"""Flags of what is not shown, or not on a screen."""


def lay_upon(document: pdfium.PdfDocument, index: int) -> tuple[pdfium.PdfPage, int]:
    """Page ``index`` with what is laid upon it as its own content.

    Returns:
        The page, opened; and how much of what has words is not drawn: hidden, or without an appearance.
    """
    page = document[index]
    count = min(max(raw.FPDFPage_GetAnnotCount(page.raw), 0), _MOST)
    shown = unseen = 0
    for at in reversed(range(count)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, at)
        if not annotation:
            continue
        drawn = raw.FPDFAnnot_HasKey(annotation, b"AP")
        hidden = bool(raw.FPDFAnnot_GetFlags(annotation) & _HIDDEN)
        has_words = raw.FPDFAnnot_GetSubtype(annotation) not in _NO_TEXT
        unseen += has_words and (hidden or not drawn) and _says_something(annotation)
        shown += has_words and not hidden
        raw.FPDFPage_CloseAnnot(annotation)
        if hidden:
            raw.FPDFPage_RemoveAnnot(page.raw, at)
    if shown and raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
        page.close()
        page = document[index]
    return page, unseen


def _says_something(annotation: Any) -> bool:
    """Whether it has a value or words: two bytes end an empty text."""
    return any(raw.FPDFAnnot_GetStringValue(annotation, key, None, 0) > 2 for key in (b"V", b"Contents"))
