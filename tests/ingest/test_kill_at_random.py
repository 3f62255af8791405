"""Killed twenty times at random moments of a large ingestion, and taken up again: nothing lost or twice."""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.support.stored import put, settings_for

from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store import audit, points, tables
from yiju.store.access import local_viewer
from yiju.store.maintenance import maintain
from yiju.store.store import Store

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")

DOCUMENTS = 300
KILLS = 20
FILES = {
    f"纪要{n:03d}.txt": f"# 会议{n}\n双方确认第{n}项验收标准\n年降比例{n % 7}%" for n in range(DOCUMENTS)
}
# One process that has imported everything has children that ingest; each kills itself at its n-th step. A
# step is a statement to the database, or a call of the index: the same however busy the machine is.
SCRIPT = """
import json, os, signal, sys
from pathlib import Path
import sqlalchemy as sa
from tests.support.stored import put, settings_for
from tests.ingest.test_kill_at_random import FILES
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store.store import Store
from yiju.store.vectors.edge import EdgeVectors

data, files, *moments = sys.argv[1:]
for moment in moments:
    child = os.fork()
    if not child:
        left = int(moment)
        def step(*_):
            global left
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
        def counted(real):
            def call(*args, **kwargs):
                step()
                done = real(*args, **kwargs)
                step()
                return done
            return call
        sa.event.listen(sa.engine.Engine, "before_cursor_execute", step)
        sa.event.listen(sa.engine.Engine, "commit", step)
        for name in ("upsert", "delete_documents", "reset", "tidy"):
            setattr(EdgeVectors, name, counted(getattr(EdgeVectors, name)))
        store = Store.open(settings_for(Path(data)))
        put(store, Path(files), FILES, embedder=HashingEmbedder())
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    print(json.dumps(os.waitstatus_to_exitcode(status)), flush=True)
"""


def everything(store: Store) -> dict[str, Any]:
    """All rows of the material, without the moment at which they were written; and every vector."""
    found: dict[str, Any] = {}
    with store.sql.read() as connection:
        for table in (tables.documents, tables.paragraphs, tables.chunks, tables.document_places):
            columns = [column for column in table.c if column.name != "ingested_at"]
            found[table.name] = sorted(map(repr, connection.execute(sa.select(*columns))))
        ids = list(connection.scalars(sa.select(tables.chunks.c.id)))
    held = store.vectors.stored(ids)
    found["points"] = sorted(held)
    found["vectors"] = sorted(map(repr, held.values()))
    return found


def test_killed_at_twenty_random_moments(tmp_path: Path) -> None:
    files = tmp_path / "in"
    with Store.open(settings_for(tmp_path / "whole")) as store:
        put(store, files, FILES, embedder=HashingEmbedder())
        undisturbed = everything(store)
    assert len(undisturbed["documents"]) == DOCUMENTS
    choice = random.Random(20260115)
    # About 13 steps a document: so that all twenty fall into the same work, taken up again and again.
    moments = [str(choice.randint(20, 400)) for _ in range(KILLS)]
    command = [sys.executable, "-c", SCRIPT, str(tmp_path / "killed"), str(files), *moments]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True, timeout=240)
    codes = [json.loads(line) for line in done.stdout.splitlines()]
    assert codes == [-9] * KILLS, done.stderr
    with Store.open(settings_for(tmp_path / "killed")) as store:
        report = put(store, files, FILES, embedder=HashingEmbedder())
        assert report.unchanged > 0, "the killed ones had done nothing"
        assert everything(store) == undisturbed
        assert points.pending(store.sql, HashingEmbedder().name) == []
        assert maintain(store, local_viewer(store.sql), repair=False).consistent
        assert audit.verify_chain(store.sql) == []
        told = [e.subject for e in audit.entries(store.sql) if e.action == "document.published"]
        assert len(told) == len(set(told)) == DOCUMENTS
    shutil.rmtree(tmp_path / "killed")
