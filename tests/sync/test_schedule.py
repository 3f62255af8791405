"""What is due is read by one server, in a process of its own, and ends with the server."""

import datetime as dt
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.stored import settings_for
from tests.sync.rest_server import Says, service
from tests.sync.support import config, current, row
from yiju.store.clock import now
from yiju.store.store import Store
from yiju.store.sync_tables import sync_sources
from yiju.sync.child import Child
from yiju.sync.lease import held, take
from yiju.sync.runs import due, reached
from yiju.sync.schedule import SCHEDULE, Bounds, Schedule, _Going


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store on SQLite, as another process opens it too."""
    monkeypatch.setenv("YIJU_EMBEDDER", "hashing")
    monkeypatch.setenv("YIJU_PARSE_WORKERS", "0")
    with Store.open(settings_for(tmp_path / "data")) as opened:
        yield opened


@pytest.fixture
def everywhere(sql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store on each database, as another process opens it too."""
    for name, value in (("EMBEDDER", "hashing"), ("PARSE_WORKERS", "0"), ("DATABASE_URL", sql_url)):
        monkeypatch.setenv(f"YIJU_{name}", value)
    with Store.open(settings_for(tmp_path / "data", database_url=sql_url)) as opened:
        yield opened


@contextmanager
def _going(store: Store, bounds: Bounds | None = None) -> Iterator[threading.Event]:
    closing = threading.Event()
    schedule = Schedule(store, store.settings, closing, tick=0.05, bounds=bounds)
    thread = threading.Thread(target=schedule.run)
    thread.start()
    try:
        yield closing
    finally:
        closing.set()
        thread.join(30)
        assert not thread.is_alive()


def _until(true: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def _write(store: Store, text: str) -> None:
    (store.settings.data / "sources.yaml").write_text(text, encoding="utf-8")


def test_a_due_source_is_read_and_a_wrong_one_costs_nothing(everywhere: Store, tmp_path: Path) -> None:
    here = everywhere
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.md").write_text("# 报价\n\n两万元。", encoding="utf-8")
    _write(
        here,
        "- {name: bad, kind: folder}\n"
        f"- {{name: in, kind: folder, path: {tmp_path / 'in'}, customer: 莱茵汽车, settle: 0}}\n"
        f"- {{name: off, kind: folder, path: {tmp_path / 'no'}, customer: 莱茵汽车, enabled: false}}\n",
    )
    with _going(here):
        _until(lambda: current(here))
        _until(lambda: row(here, "in").owner == "")
    assert row(here, "in").outcome == "done"
    with here.sql.read() as connection:
        assert set(connection.scalars(sa.select(sync_sources.c.name))) == {"in", SCHEDULE}


def test_a_server_that_stops_ends_the_reading(here: Store) -> None:
    asked, go = threading.Event(), threading.Event()

    def answer(_asked: object) -> Says:
        asked.set()
        go.wait(60)
        return Says([])

    with service(answer) as there:
        _write(
            here,
            f"- {{name: slow, kind: rest, url: '{there.url}/x', customer: 莱茵汽车, internal: true,"
            " fields: {key: id}, timeout: 60s}\n",
        )
        with _going(here) as closing:
            assert asked.wait(60)
            closing.set()
            begun = time.monotonic()
        assert time.monotonic() - begun < 25
        go.set()
    with held(here, "slow") as lease:
        assert lease is not None


@pytest.mark.parametrize(
    "bounds", [Bounds(at_once=2), Bounds(at_once=1, turn=0.5)], ids=["side by side", "in turns"]
)
def test_a_slow_source_does_not_keep_the_others_waiting(here: Store, tmp_path: Path, bounds: Bounds) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.md").write_text("# 报价\n\n两万元。", encoding="utf-8")
    with _silent() as (url, asked):
        _write(here, _SLOW.format(url) + "\n")
        with _going(here, bounds):
            assert asked.wait(60)
            slow = _SLOW.format(url)
            quick = f"- {{name: in, kind: folder, path: {tmp_path / 'in'}, customer: 莱茵汽车, settle: 0}}"
            _write(here, f"{slow}\n{quick}\n")
            _until(lambda: current(here))
    assert row(here, "slow").ended_at is None  # it made room, which is no failure


def test_a_source_that_gets_nowhere_is_ended_by_name(here: Store) -> None:
    def failed() -> bool:
        with here.sql.read() as connection:
            return bool(connection.scalar(sa.select(sync_sources.c.strikes).where(_IS_SLOW)))

    with _silent() as (url, _asked):
        _write(here, _SLOW.format(url) + "\n")
        with _going(here, Bounds(silent=3)):
            _until(failed)
    noted = row(here, "slow")
    assert (noted.outcome, noted.strikes, noted.owner) == ("failed", 1, "") and "没有进展" in noted.reason
    assert noted.not_before is not None


_IS_SLOW = sync_sources.c.name == "slow"
_SLOW = (
    "- {{name: slow, kind: rest, url: '{}/x', customer: 莱茵汽车, internal: true,"
    " fields: {{key: id}}, timeout: 600s}}"
)


@contextmanager
def _silent() -> Iterator[tuple[str, threading.Event]]:
    """The address of a service that never answers, and that it was asked."""
    asked, go = threading.Event(), threading.Event()

    def answer(_asked: object) -> Says:
        asked.set()
        go.wait(90)
        return Says([])

    with service(answer) as there:
        try:
            yield there.url, asked
        finally:
            go.set()


def test_one_server_among_all_keeps_the_schedule(here: Store, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    _write(here, f"- {{name: in, kind: folder, path: {tmp_path / 'in'}, customer: 莱茵汽车}}\n")
    assert take(here.sql, SCHEDULE, "another", 60)
    schedule = Schedule(here, here.settings, threading.Event())
    schedule._round()
    with here.sql.read() as connection:
        assert list(connection.scalars(sa.select(sync_sources.c.name))) == [SCHEDULE]


def test_when_a_source_is_due(store: Store) -> None:
    one, other, off = config("one", every="1h"), config("other"), config("off", enabled=False)
    assert due(store, [one, other, off]) == [one, other]
    with store.sql.write() as connection:
        moment = now(connection)

    def noted(minutes: float, **changes: object) -> None:
        take(store.sql, "one", "x", 0.0)
        values = {"ended_at": moment - dt.timedelta(minutes=minutes), "owner": "", "until": None, **changes}
        with store.sql.write() as connection:
            connection.execute(sa.update(sync_sources).where(sync_sources.c.name == "one").values(**values))

    noted(59)
    assert due(store, [one]) == []
    noted(61)
    assert due(store, [one, other]) == [other, one]
    noted(61, not_before=moment + dt.timedelta(minutes=5))
    assert due(store, [one]) == []
    noted(2, not_before=moment - dt.timedelta(minutes=1))  # it asked for a minute, not for an hour
    assert due(store, [one]) == [one]
    noted(61, not_before=None, owner="y", until=moment + dt.timedelta(minutes=1))
    assert due(store, [one]) == []


@pytest.mark.parametrize("broken", ["", "- [\n"], ids=["empty", "no YAML"])
def test_one_that_gets_nowhere_is_ended_whatever_the_file_says_by_then(
    everywhere: Store, broken: str
) -> None:
    here = everywhere
    assert take(here.sql, "slow", "the child", 45.0)  # who is ended gives nothing back
    schedule = Schedule(here, here.settings, threading.Event(), bounds=Bounds(silent=0.0))
    child = Child([sys.executable, "-c", "import time; time.sleep(600)"], {})
    schedule._going["slow"] = _Going(config("slow"), child, reached(here, "slow"), child.begun)
    _write(here, broken)
    schedule._round()
    assert child.told_to_end
    _until(child.is_over)
    schedule._reap()
    noted = row(here, "slow")
    assert "没有进展" in noted.reason and (noted.strikes, noted.owner) == (1, "")
