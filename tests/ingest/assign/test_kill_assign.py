"""Killed while documents go to the tray, or out of it: nothing is lost, shown too early, or there twice."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.stored import settings_for, viewer
from tests.support.unassigned import CAR, EAST, WEST, begin, take, write

from yiju.ingest.assign.clearing import Decision, assign, waiting
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.chunks import find_chunks
from yiju.store import audit
from yiju.store.documents import list_documents
from yiju.store.store import Store

pytestmark = [pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL"), pytest.mark.timeout(300)]
HEAD = viewer(EAST, WEST, role="admin", user="boss")
FILES = {
    "甲.md": "# 甲纪要\n\n红色甲。\n",
    "乙.md": "# 乙纪要\n\n绿色乙。\n",
    f"{CAR}/丙.md": "# 丙纪要\n\n蓝色丙。\n",
}
# Kills itself before or after the first call of a function.
SCRIPT = """
import importlib, os, signal, sys
from pathlib import Path
from tests.support.stored import settings_for
from tests.support.unassigned import CAR, take
from tests.ingest.assign.test_kill_assign import HEAD
from yiju.ingest.assign.clearing import Decision, assign, waiting
from yiju.store.store import Store

target, when, what, data, files = sys.argv[1:]
module, _, name = target.partition(":")
owner = importlib.import_module(module)
real = getattr(owner, name)

def dying(*args, **kwargs):
    if when == "after":
        real(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)

with Store.open(settings_for(Path(data))) as store:
    setattr(owner, name, dying)
    if what == "take":
        take(store, Path(files))
    else:
        assign(store, HEAD, [Decision(id=one.held.id, customer=CAR) for one in waiting(store, HEAD)])
"""


@pytest.mark.parametrize(
    ("target", "when", "what"),
    [
        ("yiju.store.tray:hold", "after", "take"),  # its transaction is still open
        ("yiju.store.indexing:_publish", "before", "take"),
        ("yiju.ingest.assign.clearing:publish", "after", "assign"),
        ("yiju.store.indexing:_publish", "before", "assign"),
    ],
)
def test_killed_and_run_again(tmp_path: Path, target: str, when: str, what: str) -> None:
    data, files = tmp_path / "data", write(tmp_path / "in", FILES)
    with Store.open(settings_for(data)) as store:
        begin(store, tmp_path / "first")
        if what == "assign":
            take(store, files)
    command = [sys.executable, "-c", SCRIPT, target, when, what, str(data), str(files)]
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == -signal.SIGKILL, done.stderr
    with Store.open(settings_for(data)) as store:
        there = {d.title for d in list_documents(store.sql, HEAD)} - {"起"}
        held = {one.held.title for one in waiting(store, HEAD)}
        assert not there & held
        assert what == "take" or there | held == {"甲纪要", "乙纪要", "丙纪要"}
        for text in ("红色甲", "绿色乙"):
            hits = find_chunks(store, None, HEAD, text)
            seen = any(text in one.text for hit in hits for one in hit.paragraphs)
            assert seen == (f"{text[-1]}纪要" in there)
        take(store, files)
        assert {d.title for d in list_documents(store.sql, HEAD)} - {"起"} >= {"丙纪要"}
        assign(store, HEAD, [Decision(id=one.held.id, customer=CAR) for one in waiting(store, HEAD)])
        titles = sorted(d.title for d in list_documents(store.sql, HEAD) if d.title != "起")
        assert titles == sorted(["甲纪要", "乙纪要", "丙纪要"])
        assert find_chunks(store, HashingEmbedder(), HEAD, "绿色乙", limit=1)[0].document.title == "乙纪要"
        assert audit.verify_chain(store.sql) == []
