"""What a search may touch. Rights are already inside a shelf: whatever it gives, the viewer may see."""

import datetime as dt
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from yiju.store.bm25 import SparseVector
from yiju.store.vectors.base import Dense, Rankings

__all__ = ["Passage", "Rankings", "Shelf"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document as a search sees it.

    Attributes:
        title: of its document; headings: the path it stands under, outermost first.
        text: the piece itself, without title and headings.
        kind: what sort of source it is; None where that is not known.
        date: when it was said or published.
        people: who speaks, writes or is written to in its document.
        superseded: whether a newer version of its document holds now.
        document_id: pieces of one document share it; empty where every piece stands alone.
        paragraphs: ids of those that it is made of, in reading order; empty where it is none of the store's.
    """

    id: str
    title: str = ""
    headings: tuple[str, ...] = ()
    text: str = ""
    kind: str | None = None
    date: dt.date | None = None
    people: frozenset[str] = frozenset()
    superseded: bool = False
    document_id: str = ""
    paragraphs: tuple[str, ...] = ()


class Shelf(Protocol):
    """A viewer's passages: two engine rankings over them, and what they say."""

    def session(self) -> AbstractContextManager[None]:
        """Keep the engine open over several reads. Reentrant; no model is asked meanwhile: others wait."""
        ...

    def rankings(self, bm25: SparseVector | None, dense: Dense | None, limit: int) -> Rankings:
        """The ``limit`` best of each ranking, best first; nothing for a query that is not given."""
        ...

    def passages(self, ids: Collection[str]) -> Mapping[str, Passage]:
        """Those of these passages that are on the shelf."""
        ...

    def dense_vectors(self, ids: Collection[str]) -> Mapping[str, Dense]:
        """Unit vectors of shape ``(dim,)``; those still to be computed are left out."""
        ...

    def neighbours(self, ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """Passages right before and after each in its document; may be empty."""
        ...
