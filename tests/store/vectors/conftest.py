"""The stores that the contract is run over."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.vectors.material import TEXTS, point
from yiju.store.vectors.protocol import VectorStore

SERVER = os.environ.get("YIJU_TEST_QDRANT", "")


@pytest.fixture(params=["edge", "edge, kept open", "memory", "server"])
def vectors(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorStore]:
    """An empty vector store of each sort; ``server`` where YIJU_TEST_QDRANT names one."""
    made: VectorStore
    if request.param.startswith("edge"):
        from yiju.store.vectors.edge import EdgeVectors

        made = EdgeVectors(tmp_path / "vectors", wait=5, keep=30.0 if "kept" in request.param else 0.0)
    elif request.param == "memory":
        from yiju.store.vectors.memory import MemoryVectors

        made = MemoryVectors()
    else:
        if not SERVER:
            pytest.skip("no Qdrant server (set YIJU_TEST_QDRANT to its URL)")
        from yiju.store.vectors.server import ServerVectors

        made = ServerVectors(SERVER, collection=f"test-{uuid.uuid4().hex}")
    yield made
    if request.param == "server":
        made.reset(384)
    made.close()


@pytest.fixture
def filled(vectors: VectorStore) -> VectorStore:
    """Four chunks of two documents in one unit."""
    vectors.upsert([point(chunk, text) for chunk, text in TEXTS.items()])
    return vectors
