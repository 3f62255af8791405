"""A process killed at any moment loses nothing and repeats nothing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.stored import put, settings_for, viewer

from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.chunks import find_chunks
from yiju.store import audit, points
from yiju.store.documents import list_documents, paragraphs_of
from yiju.store.forget import forget_document
from yiju.store.store import Store

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")

MAIN = viewer("main", role="director")
OLD = {"a.txt": "旧版甲方案", "b.txt": "旧版乙方案", "c.txt": "从未改动的丙方案"}
NEW = {"a.txt": "新版甲方案", "b.txt": "新版乙方案", "c.txt": OLD["c.txt"], "d.txt": "新来的丁方案"}

# Kills itself before or after the n-th call of a function that the pipeline uses.
SCRIPT = """
import importlib, os, signal, sys
from pathlib import Path
from tests.support.stored import put, settings_for
from tests.ingest.test_kill import NEW
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store.store import Store

target, when, nth, data, files = sys.argv[1:]
module_name, _, path = target.partition(":")
owner = importlib.import_module(module_name)
*outer, name = path.split(".")
for part in outer:
    owner = getattr(owner, part)
real, calls = getattr(owner, name), 0

def dying(*args, **kwargs):
    global calls
    calls += 1
    if when == "before" and calls == int(nth):
        os.kill(os.getpid(), signal.SIGKILL)
    result = real(*args, **kwargs)
    if when == "after" and calls == int(nth):
        os.kill(os.getpid(), signal.SIGKILL)
    return result

store = Store.open(settings_for(Path(data)))
setattr(owner, name, dying)
put(store, Path(files), NEW, embedder=HashingEmbedder())
"""

INDEXING = "yiju.store.indexing"
EDGE = "yiju.store.vectors.edge:EdgeVectors"
MOMENTS = [
    ("yiju.ingest.assign.staging:stage", "before", 1),
    ("yiju.ingest.assign.staging:stage", "after", 2),  # its transaction is still open
    ("yiju.ingest.pipeline:stage_unless_known", "before", 3),  # two are staged, two are not
    (f"{EDGE}.upsert", "before", 1),
    (f"{EDGE}.upsert", "after", 1),
    (f"{INDEXING}:_publish", "before", 2),
    (f"{INDEXING}:_publish", "after", 3),
    (f"{EDGE}.delete_documents", "before", 1),
    (f"{EDGE}.delete_documents", "after", 1),
    ("yiju.store.points:remember", "before", 1),
    ("yiju.store.points:remember", "after", 1),
    (f"{EDGE}.upsert", "after", 2),  # dense vectors are in, their mark is not
]


def run_and_die(target: str, when: str, nth: int, data: Path, files: Path) -> None:
    command = [sys.executable, "-c", SCRIPT, target, when, str(nth), str(data), str(files)]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == -signal.SIGKILL, done.stderr


def assert_whole(store: Store, expected: dict[str, str]) -> None:
    """Current documents are the expected ones; index and rows agree; the audit log is unbroken."""
    current = list_documents(store.sql, MAIN)
    texts = {p.text for p in paragraphs_of(store.sql, MAIN, [d.id for d in current])}
    assert texts == set(expected.values())
    assert len(current) == len(expected)
    assert store.vectors.count() == len(expected)
    for document in current:
        assert store.vectors.count([document.id]) == 1
    assert points.pending(store.sql, HashingEmbedder().name) == []
    for text in expected.values():
        hit = find_chunks(store, HashingEmbedder(), MAIN, text, limit=1)[0]
        assert hit.paragraphs[0].text == text
    assert audit.verify_chain(store.sql) == []
    told = [entry.subject for entry in audit.entries(store.sql) if entry.action == "document.published"]
    assert len(told) == len(set(told)), "published twice"


@pytest.mark.parametrize(("target", "when", "nth"), MOMENTS)
def test_killed_and_run_again(tmp_path: Path, target: str, when: str, nth: int) -> None:
    data, files = tmp_path / "data", tmp_path / "in"
    with Store.open(settings_for(data)) as store:
        put(store, files, OLD, embedder=HashingEmbedder())
    run_and_die(target, when, nth, data, files)

    with Store.open(settings_for(data)) as store:
        # Whatever is current is whole and of one version a source, before anything runs again.
        current = list_documents(store.sql, MAIN)
        assert len({d.source_key for d in current}) == len(current)
        assert {"a", "b", "c"} <= {d.title for d in current}
        for document in current:
            (paragraph,) = paragraphs_of(store.sql, MAIN, [document.id])
            assert find_chunks(store, None, MAIN, paragraph.text, limit=1)[0].document == document
        put(store, files, NEW, embedder=HashingEmbedder())
        assert_whole(store, NEW)
        again = put(store, files, NEW, embedder=HashingEmbedder())
        assert (again.documents, again.unchanged) == (0, 4)


def test_a_rebuild_killed_starts_again(tmp_path: Path) -> None:
    data, files = tmp_path / "data", tmp_path / "in"
    with Store.open(settings_for(data)) as store:
        put(store, files, NEW, embedder=HashingEmbedder())
        store.vectors.reset(384)
        with pytest.raises(AssertionError):
            assert_whole(store, NEW)
    # Opening rebuilds the index; the child dies in the middle of that.
    code = SCRIPT.replace("store = Store.open", "opening = lambda: Store.open").replace(
        "put(store", "store = opening()\nput(store"
    )
    command = [sys.executable, "-c", code, f"{EDGE}.upsert", "before", "1", str(data), str(files)]
    root = Path(__file__).resolve().parents[2]
    assert subprocess.run(command, cwd=root, check=False, timeout=100).returncode == -signal.SIGKILL
    with Store.open(settings_for(data)) as store:
        assert_whole(store, NEW)


@pytest.mark.parametrize(("target", "when"), [("delete_documents", "before"), ("delete_documents", "after")])
def test_a_forgetting_killed_is_finished(
    tmp_path: Path, target: str, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, files = tmp_path / "data", tmp_path / "in"

    class Died(BaseException):
        pass

    with Store.open(settings_for(data)) as store:
        put(store, files, NEW, embedder=HashingEmbedder())
        gone = next(d for d in list_documents(store.sql, MAIN) if d.title == "d")
        real = getattr(store.vectors, target)

        def dying(ids: list[str]) -> None:
            if when == "after":
                real(ids)
            raise Died

        monkeypatch.setattr(store.vectors, target, dying)
        with pytest.raises(Died):
            forget_document(store, MAIN, gone.id)
        assert "d" not in {d.title for d in list_documents(store.sql, MAIN)}
    with Store.open(settings_for(data)) as store:
        rest = {name: text for name, text in NEW.items() if name != "d.txt"}
        assert_whole(store, rest)
