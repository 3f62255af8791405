"""Killed in the middle, and several at once: a snapshot is there whole or not at all."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.sandbox.datasets.conftest import Copies
from tests.support.trainable import HEAD, furnish, judge, reworded, strategy
from yiju.errors import YijuError
from yiju.evals.exported import wrong_cases
from yiju.sandbox.datasets import export as exporting
from yiju.sandbox.datasets import folder, listing
from yiju.sandbox.datasets.export import export
from yiju.sandbox.datasets.types import KINDS, DatasetKind, Filters
from yiju.sandbox.datasets.verify import verify
from yiju.store import audit
from yiju.store.review_tables import dataset_rows, datasets
from yiju.store.store import Store

ROOT = Path(__file__).resolve().parents[3]
_CHILD = """
import itertools, os, pathlib, signal, sys
from tests.support.stored import settings_for
from tests.support.trainable import HEAD
from yiju.sandbox.datasets import export, listing
from yiju.sandbox.datasets.types import Filters
from yiju.store import audit
from yiju.store.store import Store

data, url, at = sys.argv[1:]

def die(*arguments, **more):
    os.kill(os.getpid(), signal.SIGKILL)

if at == "within the transaction":
    audit.append = die
with Store.open(settings_for(pathlib.Path(data), vector_store="memory", database_url=url)) as store:
    print("ready", flush=True)
    if at == "within a deletion":
        unlink = pathlib.Path.unlink
        pathlib.Path.unlink = lambda path: (unlink(path), die())
        listing.delete(store, HEAD, "sft-v1")
    for _ in itertools.count():
        export.export(store, HEAD, Filters(kind="sft"), force=True)
"""


class Killed(BaseException):
    """The process is no more: nothing of it runs after this."""


def _review(store: Store) -> None:
    """A few verdicts."""
    furnish(store)
    for day, (name, customer) in enumerate((("s1", "莱茵汽车"), ("s2", "海岚器械"), ("s3", "云杉纸业"))):
        strategy(store, name, customer, days=day)
        judge(store, HEAD, name, "c0")
        judge(store, HEAD, name, "c1", "edit", rewrite=reworded(customer, "main", 1))
        judge(store, HEAD, name, "c2", "reject", "wrong_fact")


@pytest.fixture
def reviewed(copies: Copies, tmp_path: Path) -> Iterator[Store]:
    """On either database, with the index in memory: two processes may open it."""
    with copies.store(_review, tmp_path / "data") as store:
        yield store


def _child(store: Store, at: str) -> "subprocess.Popen[str]":
    arguments = [str(store.settings.data), store.settings.database_url, at]
    return subprocess.Popen(
        [sys.executable, "-c", _CHILD, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def _whole(store: Store) -> set[str]:
    """Every snapshot there is holds; returns their ids."""
    with store.sql.read() as connection:
        known = set(connection.scalars(sa.select(datasets.c.id)))
        rows = set(connection.scalars(sa.select(dataset_rows.c.dataset_id)))
    assert rows == known
    for name in known:
        report = verify(store, HEAD, name, wrong_cases)
        assert report.ok, report.problems
    assert audit.verify_chain(store.sql) == []
    return known


def _folders(store: Store) -> set[str]:
    return {path.name for path in folder.home(store.settings).iterdir() if path.is_dir()}


_POINTS: dict[str, tuple[Any, str]] = {
    "with a file half written": (os, "fsync"),
    "before the folder is in place": (Path, "rename"),
    "before the rows": (exporting, "_record"),
    "within the transaction": (audit, "append"),
}


@pytest.mark.parametrize("at", _POINTS)
def test_stopped_at_a_bad_moment(reviewed: Store, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    """As a kill leaves it: no handler cleans up, and the transaction is rolled back."""

    def die(*_arguments: object, **_more: object) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(*_POINTS[at], die)
        broken.setattr(folder, "remove", die)
        with pytest.raises(Killed):
            export(reviewed, HEAD, Filters(kind="sft"))
    assert _folders(reviewed)  # something was left behind
    _goes_on_as_if_nothing_had_been(reviewed)


def test_killed_within_the_transaction(reviewed: Store) -> None:
    child = _child(reviewed, "within the transaction")
    assert child.wait(60) == -signal.SIGKILL
    assert _folders(reviewed) == {"sft-v1"}
    _goes_on_as_if_nothing_had_been(reviewed)


def _goes_on_as_if_nothing_had_been(store: Store) -> None:
    assert _whole(store) == set() and listing.snapshots(store, HEAD) == []
    made = export(store, HEAD, Filters(kind="sft"))
    assert made.id == "sft-v1" and _whole(store) == _folders(store) == {"sft-v1"}


def test_killed_at_any_moment(reviewed: Store) -> None:
    child = _child(reviewed, "whenever")
    assert child.stdout is not None and child.stdout.readline() == "ready\n"
    time.sleep(0.7)
    child.kill()
    child.wait(60)
    child.stdout.close()
    before = _whole(reviewed)
    made = export(reviewed, HEAD, Filters(kind="sft"), force=True)
    assert _whole(reviewed) == _folders(reviewed) == before | {made.id}


def test_a_deletion_that_was_killed_is_ended_by_the_next(reviewed: Store) -> None:
    made = export(reviewed, HEAD, Filters(kind="sft"))
    child = _child(reviewed, "within a deletion")
    assert child.wait(60) == -signal.SIGKILL
    _is_half_deleted(reviewed, made.folder)
    assert listing.delete(reviewed, HEAD, made.id)["by"] == HEAD.user
    _is_deleted(reviewed, made.folder)
    with pytest.raises(YijuError, match="已经删除"):
        listing.delete(reviewed, HEAD, made.id)


def test_a_deletion_that_was_stopped_is_ended_by_an_export(
    reviewed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = export(reviewed, HEAD, Filters(kind="sft"))

    def die(*_arguments: object, **_more: object) -> None:
        raise Killed

    with monkeypatch.context() as broken, pytest.raises(Killed):
        broken.setattr(Path, "unlink", die)
        listing.delete(reviewed, HEAD, made.id)
    _is_half_deleted(reviewed, made.folder)
    assert export(reviewed, HEAD, Filters(kind="sft")).id == "sft-v2"
    _is_deleted(reviewed, made.folder)


def _is_half_deleted(store: Store, place: Path) -> None:
    left = folder.leftovers(place)
    assert left and listing.snapshots(store, HEAD)[0]["deleted"]
    report = verify(store, HEAD, place.name, wrong_cases)
    assert not report.ok and "删除没有做完" in report.problems[0] and left[0] in report.problems[0]


def _is_deleted(store: Store, place: Path) -> None:
    assert {path.name for path in place.iterdir()} == {folder.MANIFEST, folder.TOMBSTONE}
    assert verify(store, HEAD, place.name, wrong_cases).ok


def test_several_at_once_get_versions_of_their_own(reviewed: Store) -> None:
    made: list[str] = []
    failed: list[BaseException] = []

    def run(kind: DatasetKind) -> None:
        try:
            made.append(export(reviewed, HEAD, Filters(kind=kind), force=True).id)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(kind,)) for kind in KINDS for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert set(made) == {f"{kind}-v{number}" for kind in KINDS for number in (1, 2)} == _whole(reviewed)
