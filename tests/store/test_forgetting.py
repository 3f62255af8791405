"""What is forgotten is left nowhere: no table, no file, no suggestion made from it."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.secret import HEAD, OPEN, SECRET
from tests.support import samples
from tests.support.stored import put, settings_for, viewer
from tests.support.suggested import cite, suggestion
from yiju.copilot.service import Copilot
from yiju.errors import NotFound, YijuError
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.chunks import find_chunks
from yiju.store import audit, schema, tables
from yiju.store.access import local_viewer
from yiju.store.customers import list_customers
from yiju.store.documents import get_document, get_paragraphs, list_documents, paragraphs_of
from yiju.store.erasing import ERASED_TAG, ERASED_TEXT, FORGOTTEN, NOTICE
from yiju.store.forget import forget_document
from yiju.store.store import Store
from yiju.store.suggestions import get_suggestion, list_suggestions, save_suggestion
from yiju.store.transcripts import Transcripts
from yiju.store.types import Claim, Document, Suggestion, Viewer

RUN = 15


def texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for item in value.items() for part in item for text in texts_in(part))
    elif isinstance(value, (list, tuple)):
        yield from (text for part in value for text in texts_in(part))


def everything(store: Store) -> str:
    """Every text of every table."""
    with store.sql.read() as connection:
        rows = [tuple(row) for t in schema.metadata.sorted_tables for row in connection.execute(t.select())]
    return "\n".join(texts_in(rows))


def left_in_files(store: Store, text: str) -> list[str]:
    """Files of the data folder that hold the text, as it is or as JSON escapes it."""
    forms = (text.encode(), json.dumps(text)[1:-1].encode())
    files = [p for p in store.settings.data.rglob("*") if p.is_file()]
    return [p.name for p in files if any(form in p.read_bytes() for form in forms)]


def test_forgetting_erases_a_document_everywhere(
    store: Store, documents: dict[str, Document], tmp_path: Path
) -> None:
    gone, kept = documents["a"], documents["b"]
    put(store, tmp_path / "in", {"a.txt": SECRET + "第二版"}, embedder=HashingEmbedder())
    newer = next(d for d in list_documents(store.sql, HEAD) if d.title == "a")
    flags = ("about:底价", "overdue")
    lost = Claim(
        id="c1",
        nature="fact",
        text=SECRET,
        verdict="supported",
        citations=(cite(store, gone),),
        flags=flags,
    )
    joint = f"{SECRET}；{OPEN}"
    both = Claim(id="c2", nature="fact", text=joint, citations=(cite(store, gone), cite(store, kept)))
    other = Claim(id="c3", nature="fact", text=OPEN, citations=(cite(store, kept),))
    advice = Claim(id="c4", nature="advice", text="谈底价", rests_on=("c3", "c1"))
    further = Claim(id="c5", nature="advice", text="再谈", rests_on=("c4",))
    quoting = Claim(id="c6", nature="advice", text=f"问：“{SECRET[3:20]}”", rests_on=("c3",))
    plain = Claim(id="c7", nature="advice", text=f"先谈“{OPEN}”", rests_on=("c3",))
    request = {"goal": SECRET, "as_of": "2026-03-10"}
    asked = suggestion("s1", lost, both, other, advice, further, quoting, plain)
    asked = asked.model_copy(update={"request": request})
    save_suggestion(store.sql, asked)
    untouched = suggestion("s2", other).model_copy(update={"headline": "", "dropped_claims": ()})
    save_suggestion(store.sql, untouched)

    assert forget_document(store, HEAD, newer.id).id == newer.id

    assert store.vectors.count() == 2  # b and w
    assert find_chunks(store, None, HEAD, "绝密底价") == []
    for document_id in (gone.id, newer.id):
        with pytest.raises(NotFound):
            get_document(store.sql, HEAD, document_id)
        with pytest.raises(NotFound):
            get_paragraphs(store.sql, HEAD, [f"{document_id}-0001"])
    after = get_suggestion(store.sql, HEAD, "s1")
    claims = after.sections[0].claims
    assert [c.text for c in claims] == [
        ERASED_TEXT, ERASED_TEXT, OPEN, ERASED_TEXT, ERASED_TEXT, ERASED_TEXT, plain.text
    ]  # fmt: skip
    assert [FORGOTTEN in c.flags for c in claims] == [True, True, False, True, True, True, False]
    assert (claims[0].flags, claims[0].verdict) == ((FORGOTTEN,), None)
    assert [c.tag for c in claims[1].citations] == [ERASED_TAG, "〔依据b〕"]
    assert claims[1].citations[0].paragraph_id == f"{gone.id}-0001"
    assert (after.headline, after.dropped_claims[0].text) == ("", ERASED_TEXT)
    assert after.request == {"goal": ERASED_TEXT, "as_of": "2026-03-10"}
    assert NOTICE in after.notices
    assert get_suggestion(store.sql, HEAD, "s2") == untouched
    entry = audit.entries(store.sql)[-1]
    assert (entry.action, entry.details["suggestions"]) == ("document.forgotten", ["s1"])
    text = everything(store)
    assert OPEN in text
    assert [SECRET[at : at + RUN] for at in range(len(SECRET) - RUN) if SECRET[at : at + RUN] in text] == []
    with store.sql.read() as connection:
        assert len(connection.execute(tables.embeddings.select()).all()) == 2  # b's and w's


def test_what_was_read_and_not_cited_is_erased_where_no_source_is_named(
    store: Store, documents: dict[str, Document]
) -> None:
    now = dt.datetime.now(dt.UTC)
    other = Claim(id="c1", nature="fact", text=OPEN, citations=(cite(store, documents["b"]),))

    def save(name: str, **changes: object) -> Suggestion:
        made = suggestion(name, other).model_copy(update={"created_at": now, **changes})
        save_suggestion(store.sql, made)
        return made

    save("s1")
    save("s2", kind="answer", customer="另一家")
    kept = [
        save("s3", customer="另一家"),
        save("s4", created_at=now - dt.timedelta(days=9)),  # before there was such a document
    ]
    forget_document(store, HEAD, documents["a"].id)
    for name in ("s1", "s2"):
        after = get_suggestion(store.sql, HEAD, name)
        assert (after.headline, [d.text for d in after.dropped_claims]) == ("", [ERASED_TEXT])
        assert after.sections[0].claims == (other,)
    assert [get_suggestion(store.sql, HEAD, one.id) for one in kept] == kept


def test_nothing_of_the_forgotten_is_left_of_the_sample_customers(tmp_path: Path) -> None:
    """Every document in turn: no fifteen characters that only it held stay in any table."""
    with Store.open(settings_for(tmp_path)) as store:
        samples.fill(store, "medical")
        everyone = local_viewer(store.sql)
        for name in (samples.HOSPITAL, samples.DISTRIBUTOR):
            copilot = Copilot(samples.reader(store, everyone))
            copilot.strategy(name, as_of=samples.TODAY)
            copilot.talk(name, scene="催款", as_of=samples.TODAY)
            copilot.ask("还欠多少钱？", customer=name, as_of=samples.TODAY)
        made = len(list_suggestions(store.sql, everyone))
        assert made == 6
        accounts = [c.model_dump(mode="json") for c in list_customers(store.sql, everyone)]
        ours = _runs_of("\n".join(texts_in(accounts)))  # what the user told, of no document
        for document in list_documents(store.sql, everyone):
            theirs = _runs(store, everyone, [document])
            forget_document(store, everyone, document.id)
            rest = list_documents(store.sql, everyone)
            left = (theirs - ours - _runs(store, everyone, rest)) & _runs_of(everything(store))
            assert left == set(), document.title
        assert len(list_suggestions(store.sql, everyone)) == made


def _runs(store: Store, viewer: Viewer, documents: list[Document]) -> set[str]:
    texts = [p.text for p in paragraphs_of(store.sql, viewer, [d.id for d in documents])]
    labels = [label for d in documents for label in (d.title, d.uri, *d.attributes.values())]
    return _runs_of("\n".join([*texts, *labels]))


def _runs_of(text: str) -> set[str]:
    return {run for at in range(len(text) - RUN + 1) if "\n" not in (run := text[at : at + RUN])}


def test_nothing_is_left_in_the_files_of_the_database(tmp_path: Path) -> None:
    with Store.open(settings_for(tmp_path / "data")) as store:
        lines = "\n".join(f"{SECRET}，第{n}条" for n in range(400))
        files = {"a.txt": lines, **{f"b{n}.txt": f"{OPEN}{n}" for n in range(20)}}
        put(store, tmp_path / "in", files, embedder=HashingEmbedder())
        gone, *_others = list_documents(store.sql, HEAD)
        claim = Claim(id="c1", nature="advice", text=SECRET * 300)
        save_suggestion(
            store.sql, suggestion("s1", claim).model_copy(update={"created_at": dt.datetime.now(dt.UTC)})
        )
        assert left_in_files(store, SECRET)
        forget_document(store, HEAD, gone.id)
        assert left_in_files(store, SECRET[:RUN]) == []
        assert left_in_files(store, OPEN)
        with store.sql.read() as connection:
            assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1


def test_cached_vectors_that_another_document_needs_stay(
    store: Store, documents: dict[str, Document], tmp_path: Path
) -> None:
    put(store, tmp_path / "in", {}, names=["a.txt"], customer="另一家", embedder=HashingEmbedder())
    forget_document(store, HEAD, documents["a"].id)
    with store.sql.read() as connection:
        # Its text lives on in another customer's document.
        assert len(connection.execute(tables.embeddings.select()).all()) == 3
    assert put(store, tmp_path / "in", {}, names=["a.txt"]).documents == 1  # it may be taken in again


def test_what_a_service_made_of_a_recording_goes_with_it(
    store: Store, documents: dict[str, Document]
) -> None:
    shelf = Transcripts(store.settings.data)
    for name in ("a", "b"):
        shelf.put(documents[name].sha256, "whisper", "录音里的话")
    forget_document(store, HEAD, documents["a"].id)
    assert shelf.get(documents["a"].sha256, "whisper") is None
    assert shelf.get(documents["b"].sha256, "whisper") == "录音里的话"


def test_only_a_director_or_an_admin_may_have_a_document_forgotten(
    store: Store, documents: dict[str, Document]
) -> None:
    before = audit.head(store.sql)
    with pytest.raises(YijuError, match="权限"):
        forget_document(store, viewer("main"), documents["a"].id)
    for stranger in (viewer("west", role="admin"), viewer("main", role="customer")):
        with pytest.raises(NotFound):
            forget_document(store, stranger, documents["a"].id)
    assert audit.head(store.sql) == before
    forget_document(store, HEAD, documents["a"].id)
    assert audit.entries(store.sql)[-1].actor == "u"
    forget_document(store, local_viewer(store.sql), documents["b"].id)
