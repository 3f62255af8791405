"""What of the store a viewer must never meet, and a search for it in anything that was given."""

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from yiju.ingest.coverage import COVERAGE
from yiju.ingest.language import LANGUAGE
from yiju.privacy.counting import PERSONAL
from yiju.store import tables
from yiju.store.store import Store
from yiju.store.types import Viewer

_LENGTH = 9
"""Characters of a stretch of text by which a foreign paragraph is known again."""

_LETTERS = 6
"""Letters or Han characters it must have: dates and sums stand in everybody's text."""


_MEASURED = {PERSONAL, LANGUAGE, COVERAGE}
"""Attributes that hold numbers and codes, which stand anywhere."""
_APPS = {"微信", "企业微信", "钉钉"}
"""Names of apps that chats are held in stand on our own pages, for everybody."""


@dataclass(frozen=True)
class Traces:
    """Words and stretches of text that exist in the units a viewer is not in, and in none of the others.

    Attributes:
        words: ids, names, titles, hashes, places.
        stretches: every stretch of ``_LENGTH`` characters of a paragraph.
    """

    words: frozenset[str]
    stretches: frozenset[str]

    def in_text(self, given: object, *, said: str = "") -> list[str]:
        """What is found of them. ``said``: what the viewer typed and may read again."""
        text = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False, default=str)
        typed = _letters(said)  # what was typed may come back in lower case, and with other marks between
        found = [word for word in self.words if word in text and _letters(word) not in typed]
        cut = {text[at : at + _LENGTH] for at in range(len(text) - _LENGTH + 1)}
        return sorted(found) + sorted(one for one in cut & self.stretches if _letters(one) not in typed)


def _letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def foreign_to(store: Store, viewer: Viewer) -> Traces:
    """All that lies outside a viewer's units; everything, for someone with the role customer.

    Read from the raw tables, whatever ``yiju.store.access`` says.
    """
    units = frozenset() if "customer" in viewer.roles else viewer.units
    inside, outside = _of(store, units), _of(store, None)
    own = "\n".join(inside[1])
    words = {word for word in outside[0] - inside[0] if word not in own}
    return Traces(frozenset(words), frozenset(_cut(outside[1]) - _cut(inside[1])))


def _of(store: Store, units: frozenset[str] | None) -> tuple[set[str], list[str]]:
    """Words, and texts of paragraphs, of these units' rows; None for all."""
    words: set[str] = set()
    documents, customers = tables.documents, tables.customers
    with store.sql.read() as connection:
        for row in _rows(connection, customers, units):
            words |= {row["id"], row["name"], *row["aliases"]}
            words |= {row["seller"].get("name", ""), *row["seller"].get("people", [])}
        for row in _rows(connection, documents, units):
            words |= {row["id"], row["title"], row["sha256"], row["uri"], row["source_key"]}
            words |= {fact for key, fact in row["attributes"].items() if key not in _MEASURED} - _APPS
        for row in _rows(connection, tables.suggestions, units):
            words.add(row["id"])
        paragraphs = sa.select(tables.paragraphs.c.text, tables.paragraphs.c.id).join(documents)
        if units is not None:
            paragraphs = paragraphs.where(documents.c.unit.in_(sorted(units)))
        found = connection.execute(paragraphs).all()
    words |= {row.id for row in found}
    # A single character or a bare number stands anywhere.
    return {word for word in words if len(word) >= 2 and not word.isdecimal()}, [row.text for row in found]


def _rows(connection: sa.Connection, table: sa.Table, units: frozenset[str] | None) -> list[dict[str, Any]]:
    query = sa.select(table)
    if units is not None:
        query = query.where(table.c.unit.in_(sorted(units)))
    return [dict(row._mapping) for row in connection.execute(query)]


def _cut(texts: list[str]) -> set[str]:
    stretches = {text[at : at + _LENGTH] for text in texts for at in range(len(text) - _LENGTH + 1)}
    return {one for one in stretches if sum(map(str.isalpha, one)) >= _LETTERS}
