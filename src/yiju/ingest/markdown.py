"""Markdown → pieces, through markdown-it-py."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from yiju.errors import ReadFailure
from yiju.ingest.lines import unwrap
from yiju.ingest.prose import PieceMaker
from yiju.ingest.reading import Piece
from yiju.ingest.table_text import CellText, Row, row_text

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT = re.compile(r"\A---[ \t]*\n(?P<fields>(?:[^\n]*\n){0,60}?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_FIELD = re.compile(r"^(?P<key>[\w\u4e00-\u9fff-]+)\s*:\s*(?P<value>\S.*?)\s*$")
_HTML_TAG = re.compile(r"<!--(?:(?!<!--).)*?-->|</?[a-zA-Z][^<>]{0,2000}>", re.DOTALL)


_MOST_LINES = 80_000


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """The ``key: value`` lines between ``---`` marks at the top, and the rest."""
    match = _FRONT.match(text)
    if not match:
        return {}, text
    fields = [_FIELD.match(line) for line in match["fields"].split("\n")]
    if not any(fields):
        return {}, text
    return {f["key"].lower(): f["value"].strip("\"'") for f in fields if f}, text[match.end() :]


def markdown_pieces(text: str) -> list[Piece]:
    """Headings, paragraphs, list items, code blocks and table rows, in order.

    Raises:
        ReadFailure: more lines than any document has: each becomes several objects.
    """
    from markdown_it import MarkdownIt

    if text.count("\n") > _MOST_LINES:
        raise ReadFailure(
            f"行数超过 {_MOST_LINES}，不像一份资料，未读取", hint="请拆分文件，或检查文件来源。"
        )
    maker = PieceMaker()
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    markers: list[str] = []  # one per open list: its next number, or nothing for bullets
    pending = ""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "heading_open":
            maker.heading(_plain(tokens[at + 1], " "), int(token.tag[1:]))
            at += 2
        elif token.type == "table_open":
            end = next(n for n in range(at, len(tokens)) if tokens[n].type == "table_close")
            maker.table(_rows(tokens[at:end]))
            at = end
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            markers.append(str(token.attrs.get("start", 1)) if token.type.startswith("ordered") else "")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            markers.pop()
        elif token.type == "list_item_open":
            pending = f"{token.info}{token.markup} " if markers and markers[-1] and token.info else ""
        elif token.type == "inline":
            for line in unwrap([line for line in _plain(token, "\n").split("\n") if line.strip()]):
                maker.paragraph(pending + line)
                pending = ""
        elif token.type in ("fence", "code_block"):
            maker.paragraph(token.content)
        elif token.type == "html_block":
            for line in _HTML_TAG.sub("", token.content).split("\n"):
                maker.paragraph(line)
        at += 1
    return maker.pieces


def _rows(tokens: Sequence["Token"]) -> list[str]:
    """A Markdown table's rows as text, its header first."""
    rows: list[Row] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append(Row([]))
        elif token.type == "inline" and rows:
            column = len(rows[-1].cells)
            rows[-1].cells.append(CellText(column, 1, float(column), float(column + 1), _plain(token, " ")))
    named = bool(rows) and any(rows[0].texts)
    return [rows[0].plain, *(row_text(row, rows[0] if named else None) for row in rows[1:])] if rows else []


def _plain(token: "Token", line_break: str) -> str:
    """Inline content without its marks; pictures give their alternative text."""
    parts: list[str] = []
    for child in token.children or []:
        if child.type in ("text", "code_inline", "text_special"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(line_break)
        elif child.type == "image":
            parts.append(child.content)
        elif child.type == "html_inline" and re.match(r"<br\s*/?>", child.content, re.IGNORECASE):
            parts.append(line_break)
    return "".join(parts).strip()
