"""Sentence spans of a paragraph: the unit that is quoted."""

import regex

# A sentence ends at Chinese or Western end marks (with closing quotes and brackets), or at an
# English full stop before a space and a capital: never inside 8.2 or 3.5%.
_END = regex.compile(
    r"(?:[。！？!?；]|…{1,2}|;(?=\s))+[”’」』）)\"']*"
    r"|(?<=[a-z0-9)\]]{2})\.(?=\s+[\p{Lu}\"“(]|\s*$|\s+\p{Han})"
    r"|\n+"
)


_MUCH = 60
"""Characters from which a table cell is read as prose."""
_EDGE = " \t\r\n\u3000|"
"""Left out at a span's edges: white space, and the bar between a row's cells."""


def split_spans(text: str) -> list[tuple[int, int]]:
    """Spans ``(start, end)`` of the sentences of ``text``, in order, trimmed, none empty.

    Everything but white space and line breaks is inside exactly one span.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        _append(spans, text, start, match.end())
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


def split_row(text: str) -> list[tuple[int, int]]:
    """Spans of a long table row: neighbouring short cells together, so that a score keeps its label; the
    sentences of a cell that holds much text apart.
    """
    spans: list[tuple[int, int]] = []
    at = short = 0
    for cell in regex.split(r"(?<= \|)", text):
        end = at + len(cell)
        if len(cell) > _MUCH:
            _append(spans, text, short, at)
            spans += [(at + left, at + right) for left, right in split_spans(cell)]
            short = end
        at = end
    _append(spans, text, short, at)
    return sorted(spans)


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip(_EDGE))
    right = end - (len(piece) - len(piece.rstrip(_EDGE)))
    if left >= right:
        return
    if not any(char.isalnum() for char in text[left:right]) and spans:
        spans[-1] = (spans[-1][0], right)
        return
    spans.append((left, right))
