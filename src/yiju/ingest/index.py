"""Readings → rows of the store, and their dense vectors."""

import datetime as dt
import hashlib
import itertools
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from yiju.ingest.chunking import chunk
from yiju.ingest.places import Source, hand_over
from yiju.ingest.reading import Reading
from yiju.models.embedder import Embedder
from yiju.store import points, tables
from yiju.store.indexing import use_model
from yiju.store.store import Store
from yiju.store.types import DateSource, Kind, Paragraph

Progress = Callable[[str, int, int], None]
"""Called with (stage, done, total); stages are ``read`` (files) and ``embed`` (chunks)."""

EMBED_BATCH = 32
_WRITE_AT_ONCE = 256
_WRITE_EVERY = 5.0
"""Seconds after which vectors go to the index: opening it costs more than a batch of a fast embedder."""
_UNSTORABLE = str.maketrans({"\0": "\ufffd", **{chr(code): "\ufffd" for code in range(0xD800, 0xE000)}})
"""What databases refuse, replaced one for one, so that offsets hold."""

_documents = tables.documents


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


def embed_pending(store: Store, embedder: Embedder, progress: Progress | None = None) -> int:
    """Give every pending chunk its dense vector, cached ones first; may be stopped and taken up again.

    Vectors are computed without any lock and written in small batches. Several processes may do so at once:
    each takes the batches in an order of its own, and leaves out what another has computed meanwhile.

    Returns:
        How many chunks got one.

    Raises:
        ModelUnavailable: the embedding endpoint failed; what was done stays done.
    """
    if not points.pending(store.sql, embedder.name):
        return 0
    with store.writing():
        use_model(store, embedder.name, embedder.dim)
    waiting = points.pending(store.sql, embedder.name)
    ready = points.cached(store.sql, embedder.name, {one.text_sha256 for one in waiting})
    waiting.sort(key=lambda one: one.text_sha256 not in ready)
    batches = [waiting[at : at + EMBED_BATCH] for at in range(0, len(waiting), EMBED_BATCH)]
    fresh = [batch for batch in batches if batch[-1].text_sha256 not in ready]
    random.shuffle(fresh)
    unwritten: list[str] = []
    written_at = time.monotonic()
    done = seen = 0
    for batch in [*batches[: len(batches) - len(fresh)], *fresh]:
        ready |= points.cached(store.sql, embedder.name, {one.text_sha256 for one in batch} - ready)
        missing = {one.text_sha256: one.text for one in batch if one.text_sha256 not in ready}
        if missing:
            vectors = embedder.passages(list(missing.values()))
            points.remember(store.sql, embedder.name, dict(zip(missing, vectors, strict=True)))
            ready.update(missing)
        unwritten += [one.id for one in batch]
        seen += len(batch)
        last = seen == len(waiting)
        if last or len(unwritten) >= _WRITE_AT_ONCE or time.monotonic() - written_at > _WRITE_EVERY:
            done += _write_dense(store, unwritten, embedder.name)
            unwritten, written_at = [], time.monotonic()
        if progress is not None:
            progress("向量", seen, len(waiting))
    return done


def _write_dense(store: Store, chunk_ids: Sequence[str], model: str) -> int:
    with store.sql.read() as connection:
        if points.dense_model(connection) != model:  # another process chose another model meanwhile
            return 0
        made = points.points_of(connection, chunk_ids, model)
    # A document forgotten or superseded meanwhile has no points any more, and gets none back.
    store.vectors.upsert(made, only_existing=True)
    points.mark_dense(store.sql, made, model)
    return len(made)


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
            text=found.text.translate(_UNSTORABLE),
            start=found.start,
            end=found.end,
            locator=found.locator,
            role=found.role,
            headings=tuple(heading.translate(_UNSTORABLE) for heading in found.headings),
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
        "title": reading.title.translate(_UNSTORABLE),
        "date": date,
        "date_source": (date_source if date else DateSource.UNKNOWN).value,
        "uri": source.uri,
        "format": reading.format,
        "sha256": source.sha256,
        "pages": reading.pages,
        "paragraphs": len(reading.paragraphs),
        "parser": reading.parser,
        "warnings": [warning.translate(_UNSTORABLE) for warning in reading.warnings],
        "attributes": {key: value.translate(_UNSTORABLE) for key, value in reading.attributes.items()},
        "open_restricted": False,
        "state": "staged",
        "points": True,
        "kind_given": source.kind.value if source.kind else None,
        "date_given": source.date,
        "ingested_at": dt.datetime.now(dt.UTC),
        "ingested_by": source.actor,
    }
