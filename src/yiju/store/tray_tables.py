"""Documents that nobody may see yet, for nobody knows whose they are. Beside ``tables``.

They lie apart from ``documents``, paragraphs and chunks, whole, so that no search, list or count can meet
them: a forgotten condition somewhere else cannot show one.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from yiju.store.tables import metadata

tray = Table(
    "tray",
    metadata,
    Column("id", String(16), primary_key=True),
    # The unit it was taken in for: its admins clear it.
    Column("unit", ForeignKey("units.name"), nullable=False),
    Column("source_key", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("date", Date),
    # What the user decided at ingestion, beside what the reader found.
    Column("kind_given", String(16)),
    Column("date_given", Date),
    Column("parser", String(100), nullable=False),
    Column("paragraphs", Integer, nullable=False),
    # Whether a rule wants it restricted.
    Column("restricted", Boolean, nullable=False),
    # All that its reader found, as compressed JSON: it becomes a document without being read again.
    Column("reading", LargeBinary, nullable=False),
    Column("taken_at", DateTime(timezone=True), nullable=False),
    Column("taken_by", String(200), nullable=False),
    UniqueConstraint("unit", "sha256"),
)

tray_settled = Table(
    "tray_settled",
    metadata,
    Column("unit", ForeignKey("units.name"), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    # Of where it lay: a path may name people.
    Column("key_sha256", String(64), nullable=False, server_default=""),
    Column("parser", String(100), nullable=False),
    # dismissed: nobody's material; moved: another unit's. Hashes alone are remembered, and no word.
    Column("outcome", String(16), nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

__all__ = ["tray", "tray_settled"]
