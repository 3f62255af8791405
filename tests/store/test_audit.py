import pytest
import sqlalchemy as sa

from yiju.store import audit
from yiju.store.database import Database


def _write(sql: Database, count: int) -> None:
    for number in range(count):
        with sql.write() as connection:
            details = {"n": number, "甲": [1.5, None, "乙"]}
            audit.append(connection, "u", "thing.done", f"t{number}", details)


def test_a_chain_of_entries_holds(sql: Database) -> None:
    _write(sql, 5)
    assert audit.verify_chain(sql) == []
    assert [entry.seq for entry in audit.entries(sql)] == [1, 2, 3, 4, 5]
    assert audit.head(sql)[0] == 5


def test_an_empty_log_holds(sql: Database) -> None:
    assert audit.verify_chain(sql) == []
    assert audit.head(sql) == (0, "0" * 64)


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
def test_the_database_refuses_changes(sql: Database, statement: str) -> None:
    _write(sql, 1)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), sql.write() as connection:
        connection.execute(sa.text(statement))
    assert len(audit.entries(sql)) == 1


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE audit SET actor = 'x' WHERE seq = 3", "第 3 条内容被改动过"),
        ("UPDATE audit SET details = '{\"n\": 9}' WHERE seq = 2", "第 2 条内容被改动过"),
        ("DELETE FROM audit WHERE seq = 2", "第 2 条缺失（下一条是第 3 条）"),
    ],
)
def test_changes_behind_its_back_are_found(sql: Database, statement: str, told: str) -> None:
    _write(sql, 4)
    with sql.write() as connection:
        if sql.is_sqlite:
            connection.execute(sa.text("DROP TRIGGER audit_no_update"))
            connection.execute(sa.text("DROP TRIGGER audit_no_delete"))
        else:
            connection.execute(sa.text("DROP TRIGGER audit_append_only ON audit"))
        connection.execute(sa.text(statement))
    assert told in audit.verify_chain(sql)


def test_an_entry_stands_or_falls_with_its_transaction(sql: Database) -> None:
    with pytest.raises(RuntimeError), sql.write() as connection:
        audit.append(connection, "u", "thing.done", "t")
        raise RuntimeError
    assert audit.entries(sql) == []
