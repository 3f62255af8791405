"""What was forgotten leaves no trace on the disk, and comes back by no other way."""

from collections.abc import Iterator
from email.message import EmailMessage
from importlib import import_module
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.sync import support
from tests.sync.support import Box, BoxSource, config, current, documents, items, row, run, text
from yiju.store.access import local_viewer
from yiju.store.forget import forget_document
from yiju.store.store import Store
from yiju.store.sync_forgetting import FORGOTTEN, without_forgotten
from yiju.store.sync_tables import sync_items, sync_sources
from yiju.store.tray_tables import tray as held_rows
from yiju.sync import registry
from yiju.sync.base import Item
from yiju.sync.intake import Intake
from yiju.sync.lease import held
from yiju.sync.originals import key_sha256
from yiju.sync.state import READ, Result, State


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    """A source of the kind ``box``."""
    made = Box()
    monkeypatch.setitem(registry.KINDS, "box", "tests.sync.support")
    monkeypatch.setattr(support, "connect", lambda one, _pace: BoxSource(one.name, made), raising=False)
    yield made


def _forget(store: Store, title: str) -> None:
    (document,) = (one.id for one in documents(store) if one.title == title and one.state == "current")
    forget_document(store, local_viewer(store.sql), document)


def _files(store: Store) -> list[str]:
    folder = Path(store.settings.data) / "originals"
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_what_a_killed_process_left_half_written_goes_too(store: Store, box: Box) -> None:
    box.texts = {"报价.md": text("报价")}
    run(store)
    path = Path(store.settings.data) / "originals" / str(items(store)["报价.md"].original)
    (path.parent / ".half").write_text("写到一半")
    _forget(store, "报价")
    assert _files(store) == [] and not path.parent.exists()


def test_a_copy_is_removed_before_it_is_noted_whatever_dies(
    store: Store, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.texts = {"报价.md": text("报价")}
    run(store)
    _forget(store, "报价")
    box.texts = {"副本.md": text("报价")}
    with monkeypatch.context() as patched:
        patched.setattr(Intake, "_drop", _killed)
        with pytest.raises(KeyboardInterrupt):
            run(store)
    assert _files(store) == []
    run(store)
    assert _files(store) == [] and current(store) == {}


def test_what_is_forgotten_while_a_run_dies_is_swept_by_the_next(
    store: Store, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.texts = {"报价.md": text("报价")}
    run(store)
    box.texts = {"报价.md": text("报价", "新的一版。")}
    box.before = lambda _name: _forget(store, "报价") if current(store) else None
    with monkeypatch.context() as patched:
        patched.setattr(Intake, "_settle", _killed)
        with pytest.raises(KeyboardInterrupt):
            run(store)
    assert _files(store) == ["报价.md"]
    box.texts = {}  # never offered again
    run(store)
    assert _files(store) == []


def _killed(*_given: object) -> None:
    raise KeyboardInterrupt


def test_under_another_name_the_source_does_not_bring_it_back(store: Store, box: Box) -> None:
    box.texts = {"报价.md": text("报价"), "纪要.md": text("纪要")}
    run(store)
    _forget(store, "报价")
    ran = run(store, config("renamed"))
    assert ran.counts["skipped"] == 1 and set(current(store)) == {"纪要"}
    assert _files(store) == ["纪要.md"] * 2
    run(store, config("elsewhere", unit="west", customer="另一家"))  # of another unit, it is theirs
    assert [one.unit for one in documents(store) if one.title == "报价"] == ["west"]


def test_under_another_name_no_other_version_of_it_comes_back(store: Store, box: Box) -> None:
    box.texts = {"报价.md": text("报价"), "纪要.md": text("纪要")}
    run(store)
    _forget(store, "报价")
    box.texts["报价.md"] = text("报价", "另一版。")
    ran = run(store, config("renamed"))
    assert ran.counts["skipped"] == 1 and set(current(store)) == {"纪要"}
    assert _files(store) == ["纪要.md"] * 2
    box.texts["报价.md"] = text("报价", "又一版。")
    run(store, config("renamed"))
    assert set(current(store)) == {"纪要"}
    run(store, config("elsewhere", unit="west", customer="另一家"))
    assert [one.unit for one in documents(store) if one.title == "报价"] == ["west"]


def test_what_a_thing_is_does_not_hang_on_the_name_of_its_source() -> None:
    def thing(kind: str, fields: dict[str, object], key: str = "1") -> str:
        model = import_module(registry.KINDS[kind]).Config
        return str(model(kind=kind, **{"name": "n", **fields}).thing(key))

    rest: dict[str, object]
    rest, mail = {"url": "https://a.example/1", "fields": {"key": "id"}}, {"password": "env:A", "user": "u"}
    pairs: list[tuple[str, dict[str, object], dict[str, object], bool]] = [
        ("folder", {"path": "/srv/a"}, {"path": "/srv/a", "name": "m"}, True),
        ("folder", {"path": "/srv/a"}, {"path": "/srv/b"}, False),
        ("feed", {"url": "https://a.example/1"}, {"url": "https://a.example/1", "follow": True}, True),
        ("feed", {"url": "https://a.example/1"}, {"url": "https://a.example/2"}, False),
        ("web", {"urls": ["https://a.example/1"]}, {"urls": ["https://b.example/1"]}, True),
        ("rest", rest, {**rest, "name": "m", "since": {"param": "a", "field": "b"}}, True),
        ("rest", rest, {**rest, "url": "https://a.example/2"}, False),
        ("rest", rest, {**rest, "params": {"of": "orders"}}, False),
        ("imap", {**mail, "host": "a"}, {**mail, "host": "b"}, True),
    ]
    for kind, one, other, same in pairs:
        assert (thing(kind, one) == thing(kind, other)) is same, (kind, one, other)
        assert thing(kind, one) != thing(kind, one, "2")


def test_the_list_that_a_source_remembers_says_nothing_of_it(store: Store, box: Box) -> None:
    box.texts = {"报价.md": text("报价")}
    run(store)
    cursor = '{"pages": {"报价.md": {"name": "张三"}, "b": {"at": 1}}}'
    with store.sql.write() as connection:
        connection.execute(sa.update(sync_sources).values(cursor=f"abc:{cursor}"))
    _forget(store, "报价")
    assert row(store).cursor == 'abc:{"pages": {"b": {"at": 1}}}'
    with held(store, "box") as lease:
        state = State(store.sql, config(), "main", lease)
        state.settle([], cursor, state.begin()[1])  # and is told so again
    assert row(store).cursor.partition(":")[2] == '{"pages": {"b": {"at": 1}}}'
    for plain in ("2026-01-01", "{broken", ""):
        assert without_forgotten(plain, [key_sha256("报价.md")]) == plain


def test_no_run_writes_over_what_was_forgotten(store: Store, box: Box) -> None:
    box.texts = {"报价.md": text("报价")}
    run(store)
    _forget(store, "报价")
    with held(store, "box") as lease:
        state = State(store.sql, config(), "main", lease)
        moment = state.begin()[1]
        item = Item("报价.md", "2", "报价.md", "")
        state.prepare([Result(item, "x/y", "file:///x")], moment)
        state.settle([Result(item, "x/y", "file:///x", READ, sha256="a" * 64)], None, moment)
        assert state.unseen(moment) == 0
    with store.sql.read() as connection:
        mine = sa.and_(sync_items.c.source == "box", sync_items.c.key_sha256 == key_sha256("报价.md"))
        kept = connection.execute(sa.select(sync_items).where(mine)).one()
    assert (kept.outcome, kept.item, kept.original, kept.gone) == (FORGOTTEN, {}, "", False)


def test_a_forgotten_attachment_comes_back_by_no_other_mail(store: Store, box: Box) -> None:
    box.texts = {"一.eml": _mail("请看附件。")}
    run(store, config(customer="莱茵汽车"))
    _forget(store, "报价")
    assert _files(store) == []  # the mail holds it
    box.texts = {"二.eml": _mail("再发一次附件。")}
    ran = run(store, config("other", customer=""))
    assert ran.outcome == "done", ran
    assert "报价" not in current(store)
    with store.sql.read() as connection:
        waiting = connection.execute(sa.select(held_rows.c.source_key)).scalars().all()
    assert waiting and not any("#" in one for one in waiting)


def _mail(words: str) -> str:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@x.example", "b@y.example", words
    mail["Message-ID"] = f"<{len(words)}@x.example>"
    mail.set_content(f"您好，\n\n{words}\n")
    mail.add_attachment(text("报价"), subtype="markdown", filename="报价.md")
    return mail.as_string()
