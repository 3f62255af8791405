"""Restricted is restricted: where the bytes are known, at another place, and by a rule written later."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.support.stored import viewer
from tests.support.unassigned import CAR, EAST, WEST, begin, rules, take, write

from yiju.ingest.assign.clearing import Decision, assign, waiting
from yiju.store import audit, tables
from yiju.store.documents import list_documents
from yiju.store.moving import set_document
from yiju.store.store import Store
from yiju.store.types import Document

BOSS = viewer(EAST, WEST, role="admin", user="boss")
TEXT = "# 某某\n\n违约金为每日万分之七。\n"


def _the(store: Store) -> Document:
    (found,) = [d for d in list_documents(store.sql, viewer(EAST)) if d.title == "某某"]
    return found


def test_a_persons_wish_holds_where_the_customer_has_the_bytes(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    take(store, write(tmp_path / "in", {"x.md": TEXT}), unit=WEST)
    take(store, write(tmp_path / "in2", {"y.md": TEXT}), customer=CAR)
    assert not _the(store).open_restricted
    set_document(store, BOSS, _the(store).id, restricted=True)
    set_document(store, BOSS, _the(store).id, restricted=False)
    (one,) = waiting(store, BOSS)
    assign(store, BOSS, [Decision(id=one.held.id, customer=CAR, unit=EAST, restricted=True)])
    assert _the(store).open_restricted
    with store.sql.read() as connection:
        told = [said for _at, said in audit.details_of(connection, "document.restricted")]
    assert told[-1] == {"unit": EAST, "restricted": True}


def test_a_file_renamed_into_a_restricted_folder_is_restricted(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    rules(store)
    folder = write(tmp_path / "in", {"a/x.md": TEXT})
    take(store, folder, customer=CAR)
    write(folder, {"合同/x.md": TEXT})
    (folder / "a/x.md").unlink()
    take(store, folder, customer=CAR)
    assert _the(store).open_restricted


def test_a_rule_written_later_holds_from_the_next_ingestion_on(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    folder = write(tmp_path / "in", {"合同/x.md": TEXT})
    take(store, folder, customer=CAR)
    rules(store)
    report = take(store, folder, customer=CAR)
    assert report.documents == 0 and _the(store).open_restricted
    set_document(store, BOSS, _the(store).id, restricted=False)
    take(store, folder, customer=CAR)
    assert not _the(store).open_restricted  # an admin has opened it


def test_a_rule_written_later_holds_for_what_waits(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    take(store, write(tmp_path / "in", {"合同/x.md": TEXT}))
    rules(store)
    (one,) = waiting(store, BOSS)
    assign(store, BOSS, [Decision(id=one.held.id, customer=CAR)])
    assert _the(store).open_restricted


def test_a_later_version_at_a_place_that_was_noted_stays_restricted(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    folder = write(tmp_path / "in", {"a/x.md": TEXT})
    take(store, folder, customer=CAR)
    set_document(store, BOSS, _the(store).id, restricted=True)
    take(store, write(folder, {"b/x.md": TEXT}), customer=CAR)
    (folder / "a/x.md").unlink()
    take(store, write(folder, {"b/x.md": f"{TEXT}\n又。\n"}), customer=CAR)
    assert _the(store).open_restricted


def test_what_an_admin_opens_in_the_tray_is_not_restricted_again(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    rules(store)
    folder = write(tmp_path / "in", {"合同/x.md": TEXT})
    take(store, folder)
    (one,) = waiting(store, BOSS)
    assign(store, BOSS, [Decision(id=one.held.id, customer=CAR, restricted=False)])
    for customer in (None, CAR):
        take(store, folder, customer=customer)
        assert not _the(store).open_restricted
    entries = [one for one in audit.entries(store.sql) if one.action == "document.restricted"]
    assert [(one.actor, one.subject, one.details["restricted"]) for one in entries] == [
        ("boss", _the(store).id, False)
    ]


def test_who_restricts_in_the_tray_is_audited_not_who_took_it_in(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    take(store, write(tmp_path / "in", {"x.md": TEXT}), unit=WEST)
    take(store, write(tmp_path / "in2", {"y.md": TEXT}), customer=CAR)
    (one,) = waiting(store, BOSS)
    assign(store, BOSS, [Decision(id=one.held.id, customer=CAR, unit=EAST, restricted=True)])
    assert [e.actor for e in audit.entries(store.sql) if e.action == "document.restricted"] == ["boss"]


def test_an_admins_word_before_the_rule_or_a_better_reader_stands(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    folder = write(tmp_path / "in", {"合同/x.md": TEXT})
    take(store, folder, customer=CAR)
    set_document(store, BOSS, _the(store).id, restricted=False)  # as it is: a word all the same
    rules(store)
    take(store, folder, customer=CAR)
    with store.sql.write() as connection:
        connection.execute(sa.update(tables.documents).values(parser="older/1"))
    assert take(store, folder, customer=CAR).documents == 1
    assert not _the(store).open_restricted


@pytest.mark.parametrize("unit", [EAST, WEST])
def test_a_newer_version_of_what_was_moved_away_stays_restricted(
    store: Store, tmp_path: Path, unit: str
) -> None:
    begin(store, tmp_path / "first")
    folder = write(tmp_path / "in", {"x.md": TEXT})
    take(store, folder, customer=CAR)
    set_document(store, BOSS, _the(store).id, restricted=True)
    set_document(store, BOSS, _the(store).id, customer="丙公司", unit=unit, create=True)
    take(store, write(folder, {"x.md": f"{TEXT}\n又。\n"}), customer=CAR)
    assert [d.open_restricted for d in list_documents(store.sql, viewer(EAST)) if d.customer == CAR] == [
        False,  # the one of the beginning
        True,
    ]
