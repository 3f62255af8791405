"""The SQL schema, as SQLAlchemy Core tables. Migrations under ``migrations/`` build the same."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

meta = Table(
    "meta",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

units = Table("units", metadata, Column("name", String(200), primary_key=True))

users = Table(
    "users",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("roles", JSON, nullable=False),
)

user_units = Table(
    "user_units",
    metadata,
    Column("user", ForeignKey("users.name", ondelete="CASCADE"), primary_key=True),
    Column("unit", ForeignKey("units.name", ondelete="CASCADE"), primary_key=True),
)

customers = Table(
    "customers",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("unit", ForeignKey("units.name"), nullable=False, index=True),
    Column("name", String(400), nullable=False),
    Column("aliases", JSON, nullable=False),
    # Our side as this customer's documents show it; {} = as the settings say.
    Column("seller", JSON, nullable=False),
    # How much it matters to us, as A, B, C; empty: not said.
    Column("tier", String(8), nullable=False, server_default=""),
    UniqueConstraint("unit", "name"),
)

documents = Table(
    "documents",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("source_key", Text, nullable=False),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    # No index on unit or state: SQLite would start a read by id from them, and walk the whole unit.
    Column("unit", ForeignKey("units.name"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("date", Date),
    Column("date_source", String(16), nullable=False),
    Column("uri", Text, nullable=False),
    Column("format", String(16), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("pages", Integer),
    Column("paragraphs", Integer, nullable=False),
    Column("parser", String(100), nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("attributes", JSON, nullable=False),
    Column("open_restricted", Boolean, nullable=False),
    # staged → current → old → removed; see yiju.store.indexing for what each promises.
    Column("state", String(8), nullable=False),
    # Whether the vector store still holds points of an old or removed version.
    Column("points", Boolean, nullable=False),
    # What the user decided at ingestion, beside what the reader found.
    Column("kind_given", String(16)),
    Column("date_given", Date),
    Column("ingested_at", DateTime(timezone=True), nullable=False),
    Column("ingested_by", String(200)),
    # Who said whose it is: person, or rules.
    Column("assigned_by", String(8), nullable=False, server_default="person"),
    Index("ix_documents_source", "customer_id", "sha256"),
    # A hash: a place may be longer than PostgreSQL's trees take.
    Index("ix_documents_source_key", "source_key", postgresql_using="hash"),
)

document_places = Table(
    "document_places",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True),
    # A place beside the document's own that held the same bytes.
    Column("source_key", Text, nullable=False),
    Index("ix_document_places_source_key", "source_key", postgresql_using="hash"),
)

paragraphs = Table(
    "paragraphs",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("locator", JSON, nullable=False),
    Column("role", String(16), nullable=False),
    Column("headings", JSON, nullable=False),
    UniqueConstraint("document_id", "ordinal"),
)

chunks = Table(
    "chunks",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    # [[paragraph id, start, end], …]: which part of which paragraph is in the chunk.
    Column("spans", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Column("text_sha256", String(64), nullable=False, index=True),
    # Embedding model whose vector the vector store holds; NULL while it is pending.
    Column("dense_model", String(200)),
    UniqueConstraint("document_id", "ordinal"),
)

embeddings = Table(
    "embeddings",
    metadata,
    Column("model", String(200), primary_key=True),
    Column("text_sha256", String(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # float32, little endian
)

suggestions = Table(
    "suggestions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("unit", ForeignKey("units.name"), nullable=False, index=True),
    Column("customer", String(400), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    # advice, or replay: one made in the sandbox, which no rep is shown.
    Column("purpose", String(8), nullable=False, server_default="advice"),
    Column("body", JSON, nullable=False),
    Index("ix_suggestions_recent", "unit", "kind", "created_at"),
)

talk_vectors = Table(
    "talk_vectors",
    metadata,
    # Of the frames of its spoken lines (yiju.copilot.spoken): no customer's facts are in it.
    Column("suggestion_id", ForeignKey("suggestions.id", ondelete="CASCADE"), primary_key=True),
    Column("model", String(200), primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # float32, little endian
)

suggestion_documents = Table(
    "suggestion_documents",
    metadata,
    Column("suggestion_id", ForeignKey("suggestions.id", ondelete="CASCADE"), primary_key=True),
    # No foreign key: the mark outlives a forgotten document.
    Column("document_id", String(16), primary_key=True, index=True),
)

suggestion_units = Table(
    "suggestion_units",
    metadata,
    Column("suggestion_id", ForeignKey("suggestions.id", ondelete="CASCADE"), primary_key=True),
    # Every unit whose material was read for it, cited or not.
    Column("unit", String(200), primary_key=True),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("action", String(64), nullable=False),
    Column("subject", Text, nullable=False),
    Column("details", JSON, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
