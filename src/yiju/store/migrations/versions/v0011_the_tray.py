"""Documents whose customer is not known yet, and who decided whose a document is."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the tray, what was settled in it, and the mark on documents that rules assigned."""
    op.create_table(
        "tray",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("kind_given", sa.String(length=16), nullable=True),
        sa.Column("date_given", sa.Date(), nullable=True),
        sa.Column("parser", sa.String(length=100), nullable=False),
        sa.Column("paragraphs", sa.Integer(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("reading", sa.LargeBinary(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.name"], name=op.f("fk_tray_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tray")),
        sa.UniqueConstraint("unit", "sha256", name=op.f("uq_tray_unit")),
    )
    op.create_table(
        "tray_settled",
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("parser", sa.String(length=100), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.name"], name=op.f("fk_tray_settled_unit")),
        sa.PrimaryKeyConstraint("unit", "sha256", name=op.f("pk_tray_settled")),
    )
    op.add_column(
        "documents",
        sa.Column("assigned_by", sa.String(length=8), nullable=False, server_default="person"),
    )
