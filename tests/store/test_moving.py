"""A document given to another customer or unit: who finds it then, and what stays with those it left."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.samples import TODAY, reader
from tests.support.stored import viewer
from tests.support.unassigned import CAR, EAST, LAB, WEST, begin, take, write
from yiju.copilot.place import place_in_context
from yiju.copilot.service import Copilot
from yiju.errors import Conflict, Forbidden, Invalid, NotFound
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.chunks import find_chunks
from yiju.store import audit, moving
from yiju.store.customers import list_customers
from yiju.store.documents import get_document, list_documents
from yiju.store.erasing import ERASED_TEXT
from yiju.store.forget import forget_document
from yiju.store.moving import set_document
from yiju.store.store import Store
from yiju.store.suggestions import get_suggestion, save_suggestion
from yiju.store.types import Document, Suggestion

BOSS = viewer(EAST, WEST, role="admin", user="boss")
REP, OTHER = viewer(EAST), viewer(WEST)
FACT = "违约金为每日万分之七。"


@pytest.fixture
def moved(store: Store, tmp_path: Path) -> Document:
    """A contract that was taken in for the wrong customer, as it was."""
    begin(store, tmp_path / "first")
    folder = write(tmp_path / "in", {"违约.md": f"# 违约条款\n\n日期：2026-01-09\n\n{FACT}\n"})
    take(store, folder, customer=CAR)
    (found,) = [d for d in list_documents(store.sql, REP) if d.title == "违约条款"]
    return found


def _hits(store: Store, who: object) -> list[str]:
    found = find_chunks(store, HashingEmbedder(), who, FACT)  # type: ignore[arg-type]
    return [hit.document.title for hit in found if hit.document.title == "违约条款"]


def test_a_document_moves_with_its_points_and_leaves_saved_advice_as_it_was(
    store: Store, moved: Document, tmp_path: Path
) -> None:
    asked = Copilot(reader(store, REP)).ask("违约金是多少", customer=CAR, as_of=TODAY)
    assert "万分之七" in asked.model_dump_json()
    (now,) = set_document(store, BOSS, moved.id, customer=LAB, unit=WEST)
    assert (now.id, now.customer, now.unit, now.current) == (moved.id, LAB, WEST, True)
    assert _hits(store, REP) == [] and _hits(store, OTHER) == ["违约条款"]
    assert [d.title for d in list_documents(store.sql, REP)] == ["起"]
    # Who had the advice keeps it, quote and tag; the place itself is as unknown as one that never was.
    kept = get_suggestion(store.sql, REP, asked.id)
    assert kept.model_dump_json() == asked.model_dump_json().replace(moved.uri, "")
    assert "万分之七" in kept.model_dump_json() and "file:" not in kept.model_dump_json()
    with pytest.raises(NotFound):
        get_suggestion(store.sql, OTHER, asked.id)
    with pytest.raises(NotFound):
        place_in_context(reader(store, REP), f"{moved.id}-0003")
    fresh = Copilot(reader(store, REP)).ask("违约金是多少", customer=CAR, as_of=TODAY)
    assert "万分之七" not in fresh.model_dump_json()
    # The same file does not come back into the unit that it left, unless somebody names a customer.
    again = take(store, tmp_path / "in")
    assert (again.documents, again.unassigned) == (0, 0)
    assert "boss 把它移到了别的单元" in again.skipped[0]["reason"] and WEST not in again.skipped[0]["reason"]
    assert audit.verify_chain(store.sql) == []
    # Forgotten where it is now, it is erased from the advice of the unit that it left, too.
    forget_document(store, BOSS, moved.id)
    assert "万分之七" not in get_suggestion(store.sql, REP, asked.id).model_dump_json()
    assert ERASED_TEXT in get_suggestion(store.sql, REP, asked.id).model_dump_json()


def test_a_move_that_was_killed_is_finished(
    store: Store, moved: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the rows and the index: nobody sees it under either customer, until the next opening."""

    class Killed(BaseException):
        pass

    def dying(*_: object) -> None:
        raise Killed

    calls = []

    def second(store: Store) -> None:
        calls.append(1)
        if len(calls) > 1:
            dying()

    with monkeypatch.context() as patched:
        patched.setattr("yiju.store.moving.settle", second)
        with pytest.raises(Killed):
            set_document(store, BOSS, moved.id, customer=LAB, unit=WEST)
    assert _hits(store, REP) == [] and _hits(store, OTHER) == []
    with Store.open(store.settings):
        pass
    assert _hits(store, REP) == [] and _hits(store, OTHER) == ["违约条款"]


def test_who_may_open_survives_a_new_version(store: Store, moved: Document, tmp_path: Path) -> None:
    set_document(store, BOSS, moved.id, restricted=True)
    folder = write(tmp_path / "in", {"违约.md": "# 违约条款\n\n日期：2026-01-10\n\n改为万分之八。\n"})
    take(store, folder, customer=CAR)
    (newer,) = [d for d in list_documents(store.sql, REP) if d.title == "违约条款"]
    assert newer.id != moved.id and newer.open_restricted
    (opened,) = set_document(store, BOSS, newer.id, restricted=False)
    assert not opened.open_restricted


def test_only_an_admin_of_both_units_moves(store: Store, moved: Document) -> None:
    for who in (REP, viewer(EAST, role="director"), viewer(EAST, role="admin")):
        with pytest.raises(Forbidden):
            set_document(store, who, moved.id, customer=LAB, unit=WEST)
    with pytest.raises(NotFound):
        set_document(store, viewer(WEST, role="admin"), moved.id, restricted=True)
    set_document(store, viewer(EAST, role="admin"), moved.id, restricted=True)
    (first,) = [d for d in list_documents(store.sql, OTHER) if d.title == "起"]
    with pytest.raises(Forbidden):
        set_document(store, OTHER, first.id, restricted=True)


def test_what_the_customer_has_already_is_not_given_twice(
    store: Store, moved: Document, tmp_path: Path
) -> None:
    take(store, tmp_path / "in", unit=WEST, customer=LAB)
    with pytest.raises(Conflict):
        set_document(store, BOSS, moved.id, customer=LAB, unit=WEST)


def test_forgetting_reaches_the_unit_that_an_earlier_version_left(
    store: Store, moved: Document, tmp_path: Path
) -> None:
    asked = Copilot(reader(store, REP)).ask("违约金是多少", customer=CAR, as_of=TODAY)
    body = asked.model_dump(mode="json") | {"id": "s0123456789ab", "sections": []}
    # As what a model was refused is kept: it cites nothing by which it could be found.
    body["dropped_claims"] = [{"section": "x", "text": FACT, "reason": "unsupported"}]
    save_suggestion(store.sql, Suggestion.model_validate(body))
    set_document(store, BOSS, moved.id, customer=LAB, unit=WEST)
    newer = {"违约.md": f"# 违约条款\n\n日期：2026-01-10\n\n{FACT}\n\n另一段。\n"}
    take(store, write(tmp_path / "in", newer), customer=LAB, unit=WEST)
    (current,) = [d for d in list_documents(store.sql, OTHER) if d.title == "违约条款"]
    assert current.id != moved.id
    forget_document(store, BOSS, current.id)
    for kept in (asked.id, "s0123456789ab"):
        assert "万分之七" not in get_suggestion(store.sql, REP, kept).model_dump_json()


@pytest.mark.parametrize("wish", [{"restricted": True}, {"customer": CAR}])
def test_a_word_on_rights_takes_back_no_move_of_another_admin(
    store: Store, moved: Document, monkeypatch: pytest.MonkeyPatch, wish: dict[str, Any]
) -> None:
    """The other's move comes between looking the document up and changing it."""
    looked_up = get_document

    def moved_meanwhile(*asked: Any) -> Document:
        found = looked_up(*asked)
        monkeypatch.setattr(moving, "get_document", looked_up)
        set_document(store, BOSS, moved.id, customer=LAB, unit=WEST)
        return found

    monkeypatch.setattr(moving, "get_document", moved_meanwhile)
    if "restricted" in wish:
        (now,) = set_document(store, BOSS, moved.id, **wish)
        assert (now.unit, now.customer, now.open_restricted) == (WEST, LAB, True)
    else:
        with pytest.raises(Invalid):  # no such customer where it is now
            set_document(store, BOSS, moved.id, **wish)
    assert "违约条款" not in [d.title for d in list_documents(store.sql, REP)]


def test_a_move_that_fails_leaves_no_new_customer(
    store: Store, moved: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise Conflict("x")

    monkeypatch.setattr(moving, "_refuse_second", refused)
    with pytest.raises(Conflict):
        set_document(store, BOSS, moved.id, customer="新客户", create=True)
    assert [one.name for one in list_customers(store.sql, REP)] == [CAR]
