"""A shelf for several questions in a row: what one of them has read of passages, the next need not."""

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TypeVar

from yiju.retrieval.shelf import Passage, Rankings, Shelf
from yiju.store.bm25 import SparseVector
from yiju.store.vectors.base import Dense

V = TypeVar("V")


@dataclass(frozen=True)
class Remembering:
    """Another shelf, whose passages and vectors are read once. For one request: it hears of no change."""

    shelf: Shelf
    _passages: dict[str, Passage | None] = field(default_factory=dict)
    _vectors: dict[str, Dense | None] = field(default_factory=dict)
    _neighbours: dict[str, tuple[str, ...] | None] = field(default_factory=dict)
    _places: dict[tuple[str, int], str] = field(default_factory=dict)

    def session(self) -> AbstractContextManager[None]:
        """The other shelf's."""
        return self.shelf.session()

    def rankings(self, bm25: SparseVector | None, dense: Dense | None, limit: int) -> Rankings:
        """The other shelf's, each time anew."""
        return self.shelf.rankings(bm25, dense, limit)

    def passages(self, ids: Collection[str]) -> Mapping[str, Passage]:
        """As the other shelf gave them first."""
        return _known(self._passages, ids, self._read)

    def _read(self, ids: Collection[str]) -> Mapping[str, Passage]:
        found = self.shelf.passages(ids)
        for one in found.values():
            if one.ordinal is not None:
                self._places[one.document_id, one.ordinal] = one.id
        return found

    def dense_vectors(self, ids: Collection[str]) -> Mapping[str, Dense]:
        """As the other shelf gave them first."""
        return _known(self._vectors, ids, self.shelf.dense_vectors)

    def neighbours(self, ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """Those that were read: what was not is no question's candidate. As the other shelf gives them where
        it does not tell a passage's place."""
        found: dict[str, tuple[str, ...]] = {}
        for one in ids:
            known = self._passages.get(one)
            if known is not None and known.ordinal is not None:
                beside = ((known.document_id, known.ordinal + step) for step in (-1, 1))
                found[one] = tuple(self._places[place] for place in beside if place in self._places)
        rest = [one for one in ids if one not in found]
        return found | _known(self._neighbours, rest, self.shelf.neighbours)


def _known(
    held: dict[str, V | None], ids: Collection[str], read: Callable[[Collection[str]], Mapping[str, V]]
) -> dict[str, V]:
    missing = [one for one in dict.fromkeys(ids) if one not in held]
    if missing:
        found = read(missing)
        held.update((one, found.get(one)) for one in missing)
    return {one: value for one in ids if (value := held[one]) is not None}
