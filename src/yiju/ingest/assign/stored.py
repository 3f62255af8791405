"""What speaks for a customer in what the units have already."""

import sqlalchemy as sa

from yiju.ingest.assign.evidence import Piece
from yiju.ingest.assign.known import Known
from yiju.ingest.assign.paper import Paper
from yiju.store import tables

_documents = tables.documents


def of_the_store(connection: sa.Connection, known: Known, paper: Paper) -> dict[str, list[Piece]]:
    """Evidence in what the units have: the version before at this place, and copies of the same bytes."""
    found: dict[str, list[Piece]] = {}
    alive = sa.and_(_documents.c.state == "current", _documents.c.unit.in_(sorted(known.units)))
    before = sa.select(_documents.c.customer_id).where(alive, _documents.c.source_key == paper.place)
    for whom in set(connection.scalars(before)) & known.customers.keys():
        piece = Piece(sort="version", weight=0.9, told="同一位置的上一版归属于它")
        found.setdefault(whom, []).append(piece)
    copies = sa.select(_documents.c.customer_id).where(
        alive, _documents.c.sha256 == paper.sha256, _documents.c.customer_id.in_(sorted(known.customers))
    )
    for whom in set(connection.scalars(copies)):
        piece = Piece(sort="same", weight=0.9, told="内容完全相同的一份归属于它")
        found.setdefault(whom, []).append(piece)
    return found
