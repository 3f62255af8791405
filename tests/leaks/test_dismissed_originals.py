"""What a source brought and an admin dismissed is kept nowhere: no original of it, no name."""

import json
import os
import threading
from pathlib import Path
from urllib.parse import unquote

import pytest
import sqlalchemy as sa

from tests.store.conftest import postgres, sql_url, store
from tests.support.stored import viewer
from tests.support.unassigned import CAR, EAST, LAB, SECRET, WEST, begin, mail, take, write
from yiju.ingest.assign.clearing import Decision, assign, dismiss, waiting
from yiju.store import schema
from yiju.store.documents import list_documents
from yiju.store.forget import forget_document
from yiju.store.moving import set_document
from yiju.store.store import Store
from yiju.store.sync_tables import sync_items, sync_sources
from yiju.sync.folder import Config
from yiju.sync.run import run_source

__all__ = ["postgres", "sql_url", "store"]

BOSS = viewer(EAST, WEST, role="admin", user="boss")


def _read(store: Store, folder: Path, customer: str = "") -> None:
    for path in folder.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))  # what is being written is left for the next time
    told = {"name": "in", "kind": "folder", "unit": EAST, "path": str(folder)}
    config = Config.model_validate(told | ({"customer": customer} if customer else {}))
    ran = run_source(store, config, threading.Event())
    assert ran.outcome == "done" and not ran.last_failure, ran


def _kept(store: Store) -> list[str]:
    """Originals that hold the secret or are named by it, and what is remembered of items."""
    files = [path for path in (store.settings.data / "originals").rglob("*") if path.is_file()]
    found = [str(path) for path in files if SECRET in path.name or SECRET.encode() in path.read_bytes()]
    with store.sql.read() as connection:
        rows = [
            json.dumps([str(value) for value in row], ensure_ascii=False)
            for row in connection.execute(sa.select(sync_items))
        ]
    return [*found, *(row for row in rows if SECRET in row)]


def test_a_dismissed_document_leaves_no_original_and_no_name(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    folder = write(tmp_path / "inbox", {f"{SECRET}.md": f"# {SECRET}\n\n{SECRET}。\n"})
    _read(store, folder)
    (one,) = waiting(store, BOSS)
    assert _kept(store)
    cursor = json.dumps({"pages": {f"{SECRET}.md": {"name": SECRET}, "b": {}}}, ensure_ascii=False)
    with store.sql.write() as connection:  # as a source of pages remembers its list
        connection.execute(sa.update(sync_sources).values(cursor=f"abc:{cursor}"))
    dismiss(store, BOSS, [one.held.id])
    assert _kept(store) == []
    with store.sql.read() as connection:
        assert connection.scalar(sa.select(sync_sources.c.cursor)) == 'abc:{"pages": {"b": {}}}'
    _read(store, folder)
    assert _kept(store) == [] and waiting(store, BOSS) == []


def test_an_original_stays_while_something_else_in_it_waits(store: Store, tmp_path: Path) -> None:
    begin(store, tmp_path / "first")
    head = mail(7, "li@unknown.example", SECRET, "").partition("\n\n")[0]
    head = head.replace("text/plain; charset=utf-8", "multipart/mixed; boundary=x")
    part = "--x\nContent-Type: text/plain; charset=utf-8\n"
    attached = 'Content-Disposition: attachment; filename="d.txt"\n'
    text = f"{head}\n\n{part}\n见附件。\n{part}{attached}\n{SECRET}一段话。\n--x--\n"
    _read(store, write(tmp_path / "inbox", {"来函.eml": text}))
    found = {"#" in one.held.source_key: one.held.id for one in waiting(store, BOSS)}
    assert set(found) == {True, False}
    dismiss(store, BOSS, [found[False]])
    assert len(_kept(store)) == 1  # the attachment still waits in it
    dismiss(store, BOSS, [found[True]])
    assert _kept(store) == []


@pytest.mark.parametrize("how", ["dismissed", "moved and forgotten"])
def test_no_table_keeps_the_name_of_a_file_that_is_erased(store: Store, tmp_path: Path, how: str) -> None:
    begin(store, tmp_path / "first")
    folder = write(tmp_path / "in", {f"{SECRET}.md": "# 某某\n\n没有线索的一段话。\n"})
    take(store, folder, customer=None if how == "dismissed" else CAR)
    if how == "dismissed":
        (one,) = waiting(store, BOSS)
        dismiss(store, BOSS, [one.held.id])
    else:
        (found,) = [d for d in list_documents(store.sql, BOSS) if d.title == "某某"]
        set_document(store, BOSS, found.id, customer=LAB, unit=WEST)
        forget_document(store, BOSS, found.id)
    with store.sql.read() as connection:
        for table in schema.metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                assert SECRET not in unquote(str(row)), table.name
    assert take(store, folder).documents == 0  # and still it stays away


@pytest.mark.parametrize("customer", ["", CAR])
def test_what_is_told_of_a_mail_names_no_dismissed_attachment(
    store: Store, tmp_path: Path, customer: str
) -> None:
    begin(store, tmp_path / "first")
    head = mail(7, "li@unknown.example", "来函", "").partition("\n\n")[0]
    head = head.replace("text/plain; charset=utf-8", "multipart/mixed; boundary=x")
    part = "--x\nContent-Type: text/plain; charset=utf-8\n"
    attached = f'Content-Disposition: attachment; filename="{SECRET}.txt"\n'
    for body in ("见附件。", "又及。"):
        text = f"{head}\n\n{part}\n{body}\n{part}{attached}\n一段话。\n--x--\n"
        _read(store, write(tmp_path / "inbox", {"来函.eml": text}), customer if body == "又及。" else "")
        for one in waiting(store, BOSS):
            if "#" in one.held.source_key:
                dismiss(store, BOSS, [one.held.id])
            else:
                assign(store, BOSS, [Decision(id=one.held.id, customer=CAR, alone=True)])
    with store.sql.read() as connection:
        told = connection.scalars(sa.select(sync_items.c.reason)).all()
    assert len(told) == 1 and SECRET not in told[0]
