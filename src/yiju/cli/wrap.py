"""Wrap styled text as Chinese is set: break between any two Han characters, never before closing marks."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

_NO_START = frozenset("，。、；：！？）〕】》”’」』％%,.;:!?)]}…—～·")
_NO_END = frozenset("（〔【《“‘「『([{")


def wrap(text: Text, width: int) -> Iterator[Text]:
    """Lines of at most ``width`` cells; Latin words and numbers stay whole where they fit."""
    breaks: list[int] = []
    line_start = last_break = used = 0
    plain = text.plain
    for index, char in enumerate(plain):
        if index > line_start and _may_break(plain[index - 1], char):
            last_break = index
        size = cell_len(char)
        if used + size > width and index > line_start:
            cut = last_break if last_break > line_start else index
            breaks.append(cut)
            line_start = cut
            used = cell_len(plain[cut:index])
        used += size
    for line in text.divide(breaks):
        line.rstrip()
        yield line


def _may_break(before: str, after: str) -> bool:
    if after in _NO_START or before in _NO_END:
        return False
    return before == " " or not (before.isascii() and after.isascii())
