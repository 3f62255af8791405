"""HTML → blocks of visible text: headings, paragraphs, list items, table rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from yiju.ingest.figures import whole
from yiju.ingest.html_tables import is_data_table, table_rows
from yiju.ingest.html_tree import BLOCK_TAGS, is_hidden
from yiju.ingest.lines import LIST_ITEM, join_lines, unwrap

_SPACE = re.compile(r"[ \t\r\f\v]*\n\s*|[ \t\r\f\v]+")


@dataclass(frozen=True, slots=True)
class Block:
    """One visible block.

    Attributes:
        text: without line ends, except in preformatted text.
        level: 1–6 for headings, 0 otherwise.
        table: rows of a data table, text by text, where the block is one.
        quoted: stands inside a ``blockquote``.
    """

    text: str
    level: int = 0
    table: tuple[str, ...] = ()
    quoted: bool = False


class _Buffer:
    """Inline text gathered until the block around it ends."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.level = 0
        self.marker = ""

    def add(self, text: str | None, *, pre: bool) -> None:
        if text:
            self.parts.append(text.replace("\n", "\v") if pre else _SPACE.sub(_collapsed, text))

    def flush(self, *, quoted: bool) -> Iterator[Block]:
        """The blocks gathered so far: lines that ``br`` ends are judged as in plain text."""
        text, self.parts = "".join(self.parts), []
        lines = [join_lines(line.split("\n")) for line in re.split("\v", text)]
        lines = [re.sub(r" {2,}", " ", line) for line in lines if line]
        if self.level and lines:
            yield Block(join_lines(lines), self.level, quoted=quoted)
            return
        for line in unwrap(lines):
            marker = self.marker if self.marker and not LIST_ITEM.match(line) else ""
            self.marker = ""
            yield Block(marker + line, quoted=quoted)


def _collapsed(match: re.Match[str]) -> str:
    return "\n" if "\n" in match.group() else " "


def blocks(root: etree._Element, dropped: frozenset[etree._Element] = frozenset()) -> Iterator[Block]:
    """Visible blocks in reading order.

    Args:
        root: where to start.
        dropped: elements left out with all they hold.
    """
    buffer = _Buffer()
    quotes = pres = 0
    numbers: list[int] = []  # one for each open list: its next number, 0 for bullets
    walker = etree.iterwalk(root, events=("start", "end", "comment"))
    for event, node in walker:
        tag = node.tag.lower() if isinstance(node.tag, str) else ""
        if event != "start":
            if tag in BLOCK_TAGS and not is_hidden(node) and node not in dropped:
                yield from buffer.flush(quoted=quotes > 0)
                buffer.level = 0 if _level(tag) else buffer.level
                quotes -= tag == "blockquote"
                pres -= tag == "pre"
                if tag in ("ol", "ul", "menu") and numbers:
                    numbers.pop()
            if node is not root:
                buffer.add(node.tail, pre=pres > 0)
            continue
        if is_hidden(node) or node in dropped:
            walker.skip_subtree()
            continue
        if tag in BLOCK_TAGS:
            yield from buffer.flush(quoted=quotes > 0)
        if tag == "table" and is_data_table(node):
            yield Block("", table=tuple(table_rows(node, dropped)), quoted=quotes > 0)
            walker.skip_subtree()
            continue
        quotes += tag == "blockquote"
        pres += tag == "pre"
        if _level(tag):
            buffer.level = _level(tag)
        elif tag in ("ol", "ul", "menu"):
            start = node.get("start", "1")
            numbers.append((1 if whole(start) is None else whole(start) or 0) if tag == "ol" else 0)
        elif tag == "li":
            buffer.marker = f"{numbers[-1]}. " if numbers and numbers[-1] else ""
            if numbers and numbers[-1]:
                numbers[-1] += 1
        elif tag == "br":
            buffer.parts.append("\v")
        elif tag == "img" and node.get("alt", "").strip() and len(node.get("alt", "")) > 8:
            buffer.parts.append(f"[图：{node.get('alt', '').strip()}]")
        buffer.add(node.text, pre=pres > 0)
    yield from buffer.flush(quoted=False)


def _level(tag: str) -> int:
    return int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456" else 0
