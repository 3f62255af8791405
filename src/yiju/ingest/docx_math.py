"""Formulas of a DOCX (ECMA-376 part 1, 22.1) in one line: ``(a+b)/c``, ``x^2``, ``∑_(i=1)^n x_i``."""

from collections.abc import Callable, Iterator

from yiju.ingest.docx_package import W
from yiju.ingest.office_archive import Element

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MOST_DEPTH = 60
_LINES = frozenset(("m", "eqArr"))
Hides = Callable[[Element], bool]
"""Whether a run is not seen."""


def line_of(formula: Element, hides: Hides, depth: int = 0) -> str:
    """The text of a formula or of a part of it; beyond all sensible depth its letters alone."""
    if depth > _MOST_DEPTH:
        return "".join(t.text or "" for t in formula.iter(f"{M}t"))
    return "".join(_part(child, hides, depth + 1) for child in formula)


def _part(part: Element, hides: Hides, depth: int) -> str:
    name = str(part.tag).removeprefix(M)

    def inner(tag: str) -> str:
        found = part.find(M + tag)
        return line_of(found, hides, depth).strip() if found is not None else ""

    if name == "r":
        return "" if hides(part) else "".join(t.text or "" for t in part.iter(f"{M}t", f"{W}t"))
    if name == "f":
        return f"{_closed(inner('num'))}/{_closed(inner('den'))}"
    if name in ("sSup", "sSub", "sSubSup", "sPre"):
        return _closed(inner("e")) + _raised("_", inner("sub")) + _raised("^", inner("sup"))
    if name == "rad":
        return f"{_raised('', inner('deg'))}√{_closed(inner('e'))}"
    if name == "nary":
        sign = _said(part, "naryPr", "chr", "∫")
        return f"{sign}{_raised('_', inner('sub'))}{_raised('^', inner('sup'))} {inner('e')}"
    if name == "d":
        between = _said(part, "dPr", "sepChr", "|")
        texts = (line_of(one, hides, depth).strip() for one in part.iterfind(f"{M}e"))
        return _said(part, "dPr", "begChr", "(") + between.join(texts) + _said(part, "dPr", "endChr", ")")
    if name in ("limLow", "limUpp"):
        return inner("e") + _raised("_" if name == "limLow" else "^", inner("lim"))
    if name == "func":
        return f"{inner('fName')} {inner('e')}"
    if name in _LINES:
        return "；".join(_rows(part, hides, depth))
    return line_of(part, hides, depth) if not name.endswith("Pr") else ""


def _rows(part: Element, hides: Hides, depth: int) -> Iterator[str]:
    for row in part.iterfind(f"{M}mr" if part.tag == f"{M}m" else f"{M}e"):
        cells = list(row.iterfind(f"{M}e")) or [row]
        yield " ".join(line_of(cell, hides, depth).strip() for cell in cells)


def _closed(text: str) -> str:
    """In brackets where it is more than one number or word."""
    plain = text.replace(".", "").replace("_", "")
    return text if plain.isalnum() or len(text) <= 1 else f"({text})"


def _raised(sign: str, text: str) -> str:
    return sign + _closed(text) if text else ""


def _said(part: Element, properties: str, name: str, otherwise: str) -> str:
    held = part.find(f"{M}{properties}/{M}{name}")
    return otherwise if held is None else held.get(f"{M}val", otherwise)
