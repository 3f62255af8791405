"""A model that takes its time is asked while the index is closed: another process can search meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.stored import put, settings_for
from yiju.copilot.retrieve import Reader
from yiju.models.embedder import Dense
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store.access import local_viewer
from yiju.store.store import Store


@dataclass
class Watching:
    """An embedder and a reranker in one, which look into the store through a process of their own."""

    folder: Path
    looked: int = 0
    name = HashingEmbedder().name
    dim = HashingEmbedder().dim

    def query(self, text: str) -> Dense:
        self._look()
        return HashingEmbedder().query(text)

    def passages(self, texts: Sequence[str]) -> Dense:
        return HashingEmbedder().passages(texts)

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self._look()
        return [float(len(text)) for text in texts]

    def _look(self) -> None:
        with Store.open(settings_for(self.folder, lock_wait=0.2)) as other:
            assert other.vectors.count() > 0
        self.looked += 1


@pytest.mark.parametrize("reranked", [False, True])
def test_the_index_is_free_while_models_are_asked(tmp_path: Path, reranked: bool) -> None:
    watching = Watching(tmp_path / "data")
    with Store.open(settings_for(tmp_path / "data")) as store:
        files = {"a.txt": "年降比例为3%。", "b.txt": "账期为60天。"}
        put(store, tmp_path / "in", files, embedder=HashingEmbedder())
        reader = Reader(store, watching, local_viewer(store.sql), reranker=watching if reranked else None)
        (account,) = reader.customers()
        found = reader.candidates([account], ["年降比例", "账期"], binding="年降")
    assert {span.text for span in found} == {"年降比例为3%。", "账期为60天。"}
    assert watching.looked == 3 + reranked
