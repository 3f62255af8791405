"""What was settled in the tray is remembered without the names of files: a hash of the place is enough."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Put the hash in place of the place."""
    settled = sa.table("tray_settled", *map(sa.column, ("unit", "sha256", "source_key", "key_sha256")))
    op.add_column(
        "tray_settled", sa.Column("key_sha256", sa.String(length=64), nullable=False, server_default="")
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(settled)).all():
        key = hashlib.sha256(row.source_key.encode("utf-8", "replace")).hexdigest()
        which = sa.and_(settled.c.unit == row.unit, settled.c.sha256 == row.sha256)
        connection.execute(sa.update(settled).where(which).values(key_sha256=key))
    op.drop_column("tray_settled", "source_key")
