"""Licence plates: a province's short name, a letter, five signs, or six of a new-energy vehicle."""

import re
from collections.abc import Iterator

from yiju.privacy.said import called_otherwise
from yiju.privacy.types import Found

_PLATE = re.compile(
    r"(?:[京津沪渝冀豫辽黑湘皖鲁苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]|(?<![最全更创翻刷重革迎])新|(?<![里讯为动翼端上华])云)"
    r"[A-HJ-NP-Z][ ·•.・-]?"
    r"(?:[A-HJ-NP-Z0-9]{5,6}|[A-HJ-NP-Z0-9]{4}[挂学警港澳领])(?![0-9A-Za-z])",
    re.IGNORECASE,
)


_ARMED = re.compile(
    r"(?<![A-Za-z0-9])WJ[ ·•.・-]?[\u4e00-\u9fff]?[ ·•.・-]?[0-9]{4}[0-9A-Z](?![0-9A-Za-z])", re.IGNORECASE
)


def plates(text: str) -> Iterator[Found]:
    """Every plate. ``text``: as ``read`` gives it."""
    for match in _ARMED.finditer(text):
        yield ("plate", *match.span())
    for match in _PLATE.finditer(text):
        if sum(char.isdecimal() for char in match[0]) >= 2 and not called_otherwise(text, match.start()):
            yield ("plate", *match.span())
