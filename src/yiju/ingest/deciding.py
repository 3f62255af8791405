"""What the store knows of a file's bytes, asked before they are read."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from yiju.ingest.assign.placing import Placing
from yiju.ingest.assign.restricting import to_restrict
from yiju.ingest.assign.rules import AssignmentRules
from yiju.ingest.inside import HOLDING, form_of
from yiju.ingest.parsers import parsers_of
from yiju.ingest.places import Source, as_before, is_noted, known_version
from yiju.ingest.taken import Decision
from yiju.store.store import Store
from yiju.store.types import Customer, Kind


@dataclass(frozen=True, slots=True)
class Given:
    """What the user said of all the files. ``customer``: ``placing.nobody`` where each is judged."""

    customer: Customer
    kind: Kind | None
    date: dt.date | None
    actor: str

    def source(self, place: str, sha256: str) -> Source:
        """Bytes found at a place."""
        return Source(place, place, sha256, self.customer, self.kind, self.date, self.actor)


class Deciding:
    """Answers for one ingestion. Called as a ``Decide``."""

    def __init__(
        self, store: Store, given: Given, rules: AssignmentRules, placing: Placing | None = None
    ) -> None:
        self._store, self._given, self._rules = store, given, rules
        self._placing = placing

    def __call__(self, place: str, sha256: str) -> Decision:
        """What is known of these bytes at this place."""
        source = self._given.source(place, sha256)
        if self._placing is not None:
            source, decision = self._placing.decision(source)
            if decision is not None:
                return decision
        with self._store.sql.read() as connection:
            known = known_version(connection, source)
            here = known is not None and known.state == "current" and is_noted(connection, source, known)
            if here and known is not None and to_restrict(connection, self._rules, known, place):
                here = False  # it is staged as if anew, and restricted there
        if known is None:
            return Decision(source.kind)
        return Decision(as_before(source, known, place).kind, str(known.parser) if here else "")


def as_read_before(path: Path, known: Decision) -> bool:
    """Whether nothing is new in a file: the readers of today read it, and it holds no other files.

    Only bytes that were read once are looked at. Raises OSError.
    """
    return bool(known.parser) and known.parser in parsers_of(path) and form_of(path) not in HOLDING
