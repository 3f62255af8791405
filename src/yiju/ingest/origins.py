"""What is known of files beside their bytes, by where they were got: kept with documents, never obeyed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import sqlalchemy as sa

from yiju.ingest.places import Source
from yiju.ingest.reading import Reading
from yiju.store import tables
from yiju.store.sync_forgetting import is_forgotten

URL = "url"
"""The attribute that says where a person finds the original."""
NAMED = "source_customer"
"""The attribute that says whose its source says it is, known here or not."""

_documents = tables.documents
_paragraphs = tables.paragraphs


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file comes from.

    Attributes:
        uri: where a person finds it.
        facts: what is known of it there; attributes of its document, below what the file says itself.
        date: of a file that does not say its own.
        source, item: which source brought it (its name), and as which item (the SHA-256 of its key).
        customer: whose the source says it is.
    """

    uri: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    date: dt.date | None = None
    source: str = ""
    item: str = ""
    customer: str = ""


class Origins:
    """The origins of the files of one ingestion; of files without one nothing is changed.

    Args:
        known: by the file's path.
    """

    def __init__(self, known: Mapping[Path, Origin] | None) -> None:
        self._known = {path.resolve().as_uri(): origin for path, origin in (known or {}).items()}

    def applied(self, source: Source, reading: Reading) -> tuple[Source, Reading]:
        """With what is known. What lies in a file shares its address and date, not its facts."""
        outer, _, inner = source.key.partition("#")
        origin = self._known.get(outer)
        if origin is None:
            return source, reading
        facts = {} if inner else dict(origin.facts)
        place = {URL: origin.uri} if origin.uri else {}
        named = {NAMED: origin.customer} if origin.customer else {}
        reading = replace(reading, attributes={**facts, **reading.attributes, **place, **named})
        return replace(source, date=source.date or origin.date), reading

    def brought(self, source: Source) -> bool:
        """Whether a source brought it, and no person did."""
        return source.key.partition("#")[0] in self._known

    def was_forgotten(self, connection: sa.Connection, source: Source) -> bool:
        """Whether a source brings again what was forgotten, for a customer or for the tray."""
        outer, _, inner = source.key.partition("#")
        origin = self._known.get(outer)
        if origin is None or not origin.source:
            return False
        item = "" if inner else origin.item
        return is_forgotten(connection, origin.source, source.customer.unit, item, source.sha256)

    def nothing_new(self, connection: sa.Connection, source: Source, reading: Reading) -> bool:
        """Whether a thing that was got again reads as it did: other bytes, the same paragraphs.

        Or whether it was forgotten: what its source offers again is not taken in again.
        """
        outer, _, _ = source.key.partition("#")
        if self._known.get(outer) is None:
            return False
        if self.was_forgotten(connection, source):
            return True
        query = sa.select(_documents.c.id, _documents.c.parser).where(
            _documents.c.source_key == source.key,
            _documents.c.customer_id == source.customer.id,
            _documents.c.state == "current",
        )
        found = connection.execute(query).first()
        if found is None or found.parser != reading.parser:
            return False
        kept = sa.select(_paragraphs.c.text, _paragraphs.c.locator).where(
            _paragraphs.c.document_id == found.id
        )
        rows = connection.execute(kept.order_by(_paragraphs.c.ordinal)).all()
        read = [(one.text, one.locator.model_dump(mode="json")) for one in reading.paragraphs]
        return [(row.text, row.locator) for row in rows] == read
