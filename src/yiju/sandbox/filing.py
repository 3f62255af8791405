"""The name that a customer's advice is filed under."""

import sqlalchemy as sa

from yiju.copilot.retrieve import Reader
from yiju.store import tables
from yiju.store.access import readable_suggestions

_suggestions = tables.suggestions


def filed_under(reader: Reader, name: str) -> str:
    """Of a customer by its name or an alias; of several, whose answers stand together, as written there.

    Raises:
        NotFound: the viewer has no such customer.
        YijuError: several fit.
    """
    kept = sa.select(_suggestions.c.id).where(
        readable_suggestions(reader.viewer), _suggestions.c.customer == name
    )
    with reader.store.sql.read() as connection:
        if connection.scalar(kept.limit(1)) is not None:
            return name
    return reader.customer(name).name
