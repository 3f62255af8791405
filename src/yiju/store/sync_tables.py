"""What sources that keep coming have told, and what became of it. Beside ``tables``."""

from sqlalchemy import JSON, Boolean, Column, DateTime, Index, Integer, String, Table, Text

from yiju.store.tables import metadata

ORIGINALS = "originals"
"""The folder below the data folder that holds what was got, as ``source/key/name``."""
_SOURCE = 64

sync_sources = Table(
    "sync_sources",
    metadata,
    Column("name", String(_SOURCE), primary_key=True),
    Column("kind", String(20), nullable=False),
    # Whose members may know of it. No foreign key: it is written before its first document is.
    Column("unit", String(200), nullable=False),
    # Where the next run goes on; opaque to all but the source.
    Column("cursor", Text, nullable=False),
    # The run that goes on, and until when it is believed to live; empty when none does.
    Column("owner", String(64), nullable=False),
    Column("until", DateTime(timezone=True)),
    Column("begun_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
    # Of the last run that ended: done, stopped, down, budget, failed; empty before the first.
    Column("outcome", String(12), nullable=False),
    Column("reason", Text, nullable=False),
    # Runs in a row that the source failed, and the moment before which it is left alone.
    Column("strikes", Integer, nullable=False),
    Column("not_before", DateTime(timezone=True)),
    # Of the last run: new, unchanged, failed …
    Column("counts", JSON, nullable=False),
)

sync_items = Table(
    "sync_items",
    metadata,
    Column("source", String(_SOURCE), primary_key=True),
    # SHA-256 of the key, in hex: a key may be longer than PostgreSQL's trees take.
    Column("key_sha256", String(64), primary_key=True),
    # The version last dealt with; empty while none is.
    Column("version", Text, nullable=False),
    # pending, read, skipped, failed, given_up, forgotten
    Column("outcome", String(12), nullable=False),
    Column("reason", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    # The item as the source told it: what fetching it again needs. {} once it is forgotten.
    Column("item", JSON, nullable=False),
    # Where its original lies, below the folder of originals; that file's URI is its documents' place.
    Column("original", Text, nullable=False),
    Column("place", Text, nullable=False),
    # Of the original's bytes; empty before they were first got.
    Column("sha256", String(64), nullable=False),
    # Whether the source has it no longer.
    Column("gone", Boolean, nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    Index("ix_sync_items_place", "place", postgresql_using="hash"),
    Index("ix_sync_items_outcome", "source", "outcome"),
)
