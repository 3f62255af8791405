from pathlib import Path

import pytest

from tests.support.stored import put, viewer
from tests.support.suggested import cite, suggestion
from yiju.errors import NotFound
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store import audit
from yiju.store.documents import list_documents
from yiju.store.store import Store
from yiju.store.suggestions import get_suggestion, list_suggestions, save_suggestion
from yiju.store.types import (
    Claim,
    Document,
)

MAIN = viewer("main")


@pytest.fixture
def documents(store: Store, tmp_path: Path) -> dict[str, Document]:
    files = {"a.txt": "甲机密内容", "b.txt": "乙公开内容"}
    put(store, tmp_path / "in", files, embedder=HashingEmbedder())
    put(store, tmp_path / "in", {"w.txt": "西区内容"}, unit="west")
    return {d.title: d for d in list_documents(store.sql, viewer("main", "west"))}


def test_suggestions_come_back_newest_first(store: Store) -> None:
    saved = [suggestion("s1"), suggestion("s2"), suggestion("s3", customer="另一家")]
    for one in saved:
        save_suggestion(store.sql, one)
    assert get_suggestion(store.sql, MAIN, "s1") == saved[0]
    assert [s.id for s in list_suggestions(store.sql, MAIN)] == ["s3", "s2", "s1"]
    assert [s.id for s in list_suggestions(store.sql, MAIN, "莱茵汽车")] == ["s2", "s1"]
    assert audit.entries(store.sql)[-1].action == "suggestion.saved"


def test_ones_own_and_ones_to_review_are_found_behind_any_number_of_others(store: Store) -> None:
    own = suggestion("s1").model_copy(update={"user": "我"})
    save_suggestion(store.sql, own)
    save_suggestion(store.sql, suggestion("s2").model_copy(update={"unit": "west"}))
    for number in range(3, 6):
        save_suggestion(store.sql, suggestion(f"s{number}"))
    both = viewer("main", "west")
    assert [s.id for s in list_suggestions(store.sql, both, user="我", limit=1)] == ["s1"]
    assert list_suggestions(store.sql, viewer("west"), user="我") == []
    assert list_suggestions(store.sql, both, to_review=True) == []
    head = viewer("west", role="director")
    assert [s.id for s in list_suggestions(store.sql, head, to_review=True, limit=1)] == ["s2"]


def test_a_replay_is_for_reviewers_and_in_no_list(store: Store) -> None:
    save_suggestion(store.sql, suggestion("s1"))
    replay = suggestion("s2").model_copy(update={"replay_of": "s1", "user": MAIN.user})
    save_suggestion(store.sql, replay)
    head = viewer("main", role="director")
    assert get_suggestion(store.sql, head, "s2") == replay
    with pytest.raises(NotFound):
        get_suggestion(store.sql, MAIN, "s2")
    for who in (MAIN, head):
        assert [s.id for s in list_suggestions(store.sql, who)] == ["s1"]


def test_they_stay_inside_the_units_they_draw_from(store: Store, documents: dict[str, Document]) -> None:
    mixed = Claim(id="c1", nature="fact", text="t", citations=(cite(store, documents["w"]),))
    save_suggestion(store.sql, suggestion("s1", mixed))
    save_suggestion(store.sql, suggestion("s2"))
    assert [s.id for s in list_suggestions(store.sql, MAIN)] == ["s2"]
    for who in (MAIN, viewer("west"), viewer(), viewer("main", "west", role="customer")):
        with pytest.raises(NotFound):
            get_suggestion(store.sql, who, "s1")
    assert get_suggestion(store.sql, viewer("main", "west"), "s1").id == "s1"
