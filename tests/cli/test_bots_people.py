"""Visits, users, groups and what bots would tell, as the command line shows them."""

from pathlib import Path

import pytest

from tests.support.shell import yiju
from tests.support.stored import settings_for
from yiju.store.customers import ensure_customer
from yiju.store.store import Store


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A folder with one customer and nobody else."""
    monkeypatch.setenv("YIJU_EMBEDDER", "hashing")
    with Store.open(settings_for(tmp_path / "data")) as store:
        ensure_customer(store.sql, "莱茵汽车", "main")
    return str(tmp_path / "data")


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("users", "list"), "yiju users add"),
        (("users", "links"), "yiju users link"),
        (("bots", "groups", "list"), "yiju bots groups declare"),
        (("visits", "list"), "yiju visits add"),
    ],
)
def test_a_list_of_nothing_says_so_and_what_to_do(data: str, command: tuple[str, ...], told: str) -> None:
    ran = yiju(*command, "--data", data)
    assert (ran.code, ran.out) == (0, "") and told in ran.err
    assert "还没有" in ran.err or "没有拜访" in ran.err
    as_json = yiju(*command, "--data", data, "--json")
    assert list(as_json.json.values()) == [[]] and as_json.err == ""


def test_a_visit_in_the_past_is_kept_with_a_remark(data: str) -> None:
    yiju("users", "add", "rep", "--role", "rep", "--unit", "main", "--data", data)
    past = yiju("visits", "add", "莱茵汽车", "--at", "2020-03-12", "--as", "rep", "--data", data)
    assert past.code == 0 and "2020-03-12 09:00" in past.out and "已经过去" in past.err
    again = yiju("visits", "add", "莱茵汽车", "--at", "2020-03-12", "--as", "rep", "--data", data, "--json")
    assert again.json["past"] is True
    ahead = yiju("visits", "add", "莱茵汽车", "--at", "2090-03-12", "--as", "rep", "--data", data)
    assert (ahead.code, ahead.err) == (0, "")


def test_what_would_be_told_begins_with_what_it_is_of_which_day_and_for_whom(data: str) -> None:
    yiju("users", "add", "rep", "--role", "rep", "--unit", "main", "--data", data)
    yiju("visits", "add", "莱茵汽车", "--at", "2090-03-12 14:00", "--as", "rep", "--data", data)
    base = ("--as", "rep", "--dry-run", "--today", "2090-03-12", "--data", data)
    digest = yiju("bots", "digest", *base)
    assert digest.out.startswith("每日速览 · 03-12（发给 rep；没有发送）"), digest
    brief = yiju("bots", "brief", "--visit", _only_visit(data), *base)
    assert brief.out.startswith("拜访简报 · 莱茵汽车 · 03-12 14:00（发给 rep；没有发送）"), brief


def _only_visit(data: str) -> str:
    (visit,) = yiju("visits", "list", "--data", data, "--as", "rep", "--json").json["visits"]
    return str(visit["id"])
