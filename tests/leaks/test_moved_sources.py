"""What a person moved out of a customer's or a unit's reach does not come back there with its source."""

import os
import threading
from pathlib import Path

import pytest

from tests.store.conftest import postgres, sql_url, store
from tests.support.stored import viewer
from tests.support.unassigned import CAR, EAST, LAB, WEST, begin, mail, take, write
from yiju.ingest.assign.clearing import dismiss, waiting
from yiju.store.customers import ensure_customer
from yiju.store.documents import list_documents
from yiju.store.moving import set_document
from yiju.store.store import Store
from yiju.store.types import Document
from yiju.sync.folder import Config
from yiju.sync.run import run_source

__all__ = ["postgres", "sql_url", "store"]

BOSS = viewer(EAST, WEST, role="admin", user="boss")
REP, OTHER = viewer(EAST), viewer(WEST)
FACT = "违约金为每日万分之七，逾期三十日以上可以解除合同。"
SECOND = "新桥精工"


class Inbox:
    """A folder that is a source of one customer."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.folder, self._store, self._at = folder, store, 1_700_000_000
        told = {"name": "in", "kind": "folder", "customer": CAR, "unit": EAST, "path": str(folder)}
        self.config = Config.model_validate(told)

    def has(self, name: str, text: str) -> Path:
        """Write a file, newer than all before."""
        self._at += 100
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (self._at, self._at))
        return path

    def read(self) -> dict[str, int]:
        """Sync once."""
        ran = run_source(self._store, self.config, threading.Event())
        assert ran.outcome == "done", ran
        return ran.counts


@pytest.fixture
def inbox(store: Store, tmp_path: Path) -> Inbox:
    begin(store, tmp_path / "first")
    return Inbox(store, tmp_path / "inbox")


def _paper(words: str) -> str:
    return f"# 报价\n\n{words}\n"


def _of(store: Store, who: object) -> list[Document]:
    return [d for d in list_documents(store.sql, who) if d.title != "起"]  # type: ignore[arg-type]


@pytest.mark.parametrize("how", ["touched", "changed", "renamed", "copied", "renamed and changed"])
def test_what_left_a_unit_is_followed_by_its_source(store: Store, inbox: Inbox, how: str) -> None:
    file = inbox.has("报价.md", _paper(FACT))
    inbox.read()
    (one,) = _of(store, REP)
    set_document(store, BOSS, one.id, customer=LAB, unit=WEST)
    if how.startswith("renamed"):
        file.unlink()
    place = "报价.md" if how in ("touched", "changed") else "又一处.md"
    inbox.has(place, _paper(FACT + ("又。" if how == "changed" else "")))
    inbox.read()
    if how == "renamed and changed":
        inbox.has(place, _paper(FACT + "又。"))
        inbox.read()
    assert _of(store, REP) == []
    (there,) = _of(store, OTHER)
    assert there.customer == LAB and (there.id != one.id) == ("changed" in how)


@pytest.mark.parametrize("how", ["touched", "changed"])
def test_nor_does_it_come_back_to_another_customer_of_the_unit(store: Store, inbox: Inbox, how: str) -> None:
    ensure_customer(store.sql, SECOND, EAST)
    inbox.has("报价.md", _paper(FACT))
    inbox.read()
    (one,) = _of(store, REP)
    set_document(store, BOSS, one.id, customer=SECOND)
    inbox.has("报价.md", _paper(FACT + ("又。" if how == "changed" else "")))
    inbox.read()
    assert [d.customer for d in _of(store, REP)] == [SECOND]


def test_what_comes_in_a_moved_mail_later_goes_where_the_mail_went(store: Store, inbox: Inbox) -> None:
    plain = mail(7, "li@unknown.example", "报价", FACT)
    inbox.has("来函.eml", plain)
    inbox.read()
    (one,) = _of(store, REP)
    set_document(store, BOSS, one.id, customer=LAB, unit=WEST)
    parts = (
        "--x\nContent-Type: text/plain; charset=utf-8\n\n见附件。\n"
        "--x\nContent-Type: text/plain; charset=utf-8\n"
        f'Content-Disposition: attachment; filename="d.txt"\n\n{FACT}\n--x--\n'
    )
    head = plain.replace("text/plain; charset=utf-8", "multipart/mixed; boundary=x").partition("\n\n")[0]
    inbox.has("来函.eml", f"{head}\n\n{parts}")
    inbox.read()
    assert _of(store, REP) == []
    assert len(_of(store, OTHER)) == 2


def test_what_was_dismissed_is_no_word_of_a_person_for_a_source(
    store: Store, inbox: Inbox, tmp_path: Path
) -> None:
    take(store, write(tmp_path / "in", {"x.md": _paper(FACT)}))
    (one,) = waiting(store, BOSS)
    dismiss(store, BOSS, [one.held.id])
    inbox.has("报价.md", _paper(FACT))
    assert inbox.read()["skipped"] == 1
    assert _of(store, BOSS) == []


def test_a_person_who_names_the_customer_has_it_back(store: Store, inbox: Inbox) -> None:
    file = inbox.has("报价.md", _paper(FACT))
    inbox.read()
    (one,) = _of(store, REP)
    set_document(store, BOSS, one.id, customer=LAB, unit=WEST)
    take(store, file.parent, customer=CAR)
    assert [d.customer for d in _of(store, REP)] == [CAR]
    inbox.has("报价.md", _paper(FACT + "又。"))
    inbox.read()  # its own original is still the other unit's
    assert [d.customer for d in _of(store, OTHER)] == [LAB]
    assert all("又" not in d.title and d.id != one.id for d in _of(store, REP))
