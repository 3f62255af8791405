"""What has become a document waits in no tray; what was dismissed comes back into none."""

import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.support.stored import viewer
from tests.support.unassigned import CAR, EAST, LAB, WEST, begin, mail, rules, take, write

from yiju.errors import NotFound
from yiju.ingest.assign.clearing import Decision, assign_each, dismiss, waiting
from yiju.ingest.pipeline import IngestReport, ingest
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store import audit
from yiju.store.documents import list_documents
from yiju.store.store import Store
from yiju.store.tray_tables import tray

BOSS = viewer(EAST, WEST, role="admin", user="boss")
PLAIN = "# 某某\n\n没有线索的一段话。\n"


def _both(store: Store, folder: Path) -> IngestReport:
    return ingest(store, HashingEmbedder(), [folder], customer=None, unit=EAST, units={EAST, WEST})


def _held(store: Store) -> list[str]:
    with store.sql.read() as connection:
        return list(connection.scalars(sa.select(tray.c.unit)))


def test_an_answer_that_turns_out_to_be_another_units_waits_no_longer(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    rules(store, f"domains:\n  lab.example: {{customer: {LAB}, unit: {WEST}}}\n")
    files = {
        "a.eml": mail(2, "li@unknown.example", "Re: x", "好的", answers=1),
        "b.eml": mail(1, "li@lab.example", "x", "价格"),
    }
    report = _both(store, write(tmp_path / "in", files))
    assert (report.documents, report.unassigned, _held(store)) == (2, 0, [])


def test_a_customer_of_another_unit_who_is_named_takes_it_out_of_the_tray(
    store: Store, tmp_path: Path
) -> None:
    begin(store, tmp_path / "first")
    folder = write(tmp_path / "in", {"x.md": PLAIN})
    assert take(store, folder).unassigned == 1
    take(store, write(folder, {"x.md": f"{PLAIN}\n新的一段。\n"}), customer=LAB, unit=WEST)
    assert _held(store) == []  # an older one that waited could still have been published to another
    with store.sql.read() as connection:
        ((_at, went),) = audit.details_of(connection, "tray.assigned")
    assert (went["unit"], went["from"]) == (WEST, EAST)


def test_what_another_file_has_waits_on_in_the_other_unit(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    take(store, write(tmp_path / "in", {"x.md": PLAIN}))
    take(store, write(tmp_path / "other", {"x.md": PLAIN}), customer=LAB, unit=WEST)
    assert _held(store) == [EAST]


def test_dismissed_stays_away_from_the_unit_that_a_rule_gives(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    rules(store, 'paths:\n  - match: "{unit}/**"\n')
    folder = write(tmp_path / "in", {f"{WEST}/x.md": PLAIN})
    assert _both(store, folder).unassigned == 1
    (one,) = waiting(store, BOSS)
    assert one.held.unit == WEST
    dismiss(store, BOSS, [one.held.id])
    os.utime(folder / WEST / "x.md", (1_700_000_000, 1_700_000_000))
    again = _both(store, folder)
    assert (again.unassigned, _held(store)) == (0, [])


def test_a_name_that_is_no_text_waits_like_any_other(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / os.fsdecode(b"\xff\xfe.md")).write_text("没有线索的一段话。\n", encoding="utf-8")
    report = take(store, folder)
    assert (report.failed, report.unassigned) == ([], 1)
    (one,) = waiting(store, BOSS)
    assert one.model_dump_json() and "\ufffd" in one.held.title
    assert [d.customer for d in list_documents(store.sql, BOSS)].count(CAR) == 1


def test_of_several_one_that_fails_is_told_and_keeps_no_other_back(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    take(store, write(tmp_path / "in", {"x.md": PLAIN, "y.md": f"{PLAIN}\n又一段。\n"}))
    one, other = [found.held.id for found in waiting(store, BOSS)]
    wrong = "h000000000000"
    made, failed = assign_each(store, BOSS, [Decision(id=i, customer=CAR) for i in (one, wrong, other)])
    assert [done.id for done in made] == [one, other]
    assert [bad["id"] for bad in failed] == [wrong] and _held(store) == []
    with pytest.raises(NotFound):
        assign_each(store, BOSS, [Decision(id=wrong, customer=CAR)])
