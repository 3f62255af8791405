import datetime as dt
from pathlib import Path

import pytest

from tests.support.stored import put, viewer
from yiju.errors import NotFound, YijuError
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store import audit, tables
from yiju.store.documents import get_document, get_paragraphs, list_documents, paragraphs_of
from yiju.store.forget import ERASED_TAG, ERASED_TEXT, FORGOTTEN, NOTICE, forget_document
from yiju.store.search import search_chunks
from yiju.store.store import Store
from yiju.store.suggestions import get_suggestion, list_suggestions, save_suggestion
from yiju.store.types import (
    Citation,
    CitedDocument,
    Claim,
    Document,
    Dropped,
    Section,
    Suggestion,
)

MAIN = viewer("main")


def cite(store: Store, document: Document) -> Citation:
    (paragraph,) = paragraphs_of(store.sql, viewer(document.unit), [document.id])
    cited = CitedDocument.model_validate(document.model_dump(include=set(CitedDocument.model_fields)))
    return Citation(
        tag=f"〔依据{document.title}〕",
        paragraph_id=paragraph.id,
        quote=paragraph.text,
        start=0,
        end=len(paragraph.text),
        document=cited,
        locator=paragraph.locator,
    )


def suggestion(name: str, *claims: Claim, unit: str = "main", customer: str = "莱茵汽车") -> Suggestion:
    return Suggestion(
        id=name,
        kind="strategy",
        customer=customer,
        unit=unit,
        mode="extractive",
        user="u",
        created_at=dt.datetime(2026, 1, 20, 9, int(name[1:]), tzinfo=dt.timezone(dt.timedelta(hours=8))),
        headline="机密标题",
        sections=(Section(title="近况", claims=claims),),
        dropped_claims=(Dropped(section="近况", text="机密草稿", reason="r"),),
    )


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


def test_they_stay_inside_the_units_they_draw_from(store: Store, documents: dict[str, Document]) -> None:
    mixed = Claim(id="c1", nature="fact", text="t", citations=(cite(store, documents["w"]),))
    save_suggestion(store.sql, suggestion("s1", mixed))
    save_suggestion(store.sql, suggestion("s2"))
    assert [s.id for s in list_suggestions(store.sql, MAIN)] == ["s2"]
    for who in (MAIN, viewer("west"), viewer(), viewer("main", "west", role="customer")):
        with pytest.raises(NotFound):
            get_suggestion(store.sql, who, "s1")
    assert get_suggestion(store.sql, viewer("main", "west"), "s1").id == "s1"


def test_forgetting_erases_a_document_everywhere(
    store: Store, documents: dict[str, Document], tmp_path: Path
) -> None:
    gone, kept = documents["a"], documents["b"]
    put(store, tmp_path / "in", {"a.txt": "甲机密内容第二版"}, embedder=HashingEmbedder())
    newer = next(d for d in list_documents(store.sql, MAIN) if d.title == "a")
    lost = Claim(id="c1", nature="fact", text="甲机密内容", citations=(cite(store, gone),))
    both = Claim(id="c2", nature="fact", text="两处都有", citations=(cite(store, gone), cite(store, kept)))
    other = Claim(id="c3", nature="fact", text="乙公开内容", citations=(cite(store, kept),))
    advice = Claim(id="c4", nature="advice", text="谈甲机密", rests_on=("c1",))
    wider = Claim(id="c5", nature="advice", text="先谈乙", rests_on=("c1", "c3"))
    save_suggestion(store.sql, suggestion("s1", lost, both, other, advice, wider))
    untouched = suggestion("s2", other).model_copy(update={"headline": "", "dropped_claims": ()})
    save_suggestion(store.sql, untouched)

    assert forget_document(store, MAIN, newer.id).id == newer.id

    assert store.vectors.count() == 2  # b and w
    assert search_chunks(store, None, MAIN, "机密") == []
    for document_id in (gone.id, newer.id):
        with pytest.raises(NotFound):
            get_document(store.sql, MAIN, document_id)
        with pytest.raises(NotFound):
            get_paragraphs(store.sql, MAIN, [f"{document_id}-0001"])
    claims = get_suggestion(store.sql, MAIN, "s1").sections[0].claims
    assert [c.text for c in claims] == [ERASED_TEXT, "两处都有", "乙公开内容", ERASED_TEXT, "先谈乙"]
    assert [FORGOTTEN in c.flags for c in claims] == [True, True, False, True, False]
    assert [c.tag for c in claims[1].citations] == [ERASED_TAG, "〔依据b〕"]
    assert claims[1].citations[0].paragraph_id == f"{gone.id}-0001"
    assert NOTICE in get_suggestion(store.sql, MAIN, "s1").notices
    assert get_suggestion(store.sql, MAIN, "s2") == untouched
    entry = audit.entries(store.sql)[-1]
    assert (entry.action, entry.details["suggestions"]) == ("document.forgotten", ["s1"])
    assert _everything(store).count("机密") == 0


def _everything(store: Store) -> str:
    """Every value of every table, and how many cached vectors there are."""
    with store.sql.read() as connection:
        rows = [list(connection.execute(table.select())) for table in tables.metadata.sorted_tables]
        cached = connection.execute(tables.embeddings.select()).all()
    assert len(cached) == 2  # b's and w's
    return repr(rows)


def test_cached_vectors_that_another_document_needs_stay(
    store: Store, documents: dict[str, Document], tmp_path: Path
) -> None:
    put(store, tmp_path / "in", {}, names=["a.txt"], customer="另一家", embedder=HashingEmbedder())
    forget_document(store, MAIN, documents["a"].id)
    with store.sql.read() as connection:
        assert (
            len(connection.execute(tables.embeddings.select()).all()) == 3
        )  # its text lives on in another customer's document
    assert put(store, tmp_path / "in", {}, names=["a.txt"]).documents == 1  # it may be taken in again


def test_only_who_may_open_a_document_may_have_it_forgotten(
    store: Store, documents: dict[str, Document]
) -> None:
    with store.sql.write() as connection:
        connection.execute(tables.documents.update().values(open_restricted=True))
    with pytest.raises(YijuError, match="权限"):
        forget_document(store, MAIN, documents["a"].id)
    with pytest.raises(NotFound):
        forget_document(store, viewer("west", role="admin"), documents["a"].id)
    forget_document(store, viewer("main", role="director"), documents["a"].id)
