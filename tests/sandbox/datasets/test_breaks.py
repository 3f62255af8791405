"""Killed in the middle, and several at once: a snapshot is there whole or not at all."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.stored import settings_for
from tests.support.trainable import HEAD, furnish, judge, strategy
from yiju.evals.exported import wrong_cases
from yiju.sandbox.datasets import folder, listing
from yiju.sandbox.datasets.export import export
from yiju.sandbox.datasets.types import KINDS, DatasetKind, Filters
from yiju.sandbox.datasets.verify import verify, verify_all
from yiju.store.audit import verify_chain
from yiju.store.review_tables import dataset_rows, datasets
from yiju.store.store import Store

ROOT = Path(__file__).resolve().parents[3]
_CHILD = """
import os, pathlib, sys
from tests.support.stored import settings_for
from tests.support.trainable import HEAD
from yiju.sandbox.datasets import export, folder
from yiju.sandbox.datasets.types import Filters
from yiju.store import audit
from yiju.store.store import Store

data, url, at = sys.argv[1:]

def die(*arguments, **more):
    os._exit(9)

if at == "before the folder is in place":
    pathlib.Path.rename = die
elif at == "with a file half written":
    os.fsync = die
elif at == "before the rows":
    export._record = die
elif at == "within the transaction":
    audit.append = die
with Store.open(settings_for(pathlib.Path(data), vector_store="memory", database_url=url)) as store:
    print("ready", flush=True)
    export.export(store, HEAD, Filters(kind="sft"), force=True)
    print("done", flush=True)
"""


@pytest.fixture
def reviewed(sql_url: str, tmp_path: Path) -> Store:
    """A few verdicts, on either database, with the index in memory: two processes may open it."""
    store = Store.open(settings_for(tmp_path / "data", vector_store="memory", database_url=sql_url))
    furnish(store)
    for day, (name, customer) in enumerate((("s1", "莱茵汽车"), ("s2", "海岚器械"), ("s3", "云杉纸业"))):
        strategy(store, name, customer, days=day)
        judge(store, HEAD, name, "c0")
        judge(store, HEAD, name, "c1", "edit", rewrite=f"第{day}条改写，请先核对原文。")
        judge(store, HEAD, name, "c2", "reject", "wrong_fact")
    return store


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
    assert all(verify(store, HEAD, name, wrong_cases).ok for name in known)
    assert verify_chain(store.sql) == []
    return known


@pytest.mark.parametrize(
    "at",
    [
        "with a file half written",
        "before the folder is in place",
        "before the rows",
        "within the transaction",
    ],
)
def test_killed_at_a_bad_moment(reviewed: Store, at: str) -> None:
    child = _child(reviewed, at)
    assert child.wait(60) == 9
    home = folder.home(reviewed.settings)
    assert [p for p in home.iterdir() if p.is_dir()]  # something was left behind
    assert _whole(reviewed) == set() and listing.snapshots(reviewed, HEAD) == []
    made = export(reviewed, HEAD, Filters(kind="sft"))
    assert made.id == "sft-v1" and _whole(reviewed) == {"sft-v1"}
    assert {p.name for p in home.iterdir() if p.is_dir()} == {"sft-v1"}
    reviewed.close()


def test_killed_at_any_moment(reviewed: Store) -> None:
    for number in range(3):
        child = _child(reviewed, "whenever")
        assert child.stdout is not None and child.stdout.readline() == "ready\n"
        time.sleep(0.08 * number)
        os.kill(child.pid, signal.SIGKILL)
        child.wait(60)
        child.stdout.close()
        _whole(reviewed)
    before = _whole(reviewed)
    made = export(reviewed, HEAD, Filters(kind="sft"), force=True)
    assert _whole(reviewed) == before | {made.id}
    home = folder.home(reviewed.settings)
    assert {p.name for p in home.iterdir() if p.is_dir()} == before | {made.id}
    reviewed.close()


def test_several_at_once_get_versions_of_their_own(reviewed: Store) -> None:
    made: list[str] = []
    failed: list[BaseException] = []

    def run(kind: DatasetKind) -> None:
        try:
            made.append(export(reviewed, HEAD, Filters(kind=kind), force=True).id)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(kind,)) for kind in KINDS for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert set(made) == {f"{kind}-v{number}" for kind in KINDS for number in range(1, 5)} == _whole(reviewed)
    assert all(report.ok for report in verify_all(reviewed, HEAD, wrong_cases))
    reviewed.close()
