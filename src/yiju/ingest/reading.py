"""What a reader gives back: the text of a file, cut into located paragraphs."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from yiju.errors import ReadFailure
from yiju.store.types import Kind, Locator, Role

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters but tab and line ends: a terminal would obey them."""


_MOST_TEXT = 60_000_000
"""Characters of one document."""


@dataclass(frozen=True, slots=True)
class ReadParagraph:
    """A paragraph before it belongs to a document. ``reading.text[start:end] == text``."""

    text: str
    start: int
    end: int
    locator: Locator
    role: Role = Role.BODY
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A file, read.

    Attributes:
        text: the document's text: the paragraphs' texts joined by newlines.
        kind: the reader's guess, or None where the content does not tell.
        title: a person's name for it, as it would stand in a tag.
        date: when it was said or published, taken from the content alone; None if it does not say.
        pages: number of physical pages, None where the form has none.
        parser: the reader's name and version, so that a better reader re-reads.
        warnings: what could not be read, one line each.
        attributes: kind-specific facts (see ``Document.attributes``).
    """

    text: str
    paragraphs: tuple[ReadParagraph, ...]
    title: str
    parser: str
    format: str
    kind: Kind | None = None
    date: dt.date | None = None
    pages: int | None = None
    warnings: tuple[str, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)


class Reader(Protocol):
    """Reads one form of file.

    Raises:
        ReadFailure: the file is damaged, protected or not what its suffix says.
        Skipped: there is nothing to read in it.
    """

    def __call__(self, path: Path) -> Reading: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph's text and place, before its offsets are known."""

    text: str
    locator: Locator
    role: Role = Role.BODY
    headings: tuple[str, ...] = ()


def lay_out(pieces: Iterable[Piece]) -> tuple[str, tuple[ReadParagraph, ...]]:
    """Join pieces by newlines into the document's text, giving each its offsets; empty ones are left out.

    Raises:
        ReadFailure: more text than any document holds: a few kilobytes can unpack to gigabytes.
    """
    parts: list[str] = []
    laid: list[ReadParagraph] = []
    at = 0
    for piece in pieces:
        text = _CONTROL.sub("", piece.text).strip()
        if not text:
            continue
        if at > _MOST_TEXT:
            raise ReadFailure("文字多得不像一份资料，未读取", hint="请拆分文件，或检查文件来源。")
        laid.append(ReadParagraph(text, at, at + len(text), piece.locator, piece.role, piece.headings))
        parts.append(text)
        at += len(text) + 1
    return "\n".join(parts), tuple(laid)
