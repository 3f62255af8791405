"""Running headers, footers and page numbers: found by position and repetition, kept out of the text."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from yiju.ingest.pdf_lines import Line

_ZONE = 0.14
_DEEPEST = 3
_HAN_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_COUNT = r"(\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7}|[〇零一二三四五六七八九十百]{1,5})"
_TOTAL = r"(?:\s*[/／|,，]?\s*(?:共|of|之)?\s*\d{1,4}\s*页?)?"
_SURE = re.compile(
    rf"(?:^|.*\s)(?:第\s*{_COUNT}\s*页{_TOTAL}|[-—–~·]\s*{_COUNT}\s*[-—–~·]|{_COUNT}\s*[/／]\s*\d{{1,4}}"
    rf"|[Pp]age\s*:?\s*{_COUNT}{_TOTAL})(?:\s.*|$)"
)
_BARE = re.compile(rf"^{_COUNT}$|^{_COUNT}\s{{1,}}\D.*$|^.*\D\s{{1,}}{_COUNT}$")


@dataclass(slots=True)
class Margins:
    """For each page: the lines that are no part of its text (by identity), and its printed label."""

    dropped: set[int]
    labels: list[str | None]


def find_margins(pages: list[list[Line]], heights: list[float]) -> Margins:
    """Find what repeats at the top and bottom of pages.

    Args:
        pages: per page its lines outside tables, from the top down.
        heights: page heights in points.
    """
    zones = [_zones(lines, height) for lines, height in zip(pages, heights, strict=True)]
    dropped = _repeated(zones, len(pages))
    labels = _numbers(zones, dropped)
    return Margins(dropped, labels)


@dataclass(slots=True)
class _Edge:
    line: Line
    top: bool
    rank: int
    """0 for the outermost line."""
    alone: bool
    """Set off from the text by more than a line's height."""


def _zones(lines: list[Line], height: float) -> list[_Edge]:
    edges = []
    for top in (True, False):
        ordered = lines if top else lines[::-1]
        for rank, line in enumerate(ordered[:_DEEPEST]):
            inside = line.middle < _ZONE * height if top else line.middle > (1 - _ZONE) * height
            if not inside:
                break
            after = ordered[rank + 1] if rank + 1 < len(ordered) else None
            gap = abs(after.middle - line.middle) if after else height
            edges.append(_Edge(line, top, rank, gap > 1.9 * line.size))
    return edges


def _repeated(zones: list[list[_Edge]], count: int) -> set[int]:
    """Lines whose text (figures aside) stands at the same height on several pages."""
    places: dict[tuple[str, bool], list[tuple[int, _Edge]]] = defaultdict(list)
    for page, edges in enumerate(zones):
        for edge in edges:
            places[_shape(edge.line), edge.top].append((page, edge))
            # The report on the left, the chapter on the right: where one part repeats, the line is a header.
            for part in edge.line.parts if edge.rank == 0 else ():
                if len(part.text) >= 4:
                    places[_shape(part), edge.top].append((page, edge))
    dropped: set[int] = set()
    for (shape, _), members in places.items():
        if not shape.strip("#"):
            continue
        heights = Counter(round(edge.line.middle / 4) for _, edge in members)
        at, _ = heights.most_common(1)[0]
        level = [(p, e) for p, e in members if abs(e.line.middle - at * 4) <= 6]
        pages = {page for page, _ in level}
        if len(pages) >= 3 or (len(pages) == 2 and count <= 4 and all(edge.alone for _, edge in level)):
            dropped |= {id(edge.line) for _, edge in level}
    return dropped


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.replace(" ", ""))


def _numbers(zones: list[list[_Edge]], dropped: set[int]) -> list[str | None]:
    """Printed page numbers, accepted where they run on with the physical pages."""
    labels: list[str | None] = [None] * len(zones)
    candidates: list[list[tuple[_Edge, str, int, bool]]] = []
    offsets: dict[tuple[bool, int], list[int]] = defaultdict(list)
    for page, edges in enumerate(zones):
        here = []
        for edge in edges:
            for label, value, sure in _read(edge.line, known=id(edge.line) in dropped):
                here.append((edge, label, value, sure))
                if page not in offsets[edge.top, page - value]:
                    offsets[edge.top, page - value].append(page)
        candidates.append(here)
    for page, here in enumerate(candidates):
        best: tuple[int, _Edge, str] | None = None
        for edge, label, value, sure in here:
            near = sum(1 for other in offsets[edge.top, page - value] if abs(other - page) <= 4)
            alone = len(zones) == 1 and value == 1
            if not (
                near >= 3
                or (sure and (near >= 2 or len(zones) <= 2))
                or (edge.alone and (near >= 2 or alone))
            ):
                continue
            if best is None or near > best[0]:
                best = (near, edge, label)
        if best is not None:
            labels[page] = best[2]
            dropped.add(id(best[1].line))
    return labels


def _read(line: Line, *, known: bool) -> list[tuple[str, int, bool]]:
    """Page numbers a line may hold: label, value, and whether its form says that it is one."""
    text = line.text.strip()
    if len(text) > 60 and not known:
        return []
    found = []
    for form, sure in ((_SURE, True), (_BARE, known or len(text) <= 5)):
        match = form.match(text)
        if match is None or not (sure or len(text) <= 5):
            continue
        label = next(group for group in match.groups() if group)
        value = number_value(label)
        if value:
            found.append((label, value, form is _SURE))
            break
    return found


def number_value(label: str) -> int:
    """A page number's value: Arabic, Roman or Chinese figures; 0 if it is none."""
    if label.isdigit():
        return int(label)
    if set(label.lower()) <= set(_ROMAN):
        values = [_ROMAN[char] for char in label.lower()]
        return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
    if not any(char in label for char in "十百"):
        return int("".join(str(_HAN_DIGITS[char]) for char in label))
    total, digit = 0, 0
    for char in label:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _HAN_DIGITS[char]
    return total + digit
