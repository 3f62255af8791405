"""A page's characters in the orders that they may have been read in, each with its box."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from yiju.ingest.pdf_columns import columns_of
from yiju.ingest.pdf_glyphs import PageGlyphs, Run
from yiju.ingest.pdf_grids import Cell, find_grids, inside
from yiju.ingest.pdf_lines import lines_of
from yiju.ingest.pdf_objects import Box

_LOOSE = re.compile(r"[\s\-_=*~—–.．·…‥\u00ad\u2010\u2011]")
"""What reading drops, adds or shortens: blanks, hyphens, rules and leaders made of signs."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and its box as shown: points, origin at the page's top left."""

    char: str
    box: Box


def squeezed(text: str) -> tuple[str, list[int]]:
    """The characters that count, and the offset of each."""
    kept = [(char, at) for at, char in enumerate(text) if not _LOOSE.match(char)]
    return "".join(char for char, _ in kept), [at for _, at in kept]


def orders(page: PageGlyphs) -> Iterator[list[Glyph]]:
    """The page's characters that count, as they may have been read: cell by cell, by columns, by lines,
    and as they were written."""
    loose: list[Glyph] = []
    cells: dict[tuple[int, int], list[Run]] = {}
    grids = find_grids(page.objects)
    outside: list[Run] = []
    for run in page.runs:
        home = next((n for n, grid in enumerate(grids) if inside(grid, *_middle(run))), None)
        if home is None:
            outside.append(run)
            continue
        for part, cell in _in_cells(run, grids[home].cells):
            cells.setdefault((home, cell), []).append(part)
    down = sorted(range(len(grids)), key=lambda n: (grids[n].y0, grids[n].x0))
    in_order = [(n, cell) for n in down for cell in range(len(grids[n].cells))]
    yield _glyphs(run for place in in_order for run in _by_lines(cells.get(place, [])))
    for stretch in columns_of(outside, page.width) if outside else []:
        for line in stretch:
            of_it = [r for r in outside if line.y0 - 1 <= _middle(r)[1] <= line.y1 + 1]
            loose += _glyphs(
                sorted((r for r in of_it if line.x0 - 1 <= r.x0 <= line.x1 + 1), key=lambda r: r.x0)
            )
    yield loose
    yield _glyphs(_by_lines(page.runs))
    yield _glyphs(page.runs)


def _middle(run: Run) -> tuple[float, float]:
    return (run.x0 + run.x1) / 2, (run.y0 + run.y1) / 2


def _in_cells(run: Run, cells: Sequence[Cell]) -> Iterator[tuple[Run, int]]:
    """A run cut where it goes from one cell into the next."""
    y = (run.y0 + run.y1) / 2
    rights = [*run.xs[1:], run.x1]
    at = [
        next((n for n, cell in enumerate(cells) if inside(cell, (left + right) / 2, y)), -1)
        for left, right in zip(run.xs, rights, strict=True)
    ]
    for cell, group in itertools.groupby(range(len(at)), key=at.__getitem__):
        some = list(group)
        first, last = some[0], some[-1] + 1
        yield (
            Run(
                run.chars[first:last],
                run.xs[first:last],
                run.xs[first],
                run.y0,
                rights[last - 1],
                run.y1,
                run.size,
            ),
            cell,
        )


def _by_lines(runs: Sequence[Run]) -> Iterator[Run]:
    """Runs from the top down, those of a line from left to right."""
    left = list(runs)
    for line in lines_of(left) if left else []:
        of_it = [run for run in left if line.y0 - 1 <= _middle(run)[1] <= line.y1 + 1]
        left = [run for run in left if run not in of_it]
        yield from sorted(of_it, key=lambda run: run.x0)


def _glyphs(runs: Iterable[Run]) -> list[Glyph]:
    found: list[Glyph] = []
    for run in runs:
        rights = [*run.xs[1:], run.x1]
        for char, left, right in zip(run.chars, run.xs, rights, strict=True):
            if not _LOOSE.match(char):
                found.append(Glyph(char, (left, run.y0, max(right, left + 1), run.y1)))
    return found
