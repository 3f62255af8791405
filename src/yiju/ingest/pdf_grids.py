"""Tables drawn with lines: ruling lines put together to grids of cells."""

from dataclasses import dataclass

from yiju.ingest.pdf_objects import Box, PageObjects

_NEAR = 3.0
_MOST_LINES = 600
_MOST_ELEMENTS = 6000


@dataclass(slots=True)
class Cell:
    """A cell's box; ``row``, ``column`` of its top left corner in the grid, from 0."""

    x0: float
    y0: float
    x1: float
    y1: float
    row: int
    column: int
    columns: int = 1


@dataclass(slots=True)
class Grid:
    """A ruled table on one page."""

    x0: float
    y0: float
    x1: float
    y1: float
    cells: list[Cell]
    edges: list[float]
    """Left edges of the columns, and the right edge of the last."""


def find_grids(objects: PageObjects) -> list[Grid]:
    """Ruled tables with at least two cells side by side, innermost first."""
    across = _merge([(y0, x0, x1) for x0, y0, x1, _ in objects.horizontals])
    down = _merge([(x0, y0, y1) for x0, y0, _, y1 in objects.verticals])
    if not across or not down or len(across) > _MOST_LINES or len(down) > _MOST_LINES:
        return []
    grids = [grid for group in _components(across, down) if (grid := _grid(*group)) is not None]
    return sorted(grids, key=lambda g: (g.x1 - g.x0) * (g.y1 - g.y0))


Segment = tuple[float, float, float]
"""Position across, then start and end along."""


def _merge(segments: list[Segment]) -> list[Segment]:
    """Collinear pieces that touch, joined."""
    merged: list[Segment] = []
    for at, group in _clusters(segments):
        spans = sorted((start, end) for _, start, end in group)
        low, high = spans[0]
        for start, end in spans[1:]:
            if start <= high + _NEAR:
                high = max(high, end)
            else:
                merged.append((at, low, high))
                low, high = start, end
        merged.append((at, low, high))
    return merged


def _clusters(segments: list[Segment]) -> list[tuple[float, list[Segment]]]:
    groups: list[list[Segment]] = []
    for segment in sorted(segments):
        if groups and segment[0] - groups[-1][-1][0] <= _NEAR / 2 and segment[0] - groups[-1][0][0] <= _NEAR:
            groups[-1].append(segment)
        else:
            groups.append([segment])
    return [(sum(s[0] for s in g) / len(g), g) for g in groups]


def _components(across: list[Segment], down: list[Segment]) -> list[tuple[list[Segment], list[Segment]]]:
    """Lines that touch one another, directly or through others."""
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, (y, x0, x1) in enumerate(across):
        for j, (x, y0, y1) in enumerate(down):
            if x0 - _NEAR <= x <= x1 + _NEAR and y0 - _NEAR <= y <= y1 + _NEAR:
                parent[root(i)] = root(len(across) + j)
    groups: dict[int, tuple[list[Segment], list[Segment]]] = {}
    for i, line in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(line)
    for j, line in enumerate(down):
        groups.setdefault(root(len(across) + j), ([], []))[1].append(line)
    return [group for group in groups.values() if group[0] and group[1]]


def _grid(across: list[Segment], down: list[Segment]) -> Grid | None:
    ys = _positions([line[0] for line in across])
    xs = _positions([line[0] for line in down])
    # Tables open at a side, or cut by the page's end, get the edge their lines reach.
    xs = _extended(xs, min(line[1] for line in across), max(line[2] for line in across))
    ys = _extended(ys, min(line[1] for line in down), max(line[2] for line in down))
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 2 or rows * columns > _MOST_ELEMENTS:
        return None
    parent = list(range(rows * columns))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for r in range(rows):
        for c in range(columns):
            if c + 1 < columns and not _ruled(down, xs[c + 1], ys[r], ys[r + 1]):
                parent[root(r * columns + c + 1)] = root(r * columns + c)
            if r + 1 < rows and not _ruled(across, ys[r + 1], xs[c], xs[c + 1]):
                parent[root((r + 1) * columns + c)] = root(r * columns + c)
    groups: dict[int, list[tuple[int, int]]] = {}
    for r in range(rows):
        for c in range(columns):
            groups.setdefault(root(r * columns + c), []).append((r, c))
    cells = []
    for members in groups.values():
        top, left = min(r for r, _ in members), min(c for _, c in members)
        bottom, right = max(r for r, _ in members), max(c for _, c in members)
        cells.append(Cell(xs[left], ys[top], xs[right + 1], ys[bottom + 1], top, left, right - left + 1))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    if len(cells) < 2 or all(cell.columns == columns for cell in cells):
        return None
    return Grid(xs[0], ys[0], xs[-1], ys[-1], cells, xs)


def _positions(values: list[float]) -> list[float]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _NEAR:
            kept.append(value)
    return kept


def _extended(values: list[float], low: float, high: float) -> list[float]:
    if low < values[0] - 2 * _NEAR:
        values = [low, *values]
    if high > values[-1] + 2 * _NEAR:
        values = [*values, high]
    return values


def _ruled(lines: list[Segment], at: float, start: float, end: float) -> bool:
    """Whether a line at ``at`` covers most of ``start``..``end``."""
    covered = sum(
        max(0.0, min(end, high) - max(start, low)) for where, low, high in lines if abs(where - at) <= _NEAR
    )
    return covered >= 0.6 * (end - start)


def inside(box: Box | Grid | Cell, x: float, y: float) -> bool:
    """Whether a point lies in a box."""
    if isinstance(box, tuple):
        return box[0] <= x <= box[2] and box[1] <= y <= box[3]
    return box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1
