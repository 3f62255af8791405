"""Visits, users, groups and what bots would tell, as the command line shows them."""

import datetime as dt
from pathlib import Path

import pytest

from tests.support.shell import yiju
from tests.support.stored import settings_for
from yiju.store.customers import ensure_customer
from yiju.store.store import Store

SOON = dt.date.today() + dt.timedelta(days=365)


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
    ahead = yiju("visits", "add", "莱茵汽车", "--at", f"{SOON}", "--as", "rep", "--data", data)
    assert (ahead.code, ahead.err) == (0, "")


def test_what_would_be_told_begins_with_what_it_is_of_which_day_and_for_whom(data: str) -> None:
    yiju("users", "add", "rep", "--role", "rep", "--unit", "main", "--data", data)
    yiju("visits", "add", "莱茵汽车", "--at", f"{SOON} 14:00", "--as", "rep", "--data", data)
    base = ("--as", "rep", "--dry-run", "--today", f"{SOON}", "--data", data)
    digest = yiju("bots", "digest", *base)
    assert digest.out.startswith(f"每日速览 · {SOON:%m-%d}（发给 rep；没有发送）"), digest
    brief = yiju("bots", "brief", "--visit", _only_visit(data), *base)
    assert brief.out.startswith(f"拜访简报 · 莱茵汽车 · {SOON:%m-%d} 14:00（发给 rep；没有发送）"), brief


def _only_visit(data: str) -> str:
    (visit,) = yiju("visits", "list", "--data", data, "--as", "rep", "--json").json["visits"]
    return str(visit["id"])


def test_a_unit_that_is_new_is_told_with_those_that_are_known(data: str) -> None:
    add = ("users", "add", "rep", "--role", "rep", "--data", data, "--unit")
    assert yiju(*add, "main").err == ""
    ran = yiju(*add, "mian")
    assert ran.code == 0 and "mian 是新的单元，还没有客户。已有的单元：main。" in ran.err
    as_json = yiju(*add, "mian2", "--json")
    assert as_json.json["units"] == ["mian2"] and "mian2 是新的单元" in as_json.err
    assert yiju(*add, "main").err == ""


def test_quiet_hours_that_are_hardly_meant_are_asked_about_or_explained(data: str) -> None:
    yiju("users", "add", "rep", "--role", "rep", "--unit", "main", "--data", data)
    same = yiju("subscriptions", "quiet", "rep", "22:00-22:00", "--data", data)
    assert same.code == 1 and "不要免打扰写 无" in same.err
    ran = yiju("subscriptions", "quiet", "rep", "8-7", "--data", data)
    assert ran.code == 0 and "08:00-07:00" in ran.out and "23 小时" in ran.err
    assert yiju("subscriptions", "quiet", "rep", "22-7", "--data", data).err == ""


def test_times_are_typed_as_people_say_them_and_a_folder_is_named(data: str) -> None:
    yiju("users", "add", "rep", "--role", "rep", "--unit", "main", "--data", data)
    ran = yiju("visits", "add", "莱茵汽车", "--at", "后天上午十点", "--as", "rep", "--data", data)
    assert ran.code == 0 and " 10:00" in ran.out and ran.err == ""
    far = yiju("visits", "add", "莱茵汽车", "--at", "9999-01-01", "--as", "rep", "--data", data)
    assert far.code == 1 and "时间太远" in far.err
    folder = yiju("visits", "import", ".", "--as", "rep", "--data", data)
    assert folder.code == 1 and "这是一个文件夹：." in folder.err
