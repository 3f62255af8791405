"""What open pages hear of forgotten documents: ids after a mark, from any process, looked up seldom."""

import pytest
import sqlalchemy as sa

from yiju.store import audit
from yiju.store.database import Database
from yiju.web import forgotten as room
from yiju.web.forgotten import Forgotten


def _forget(sql: Database, document: str, *suggestions: str) -> None:
    with sql.write() as connection:
        told = {"versions": [document], "suggestions": list(suggestions)}
        audit.append(connection, "head", "document.forgotten", document, told)


def test_ids_after_a_mark(sql: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_EVERY", 0.0)
    _forget(sql, "d0")
    found = Forgotten(sql)
    before = found.now()
    assert found.since(before) == frozenset()
    _forget(sql, "d1", "s1", "s2")
    between = found.now()
    with sql.write() as connection:
        audit.append(connection, "head", "annotation.added", "a1", {"suggestion": "s3"})
    _forget(sql, "d2")
    assert found.since(before) == {"d1", "s1", "s2", "d2"}
    assert found.since(between) == {"d2"}
    assert found.since(found.now()) == frozenset()


def test_many_pages_ask_the_database_as_often_as_one(sql: Database) -> None:
    found, asked = Forgotten(sql), []
    sa.event.listen(sql.engine, "before_cursor_execute", lambda *_args: asked.append(1))
    mark = found.now()
    once = len(asked)
    assert [found.since(mark) for _ in range(100)] == [frozenset()] * 100
    assert len(asked) == once
