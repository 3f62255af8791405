"""Tables of one page: text put into the cells of ruled grids, and columns aligned without lines."""

import itertools
import re
from dataclasses import dataclass, replace

from yiju.ingest.clauses import number_of
from yiju.ingest.pdf_glyphs import Run
from yiju.ingest.pdf_grids import Cell, Grid, inside
from yiju.ingest.pdf_lines import Line, join_text, lines_of, wrapped
from yiju.ingest.table_text import CellText, Row

_SHORT_LABEL = 9
_PADDING = 5.4  # Word's and WPS's own, in points
_FORM_SIGN = re.compile(r"[：:□☑☐☒√]")


@dataclass(slots=True)
class PageTable:
    """One page's part of a table: where it stands, its rows from the top down, its column edges."""

    x0: float
    y0: float
    x1: float
    y1: float
    rows: list[Row]
    edges: list[float]


def fill_grids(grids: list[Grid], runs: list[Run]) -> tuple[list[PageTable], list[Run]]:
    """Sort runs into the cells of ``grids`` (innermost first).

    Returns:
        The tables that hold text, and the runs outside every table.
    """
    held: list[dict[int, list[Run]]] = [{} for _ in grids]
    outside: list[Run] = []
    for run in runs:
        y = (run.y0 + run.y1) / 2
        home = next((k for k, g in enumerate(grids) if inside(g, (run.x0 + run.x1) / 2, y)), None)
        if home is None:
            outside.append(run)
            continue
        for part in _cut(run, grids[home].edges):
            x = (part.x0 + part.x1) / 2
            at = next((n for n, cell in enumerate(grids[home].cells) if inside(cell, x, y)), None)
            if at is None:
                outside.append(part)
            else:
                held[home].setdefault(at, []).append(part)
    tables = []
    for grid, cells in zip(grids, held, strict=True):
        rows: dict[int, Row] = {}
        for n, cell in enumerate(grid.cells):
            row = rows.setdefault(cell.row, Row([], cell.y0, cell.y1))
            row.cells.append(_cell_text(cell, cells.get(n, [])))
            row.y1 = min(row.y1, cell.y1)
        kept = [row for _, row in sorted(rows.items()) if any(cell.text for cell in row.cells)]
        if kept:
            tables.append(PageTable(grid.x0, grid.y0, grid.x1, grid.y1, kept, grid.edges))
    return tables, outside


def _cut(run: Run, edges: list[float]) -> list[Run]:
    """A run that reaches over column edges, cut there (cells set close together)."""
    cuts = [e for e in edges if run.x0 + 0.6 * run.size < e < run.x1 - 0.6 * run.size]
    if not cuts:
        return [run]
    parts: list[Run] = []
    start = 0
    for edge in [*cuts, float("inf")]:
        end = next((n for n in range(start, len(run.xs)) if run.xs[n] >= edge - 0.3 * run.size), len(run.xs))
        if end > start:
            x1 = run.x1 if end == len(run.xs) else min(edge, run.xs[end])
            parts.append(
                Run(
                    run.chars[start:end],
                    run.xs[start:end],
                    run.xs[start],
                    run.y0,
                    x1,
                    run.y1,
                    run.size,
                    run.bold,
                )
            )
        start = end
    # A merged cell's text crosses edges of other rows in the middle of a word: then the run is one.
    whole_gaps = all(
        b.x0 - (a.xs[-1] + a.size * (1.0 if a.chars[-1] > "\u2e80" else 0.5)) > -0.4 * a.size
        for a, b in itertools.pairwise(parts)
    )
    return parts if whole_gaps else [run]


def _cell_text(cell: Cell, runs: list[Run]) -> CellText:
    lines = lines_of(runs) if runs else []
    return CellText(
        cell.column,
        cell.columns,
        cell.x0,
        cell.x1,
        _joined(lines, cell),
        bool(lines) and all(x.bold for x in lines),
    )


def _joined(lines: list[Line], cell: Cell) -> str:
    """A cell's lines as one text: wraps undone, the cell's own paragraphs set apart by a blank."""
    if not lines:
        return ""
    padding = max(2.0, min(min(line.x0 for line in lines) - cell.x0, 8.0))
    right = max(cell.x1 - padding, *(line.x1 for line in lines))
    centre = (cell.x0 + cell.x1) / 2
    label = len(lines) <= 4 and all(
        len(line.text) <= _SHORT_LABEL
        and not line.text.isascii()
        and not _FORM_SIGN.search(line.text)
        and abs((line.x0 + line.x1) / 2 - centre) < line.size
        for line in lines
    )
    text = lines[0].text
    for before, line in itertools.pairwise(lines):
        number = number_of(line.text) is not None and before.text[-1:] in "。；;.：:！？"
        if label or (not number and _wrapped(before, line, cell, right)):
            text = join_text(text, line.text)
        else:
            text += " " + line.text
    return text


def _wrapped(line: Line, after: Line, cell: Cell, right: float) -> bool:
    """Whether a line of a cell ran on into the next; a centred one is measured by its width."""
    if wrapped(line, after, right):
        return True
    width = line.x1 - line.x0
    centred = abs(line.x0 + line.x1 - cell.x0 - cell.x1) < 1.2 * line.size
    moved = replace(line, x0=cell.x0 + _PADDING, x1=cell.x0 + _PADDING + width)
    return centred and wrapped(moved, after, cell.x1 - _PADDING)


def aligned_tables(lines: list[Line]) -> list[tuple[int, int, PageTable]]:
    """Rows of parts that start (or end) at the same places on three or more lines in a row.

    Returns:
        First and last-but-one line index, and the table they make.
    """
    found: list[tuple[int, int, PageTable]] = []
    at = 0
    while at < len(lines):
        if not _splits(lines[at]):
            at += 1
            continue
        end, edges = _extent(lines, at)
        if end - at >= 3 and not _contents(lines[at:end]):
            found.append((at, end, _aligned(lines[at:end], edges)))
            at = end
        else:
            at += 1
    return found


def _contents(lines: list[Line]) -> bool:
    """Whether aligned lines are a table of contents: a name and a page number that never goes down."""
    ends = [line.parts[-1].text for line in lines]
    if any(len(line.parts) != 2 for line in lines) or not all(
        end.isdigit() and len(end) <= 3 for end in ends
    ):
        return False
    pages = [int(end) for end in ends]
    return pages == sorted(pages) and not all(line.parts[0].text.isdigit() for line in lines)


def _splits(line: Line) -> bool:
    """Whether a line looks like a row: short parts, the first more than a bare list number."""
    if len(line.parts) < 2 or any(len(p.text) > 30 for p in line.parts) or "…" in line.text:
        return False
    number = number_of(line.parts[0].text + " ")
    bare = number is not None and number.end >= len(line.parts[0].text)
    return not (bare and len(line.parts) == 2)


def _extent(lines: list[Line], at: int) -> tuple[int, list[float]]:
    """How far the columns of line ``at`` go on, and where they start."""
    first = lines[at]
    edges = [part.x0 for part in first.parts]
    end = at + 1
    while end < len(lines):
        line, before = lines[end], lines[end - 1]
        if line.middle - before.middle > 3.2 * first.size:
            break
        if _splits(line) and len(line.parts) == len(edges) and _same_columns(line, lines[at:end]):
            edges = [min(e, p.x0) for e, p in zip(edges, line.parts, strict=True)]
        else:
            break
        end += 1
    return end, edges


def _same_columns(line: Line, rows: list[Line]) -> bool:
    near = 0.8 * line.size
    for n, part in enumerate(line.parts[1:], 1):
        other = [row.parts[n] for row in rows]
        if not any(
            abs(part.x0 - o.x0) < near
            or abs(part.x1 - o.x1) < near
            or abs(part.x0 + part.x1 - o.x0 - o.x1) < 2 * near
            for o in other
        ):
            return False
    return abs(line.x0 - rows[0].x0) < 2 * near


def _aligned(lines: list[Line], edges: list[float]) -> PageTable:
    right = max(line.x1 for line in lines)
    bounds = [*edges, right]
    rows = [
        Row(
            [
                CellText(n, 1, bounds[n], bounds[n + 1], part.text, part.bold)
                for n, part in enumerate(line.parts or [line])
            ],
            line.y0,
            line.y1,
        )
        for line in lines
    ]
    return PageTable(edges[0], lines[0].y0, right, lines[-1].y1, rows, bounds)
