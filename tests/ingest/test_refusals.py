"""One text that the embedding endpoint refuses keeps no other waiting, and no pause grows for it."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.store.conftest import postgres, sql_url, store
from tests.support.stored import put, viewer

from yiju.errors import ModelUnavailable
from yiju.ingest.background import Background
from yiju.ingest.embedding import embed_pending
from yiju.models.embedder import Dense
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.models.endpoint import Refused
from yiju.store import consistency, points
from yiju.store.documents import list_documents
from yiju.store.store import Store

__all__ = ["postgres", "sql_url", "store"]

POISON = "毒句"


class Picky(HashingEmbedder):
    """Refuses a text, or everything."""

    def __init__(self, status: int, *, everything: bool = False) -> None:
        super().__init__()
        self._status, self._everything = status, everything

    def passages(self, texts: Sequence[str]) -> Dense:
        """Raises Refused as an endpoint does."""
        if self._everything or any(POISON in text for text in texts):
            raise Refused("不收", hint="", status=self._status, said="")
        return super().passages(texts)


def _fill(store: Store, folder: Path, count: int = 40) -> None:
    files = {f"{n:02}.txt": f"第{n}份资料。{POISON if n == 5 else ''}" for n in range(count)}
    put(store, folder, files)


def test_all_but_the_refused_text_get_vectors_and_its_document_tells(store: Store, tmp_path: Path) -> None:
    _fill(store, tmp_path)
    picky = Picky(400)
    assert embed_pending(store, picky) == 40
    assert points.pending(store.sql, picky.name) == []
    told = {d.title for d in list_documents(store.sql, viewer("main")) if points.REFUSED in d.warnings}
    assert told == {"05"}
    _count, found = consistency.compare(store, lambda *_: None)
    assert not found.vectors and not found.missing


@pytest.mark.parametrize("picky", [Picky(401), Picky(429), Picky(400, everything=True)])
def test_what_is_not_the_texts_fault_gives_up_none(store: Store, tmp_path: Path, picky: Picky) -> None:
    _fill(store, tmp_path, 8)
    with pytest.raises(ModelUnavailable):
        embed_pending(store, picky)
    assert len(points.pending(store.sql, picky.name)) == 8


def test_a_pause_begins_anew_once_something_was_computed(store: Store, tmp_path: Path) -> None:
    class Breaking(HashingEmbedder):
        calls = 0

        def passages(self, texts: Sequence[str]) -> Dense:
            self.calls += 1
            if self.calls % 2 == 0:
                raise ModelUnavailable("连不上")
            return super().passages(texts)

    _fill(store, tmp_path, 100)
    worker = Background(store, Breaking(), threading.Event(), pause=5.0)
    rests = []
    for _turn in range(2):
        with pytest.raises(ModelUnavailable) as failed:
            worker._some()
        rests.append(worker._after(failed.value))
    assert rests == [5.0, 5.0]
