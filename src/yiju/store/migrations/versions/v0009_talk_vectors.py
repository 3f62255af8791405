"""Vectors of talk tracks' words, and the newest suggestions of a unit and kind by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the table and the index."""
    op.create_table(
        "talk_vectors",
        sa.Column("suggestion_id", sa.String(length=40), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions.id"],
            name=op.f("fk_talk_vectors_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("suggestion_id", "model", name=op.f("pk_talk_vectors")),
    )
    op.create_index("ix_suggestions_recent", "suggestions", ["unit", "kind", "created_at"])
