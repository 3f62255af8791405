"""What a reader gives back: the text of a file, cut into located paragraphs."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from yiju.errors import ReadFailure
from yiju.ingest.visible import visible, visible_line
from yiju.store.types import Kind, Locator, Role

_MOST_TEXT = 60_000_000
"""Characters of one document."""
_MOST_PARAGRAPHS = 200_000
_MOST_TITLE = 300
_MOST_HEADING = 200
"""A heading is kept with every paragraph below it."""
_MOST_PLACE = 60
"""Characters of a speaker, a clause number, a page label."""
_MOST_FACT = 20_000
"""Characters of an attribute."""
_MOST_WARNING = 500


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
    """A file, read. Title, warnings and attributes are kept as visible characters, one line each.

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

    def __post_init__(self) -> None:
        """Whoever read the file: what is printed of it commands no terminal and hides nothing."""
        shown = {visible_line(key): visible_line(text, _MOST_FACT) for key, text in self.attributes.items()}
        object.__setattr__(self, "title", visible_line(self.title, _MOST_TITLE))
        object.__setattr__(self, "warnings", tuple(visible_line(w, _MOST_WARNING) for w in self.warnings))
        object.__setattr__(self, "attributes", shown)


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
    """Join pieces by newlines into the document's text, giving each its offsets.

    Only visible characters are kept, in texts, headings and places; empty pieces are left out.

    Raises:
        ReadFailure: more text than any document holds: a few kilobytes can unpack to gigabytes.
    """
    parts: list[str] = []
    laid: list[ReadParagraph] = []
    seen: dict[tuple[str, ...], tuple[str, ...]] = {}
    at = 0
    for piece in pieces:
        text = visible(piece.text).strip()
        if not text:
            continue
        if at > _MOST_TEXT or len(laid) >= _MOST_PARAGRAPHS:
            raise ReadFailure("文字多得不像一份资料，未读取", hint="请拆分文件，或检查文件来源。")
        if piece.headings not in seen:
            seen[piece.headings] = tuple(visible_line(one, _MOST_HEADING) for one in piece.headings)
        laid.append(
            ReadParagraph(text, at, at + len(text), _shown(piece.locator), piece.role, seen[piece.headings])
        )
        parts.append(text)
        at += len(text) + 1
    return "\n".join(parts), tuple(laid)


def _shown(locator: Locator) -> Locator:
    """The place as it may be printed."""
    printed = {
        name: text
        for name in ("speaker", "clause", "page_label", "timecode")
        if (text := getattr(locator, name))
    }
    shown = {name: visible_line(text, _MOST_PLACE) or None for name, text in printed.items()}
    return locator if shown == printed else locator.model_copy(update=shown)
