"""Bytes that are text in two encodings: told apart by whether a reading is made of words.

``谢谢`` in GBK is ``лл`` in UTF-8, and ``±`` in UTF-8 is ``卤`` in GBK: neither bytes nor labels tell which.
"""

import re
from importlib import import_module
from typing import Protocol, cast

_HAN = re.compile(r"[\u3400-\u9fff]+")
_ORDINARY = re.compile(
    r"[\u00a0-\u017f\u0192\u0218-\u021b\u0386-\u03ce\u0400-\u045f\u0490\u0491\u05d0-\u05ea\u0621-\u064a]*"
)
"""What is written in the West, in Greek, Cyrillic, Hebrew or Arabic, each on its own."""
_LATIN = re.compile(r"[A-Za-z](?=[\u00c0-\u017f])|[\u00c0-\u017f](?=[A-Za-z])")
_LONGEST = 400
"""Characters beyond which text in GBK does not happen to be UTF-8."""
_SAMPLE = 4000
_HIGH = re.compile(rb"[\x80-\xff]+")
_FEWEST, _STREWN = 6, 0.5
"""Bytes, and share of characters in words, that show Chinese among Western words."""


class _Cutter(Protocol):
    def cut(self, text: str, hmm: bool) -> list[str]: ...


def words_share(text: str) -> float:
    """Share of a text's Chinese characters that stand in words of two and more; 0 without any."""
    runs = _HAN.findall(text[:_SAMPLE])
    words = [word for run in runs for word in _cut(run)]
    return sum(len(word) for word in words if len(word) > 1) / max(1, sum(map(len, runs)))


def rather_chinese(data: bytes, utf8: str, *, declared: bool) -> bool:
    """Whether bytes that happen to be UTF-8 are rather GBK: everyday characters, words throughout.

    Args:
        data: all of them.
        utf8: what they are in UTF-8.
        declared: whether they say to be Chinese; what is of no usual script in UTF-8 is believed then.
    """
    if (
        utf8.isascii()
        or len(utf8) > _LONGEST
        or any(char >= "\u2e80" for char in utf8)
        or _LATIN.search(utf8)
    ):
        return False
    try:
        text = data.decode("gb2312")
    except UnicodeDecodeError:
        return False
    foreign = "".join(char for char in utf8 if not char.isascii())
    runs = _HAN.findall(text)
    if sum(map(len, runs)) < sum(not char.isascii() for char in text):
        return False
    if declared and not _ORDINARY.fullmatch(foreign):
        return True
    return all(len(word) > 1 for run in runs for word in _cut(run))


def is_strewn_with_chinese(data: bytes) -> bool:
    """Whether the few high bytes of a Western text are Chinese words in GB 2312: all in pairs, none alone as
    accented letters are."""
    runs = _HIGH.findall(data)
    if len(b"".join(runs)) < _FEWEST or any(len(run) % 2 or min(run) < 0xA1 for run in runs):
        return False
    try:
        text = b"\n".join(runs).decode("gb2312")
    except UnicodeDecodeError:
        return False
    return words_share(text) >= _STREWN


def _cut(run: str) -> list[str]:
    return cast(_Cutter, import_module("rjieba")).cut(run, False)
