"""What Outlook keeps of a mail, a person or an attachment: MAPI properties, whatever file holds them.

Numbers of properties are those of MS-OXPROPS. ``.msg`` files and ``winmail.dat`` store the same ones.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from yiju.errors import ReadFailure
from yiju.ingest.encoding import decode, decode_as, is_utf8

EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
"""Where moments begin, in steps of 100 nanoseconds."""
MOST = 64 * 1024 * 1024
"""Bytes of one property that is read as text."""


class MapiObject(Protocol):
    """A message, a recipient or an attachment, by its properties."""

    @property
    def depth(self) -> int:
        """How many objects it lies in."""
        ...

    def text(self, number: int) -> str:
        """A text; empty where there is none."""
        ...

    def binary(self, number: int) -> bytes:
        """Bytes; empty where there are none."""
        ...

    def number(self, number: int) -> int | None:
        """A whole number of 32 bits."""
        ...

    def flag(self, number: int) -> bool:
        """A yes or no."""
        ...

    def moment(self, number: int) -> dt.datetime | None:
        """A moment, in UTC."""
        ...

    def recipients(self, most: int) -> Sequence["MapiObject"]:
        """Whom a message went to."""
        ...

    def attachments(self, most: int) -> Sequence["MapiObject"]:
        """What came with a message."""
        ...

    def message(self) -> "MapiObject | None":
        """The message that an attachment is, if it is one."""
        ...


def codepage_names(numbers: Sequence[int | None]) -> tuple[str, ...]:
    """Windows' numbers of code pages as charsets; ASCII and UTF-16 say nothing of one-byte texts."""
    names = {936: "gb18030", 54936: "gb18030", 20936: "gb18030", 950: "big5", 65001: "utf-8"}
    return tuple(names.get(n, f"cp{n}") for n in numbers if n and n not in (20127, 1200))


def narrow_text(data: bytes, codepages: tuple[str, ...]) -> str:
    """UTF-8 where it is; a Chinese code page that is named goes before a guess, a Western one after it."""
    unicode = decode_as(data, "utf-8")
    if unicode is not None and is_utf8(data, unicode, next(iter(codepages), None)):
        return unicode
    for name in codepages:
        text = decode_as(data, name)
        if text is not None and name in ("gb18030", "big5", "utf-8"):
            return text
    try:
        return decode(data, declared=next(iter(codepages), None))
    except ReadFailure:
        return ""


def moment_of(ticks: int) -> dt.datetime | None:
    """A moment by its count; None for one that no calendar has."""
    try:
        return EPOCH + dt.timedelta(microseconds=ticks // 10)
    except OverflowError:
        return None
