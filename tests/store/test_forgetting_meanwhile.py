"""What is made from a document, or done to it, while it is being forgotten."""

import datetime as dt

import pytest

from tests.store.secret import HEAD, OPEN, SECRET
from tests.support.suggested import cite, suggestion
from yiju.errors import NotFound, YijuError
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store import audit, tables
from yiju.store.documents import get_document
from yiju.store.forget import forget_document
from yiju.store.points import remember
from yiju.store.store import Store
from yiju.store.suggestions import list_suggestions, save_suggestion
from yiju.store.types import Claim, Document


def test_a_suggestion_made_from_what_is_forgotten_meanwhile_is_not_kept(
    store: Store, documents: dict[str, Document]
) -> None:
    now = dt.datetime.now(dt.UTC)
    cited = Claim(id="c1", nature="fact", text=SECRET, citations=(cite(store, documents["a"]),))
    other = Claim(id="c2", nature="fact", text=OPEN, citations=(cite(store, documents["b"]),))
    forget_document(store, HEAD, documents["a"].id)
    log = audit.head(store.sql)
    soon = now + dt.timedelta(hours=1)
    refused = [
        suggestion("s1", cited).model_copy(update={"created_at": soon}),
        # It does not cite what it read, but a dropped draft may quote it.
        suggestion("s2", other).model_copy(
            update={"created_at": soon, "timings": {"read": 1.0, "llm": 3600.0}}
        ),
    ]
    for one in refused:
        with pytest.raises(YijuError, match="资料刚被删除，请重试"):
            save_suggestion(store.sql, one)
    assert list_suggestions(store.sql, HEAD) == []
    assert audit.head(store.sql) == log
    later = suggestion("s3", other).model_copy(update={"created_at": soon, "timings": {"read": 1.0}})
    save_suggestion(store.sql, later)
    west = Claim(id="c1", nature="fact", text="西", citations=(cite(store, documents["w"]),))
    elsewhere = suggestion("s4", west, unit="west").model_copy(update={"created_at": now})
    save_suggestion(store.sql, elsewhere)  # another unit's forgetting is none of its business


def test_vectors_computed_while_a_document_is_forgotten_are_not_kept(
    store: Store, documents: dict[str, Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.sql.read() as connection:
        query = tables.chunks.select().where(tables.chunks.c.document_id == documents["a"].id)
        (chunk,) = connection.execute(query).all()
    real = store.vectors.delete_documents

    def meanwhile(ids: list[str]) -> None:
        vector = HashingEmbedder().passages([chunk.text])[0]
        remember(store.sql, "another", {chunk.text_sha256: vector})
        real(ids)

    monkeypatch.setattr(store.vectors, "delete_documents", meanwhile)
    forget_document(store, HEAD, documents["a"].id)
    with store.sql.read() as connection:
        kept = {row.text_sha256 for row in connection.execute(tables.embeddings.select())}
    assert chunk.text_sha256 not in kept


def test_forgetting_twice_at_once_is_done_and_told_once(
    store: Store, documents: dict[str, Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second finds nothing left when its turn to write comes."""
    from yiju.store import forget

    seen = get_document(store.sql, HEAD, documents["a"].id)
    forget_document(store, HEAD, seen.id)
    monkeypatch.setattr(forget, "get_document", lambda *_: seen)  # it looked before the first was done
    log = audit.head(store.sql)
    with pytest.raises(NotFound):
        forget_document(store, HEAD, seen.id)
    assert audit.head(store.sql) == log
