"""A snapshot's card on a page: the little Markdown that ``sandbox.datasets.card`` writes, as text nodes."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from yiju.web.pages.theme import Text, box

_SHARE = "占比 Share"
_CELLS = re.compile(r"(?<!\\)\|")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>|#])")
_MARKS = re.compile(r"(?<!\\)(?:\*\*|`)")


def show_card(text: str) -> None:
    """Headings, tables, lists and paragraphs; tables of shares stand side by side."""
    for shares, group in groupby(_sections(text), key=_is_share):
        with box("y-grid2" if shares else "y-stack"):
            for lines in group:
                with box("y-stack tight", "section"):
                    _section(lines)


def _sections(text: str) -> Iterator[list[str]]:
    """The card's lines from one heading to the next; its title stands on the page already."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("## "):
            yield lines
            lines = []
        if not line.startswith("# "):
            lines.append(line)
    yield lines


def _is_share(lines: Sequence[str]) -> bool:
    return any(_SHARE in line for line in lines)


def _section(lines: Sequence[str]) -> None:
    for sort, group in groupby(lines, key=_sort):
        if sort == "table":
            _table(list(group))
        elif sort == "list":
            with box("y-stack tight", "ul"):
                for line in group:
                    Text("li", f"· {_plain(line[2:])}", "y-small")
        elif sort == "heading":
            for line in group:
                Text("h2", _plain(line.lstrip("# ")))
        elif sort == "text":
            Text("p", " ".join(map(_plain, group)), "y-small y-soft")


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
