"""That a session was used is written down beside the requests: no lock of another's keeps anybody waiting."""

import datetime as dt
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import sqlalchemy as sa

from tests.support.served import Served
from yiju.store.database import Database
from yiju.store.session_tables import sessions as table
from yiju.store.users import save_user
from yiju.web import sessions
from yiju.web.seen import Seen, touch

HOURS, IDLE = dt.timedelta(hours=8), dt.timedelta(hours=2)


def _seen(sql: Database) -> dt.datetime:
    with sql.read() as connection:
        found: dt.datetime = connection.execute(sa.select(table.c.seen_at)).scalar_one()
    return found


def _age(sql: Database) -> None:
    with sql.write() as connection:
        connection.execute(sa.update(table).values(seen_at=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)))


@contextmanager
def _locked(sql: Database) -> Iterator[None]:
    """Another holds what a write to the session's row needs."""
    with sql.write() as connection:
        connection.execute(sa.select(table).with_for_update()).all()
        yield


def test_a_lock_is_not_waited_for(sql: Database) -> None:
    _, made = sessions.begin(sql, "head", "local", HOURS)
    _age(sql)
    before = _seen(sql)
    with _locked(sql):
        began = time.monotonic()
        assert touch(sql, made.token_sha256) is False
        assert time.monotonic() - began < 1
    assert _seen(sql) == before
    assert touch(sql, made.token_sha256) is True
    assert _seen(sql) > before


def test_sqlites_wait_is_as_before_afterwards(tmp_path: Path) -> None:
    sql = Database.open(f"sqlite:///{tmp_path / 'yiju.db'}", lock_folder=tmp_path, wait=7)
    _, made = sessions.begin(sql, "head", "local", HOURS)
    for held in (False, True):
        other = sqlite3.connect(tmp_path / "yiju.db", isolation_level=None)
        if held:
            other.execute("BEGIN IMMEDIATE")
        assert touch(sql, made.token_sha256) is not held
        other.close()
        with sql.read() as connection:
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 7000
    sql.close()


def test_an_ended_session_is_not_seen_any_more(sql: Database) -> None:
    _, made = sessions.begin(sql, "head", "local", HOURS)
    _age(sql)
    sessions.end(sql, made)
    before = _seen(sql)
    touch(sql, made.token_sha256)
    assert _seen(sql) == before


def test_it_is_written_in_a_thread_of_its_own(sql: Database) -> None:
    token, _ = sessions.begin(sql, "head", "local", HOURS)
    _age(sql)
    before = _seen(sql)
    seen = Seen(sql)
    with _locked(sql):
        for _ in range(20):
            assert sessions.find(sql, token, IDLE, seen.note) is not None
    assert sessions.find(sql, token, IDLE, seen.note) is not None
    until = time.monotonic() + 5
    while _seen(sql) == before and time.monotonic() < until:
        sessions.find(sql, token, IDLE, seen.note)
        time.sleep(0.02)
    assert _seen(sql) > before
    seen.close()
    seen.note("after the end")


def test_requests_and_pages_answer_while_another_process_writes(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    sql = Database.open(f"sqlite:///{data / 'yiju.db'}", lock_folder=data / "locks")
    save_user(sql, "head", roles=["director"], units=["main"], actor="test")
    token, _ = sessions.begin(sql, "head", "dingtalk", HOURS)
    cookie = {"cookie": f"yiju_session={token}"}
    paths = ("/api/v1/me", "/datasets", "/mine", "/healthz")
    with Served(data) as served, httpx.Client(base_url=served.url, headers=cookie, trust_env=False) as client:
        for path in paths:
            assert client.get(path, timeout=60).status_code == 200
        _age(sql)
        other = sqlite3.connect(data / "yiju.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            for path in paths:
                began = time.monotonic()
                assert client.get(path, timeout=5).status_code == 200, path
                assert time.monotonic() - began < 2, path
        finally:
            other.close()
    sql.close()
