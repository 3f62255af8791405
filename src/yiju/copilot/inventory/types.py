"""What is asked of an inventory, and what stands in it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel

from yiju.store.days import today
from yiju.store.types import Document, Frozen, Kind

StaleWhy = Literal["undated", "superseded", "ended", "unused", "gone", "changed"]
GapWhy = Literal["empty", "never", "undated", "old"]


@dataclass(frozen=True)
class Asked:
    """Which documents, and what is to be found out of them.

    Attributes:
        customer, unit: by name; empty for all of the viewer's.
        kinds: only these; empty for all.
        since: dated on or after this day, by its last message a chat; undated documents never.
        stale, unindexed, warned: only what is out of date, waits for dense vectors, has warnings.
        originals: look whether the files are still there and unchanged; reads them whole.
        after, limit: a page of the list: what follows this document, at most so many.
        as_of: the day that ages are counted to.
    """

    customer: str = ""
    unit: str = ""
    kinds: tuple[Kind, ...] = ()
    since: dt.date | None = None
    stale: bool = False
    unindexed: bool = False
    warned: bool = False
    originals: bool = False
    after: str = ""
    limit: int | None = None
    as_of: dt.date = field(default_factory=today)


class Stale(Frozen):
    """Why a document is out of date. ``by``: the document that replaces it; ``said``: for people."""

    why: StaleWhy
    said: str
    by: str = ""


class Index(Frozen):
    """How a document can be found: by keywords always, by meaning once every chunk has its dense vector.

    Attributes:
        state: ``dense``; ``pending``: some vectors are missing; ``keyword``: all are; ``none``: no chunks.
        model: whose vectors they are; empty where there are none.
    """

    state: Literal["dense", "pending", "keyword", "none"]
    chunks: int
    dense: int
    model: str = ""


class Listed(Document):
    """A document of the inventory.

    Attributes:
        opens: whether the viewer may open it; else it is told as ``access.as_quoted`` says.
        language: as ``ingest.language`` tells it; empty where it does not, or did not yet.
        coverage: share of the file's text that is in paragraphs (``ingest.coverage``); None: nobody can tell.
        personal_data: kind → how many values; None for one that was read before they were counted.
        cited, last_cited: by how many suggestions that the viewer may read, and when last.
        stale: why it is out of date; what takes reading texts is found out only where it is asked for.
    """

    opens: bool
    language: str
    coverage: float | None
    index: Index
    personal_data: dict[str, int] | None
    cited: int
    last_cited: dt.datetime | None
    ingested_by: str
    stale: tuple[Stale, ...] = ()


class Gap(Frozen):
    """What a customer lacks. ``kind``: None where it has nothing at all; ``expected``: days, None: at all."""

    customer: str
    customer_id: str
    unit: str
    kind: Kind | None
    why: GapWhy
    said: str
    documents: int = 0
    last: dt.date | None = None
    days: int | None = None
    expected: int | None = None


class UnitIndex(BaseModel):
    """One unit's part of the index."""

    unit: str
    chunks: int
    dense: int


class IndexProgress(BaseModel):
    """How far dense vectors are, over the viewer's units.

    Attributes:
        pending: chunks without one; model: of the index, empty before the first.
        per_second: chunks of these units lately; 0 where nobody is computing them just now.
        seconds_left: at that pace; None where there is none.
    """

    chunks: int
    dense: int
    pending: int
    model: str
    per_second: float
    seconds_left: int | None
    units: list[UnitIndex]
    said: str
