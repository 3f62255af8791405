"""What a search may touch. Rights are already inside a shelf: whatever it gives, the viewer may see."""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from operator import add
from typing import Protocol

from yiju.store.bm25 import SparseVector, normalise
from yiju.store.vectors.base import Dense, Rankings

__all__ = ["Passage", "Rankings", "Shelf"]
_SENTENCE = re.compile(r"[^。！？；!?;\n]+")


@dataclass(frozen=True)
class Passage:
    """A piece of a document as a search sees it. What rankers ask of it is made once.

    Attributes:
        title: of its document; headings: the path it stands under, outermost first.
        text: the piece itself, without title and headings.
        kind: what sort of source it is; None where that is not known.
        date: when it was said or published.
        people: who speaks, writes or is written to in its document.
        superseded: whether a newer version of its document holds now.
        document_id: pieces of one document share it; empty where every piece stands alone.
        paragraphs: ids of those that it is made of, in reading order; empty where it is none of the store's.
        ordinal: its place among the pieces of its document; None where that is not known.
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
    ordinal: int | None = None

    @cached_property
    def plain(self) -> str:
        """Its text in normal form; ``plain_title``: its title and headings."""
        return normalise(self.text)

    @cached_property
    def plain_title(self) -> str:
        return normalise("\n".join((self.title, *self.headings)))

    @cached_property
    def sentences(self) -> list[str]:
        """Those of its normal form; a text without one is its own."""
        return _SENTENCE.findall(self.plain) or [self.plain]

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Every two neighbouring characters of its text."""
        return frozenset(map(add, self.text, self.text[1:]))

    @cached_property
    def order(self) -> tuple[int, str, tuple[str, ...], str, str]:
        """Among equals the newer first, then by content: ids differ from store to store."""
        day = self.date.toordinal() if self.date else 0
        return (-day, self.title, self.headings, self.text, self.id)


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
