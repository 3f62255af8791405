"""A source made of a dictionary, and what a store holds of what it brought."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import sqlalchemy as sa

from yiju.store import tables
from yiju.store.store import Store
from yiju.store.sync_tables import sync_items, sync_sources
from yiju.sync.base import Cursor, Everything, Gone, Item
from yiju.sync.config import SourceConfig
from yiju.sync.run import Ran, run_source

CUSTOMER = "莱茵汽车"


@dataclass
class Box:
    """What a source has: name → text. What is asked of it is counted.

    Attributes:
        wrong: raised instead of giving a thing. wholly: ends its list by saying that this is everything.
    """

    texts: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, Exception] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    wholly: bool = True
    numbered: bool = False
    fetched: list[str] = field(default_factory=list)
    before: Callable[[str], None] = lambda _name: None


class BoxSource:
    """A ``Source`` over a box. Numbered ones tell a cursor after each item, and begin behind it."""

    kind = "folder"

    def __init__(self, name: str, box: Box) -> None:
        self.name, self._box = name, box

    def items(self, cursor: str) -> Iterator[Item | Cursor | Gone | Everything]:
        for number, (name, text) in enumerate(list(self._box.texts.items())):
            if self._box.numbered and cursor and number <= int(cursor):
                continue
            yield Item(name, text, name, f"https://box.example/{name}", facts=self._box.facts)
            if self._box.numbered:
                yield Cursor(str(number))
        if self._box.wholly and not self._box.numbered:
            yield Everything()

    def fetch(self, item: Item) -> bytes | BinaryIO:
        self._box.before(item.name)
        self._box.fetched.append(item.name)
        if item.name in self._box.wrong:
            raise self._box.wrong[item.name]
        return self._box.texts[item.name].encode()

    def close(self) -> None:
        """Nothing is held."""


def config(name: str = "box", **changes: Any) -> SourceConfig:
    """Of a box."""
    told = {"name": name, "kind": "box", "customer": CUSTOMER, "rate": "10000/s", **changes}
    return SourceConfig.model_validate(told)


def run(store: Store, one: SourceConfig | None = None, stop: threading.Event | None = None) -> Ran:
    """One run of a box."""
    return run_source(store, one or config(), stop or threading.Event())


def text(name: str, more: str = "") -> str:
    """A small document."""
    return f"# {name}\n\n{name}的交货期为六周，付款方式为月结。{more}\n"


def current(store: Store) -> dict[str, str]:
    """Title → text of all current documents."""
    d, p = tables.documents, tables.paragraphs
    query = sa.select(d.c.title, p.c.text).join(p, p.c.document_id == d.c.id).where(d.c.state == "current")
    found: dict[str, str] = {}
    with store.sql.read() as connection:
        for title, words in connection.execute(query.order_by(d.c.title, p.c.ordinal)):
            found[title] = found.get(title, "") + words + "\n"
    return found


def documents(store: Store) -> list[Any]:
    """All rows of documents."""
    with store.sql.read() as connection:
        return list(connection.execute(sa.select(tables.documents).order_by(tables.documents.c.title)))


def items(store: Store, source: str = "box") -> dict[str, Any]:
    """Key → row of all items, those that refuse bytes apart."""
    with store.sql.read() as connection:
        rows = connection.execute(sa.select(sync_items).where(sync_items.c.source == source))
        return {row.item["key"]: row for row in rows if row.item}


def row(store: Store, source: str = "box") -> Any:
    """The row of a source."""
    with store.sql.read() as connection:
        return connection.execute(sa.select(sync_sources).where(sync_sources.c.name == source)).one()
