"""A snapshot's card on a page: the little Markdown that ``sandbox.datasets.card`` writes, as text nodes."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from yiju.web.pages.theme import Text, box

_CELLS = re.compile(r"(?<!\\)\|")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>|#])")
_MARKS = re.compile(r"(?<!\\)(?:\*\*|`)")


def show_card(text: str) -> None:
    """Headings, tables, lists and paragraphs; anything else would be a paragraph."""
    for sort, group in groupby(text.splitlines(), key=_sort):
        lines = list(group)
        if sort == "table":
            _table(lines)
        elif sort == "list":
            with box("y-stack tight", "ul"):
                for line in lines:
                    Text("li", f"· {_plain(line[2:])}", "y-small")
        elif sort == "heading":
            for line in lines:
                Text("h2", _plain(line.lstrip("# ")))
        elif sort == "text":
            Text("p", " ".join(map(_plain, lines)), "y-small y-soft")


def _sort(line: str) -> str:
    if not line.strip():
        return ""
    return {"|": "table", "#": "heading", "-": "list"}.get(line[0], "text")


def _table(lines: Sequence[str]) -> None:
    rows = [list(_cells(line)) for line in lines if not set(line) <= set("|-")]
    with box("y-scroll"), box("y-table", "table"):
        for number, cells in enumerate(rows):
            if number == 0 and not any(cells):
                continue
            with box("", "tr"):
                for cell in cells:
                    Text("th" if number == 0 else "td", cell, "y-num y-break")


def _cells(line: str) -> Iterator[str]:
    for cell in _CELLS.split(line.strip())[1:-1]:
        yield _plain(cell.strip())


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", _MARKS.sub("", text))
