"""A DOCX paragraph's text: insertions kept, deletions and hidden text dropped, fields by their result,
formulas in one line."""

from dataclasses import dataclass, field

from yiju.ingest.docx_math import M, line_of
from yiju.ingest.docx_package import W, switched, value
from yiju.ingest.docx_shapes import is_unseen
from yiju.ingest.docx_sight import Sight, Surroundings
from yiju.ingest.figures import whole
from yiju.ingest.office_archive import Element
from yiju.ingest.visible import visible_line

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = frozenset(
    W + name
    for name in (
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "pPr",
        "rPr",
        "sdtPr",
        "sdtEndPr",
        "fldData",
        "commentReference",
        "annotationRef",
        "rt",
        "rubyPr",
    )
) | {f"{_MC}Fallback"}
# Wingdings ticks and boxes (the font's private code points, low byte).
_SYMBOLS = {
    0xA3: "≤",
    0xB0: "°",
    0xB1: "±",
    0xB3: "≥",
    0xB4: "×",
    0xB7: "•",
    0xB8: "÷",
    0xB9: "≠",
    0xBB: "≈",
    0x44: "Δ",
    0x57: "Ω",
    0x61: "α",
    0x62: "β",
    0x6D: "μ",
}
"""Adobe's Symbol encoding, the signs that contracts use; others are shown as a box."""
_SIGNS = {
    0x52: "☑",
    0xFE: "☑",
    0x53: "☒",
    0xFD: "☒",
    0xA8: "□",
    0x6F: "□",
    0x71: "□",
    0xFC: "✓",
    0xFB: "✗",
    0xA3: "□",
}


@dataclass(slots=True)
class ParagraphText:
    """What a paragraph holds.

    Attributes:
        text: its own text, runs of blanks closed up.
        boxes: the ``w:txbxContent`` of text boxes anchored in it.
        notes: the ids of footnotes (``f…``) and endnotes (``e…``) it refers to.
        bold: whether all its text is bold by direct formatting; None where runs do not say.
        size: largest size in points set directly; None where none is set.
        hidden: whether text was left out because Word does not show it.
    """

    text: str = ""
    boxes: list[Element] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    bold: bool | None = None
    size: float | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class _Reading:
    """A paragraph that is being read: what it is put together from."""

    sight: Sight
    around: Surroundings
    found: ParagraphText
    parts: list[str] = field(default_factory=list)
    weights: list[bool | None] = field(default_factory=list)


def paragraph_text(paragraph: Element, sight: Sight) -> ParagraphText:
    """Read a ``w:p``."""
    reading = _Reading(sight, sight.around(paragraph), ParagraphText())
    _walk(paragraph, reading)
    found, weights = reading.found, reading.weights
    found.text = visible_line("".join(reading.parts))
    if weights and all(weight is True for weight in weights):
        found.bold = True
    elif any(weight is False for weight in weights):
        found.bold = False
    return found


def _walk(element: Element, reading: _Reading) -> None:
    for child in element:
        tag = child.tag
        if tag in _SKIPPED:
            continue
        if tag == f"{W}r":
            _run(child, reading)
        elif tag == f"{W}txbxContent":
            if is_unseen(child):
                reading.found.hidden = reading.found.hidden or has_words(child)
            else:
                reading.found.boxes.append(child)
        elif tag == f"{M}oMath":
            reading.parts.append(line_of(child, lambda run: _is_unseen(run, reading)))
        elif tag != f"{W}p":
            _walk(child, reading)


def has_words(element: Element) -> bool:
    """Whether there is any text below."""
    return any(t.text and t.text.strip() for t in element.iter(f"{W}t", f"{M}t"))


def _is_unseen(run: Element, reading: _Reading) -> bool:
    """Whether nobody sees a run; that words of it are left out is noted."""
    if not reading.sight.hides(run, reading.around):
        return False
    reading.found.hidden = reading.found.hidden or has_words(run)
    return True


def _run(run: Element, reading: _Reading) -> None:
    properties = run.find(f"{W}rPr")
    found, parts = reading.found, reading.parts
    if _is_unseen(run, reading):
        return
    before = len(parts)
    for child in run:
        tag = child.tag
        if tag == f"{W}t":
            parts.append(child.text or "")
        elif tag in (f"{W}tab", f"{W}br", f"{W}cr", f"{W}ptab"):
            parts.append(" ")
        elif tag == f"{W}noBreakHyphen":
            parts.append("-")
        elif tag == f"{W}sym":
            parts.append(_sign(child))
        elif tag == f"{W}footnoteReference":
            found.notes.append("f" + (child.get(f"{W}id") or ""))
        elif tag == f"{W}endnoteReference":
            found.notes.append("e" + (child.get(f"{W}id") or ""))
        elif tag not in _SKIPPED:
            _walk(child, reading)
    if "".join(parts[before:]).strip():
        reading.weights.append(switched(properties, "b"))
        size = value(properties, "sz")
        if half := whole(size):
            found.size = max(found.size or 0.0, half / 2)


def _sign(element: Element) -> str:
    code = element.get(f"{W}char") or ""
    try:
        point = int(code, 16)
    except ValueError:
        return ""
    if "wingdings" in (element.get(f"{W}font") or "").lower():
        return _SIGNS.get(point & 0xFF, "")
    if 0xF020 <= point <= 0xF0FF:  # a symbol font's own area: its letters as the font draws them
        return _SYMBOLS.get(point & 0xFF, "□")
    return chr(point) if 32 <= point < 0xD800 or 0xF900 <= point <= 0xFFFD else "□"
