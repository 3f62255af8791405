"""Readings → rows of the store. Their dense vectors follow: ``embedding``."""

import datetime as dt
import hashlib
import itertools
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from yiju.ingest.chunking import chunk
from yiju.ingest.embedding import Progress, embed_pending
from yiju.ingest.places import Source, hand_over
from yiju.ingest.reading import Reading
from yiju.store import tables
from yiju.store.types import DateSource, Kind, Paragraph

__all__ = ["Progress", "Staged", "document_id", "embed_pending", "stage", "storable"]

_UNSTORABLE = str.maketrans({"\0": "\ufffd", **{chr(code): "\ufffd" for code in range(0xD800, 0xE000)}})
"""What databases refuse, replaced one for one, so that offsets hold."""

_documents = tables.documents


def storable(text: str) -> str:
    """The text without what databases refuse, as long as it was."""
    return text.translate(_UNSTORABLE)


@dataclass(frozen=True, slots=True)
class Staged:
    """A document version whose rows are written but that nobody sees yet."""

    document_id: str
    paragraphs: int
    chunks: int


def document_id(source: Source, parser: str, number: int = 0) -> str:
    """The id of this content at this place, as read by this parser under these decisions.

    Args:
        number: above 0 where a document of that id has moved to another place.
    """
    parts = (
        source.key,
        source.customer.id,
        source.sha256,
        source.kind.value if source.kind else "",
        source.date.isoformat() if source.date else "",
        parser,
        *([str(number)] if number else []),
    )
    return "d" + hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:12]


def stage(connection: sa.Connection, source: Source, reading: Reading) -> Staged:
    """Write all rows of a document version, unseen until the store's ``settle`` publishes it.

    A version that was superseded and comes back keeps its id and its paragraphs.
    """
    new_id, present = _own_id(connection, source, reading.parser)
    paragraphs = _paragraphs(new_id, reading)
    row = _document_row(new_id, source, reading)
    if not present:
        connection.execute(sa.insert(_documents).values(**row))
        rows = [paragraph.model_dump(mode="json") for paragraph in paragraphs]
        if rows:
            connection.execute(sa.insert(tables.paragraphs), rows)
    else:
        connection.execute(sa.update(_documents).where(_documents.c.id == new_id).values(**row))
        connection.execute(sa.delete(tables.chunks).where(tables.chunks.c.document_id == new_id))
    made = chunk(row["title"], paragraphs)
    if made:
        connection.execute(
            sa.insert(tables.chunks),
            [
                {
                    "id": f"{new_id}-c{one.ordinal:04d}",
                    "document_id": new_id,
                    "ordinal": one.ordinal,
                    "spans": [[span.paragraph_id, span.start, span.end] for span in one.spans],
                    "text": one.text,
                    "text_sha256": one.sha256,
                }
                for one in made
            ],
        )
    hand_over(connection, source, new_id)
    return Staged(new_id, len(paragraphs), len(made))


def _own_id(connection: sa.Connection, source: Source, parser: str) -> tuple[str, bool]:
    """The id for a version at this place, and whether it is there already."""
    for number in itertools.count():
        new_id = document_id(source, parser, number)
        query = sa.select(_documents.c.source_key).where(_documents.c.id == new_id)
        filed = connection.execute(query).one_or_none()
        if filed is None or filed.source_key == source.key:
            return new_id, filed is not None
    raise AssertionError


def _paragraphs(new_id: str, reading: Reading) -> list[Paragraph]:
    return [
        Paragraph(
            id=f"{new_id}-{ordinal:04d}",
            document_id=new_id,
            ordinal=ordinal,
            text=storable(found.text),
            start=found.start,
            end=found.end,
            locator=found.locator,
            role=found.role,
            headings=tuple(storable(heading) for heading in found.headings),
        )
        for ordinal, found in enumerate(reading.paragraphs, start=1)
    ]


def _document_row(new_id: str, source: Source, reading: Reading) -> dict[str, Any]:
    date = reading.date or source.date  # one date given for a whole folder must not redate its mails
    date_source = DateSource.DOCUMENT if reading.date else DateSource.GIVEN
    return {
        "id": new_id,
        "source_key": source.key,
        "customer_id": source.customer.id,
        "unit": source.customer.unit,
        "kind": (source.kind or reading.kind or Kind.NOTE).value,
        "title": storable(reading.title),
        "date": date,
        "date_source": (date_source if date else DateSource.UNKNOWN).value,
        "uri": source.uri,
        "format": reading.format,
        "sha256": source.sha256,
        "pages": reading.pages,
        "paragraphs": len(reading.paragraphs),
        "parser": reading.parser,
        "warnings": [storable(warning) for warning in reading.warnings],
        "attributes": {key: storable(value) for key, value in reading.attributes.items()},
        "open_restricted": False,
        "state": "staged",
        "points": True,
        "kind_given": source.kind.value if source.kind else None,
        "date_given": source.date,
        "ingested_at": dt.datetime.now(dt.UTC),
        "ingested_by": source.actor,
    }
