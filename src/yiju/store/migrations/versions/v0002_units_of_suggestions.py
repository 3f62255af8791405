"""The units a suggestion was drawn from, in a table of their own.

Before, only the units of cited documents were kept: an answer that searched two units and cited one could
be read by either.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table and fill it with what is known of older suggestions."""
    op.create_table(
        "suggestion_units",
        sa.Column("suggestion_id", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions.id"],
            name=op.f("fk_suggestion_units_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("suggestion_id", "unit", name=op.f("pk_suggestion_units")),
    )
    # UNION, not UNION ALL: a suggestion mostly cites its own unit.
    op.execute(
        "INSERT INTO suggestion_units (suggestion_id, unit) "
        "SELECT id, unit FROM suggestions UNION SELECT suggestion_id, unit FROM suggestion_documents"
    )
    op.drop_column("suggestion_documents", "unit")
