"""Further places that hold a document's very bytes, and who took a document in.

Before, a copy counted as unchanged and was then forgotten: when the first file changed, the content that the
copy still had was lost.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table and the column; older documents have neither copies nor a name."""
    op.create_table(
        "document_places",
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_document_places_document_id"), ondelete="CASCADE"
        ),
    )
    op.create_index(op.f("ix_document_places_document_id"), "document_places", ["document_id"], unique=False)
    op.add_column("documents", sa.Column("ingested_by", sa.String(length=200), nullable=True))
