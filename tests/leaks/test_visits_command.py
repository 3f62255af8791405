"""``yiju visits``, run as a shell runs it: whose visits somebody sees, and to which customers."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.shell import Ran, yiju
from tests.support.stored import settings_for
from tests.support.traces import foreign_to
from tests.support.world import (
    AUTO,
    BLIND,
    CUSTOMERS,
    MEDICAL,
    NAMESAKE,
    UNITS,
    USERS,
    fill,
    who,
    write_files,
)
from yiju.store.store import Store

AT = "2026-03-12 14:00"


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings but the tests' own."""
    for name in [name for name in os.environ if name.startswith("YIJU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("YIJU_EMBEDDER", "hashing")


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Each unit's rep goes to the namesake, each for a reason of their own."""
    folder = tmp_path_factory.mktemp("visits")
    with Store.open(settings_for(folder / "data")) as store:
        fill(store, write_files(folder / "files"), *UNITS, with_samples=False)
        for unit in UNITS:
            ran = _as(store, f"rep_{unit}", "add", NAMESAKE, "--at", AT, "--subject", f"只谈{unit}的事")
            assert ran.code == 0, ran
        yield store


def _as(store: Store, user: str, *arguments: str) -> Ran:
    return yiju("visits", *arguments, "--as", user, "--data", str(store.settings.data))


@pytest.mark.parametrize("user", USERS)
def test_a_list_holds_ones_own_and_for_a_head_their_units(planned: Store, user: str) -> None:
    viewer = who(planned, user)
    heads = viewer.roles & {"director", "admin"}
    shown = {} if user in BLIND else {u: f"rep_{u}" for u in viewer.units if heads or user == f"rep_{u}"}
    for form in ((), ("--json",)):
        ran = _as(planned, user, "list", *form)
        assert ran.code == 0
        for unit in UNITS:
            assert (f"只谈{unit}的事" in ran.out) == (unit in shown)
        assert foreign_to(planned, viewer).in_text(ran.out) == []
    found = _as(planned, user, "list", "--user", "rep_auto", "--json").json["visits"]
    assert {one["user"] for one in found} == ({"rep_auto"} & set(shown.values()))


@pytest.mark.parametrize("user", [*BLIND, "rep_medical", "admin_medical", "both"])
def test_a_visit_of_others_is_as_unknown_as_one_that_never_was(planned: Store, user: str) -> None:
    (visit,) = _as(planned, "rep_auto", "list", "--json").json["visits"]
    ran, unknown = (_as(planned, user, "remove", one) for one in (visit["id"], "v0"))
    assert ran.code == unknown.code == 1
    assert ran.err.replace(visit["id"], "v0") == unknown.err
    assert len(_as(planned, "rep_auto", "list", "--json").json["visits"]) == 1


@pytest.mark.parametrize("user", ["rep_auto", "nobody", "client"])
def test_a_customer_of_others_is_as_unknown_as_one_that_never_was(
    planned: Store, user: str, tmp_path: Path
) -> None:
    traces = foreign_to(planned, who(planned, user))
    ran, unknown = (_as(planned, user, "add", name, "--at", AT) for name in ("华信检验", "莫须有公司"))
    assert ran.code == unknown.code == 1
    assert ran.err.replace("华信检验", "莫须有公司") == unknown.err
    rows = tmp_path / "v.csv"
    rows.write_text("客户,时间\n华信检验,2026-03-12 9:00\n", encoding="utf-8")
    calendar = tmp_path / "v.ics"
    calendar.write_text(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:拜访华信检验\n"
        "DTSTART:20260312T010000Z\nEND:VEVENT\nEND:VCALENDAR\n",
        encoding="utf-8",
    )
    for path, code in ((rows, 1), (calendar, 0)):
        taken = _as(planned, user, "import", str(path), "--json")
        assert taken.code == code
        assert taken.json["kept"] == {"added": 0, "changed": 0, "same": 0}
        assert traces.in_text(taken.out, said="华信检验") == []


def test_only_a_head_plans_for_others_and_only_where_both_see_the_customer(planned: Store) -> None:
    for user, whose, told in (
        ("both", "rep_auto", "只能登记自己的拜访"),
        ("admin_medical", "rep_auto", "看不到客户"),
        ("boss", "nobody", "看不到客户"),
        ("boss", "ghost", "没有这个用户"),
    ):
        name = f"{NAMESAKE}（{MEDICAL if user == 'admin_medical' else AUTO}）"
        ran = _as(planned, user, "add", name, "--at", AT, "--user", whose)
        assert ran.code == 1 and told in ran.err, ran
    ran = _as(planned, "head_auto", "add", NAMESAKE, "--at", "2026-04-01", "--user", "rep_auto", "--json")
    assert (ran.code, ran.json["user"], ran.json["unit"]) == (0, "rep_auto", AUTO)
    assert _as(planned, "rep_auto", "remove", ran.json["id"]).code == 0
    assert CUSTOMERS[AUTO][1] == NAMESAKE
