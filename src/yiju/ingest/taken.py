"""What comes out of reading one file, step by step: documents, reasons, and where the reader is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from yiju.ingest.reading import Reading
from yiju.store.types import Kind


@dataclass(frozen=True, slots=True)
class Taken:
    """A document that is new or changed.

    Attributes:
        place: where its bytes belong: a file's URI, behind ``#`` the steps to what lies inside it.
        sha256: of its bytes, in hex.
    """

    place: str
    sha256: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class Told:
    """There is no document of something: why.

    Attributes:
        shown: how the report names it; of what is unchanged, its place.
    """

    outcome: Literal["unchanged", "skipped", "failed"]
    shown: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """A member of a file is being taken out and read. What follows is of it, until its ``Ended``."""

    place: str
    shown: str
    size: int = 0
    """Bytes, once they are known."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Done with a member, or, where ``place`` is empty, with the whole file. ``why`` there is none of it."""

    place: str = ""
    why: str = ""


Event = Taken | Told | Begun | Ended


@dataclass(frozen=True, slots=True)
class Decision:
    """What is known of bytes before they are read.

    Attributes:
        kind: as it has been decided; None leaves it to the content.
        parser: the one that read these very bytes at this place; empty if none did.
    """

    kind: Kind | None = None
    parser: str = ""


Decide = Callable[[str, str], Decision]
"""(place, sha256) → what is known."""
