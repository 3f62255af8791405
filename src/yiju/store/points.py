"""Chunk rows → points of the vector index, and the cache of dense vectors."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa

from yiju.store import bm25, tables
from yiju.store.database import Database, batched, insert_ignore
from yiju.store.fields import fields_of
from yiju.store.names import people_of
from yiju.store.types import Role
from yiju.store.vectors.base import Dense, VectorPoint

REFUSED = "有段落向量模型不收，这些段落只能用关键词找到"
"""The warning of a document of which a chunk has no dense vector, and gets none."""
_IDS_AT_ONCE = 500
_documents = tables.documents
_chunks = tables.chunks
_cache = tables.embeddings


@dataclass(frozen=True, slots=True)
class PendingChunk:
    """A chunk of a current document without a dense vector of the model in force."""

    id: str
    text: str
    text_sha256: str
    unit: str = ""


def dense_model(connection: sa.Connection) -> str | None:
    """The embedding model whose vectors the index holds; None before the first."""
    found: str | None = connection.scalar(
        sa.select(tables.meta.c.value).where(tables.meta.c.key == "dense_model")
    )
    return found


def points_of(
    connection: sa.Connection, chunk_ids: Collection[str], model: str | None, *, keywords: bool = True
) -> list[VectorPoint]:
    """Points of chunks that still exist, with the dense vectors cached for the model.

    Args:
        keywords: False to leave the keyword vectors empty, where only the rest is to be compared.
    """
    query = (
        sa.select(
            _chunks,
            *(_documents.c.customer_id, _documents.c.unit, _documents.c.kind, _documents.c.title),
            *(_documents.c.date, _documents.c.attributes),
            _cache.c.vector,
        )
        .join(_documents, _documents.c.id == _chunks.c.document_id)
        .outerjoin(_cache, sa.and_(_cache.c.text_sha256 == _chunks.c.text_sha256, _cache.c.model == model))
    )
    points: list[VectorPoint] = []
    for some in batched(chunk_ids, _IDS_AT_ONCE):
        rows = connection.execute(query.where(_chunks.c.id.in_(some))).all()
        told = _told(connection, {span[0] for row in rows for span in row.spans})
        points += [
            VectorPoint(
                chunk_id=row.id,
                document_id=row.document_id,
                customer_id=row.customer_id,
                unit=row.unit,
                kind=row.kind,
                bm25=_keywords(row, told) if keywords else bm25.SparseVector((), ()),
                dense=None if row.vector is None else _unpack(row.vector),
                day=row.date,
                people=people_of(
                    row.attributes, [told[span[0]].speaker or "" for span in row.spans if span[0] in told]
                ),
                content=row.text_sha256[:16],
            )
            for row in rows
        ]
    return points


def _keywords(row: Any, told: Mapping[str, Any]) -> bm25.SparseVector:
    headings = [
        told[span[0]].text[span[1] : span[2]]
        for span in row.spans
        if span[0] in told and told[span[0]].role == Role.HEADING.value
    ]
    fields = fields_of(row.text, row.title, headings)
    return bm25.document_vector(fields.body, title=fields.title, headings=fields.headings)


def _told(connection: sa.Connection, paragraph_ids: Collection[str]) -> dict[str, Any]:
    """Text, role and speaker of those of these paragraphs that are headings or have a speaker, by id."""
    paragraphs = tables.paragraphs
    speaker = paragraphs.c.locator["speaker"].as_string()
    query = sa.select(paragraphs.c.id, paragraphs.c.text, paragraphs.c.role, speaker.label("speaker")).where(
        sa.or_(paragraphs.c.role == Role.HEADING.value, speaker.is_not(None))
    )
    found: dict[str, Any] = {}
    for some in batched(sorted(paragraph_ids), _IDS_AT_ONCE):
        found.update((row.id, row) for row in connection.execute(query.where(paragraphs.c.id.in_(some))))
    return found


def pending(sql: Database, model: str, most: int | None = None) -> list[PendingChunk]:
    """Every chunk of a current document that still waits for its dense vector, in reading order.

    For the indexer, which acts for no viewer: the texts go to the embedder and come back nowhere else.

    Args:
        most: the first so many; None for all.
    """
    query = (
        sa.select(_chunks.c.id, _chunks.c.text, _chunks.c.text_sha256, _documents.c.unit)
        .join(_documents, _documents.c.id == _chunks.c.document_id)
        .where(
            _documents.c.state == "current",
            sa.or_(_chunks.c.dense_model.is_(None), _chunks.c.dense_model.not_in((model, _given_up(model)))),
        )
        .order_by(_documents.c.ingested_at, _chunks.c.document_id, _chunks.c.ordinal)
        .limit(most)
    )
    with sql.read() as connection:
        return [
            PendingChunk(row.id, row.text, row.text_sha256, row.unit) for row in connection.execute(query)
        ]


def cached(sql: Database, model: str, hashes: Collection[str]) -> set[str]:
    """Which of these texts have a vector of the model already."""
    found: set[str] = set()
    with sql.read() as connection:
        for some in batched(hashes, _IDS_AT_ONCE):
            query = sa.select(_cache.c.text_sha256).where(
                _cache.c.model == model, _cache.c.text_sha256.in_(some)
            )
            found.update(connection.scalars(query))
    return found


def remember(sql: Database, model: str, vectors: Mapping[str, Dense]) -> None:
    """Keep dense vectors by the sha256 of their text, if a chunk still has that text.

    A document may have been forgotten while its vectors were computed: nothing of it is kept.
    """
    with sql.write() as connection:
        for some in batched(vectors, _IDS_AT_ONCE):
            # FOR SHARE: a forgetting waits, and then erases what is written here.
            query = sa.select(_chunks.c.text_sha256).where(_chunks.c.text_sha256.in_(some))
            alive = connection.scalars(query.with_for_update(read=True)).all()
            rows = [
                {"model": model, "text_sha256": sha, "vector": np.asarray(vectors[sha], "<f4").tobytes()}
                for sha in sorted(set(alive))
            ]
            insert_ignore(connection, _cache, rows)


def mark_dense(sql: Database, points: Sequence[VectorPoint], model: str | None) -> None:
    """Note which chunks' dense vectors the index now holds."""
    done = [point.chunk_id for point in points if point.dense is not None]
    if not done:
        return
    with sql.write() as connection:
        for some in batched(done, _IDS_AT_ONCE):
            connection.execute(sa.update(_chunks).where(_chunks.c.id.in_(some)).values(dense_model=model))


def give_up(sql: Database, model: str, chunk_ids: Collection[str]) -> None:
    """Let chunks wait no longer whose text the model will not take; their documents' warnings tell of it."""
    if not chunk_ids:
        return
    with sql.write() as connection:
        theirs = sa.select(_chunks.c.document_id).where(_chunks.c.id.in_(sorted(chunk_ids))).distinct()
        for document_id in connection.scalars(theirs).all():
            mine = _documents.c.id == document_id
            warnings = connection.scalar(sa.select(_documents.c.warnings).where(mine).with_for_update()) or []
            if REFUSED not in warnings:
                told = [*warnings, REFUSED]
                connection.execute(sa.update(_documents).where(mine).values(warnings=told))
        which = _chunks.c.id.in_(sorted(chunk_ids))
        connection.execute(sa.update(_chunks).where(which).values(dense_model=_given_up(model)))


def _given_up(model: str) -> str:
    """Stands in place of the model whose vector a chunk has."""
    return "-" + hashlib.sha256(model.encode()).hexdigest()[:16]


def _unpack(vector: bytes) -> Dense:
    return np.frombuffer(vector, dtype="<f4").astype(np.float32)
