"""Whose things are, what their names are, and what of them is kept once: in small."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.sync import support
from tests.sync.support import Box, BoxSource, config, current, documents, items, run, text
from yiju.store.clock import now
from yiju.store.customers import ensure_customer
from yiju.store.store import Store
from yiju.store.sync_tables import sync_items
from yiju.sync import registry
from yiju.sync.base import Item
from yiju.sync.config import plain_secrets
from yiju.sync.folder import Config
from yiju.sync.kept import storable
from yiju.sync.lease import held
from yiju.sync.placing import Placing
from yiju.sync.run import run_source
from yiju.sync.state import State


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    """A source of the kind ``box``."""
    made = Box()
    monkeypatch.setitem(registry.KINDS, "box", "tests.sync.support")
    monkeypatch.setattr(support, "connect", lambda one, _pace: BoxSource(one.name, made), raising=False)
    yield made


def test_whom_the_source_names_and_nobody_knows_is_not_its_usual_customer(store: Store) -> None:
    ensure_customer(store.sql, "大众汽车", "main", ["大众"])
    placing = Placing(store, config())
    told = {
        one: placing.customer(Item("k", "1", "x", "", customer=one))
        for one in ("", "大众", "莱茵汽车", "别家")
    }
    assert told == {"": "莱茵汽车", "大众": "大众汽车", "莱茵汽车": "莱茵汽车", "别家": None}


def test_names_that_are_no_utf_8_are_read_as_people_gave_them(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "in" / os.fsdecode("客户".encode("gbk"))
    folder.mkdir(parents=True)
    for name in ("报价", "合同"):
        path = folder / os.fsdecode(name.encode("gbk") + b".md")
        path.write_text(text(name), encoding="utf-8")
        os.utime(path, (1_700_000_000, 1_700_000_000))
    given = Config(
        name="in", kind="folder", customer="莱茵汽车", path=str(tmp_path / "in"), include=["客户/*"]
    )
    ran = run_source(store, given, threading.Event())
    assert (ran.outcome, ran.counts["read"]) == ("done", 2), ran
    assert set(current(store)) == {"报价", "合同"}
    assert {one.item["name"] for one in items(store, "in").values()} == {"报价.md", "合同.md"}
    assert run_source(store, given, threading.Event()).counts == {"offered": 2, "unchanged": 2}


def test_different_keys_stay_different() -> None:
    kept = {storable(Item(key, "1", "x", "")).key for key in ("\udcb1", "\udcb2", "?", "好")}
    assert len(kept) == 4


def test_of_many_copies_one_takes_over_what_went(store: Store) -> None:
    with held(store, "box") as lease:
        state = State(store.sql, config(), "main", lease)
        with store.sql.write() as connection:
            moment = now(connection)
            connection.execute(sa.insert(sync_items), [_row(n, moment) for n in range(400)])
        moved = state.moved()
        assert len(moved) == 200 and len({original for _key, _old, original, _item in moved}) == 1
        state.rehomed([key for key, *_ in moved])
        assert state.moved() == []


def _row(n: int, moment: Any) -> dict[str, Any]:
    item: dict[str, Any] = {"key": str(n), "version": "1", "name": "空白.docx", "uri": "", "facts": {}}
    about = {"version": "1", "outcome": "read", "reason": "", "attempts": 1, "sha256": "a" * 64}
    place = {"original": f"box/{n}/x", "place": f"file:///{n}"}
    item |= {"customer": "", "date": None, "ref": "", "folder": ""}
    return {
        "source": "box",
        "key_sha256": f"{n:064}",
        "item": item,
        "gone": n % 2 == 0,
        "seen_at": moment,
        **about,
        **place,
    }


def test_what_moved_is_dealt_with_once(store: Store, box: Box) -> None:
    box.texts = {"a/报价.md": text("报价"), "b/报价.md": text("报价")}
    run(store)
    box.texts = {"c/报价.md": text("报价")}
    run(store)
    assert {key: bool(one.original) for key, one in items(store).items()} == {
        "a/报价.md": False,
        "b/报价.md": False,
        "c/报价.md": True,
    }
    assert len(documents(store)) == 1 and run(store).counts == {"offered": 1, "unchanged": 1}


@pytest.mark.parametrize(
    ("told", "where"),
    [
        ({"params": {"key": "x"}}, "params.key"),
        ({"headers": {"X-Auth-Key": "x"}}, "headers.X-Auth-Key"),
        ({"headers": {"Ocp-Apim-Subscription-Key": "x"}}, "headers.Ocp-Apim-Subscription-Key"),
        ({"params": {"secretKey": "x"}}, "params.secretKey"),
        ({"body": {"auth": {"sk": "x"}}}, "body.auth.sk"),
        ({"url": "https://a.example/rss?key=x"}, "url"),
        ({"url": "https://a.example/rss?secret_key=x"}, "url"),
        ({"params": {"key": "env:KEY", "keyword": "x"}, "fields": {"key": "id"}, "body": {"desk": "x"}}, ""),
    ],
)
def test_a_key_that_is_sent_is_a_secret(told: dict[str, Any], where: str) -> None:
    assert next(plain_secrets(told), "") == where


def test_a_name_that_means_several_is_for_a_person_to_place(store: Store) -> None:
    for name, alias in (("红星电子", "红星"), ("红星机械", "红星"), ("甲", "甲方"), ("甲乙公司", "甲")):
        ensure_customer(store.sql, name, "main", [alias])
    placing = Placing(store, config(customer=""))
    told = {
        one: placing.customer(Item("k", "1", "x", "", customer=one))
        for one in ("红星", "甲", "甲方", "红星机械")
    }
    assert told == {"红星": None, "甲": "甲", "甲方": "甲", "红星机械": "红星机械"}
