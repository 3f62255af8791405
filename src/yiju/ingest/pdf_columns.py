"""Reading order: pages set in two columns are read column by column."""

from yiju.ingest.pdf_glyphs import Run
from yiju.ingest.pdf_lines import Line, lines_of

_MIN_LINES = 8


def columns_of(runs: list[Run], width: float) -> list[list[Line]]:
    """The page's text as stretches to be read one after the other, each a list of lines.

    A gutter is a strip in the middle third that only a few full-width lines cross (titles, captions);
    both sides must hold running text, so that forms and unruled tables stay whole.
    """
    lines = lines_of(runs)
    gutter = _gutter(lines, width)
    if gutter is None:
        return [lines] if lines else []
    stretches: list[list[Line]] = []
    band: list[Run] = []
    crossing = [line for line in lines if _crosses(line, gutter)]
    tops = [line.y0 for line in crossing]
    order = sorted(runs, key=lambda r: (r.y0 + r.y1) / 2)
    at = 0
    for line in [*crossing, None]:
        limit = line.y0 if line else float("inf")
        while at < len(order) and (order[at].y0 + order[at].y1) / 2 < limit:
            band.append(order[at])
            at += 1
        for side in (True, False):
            part = lines_of([r for r in band if ((r.x0 + r.x1) / 2 < gutter) is side])
            if part:
                stretches.append(part)
        band = []
        if line is not None:
            while at < len(order) and (order[at].y0 + order[at].y1) / 2 <= line.y1:
                at += 1
            if stretches and len(tops) > 1 and stretches[-1][-1] in crossing:
                stretches[-1].append(line)
            else:
                stretches.append([line])
    return stretches


def _gutter(lines: list[Line], width: float) -> float | None:
    parts = [part for line in lines for part in (line.parts or [line])]
    best: tuple[int, float] | None = None
    for step in range(35, 66):
        x = width * step / 100
        crossing = sum(1 for line in lines if _crosses(line, x))
        if best is None or crossing < best[0]:
            best = (crossing, x)
    if best is None or best[0] > 0.25 * len(lines):
        return None
    x = best[1]
    left, right = [p for p in parts if p.x1 <= x + 1], [p for p in parts if p.x0 >= x - 1]
    if len(left) < _MIN_LINES or len(right) < _MIN_LINES:
        return None
    running = [sum(1 for p in side if p.x1 - p.x0 > 0.28 * width) / len(side) for side in (left, right)]
    return x if min(running) >= 0.5 else None


def _crosses(line: Line, x: float) -> bool:
    return any(part.x0 < x - 1 and part.x1 > x + 1 for part in (line.parts or [line]))
