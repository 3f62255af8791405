"""A run that is killed at any moment: the next one ends as if nothing had been."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.support.postgres import Postgres
from tests.support.stored import settings_for
from yiju.store import tables
from yiju.store.store import Store
from yiju.store.sync_tables import sync_items, sync_sources

FILES = 40
_MOMENTS = ("fetch", "put", "prepared", "ingested", "settled")

_CHILD = """
import os, signal, sys, threading
from pathlib import Path
from tests.support.stored import settings_for
from yiju.store.store import Store
from yiju.sync import intake, originals, state
from yiju.sync.folder import Config, FolderSource
from yiju.sync.run import run_source

data, url, files, moment, number = Path(sys.argv[1]), *sys.argv[2:5], int(sys.argv[5])
count = 0

def dying(what, after):
    def act(*given, **named):
        global count
        if not after:
            count += 1
            if count > number:
                os.kill(os.getpid(), signal.SIGKILL)
        made = what(*given, **named)
        if after:
            count += 1
            if count > number:
                os.kill(os.getpid(), signal.SIGKILL)
        return made
    return act

if moment == "fetch":
    FolderSource.fetch = dying(FolderSource.fetch, False)
elif moment == "put":
    originals.Originals.put = dying(originals.Originals.put, True)
elif moment == "prepared":
    state.State.prepare = dying(state.State.prepare, True)
elif moment == "ingested":
    intake.ingest = dying(intake.ingest, True)
elif moment == "settled":
    state.State.settle = dying(state.State.settle, True)
with Store.open(settings_for(data, database_url=url)) as store:
    config = Config(name="in", kind="folder", customer="莱茵汽车", path=files, settle=0)
    ran = run_source(store, config, threading.Event(), lease_seconds=3.0)
    while url and ran.outcome == "busy":  # over a network nobody sees at once that a holder is dead
        threading.Event().wait(0.1)
        ran = run_source(store, config, threading.Event(), lease_seconds=3.0)
    assert ran.outcome == "done", ran
"""


def _run(data: Path, files: Path, moment: str = "", number: int = 0, *, url: str = "") -> int:
    line = [sys.executable, "-c", _CHILD, str(data), url, str(files), moment, str(number)]
    done = subprocess.run(line, check=False, capture_output=True, timeout=100, env={**os.environ})
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr.decode()
    return done.returncode


def _held(data: Path, url: str = "") -> dict[str, list[Any]]:
    """What a store holds, without moments and folders."""
    d, i, s = tables.documents, sync_items, sync_sources
    queries = {
        "documents": sa.select(d.c.title, d.c.sha256, d.c.state, d.c.paragraphs, d.c.attributes),
        "items": sa.select(i.c.key_sha256, i.c.version, i.c.outcome, i.c.attempts, i.c.sha256, i.c.gone),
        "source": sa.select(s.c.outcome, s.c.strikes, s.c.owner),
        "text": sa.select(tables.paragraphs.c.text),
    }
    with Store.open(settings_for(data, database_url=url)) as store, store.sql.read() as connection:
        found = {name: sorted(map(repr, connection.execute(query))) for name, query in queries.items()}
    originals = data / "originals"
    found["files"] = sorted(
        f"{path.relative_to(originals)} {path.read_text()}" for path in originals.rglob("*") if path.is_file()
    )
    return found


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some more than one batch."""
    folder = tmp_path_factory.mktemp("files")
    for n in range(FILES):
        (folder / f"{n:02}.md").write_text(f"# 第{n}号纪要\n\n第{n}号的交货期为{n}周。\n")
        os.utime(folder / f"{n:02}.md", (1_700_000_000, 1_700_000_000))
    return folder


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, files: Path) -> dict[str, list[Any]]:
    """What an undisturbed run leaves."""
    data = tmp_path_factory.mktemp("undisturbed")
    assert _run(data, files) == 0
    return _held(data)


@pytest.mark.parametrize(("moment", "number"), [*((one, 0) for one in _MOMENTS), ("put", 35)])
def test_after_a_kill_the_next_run_ends_as_an_undisturbed_one(
    tmp_path: Path, files: Path, undisturbed: dict[str, list[Any]], moment: str, number: int
) -> None:
    data = tmp_path / "data"
    assert _run(data, files, moment, number) == -signal.SIGKILL
    assert _run(data, files) == 0  # at once: nobody waits for the lease of the dead
    assert _held(data) == undisturbed
    assert len(undisturbed["documents"]) == FILES


def test_so_it_does_over_a_network(
    tmp_path: Path, files: Path, undisturbed: dict[str, list[Any]], postgres: Postgres
) -> None:
    data, url = tmp_path / "data", postgres.migrated()
    assert _run(data, files, "ingested", 0, url=url) == -signal.SIGKILL
    assert _run(data, files, url=url) == 0
    assert _held(data, url) == undisturbed
    postgres.drop(url)
