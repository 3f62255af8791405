"""An id from another unit answers exactly as an id that never was."""

import random
import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.samples import TODAY, reader
from tests.support.stored import settings_for
from tests.support.world import BLIND, NAMESAKE, RESTRICTED, UNITS, USERS, fill, who
from yiju.copilot.place import place_in_context
from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.errors import NotFound, YijuError
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.chunks import find_chunks
from yiju.store import audit, tables
from yiju.store.access import as_quoted, local_viewer
from yiju.store.documents import get_document, list_documents, paragraphs_of
from yiju.store.forget import forget_document
from yiju.store.store import Store
from yiju.store.suggestions import get_suggestion, list_suggestions
from yiju.store.types import Document, Viewer


def _paragraphs(store: Store) -> list[tuple[str, str]]:
    """(id, unit) of every paragraph, those of superseded versions too, read from the raw tables."""
    documents = tables.documents
    query = sa.select(tables.paragraphs.c.id, documents.c.unit).join(documents)
    with store.sql.read() as connection:
        return [(row.id, row.unit) for row in connection.execute(query.order_by(tables.paragraphs.c.id))]


def _refusal(reading: Reader, paragraph_id: str) -> str:
    with pytest.raises(NotFound) as caught:
        place_in_context(reading, paragraph_id)
    return f"{caught.value}|{caught.value.hint}".replace(paragraph_id, "ID")


@pytest.mark.parametrize("name", USERS)
def test_a_paragraph_is_cited_with_its_own_neighbours_or_not_at_all(world: Store, name: str) -> None:
    viewer = who(world, name)
    reading = reader(world, viewer)
    every = _paragraphs(world)
    unknown = _refusal(reading, "dffffffffffff-0001")
    seen = 0
    for paragraph_id, unit in random.Random(name).sample(every, 80):
        if name in BLIND or unit not in viewer.units:
            assert _refusal(reading, paragraph_id) == unknown
            continue
        found = place_in_context(reading, paragraph_id)
        seen += 1
        near = [p["paragraph_id"] for p in (*found["before"], *found["after"])]
        assert found["paragraph_id"] == paragraph_id
        assert all(one.startswith(paragraph_id[:-4]) for one in near)
        assert found["document"]["unit"] == unit
    assert bool(seen) == (name not in BLIND)


def test_superseded_versions_stay_inside_their_unit_too(world: Store) -> None:
    with world.sql.read() as connection:
        old = connection.execute(
            sa.select(tables.documents.c.id, tables.documents.c.unit).where(tables.documents.c.state == "old")
        ).all()
    assert {row.unit for row in old} == set(UNITS)
    for row in old:
        for name in USERS:
            viewer = who(world, name)
            if name not in BLIND and row.unit in viewer.units:
                assert get_document(world.sql, viewer, row.id).unit == row.unit
            else:
                with pytest.raises(NotFound):
                    get_document(world.sql, viewer, row.id)


def test_a_restricted_document_is_quoted_to_all_of_its_unit_and_opened_by_its_heads(world: Store) -> None:
    boards = [d for d in list_documents(world.sql, local_viewer(world.sql)) if d.title == RESTRICTED]
    assert {d.unit for d in boards} == set(UNITS)
    for board in boards:
        ids = [p.id for p in paragraphs_of(world.sql, local_viewer(world.sql), [board.id])]
        for name in ("rep_auto", "rep_medical", "head_auto", "both", "boss"):
            viewer = who(world, name)
            reading = reader(world, viewer)
            # Who may not open it is told all of it but where it lies.
            shown = as_quoted(viewer, board)
            assert bool(shown.uri) == bool(
                viewer.roles & {"director", "admin"} and board.unit in viewer.units
            )
            quoted = [h for h in find_chunks(world, None, viewer, "预算上限") if h.document == shown]
            if board.unit not in viewer.units:
                assert quoted == []
                assert _refusal(reading, ids[2]) == _refusal(reading, "dffffffffffff-0001")
                continue
            assert quoted
            found = place_in_context(reading, ids[2])
            assert bool(found["before"] or found["after"]) == bool(viewer.roles & {"director", "admin"})
            if not viewer.roles & {"director", "admin"}:
                with pytest.raises(YijuError, match="权限"):
                    forget_document(world, viewer, board.id)


def test_nobody_forgets_what_they_may_not_know_of(world: Store) -> None:
    before = audit.head(world.sql), world.vectors.count()
    for document in list_documents(world.sql, local_viewer(world.sql)):
        for name in USERS:
            viewer = who(world, name)
            if name not in BLIND and document.unit in viewer.units:
                continue
            said = []
            for wanted in (document.id, "dffffffffffff"):
                with pytest.raises(NotFound) as caught:
                    forget_document(world, viewer, wanted)
                said.append(f"{caught.value}|{caught.value.hint}".replace(wanted, "ID"))
            assert said[0] == said[1]
    assert (audit.head(world.sql), world.vectors.count()) == before


def test_forgetting_one_units_copy_leaves_the_others_whole(tmp_path: Path, files: Path) -> None:
    """The same bytes at the same place, taken in by both: two documents with nothing in common."""

    def shared(viewer: Viewer) -> list[Document]:
        return [d for d in list_documents(store.sql, viewer) if d.title == "通用条款"]

    with Store.open(settings_for(tmp_path)) as store:
        fill(store, files, *UNITS, with_samples=False)
        auto, medical, head = (who(store, n) for n in ("rep_auto", "rep_medical", "head_auto"))
        (mine,), (theirs,) = shared(auto), shared(medical)
        assert mine.sha256 == theirs.sha256
        assert mine.uri == theirs.uri
        assert mine.id != theirs.id
        question = "违约金怎么算"
        asked = Copilot(reader(store, medical)).ask(question, customer=NAMESAKE, as_of=TODAY)
        assert any(c.document.id == theirs.id for c in asked.sections[0].claims[0].citations)
        hits = find_chunks(store, HashingEmbedder(), medical, question)
        forget_document(store, head, mine.id)
        assert shared(auto) == []
        assert shared(medical) == [theirs]
        assert find_chunks(store, HashingEmbedder(), medical, question) == hits
        assert get_suggestion(store.sql, medical, asked.id) == asked
        assert audit.entries(store.sql)[-1].details == {"versions": [mine.id], "suggestions": []}


def test_suggestions_are_read_by_those_who_are_in_all_units_they_draw_on(world: Store) -> None:
    """Even where nothing is cited: counts, dropped drafts and the choice itself tell of what was read."""
    questions = ("付款条件是什么", "HbA1c试剂盒现在多少钱？", "火星基地的租金是多少", "xyzzy")
    names = ("rep_auto", "rep_medical", "both", "boss")
    with world.vectors.session():
        made = {
            Copilot(reader(world, who(world, name))).ask(question, as_of=TODAY).id: name
            for name in names
            for question in questions
        }
    for name in USERS:
        viewer = who(world, name)
        mine = viewer.units if name not in BLIND else frozenset()
        expected = {one for one, author in made.items() if who(world, author).units <= mine}
        assert {s.id for s in list_suggestions(world.sql, viewer)} & made.keys() == expected, name
        for one in made:
            if one in expected:
                assert get_suggestion(world.sql, viewer, one).id == one
                continue
            with pytest.raises(NotFound) as caught:
                get_suggestion(world.sql, viewer, one)
            with pytest.raises(NotFound) as unknown:
                get_suggestion(world.sql, viewer, "s000000000000")
            assert re.sub("s[0-9a-f]{12}", "ID", str(caught.value)) == "没有这条建议：ID"
            assert caught.value.hint == unknown.value.hint
