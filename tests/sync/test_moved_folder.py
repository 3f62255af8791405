"""A data folder that was moved: what its sources bring later is the next version, not a second document."""

import os
import shutil
import threading
from pathlib import Path

import pytest

from tests.store.conftest import postgres, sql_url
from tests.support.stored import settings_for, viewer
from tests.support.unassigned import CAR, EAST, WEST, begin, write
from yiju.ingest.assign.clearing import waiting
from yiju.store import moved_folder
from yiju.store.documents import list_documents
from yiju.store.store import Store
from yiju.sync.folder import Config
from yiju.sync.run import run_source

__all__ = ["postgres", "sql_url"]
BOSS = viewer(EAST, WEST, role="admin", user="boss")
FILES = {"a.md": "# 甲\n\n付款月结。\n", "b.md": "# 乙\n\n不变。\n"}
NEWER = {"a.md": "# 甲\n\n付款改为预付。\n"}


def _read(store: Store, folder: Path, customer: str) -> None:
    for path in folder.iterdir():
        os.utime(path, (1_700_000_000 + path.stat().st_size,) * 2)
    told = {"name": "in", "kind": "folder", "unit": EAST, "path": str(folder)}
    config = Config.model_validate(told | ({"customer": customer} if customer else {}))
    ran = run_source(store, config, threading.Event())
    assert ran.outcome == "done" and not ran.last_failure, ran


def _own(store: Store) -> list[tuple[str, str]]:
    return [(d.title, d.uri) for d in list_documents(store.sql, BOSS) if d.title != "起"]


@pytest.mark.parametrize("customer", [CAR, ""])
def test_what_comes_after_the_move_is_a_newer_version(tmp_path: Path, sql_url: str, customer: str) -> None:
    with Store.open(settings_for(tmp_path / "旧 data", database_url=sql_url)) as store:
        begin(store, tmp_path / "first")
        _read(store, write(tmp_path / "inbox", FILES), customer)
    (tmp_path / "旧 data").rename(tmp_path / "moved")
    for _ in range(2):
        with Store.open(settings_for(tmp_path / "moved", database_url=sql_url)) as store:
            home = (tmp_path / "moved").as_uri()
            assert all(uri.startswith(home) and "旧" not in uri for _title, uri in _own(store))
            _read(store, write(tmp_path / "inbox", NEWER), customer)
            if customer:
                assert sorted(title for title, _uri in _own(store)) == ["乙", "甲"]
            else:
                assert sorted(one.held.title for one in waiting(store, BOSS)) == ["乙", "甲"]


def test_what_was_read_twice_before_this_was_known_counts_once(
    tmp_path: Path, sql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(settings_for(tmp_path / "data", database_url=sql_url)) as store:
        begin(store, tmp_path / "first")
        _read(store, write(tmp_path / "inbox", FILES), CAR)
    (tmp_path / "data").rename(tmp_path / "moved")
    with monkeypatch.context() as before:
        before.setattr(moved_folder, "follow", lambda _store: None)
        with Store.open(settings_for(tmp_path / "moved", database_url=sql_url)) as store:
            _read(store, write(tmp_path / "inbox", NEWER), CAR)
            assert len(_own(store)) == 3
    with Store.open(settings_for(tmp_path / "moved", database_url=sql_url)) as store:
        assert sorted(title for title, _uri in _own(store)) == ["乙", "甲"]
        assert store.vectors.count() == 4  # one chunk each, and those of the beginning


def test_a_copy_beside_it_takes_nothing_over(tmp_path: Path) -> None:
    """As does another machine that shares the database: what is still there is not moved."""
    with Store.open(settings_for(tmp_path / "data")) as store:
        begin(store, tmp_path / "first")
        _read(store, write(tmp_path / "inbox", FILES), CAR)
        url, places = store.settings.sql_url, _own(store)
    (tmp_path / "other" / "originals").mkdir(parents=True)
    with Store.open(settings_for(tmp_path / "other", database_url=url)) as store:
        assert _own(store) == places


def test_a_copy_takes_over_once_the_first_is_gone(tmp_path: Path) -> None:
    with Store.open(settings_for(tmp_path / "data")) as store:
        begin(store, tmp_path / "first")
        _read(store, write(tmp_path / "inbox", FILES), CAR)
        places = _own(store)
    shutil.copytree(tmp_path / "data", tmp_path / "copy")
    with Store.open(settings_for(tmp_path / "copy")) as store:
        assert _own(store) == places
    shutil.rmtree(tmp_path / "data")
    with Store.open(settings_for(tmp_path / "copy")) as store:
        assert all(uri.startswith((tmp_path / "copy").as_uri()) for _title, uri in _own(store))
