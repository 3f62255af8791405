"""What was forgotten while something was being made: by the order of the audit, not by anybody's clock."""

import sqlalchemy as sa

from yiju.store import audit
from yiju.store.database import Database


def latest(sql: Database) -> int:
    """Where the audit stands, before the making begins."""
    return audit.head(sql)[0]


def forgot(connection: sa.Connection, since: int) -> bool:
    """Whether a document was forgotten after that. None is until the caller's transaction ends.

    Args:
        since: as of ``latest``.
    """
    audit.hold(connection)
    return bool(audit.details_of(connection, "document.forgotten", after=since))
