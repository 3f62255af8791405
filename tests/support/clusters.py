"""Ray clusters of this machine's own processes, and what an ingestion on one must equal."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import sqlalchemy as sa

from tests.support.stored import viewer
from yiju.store.database import Database
from yiju.store.maintenance import maintain
from yiju.store.store import Store

_OWN = frozenset({"index", "index_place", "embedding_pace"})
"""What the store notes of this machine."""
_MOMENTS = frozenset({"at", "ingested_at", "taken_at", "previous", "hash"})
# Laid over the package in reading processes: text files with these names kill them, or Ray's process too.
MISCHIEF = """
import os, signal
from pathlib import Path
import yiju.ingest.plaintext as plaintext

real = plaintext.read_text

def read_text(path):
    name = Path(path).name
    if "worse" in name and b"ray::" in Path(f"/proc/{os.getppid()}/cmdline").read_bytes():
        os.kill(os.getppid(), signal.SIGKILL)
    if "bad" in name or "worse" in name:
        os.kill(os.getpid(), signal.SIGSEGV)
    return real(path)

plaintext.read_text = read_text
"""


def need_ray() -> None:
    """Skip where the extra is not installed. Ray keeps to the loopback from here on."""
    for name, value in {
        "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(32),
    }.items():
        os.environ.setdefault(name, value)
    pytest.importorskip("ray", reason="Ray is not installed (pip install 'yiju[cluster]')")


def make_mischief(folder: Path) -> None:
    """A folder for ``PYTHONPATH``, by which reading processes misbehave."""
    folder.mkdir()
    (folder / "mischief.py").write_text(MISCHIEF, "utf-8")
    told = "import sys\nif 'yiju.ingest.worker' in sys.orig_argv:\n    import mischief\n"
    (folder / "sitecustomize.py").write_text(told, "utf-8")


@contextlib.contextmanager
def nodes_of_one(count: int) -> Iterator[tuple[Any, list[Any]]]:
    """A cluster of nodes with a processor each, and those beside its head."""
    from ray.cluster_utils import Cluster

    few = {"num_cpus": 1, "object_store_memory": 100 << 20}
    # Not pytest's folder: sockets lie deep below, and their paths must be short.
    with tempfile.TemporaryDirectory(prefix="r", ignore_cleanup_errors=True) as folder:
        with mock.patch.dict(os.environ, {"RAY_TMPDIR": folder}):
            running = Cluster(initialize_head=True, head_node_args={**few, "include_dashboard": False})
        try:
            with mock.patch.dict(os.environ, {"RAY_TMPDIR": folder}):
                others = [running.add_node(**few) for _ in range(count - 1)]
            running.wait_for_nodes(timeout=60)
            yield running, others
        finally:
            running.shutdown()


def everything(store: Store) -> dict[str, list[str]]:
    """All rows of all tables but for the moments they were written at. The index agrees with them."""
    assert maintain(store, viewer("main", role="admin"), repair=False).consistent
    return rows_of(store.sql)


def rows_of(sql: Database) -> dict[str, list[str]]:
    """All rows of all tables, each table's in order, but for moments and the index's own name."""
    found: dict[str, list[str]] = {}
    with sql.read() as connection:
        for table in sa.inspect(connection).get_table_names():
            rows = connection.execute(sa.text(f'SELECT * FROM "{table}"')).mappings()
            kept = [{key: row[key] for key in row if key not in _MOMENTS} for row in rows]
            found[table] = sorted(repr(row) for row in kept if row.get("key") not in _OWN)
    return found
