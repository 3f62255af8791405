"""The next version of what a person moved goes there, too, where nobody named a customer: no clue counts."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.conftest import postgres, sql_url, store
from tests.support.stored import viewer
from tests.support.unassigned import CAR, EAST, LAB, WEST, begin, rules, take, write
from yiju.ingest.assign.clearing import Decision, assign, assign_suggested, waiting
from yiju.store.customers import ensure_customer
from yiju.store.documents import list_documents
from yiju.store.forget import forget_document
from yiju.store.moving import set_document
from yiju.store.store import Store
from yiju.store.types import Document, Viewer
from yiju.sync.folder import Config
from yiju.sync.run import run_source

__all__ = ["postgres", "sql_url", "store"]

BOSS = viewer(EAST, WEST, role="admin", user="boss")
HEAD = viewer(EAST, role="admin", user="head")
REP, OTHER = viewer(EAST), viewer(WEST)
FACT = "违约金为每日万分之七，逾期三十日以上可以解除合同。"
SECOND = "新桥精工"


@pytest.fixture(params=["ingest", "sync"])
def read(request: pytest.FixtureRequest, store: Store, tmp_path: Path) -> Callable[[], object]:
    """Reads the folder ``in`` for no customer, as a person does or as a source."""
    begin(store, tmp_path / "first")
    ensure_customer(store.sql, SECOND, EAST)
    folder = tmp_path / "in"
    folder.mkdir()
    if request.param == "ingest":
        return lambda: take(store, folder)
    config = Config.model_validate({"name": "in", "kind": "folder", "unit": EAST, "path": str(folder)})

    def synced() -> object:
        ran = run_source(store, config, threading.Event())
        assert ran.outcome == "done", ran
        return ran.counts

    return synced


def _has(tmp_path: Path, name: str, more: str = "", at: int = 0) -> Path:
    path = write(tmp_path / "in", {name: f"# 合同\n\n{CAR}与我方约定：{FACT}{more}\n"}) / name
    os.utime(path, (1_700_000_000 + at, 1_700_000_000 + at))
    return path


def _of(store: Store, who: Viewer) -> list[Document]:
    return [d for d in list_documents(store.sql, who) if d.title != "起"]


HOWS = ["changed", "renamed and changed", "changed twice", "by a rule"]


@pytest.mark.parametrize("how", HOWS)
def test_a_newer_version_follows_into_the_other_unit(
    store: Store, tmp_path: Path, read: Callable[[], object], how: str
) -> None:
    file = _has(tmp_path, f"{CAR}/合同.md")
    read()
    (one,) = _of(store, REP)
    assert one.customer == CAR
    set_document(store, BOSS, one.id, customer=LAB, unit=WEST)
    name = f"{CAR}/合同.md"
    if how == "by a rule":
        rules(store, f'paths: [{{match: "{CAR}/**", customer: {CAR}}}]\n')
    if how.startswith("renamed"):
        file.unlink()
        name = f"{CAR}/再签.md"
        _has(tmp_path, name, at=100)
        read()
    for at in (200, 300) if how == "changed twice" else (200,):
        _has(tmp_path, name, f"第{at}条。", at=at)
        read()
        read()
    assert _of(store, REP) == [] and waiting(store, HEAD) == []
    (there,) = _of(store, OTHER)
    assert there.customer == LAB and there.id != one.id


@pytest.mark.parametrize("how", [*HOWS, "renamed"])
def test_a_newer_version_follows_within_the_unit(
    store: Store, tmp_path: Path, read: Callable[[], object], how: str
) -> None:
    file = _has(tmp_path, f"{CAR}/合同.md")
    read()
    (one,) = _of(store, REP)
    set_document(store, HEAD, one.id, customer=SECOND)
    name = f"{CAR}/合同.md"
    if how == "by a rule":
        rules(store, f'paths: [{{match: "{CAR}/**", customer: {CAR}}}]\n')
    if how.startswith("renamed"):
        file.unlink()
        name = f"{CAR}/再签.md"
        _has(tmp_path, name, at=100)
        read()
    for at in {"changed twice": (200, 300), "renamed": ()}.get(how, (200,)):
        _has(tmp_path, name, f"第{at}条。", at=at)
        read()
    assert waiting(store, HEAD) == []
    (there,) = _of(store, REP)
    assert there.customer == SECOND and (there.id == one.id) == (how == "renamed")


@pytest.mark.parametrize(("customer", "unit"), [(SECOND, EAST), (LAB, WEST)])
def test_so_does_one_of_what_a_person_assigned(
    store: Store, tmp_path: Path, read: Callable[[], object], customer: str, unit: str
) -> None:
    """Out of the tray, where a competitor's name had kept it."""
    rules(store, "others: [万分]\n")
    _has(tmp_path, "合同.md")
    read()
    (held,) = waiting(store, HEAD)
    assign(store, BOSS, [Decision(id=held.held.id, customer=customer, unit=unit)])
    rules(store, f'paths: [{{match: "合同.md", customer: {CAR}}}]\n')
    _has(tmp_path, "合同.md", "又。", at=200)
    read()
    assert waiting(store, BOSS) == []
    (there,) = _of(store, BOSS)
    assert there.customer == customer


def test_what_waited_when_its_version_before_left_is_not_put_back_by_suggestion(
    store: Store, tmp_path: Path
) -> None:
    begin(store, tmp_path / "first")
    _has(tmp_path, f"{CAR}/合同.md")
    take(store, tmp_path / "in")
    (one,) = _of(store, REP)
    rules(store, "others: [万分]\nthresholds: {assign: 0.99}\n")
    _has(tmp_path, f"{CAR}/合同.md", "又。", at=200)
    take(store, tmp_path / "in")
    rules(store, "")
    assert [w.candidates[0].customer.name for w in waiting(store, HEAD)] == [CAR]
    set_document(store, BOSS, one.id, customer=LAB, unit=WEST)
    (held,) = waiting(store, HEAD)
    assert held.candidates == () and "移到" in held.why and LAB not in held.why
    assert assign_suggested(store, HEAD, 0.1) == ([], [])
    ((best,),) = [w.candidates for w in waiting(store, BOSS)]
    assert best.customer.name == LAB
    assert [a.customer for a in assign_suggested(store, BOSS, 0.9)[0]] == [LAB]
    assert _of(store, REP) == [] and waiting(store, BOSS) == []


def test_a_version_of_what_left_and_was_forgotten_stays_away(
    store: Store, tmp_path: Path, read: Callable[[], object]
) -> None:
    _has(tmp_path, f"{CAR}/合同.md")
    read()
    (one,) = _of(store, REP)
    set_document(store, BOSS, one.id, customer=LAB, unit=WEST)
    forget_document(store, BOSS, one.id)
    _has(tmp_path, f"{CAR}/合同.md", "又。", at=200)
    read()
    assert _of(store, BOSS) == [] and waiting(store, BOSS) == []


def test_a_stranger_of_both_units_takes_nothing_there(store: Store, tmp_path: Path) -> None:
    """What nobody moved out of a unit tells it nothing: its own file at the same place is its own."""
    begin(store, tmp_path / "first")
    _has(tmp_path, f"{CAR}/合同.md")
    take(store, tmp_path / "in", customer=LAB, unit=WEST)
    (one,) = _of(store, OTHER)
    _has(tmp_path, f"{CAR}/合同.md", "又。", at=200)
    take(store, tmp_path / "in")
    assert [d.customer for d in _of(store, REP)] == [CAR]
    assert [d.id for d in _of(store, OTHER)] == [one.id]


def test_a_person_who_names_the_customer_still_has_it_back(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    _has(tmp_path, f"{CAR}/合同.md")
    take(store, tmp_path / "in")
    (one,) = _of(store, REP)
    set_document(store, BOSS, one.id, customer=LAB, unit=WEST)
    _has(tmp_path, f"{CAR}/合同.md", "又。", at=200)
    take(store, tmp_path / "in", customer=CAR)
    (back,) = _of(store, REP)
    _has(tmp_path, f"{CAR}/合同.md", "又又。", at=300)
    take(store, tmp_path / "in")
    assert [d.customer for d in _of(store, REP)] == [CAR] and _of(store, REP)[0].id != back.id
