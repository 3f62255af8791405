"""Documents are found by the place they lie at without walking their whole customer."""

from alembic import op

revision = "0008"
down_revision = "0006"


def upgrade() -> None:
    """Add the indexes. PostgreSQL's keep a hash: a place may be longer than its trees take."""
    op.create_index("ix_documents_source_key", "documents", ["source_key"], postgresql_using="hash")
    op.create_index(
        "ix_document_places_source_key", "document_places", ["source_key"], postgresql_using="hash"
    )
