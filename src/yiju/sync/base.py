"""What a source is: something that offers items, again and again, and gives the bytes of one when asked.

The run (:mod:`yiju.sync.run`) drives every source the same way, from one thread: it draws some tens of items,
calls ``fetch()`` for those whose version it does not have (while ``items()`` is suspended), hands them to the
ingest, and keeps a cursor once everything told before it is dealt with. What it gives is data, never obeyed.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from yiju.errors import YijuError


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a source offers.

    Attributes:
        key: stable within the source: the same key is the same thing, perhaps at another version.
        version: changes exactly when the content may have changed: an etag, size and mtime in nanoseconds,
            UIDVALIDITY and UID, the hash of a record.
        name: the file name, suffix included, under which the bytes are read (``来函.eml``).
        uri: where a person finds the original (``file://``, ``imap://``, ``https://``). Holds no secret.
        facts: attributes that the source knows (the title of a feed); kept with the document, never obeyed.
        customer: the customer's name where the source itself tells it (a mapped field), else empty.
        date: when it was said or published, where the source knows.
        ref: what ``fetch`` needs beside the key in a later run (a folder and UID, the address of a file).
            Kept with the item, never shown: an item that failed is fetched again from what is kept of it.
        folder: where it lies within the source, with ``/``: as folders of files do, it may tell whose it is.
    """

    key: str
    version: str
    name: str
    uri: str
    facts: Mapping[str, str] = field(default_factory=dict)
    customer: str = ""
    date: dt.date | None = None
    ref: str = ""
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Everything that was told before this is told: the next run, or one after a crash, goes on from here.

    Attributes:
        value: opaque to all but its source.
    """

    value: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The source says that a thing it once offered is no more (a page answers 404). Its document stays."""

    key: str


@dataclass(frozen=True, slots=True)
class Everything:
    """All that the source has now was told since ``items()`` began: what was not is gone.

    Yielded last, and only by a source that lists everything each time and missed nothing this time.
    """


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that whoever looks after the source should know of this run, and that is no failure of it.

    What was left out, a record that makes no sense: shown with how the run ended.
    """

    text: str


class Source(Protocol):
    """One configured source, opened for one run.

    Attributes:
        name: the configured name.
        kind: the kind of source (folder, imap, feed, web, rest).
    """

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str: ...

    def items(self, cursor: str) -> "Iterator[Item | Cursor | Gone | Everything | Remark]":
        """What the source offers, from ``cursor`` on (empty: from the beginning).

        Raises:
            SourceFailure: a part of the list cannot be had; what was yielded counts, the run of it ends.
            SourceDown: the whole source cannot be reached now.
        """
        ...

    def fetch(self, item: Item) -> bytes | BinaryIO:
        """The bytes of an item, or a file that holds them, opened: whoever asked closes it.

        Called for items of this run, and for items that failed in an earlier one.

        Raises:
            SourceGone: the thing is no more.
            Skipped: this version is not to be had, on purpose (too large): no failure, and not tried again.
            SourceFailure: this item cannot be had; the others may.
            SourceDown: the whole source cannot be reached now.
        """
        ...

    def close(self) -> None:
        """Let go of connections. Never raises."""
        ...


class Pace(Protocol):
    """How fast a source may ask: given to every source, which waits on it before each request it sends."""

    def wait(self) -> None:
        """Wait for this source's turn.

        Raises:
            SourceStopped: the run is being ended.
        """
        ...

    def at_least(self, seconds: float) -> None:
        """From now on at least so many seconds lie between two requests (a crawl delay); only ever slower."""
        ...


class SourceFailure(YijuError):
    """One item of a source cannot be had. Counted against the source's error budget."""


class SourceGone(SourceFailure):
    """The item is no more at its source. Not counted as a failure; its document stays.

    Attributes:
        instead: what else the source has of it (what a feed says of a page), for one that was never read.
    """

    def __init__(self, message: str, *, hint: str = "", instead: Item | None = None) -> None:
        super().__init__(message, hint=hint)
        self.instead = instead


class SourceDown(YijuError):
    """A whole source cannot be reached, or refuses us, now.

    Attributes:
        retry_after: seconds after which the source asked to be tried again, where it said so.
    """

    def __init__(self, message: str, *, hint: str = "", retry_after: float | None = None) -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class SourceStopped(YijuError):
    """The run was asked to end; nothing is wrong with the source."""


def in_full(error: YijuError) -> str:
    """What is wrong and what to do next, in one line."""
    said = str(error)
    return f"{said}{'' if not error.hint or said.endswith(('。', '；', '：')) else '。'}{error.hint}"
