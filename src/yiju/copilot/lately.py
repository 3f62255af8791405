"""Talk tracks lately given, which a new one should not sound like: who may know of them, and which count.

The boundary is the customer's unit. A talk track is compared with what anybody of that unit may read, and
with nothing else: not with what the viewer may read in other units, nor with what is kept from the rest of
the unit. So neither its words nor its index tell of another unit, and two people of one unit get the same.
Only frames are compared (``spoken``): no customer's facts come from one talk track into another, and no words
at all do: a new one takes other forms of Yiju's own, other points of its own customer.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from yiju.copilot.scenes import find_scene
from yiju.copilot.shingles import Shingles, all_of
from yiju.copilot.spoken import CUT, Spoken, spoken_in, spoken_of
from yiju.settings import Settings
from yiju.store.database import Database
from yiju.store.memory import Memory
from yiju.store.talks import TalkRow, keep_talk_vector, recent_talks, talk_bodies, talk_vectors
from yiju.store.types import Customer, Suggestion, Viewer

LATELY = 30
"""So many talk tracks for other customers count, of each request the newest; of the same one no more."""
_DAYS = 90
"""Older ones nobody remembers the sound of."""
_KEPT = 5000
Vector = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Given:
    """A talk track that was given. ``said``: the frames of its spoken lines."""

    id: str
    said: Shingles


@dataclass(frozen=True)
class Past:
    """What one new talk track is compared with. ``others``: for other customers; ``earlier``: for its own."""

    others: tuple[Given, ...] = ()
    earlier: tuple[Given, ...] = ()

    @property
    def all(self) -> tuple[Given, ...]:
        """Both."""
        return self.others + self.earlier


class Lately(Protocol):
    """Knows what was given before."""

    def past(self, account: Customer, request: Mapping[str, str]) -> Past:
        """What a talk track for a customer is compared with.

        Args:
            request: ``scene``, ``person``, ``tone``, ``as_of``.

        The same request of the same customer does not count: who asks once more gets the same once more.
        """

    def vectors(self, model: str, ids: Sequence[str]) -> Mapping[str, Vector]:
        """Vectors of the frames of these, where they have one of this model."""

    def keep(self, suggestion_id: str, model: str, vector: Vector) -> None:
        """Remember the vector of one that was just saved."""


def frames_of(lines: Iterable[Spoken]) -> Shingles:
    """What spoken lines have in common with others: the bigrams of their frames."""
    return all_of(part for line in lines for part in line.frame.split(CUT))


def wanted(rows: Sequence[TalkRow], name: str, request: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Ids of those for other customers and the same scene, and of those for this one; the newest first.

    Of one request of another customer only the newest counts.
    """
    scene = find_scene(request.get("scene", "")).name
    newest: dict[tuple[str, str, str], str] = {}  # one customer's repeats push no other customer out
    for row in rows:
        if row.customer != name and _scene(row) == scene:
            key = row.customer, row.request.get("scene", ""), row.request.get("person", "")
            newest.setdefault(key, row.id)
    others = list(newest.values())
    earlier = [row.id for row in rows if row.customer == name and not _same(row.request, request)]
    return others[:LATELY], earlier[:LATELY]


def _scene(row: TalkRow) -> str:
    return find_scene(row.request.get("scene", "")).name


def _same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return all(one.get(key, "") == other.get(key, "") for key in ("scene", "person", "tone", "as_of"))


@dataclass(frozen=True)
class StoredLately:
    """What the customer's unit was given, as the store has it. Nothing where the viewer does not see it."""

    sql: Database
    viewer: Viewer

    def past(self, account: Customer, request: Mapping[str, str]) -> Past:
        """See ``Lately``."""
        since = dt.datetime.now(dt.UTC) - dt.timedelta(days=_DAYS)
        rows = recent_talks(self.sql, self.viewer, account.unit, since)
        sizes = {row.id: row.size for row in rows}
        others, earlier = wanted(rows, account.name, request)
        place = str(self.sql.engine.url)
        known = {one: _memory.get((place, one, sizes[one])) for one in (*others, *earlier)}
        missing = [one for one, said in known.items() if said is None]
        for body in talk_bodies(self.sql, self.viewer, missing) if missing else ():
            lines = spoken_of(body)
            known[body["id"]] = frames_of(lines)
            _memory.put((place, body["id"], sizes[body["id"]]), frames_of(lines))
        return Past(_given(others, known), _given(earlier, known))

    def vectors(self, model: str, ids: Sequence[str]) -> Mapping[str, Vector]:
        """See ``Lately``."""
        return talk_vectors(self.sql, self.viewer, model, ids)

    def keep(self, suggestion_id: str, model: str, vector: Vector) -> None:
        """See ``Lately``."""
        keep_talk_vector(self.sql, suggestion_id, model, vector)


@dataclass
class KnownLately:
    """What was given before by itself: for measuring. ``given``: the oldest first."""

    given: list[Suggestion] = field(default_factory=list)
    _vectors: dict[str, Vector] = field(default_factory=dict)

    def past(self, account: Customer, request: Mapping[str, str]) -> Past:
        """See ``Lately``."""
        rows = [TalkRow(one.id, one.customer, one.request, 0) for one in reversed(self.given)]
        others, earlier = wanted(rows, account.name, request)
        said = {one.id: frames_of(spoken_in(one.sections, one.customer)) for one in self.given}
        return Past(_given(others, said), _given(earlier, said))

    def vectors(self, model: str, ids: Sequence[str]) -> Mapping[str, Vector]:
        """See ``Lately``."""
        return {one: self._vectors[one] for one in ids if one in self._vectors}

    def keep(self, suggestion_id: str, model: str, vector: Vector) -> None:
        """See ``Lately``."""
        self._vectors[suggestion_id] = vector


def make_lately(sql: Database, viewer: Viewer, settings: Settings) -> StoredLately | None:
    """What these settings compare with; None where variety is switched off."""
    return StoredLately(sql, viewer) if settings.variety else None


def _given(ids: Iterable[str], said: Mapping[str, Shingles | None]) -> tuple[Given, ...]:
    found = ((one, said.get(one)) for one in ids)
    return tuple(Given(one, frames) for one, frames in found if frames is not None and frames.any())


_memory: Memory[Shingles] = Memory(_KEPT)
"""By place, id and size of the body: an erased body has another size."""
