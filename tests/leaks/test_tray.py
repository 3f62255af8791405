"""What waits in the tray is met nowhere: no table but its own holds a word of it; nobody but admins hears."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.store.conftest import sql_url, store
from tests.support.samples import TODAY, reader
from tests.support.shell import Ran, yiju
from tests.support.stored import viewer
from tests.support.unassigned import CAR, EAST, LAB, SECRET, WEST, begin, take, write
from yiju.copilot.service import Copilot
from yiju.ingest.assign.clearing import waiting
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.chunks import find_chunks
from yiju.store import schema
from yiju.store.documents import list_documents
from yiju.store.store import Store
from yiju.store.users import save_user

__all__ = ["sql_url", "store"]

HELD = "合作意向"
USERS = {
    "rep": (["rep"], [EAST]),
    "head": (["director"], [EAST]),
    "other": (["admin"], [WEST]),
    "root": (["admin"], []),
    "odd": (["customer", "admin"], [EAST]),
}
"""Nobody of these may know of a document that waits in ``EAST``."""


@pytest.fixture
def held(store: Store, tmp_path: Path) -> Iterator[str]:
    """The id of a document that waits; its text and its file's name hold the secret."""
    begin(store, tmp_path / "first")
    text = f"# {HELD}{SECRET}\n\n日期：2026-01-09\n\n{CAR}与{LAB}都提到{SECRET}，付款条件是预付。\n"
    assert take(store, write(tmp_path / "in", {f"{SECRET}.md": text})).unassigned == 1
    for name, (roles, units) in USERS.items():
        save_user(store.sql, name, roles=roles, units=units, actor="test")
    (one,) = waiting(store, viewer(EAST, role="admin"))
    yield one.held.id


def test_no_other_table_and_no_index_holds_a_word_of_it(store: Store, held: str) -> None:
    assert held
    with store.sql.read() as connection:
        for table in schema.metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                found = SECRET in json.dumps([str(value) for value in row], ensure_ascii=False)
                assert not found or table.name == "tray", table.name
    assert store.vectors.count() == 2  # one chunk of either customer's own
    everybody = viewer(EAST, WEST, role="admin")
    assert [d.title for d in list_documents(store.sql, everybody)] == ["起", "起"]
    hits = find_chunks(store, HashingEmbedder(), everybody, f"{SECRET}付款条件预付")
    assert all(SECRET not in p.text for hit in hits for p in hit.paragraphs)
    for customer in (CAR, LAB):
        made = Copilot(reader(store, everybody)).ask("付款条件是什么", customer=customer, as_of=TODAY)
        assert SECRET not in made.model_dump_json()


def _as(store: Store, user: str, *arguments: str) -> Ran:
    return yiju(*arguments, "--as", user, "--data", str(store.settings.data))


def test_commands_tell_others_nothing_of_it(
    store: Store, held: str, monkeypatch: pytest.MonkeyPatch, sql_url: str
) -> None:
    monkeypatch.setenv("YIJU_EMBEDDER", "hashing")
    monkeypatch.setenv("YIJU_DATABASE_URL", sql_url)
    for user in USERS:
        for line in (
            ("tray", "list"),
            ("tray", "assign", "ID", "--customer", CAR),
            ("tray", "assign", "--suggested"),
            ("tray", "dismiss", "ID"),
            ("documents", "set", "ID", "--restricted"),
        ):
            ran = _as(store, user, *(held if part == "ID" else part for part in line))
            never = _as(store, user, *("h000000000000" if part == "ID" else part for part in line))
            assert ran.code == never.code, (user, line)
            assert (ran.out, ran.err.replace(held, "ID")) == (
                never.out,
                never.err.replace("h000000000000", "ID"),
            )
            assert SECRET not in ran.out + ran.err and HELD not in ran.out + ran.err
            if user != "other" and line[0] == "tray":
                assert ran.code == 1 and "没有处理未归属资料的权限" in ran.err
    assert len(waiting(store, viewer(EAST, role="admin"))) == 1
