"""Two ingestions at once share the vectors that wait, instead of computing each twice."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tests.support.stored import put

from yiju.errors import ModelUnavailable
from yiju.ingest.index import embed_pending
from yiju.models.embedder import Dense
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store import points
from yiju.store.store import Store


class Meddled(HashingEmbedder):
    """While it computes its first batch, another process computes all that waits."""

    def __init__(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        self.computed = 0
        self._meanwhile = meanwhile

    def passages(self, texts: Sequence[str]) -> Dense:
        if not self.computed:
            self._meanwhile()
        self.computed += len(texts)
        return super().passages(texts)


def test_two_at_once_do_not_compute_each_others_vectors(store: Store, tmp_path: Path) -> None:
    files = {f"{n}.txt": f"第{n}份资料" for n in range(70)}
    put(store, tmp_path / "in", files)
    other = Meddled()
    one = Meddled(lambda: embed_pending(store, other))
    assert embed_pending(store, one) == 70
    assert other.computed == 70
    assert 0 < one.computed <= 32  # the batch that it had begun
    assert points.pending(store.sql, one.name) == []


def test_two_that_begin_alike_take_batches_in_orders_of_their_own(store: Store, tmp_path: Path) -> None:
    """Else they would compute the same batch at the same time, all the way."""
    put(store, tmp_path / "in", {f"{n}.txt": f"第{n}份资料" for n in range(320)})
    began: set[str] = set()

    class Noted(HashingEmbedder):
        def passages(self, texts: Sequence[str]) -> Dense:
            began.add(texts[0])
            raise ModelUnavailable("停在第一批")

    for _ in range(12):  # ten batches: all twelve begin with the same one once in 10 ** 11
        with pytest.raises(ModelUnavailable):
            embed_pending(store, Noted())
    assert len(began) > 1
