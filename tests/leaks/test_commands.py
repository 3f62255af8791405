"""Every command that takes ``--as``, run as a shell runs it."""

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from tests.support.samples import CAR, DISTRIBUTOR, TODAY
from tests.support.shell import Ran, yiju
from tests.support.traces import Traces, foreign_to
from tests.support.world import AUTO, BLIND, CUSTOMERS, NAMESAKE, USERS, who
from yiju.cli.app import app
from yiju.store.access import local_viewer
from yiju.store.customers import list_customers
from yiju.store.documents import list_documents, paragraphs_of
from yiju.store.store import Store

UNKNOWN = "莫须有公司"
VIEWED = {
    *("strategy", "talk", "ask", "chat", "sources", "cite", "maintain"),
    *("forget", "units", "signal"),
    *("review", "queue", "assign", "kpi", "agreement", "replay", "eval citations"),
    *("prompts list", "prompts promote", "prompts rollback", "prompts history"),
    *("export", "datasets list", "datasets show", "datasets verify", "datasets trace", "datasets delete"),
    *("customers add", "customers remove-alias"),
    *("customers list", "customers tier", "issues open", "issues close", "issues list"),
    *("terms list", "terms add", "terms import", "terms remove"),
    *("tray list", "tray assign", "tray dismiss", "documents set"),
    *("visits add", "visits list", "visits import", "visits remove", "bots brief", "bots digest"),
    *("sync list", "sync news"),
}
"""Commands with ``--as``: each is tested below, or beside this file."""
LOCAL = {
    *("prompts diff", "prompts changes"),
    *("serve", "demo", "ingest", "users add", "users list", "users remove", "audit verify"),
    *("users token", "users sign-out", "users link", "users unlink", "users links"),
    *("bots status", "bots failed", "bots retry"),
    "bots check",
    *("bots groups declare", "bots groups list", "bots groups members", "bots groups remove"),
    *("subscriptions list", "subscriptions add", "subscriptions remove", "subscriptions quiet"),
    *("eval run", "eval compare", "eval support", "eval calibrate", "eval retrieval", "eval terms"),
    "eval injection",
    *("sync run", "sync check"),
    *("rules check", "assign-rules check"),
    "privacy check",
}
"""Commands of whoever owns the data folder: they name no viewer."""
FORMS = ((), ("--json",))
SEEING = sorted(USERS.keys() - set(BLIND))


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings but the tests' own."""
    for name in [name for name in os.environ if name.startswith("YIJU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("YIJU_EMBEDDER", "hashing")


def _as(store: Store, user: str, *arguments: str) -> Ran:
    return yiju(*arguments, "--as", user, "--data", str(store.settings.data))


def _naming(customer: str) -> Iterator[tuple[str, ...]]:
    for form in FORMS:
        yield ("strategy", customer, "--today", str(TODAY), *form)
        yield ("talk", customer, "--scene", "催款", *form)
        yield ("ask", "付款条件是什么", "--customer", customer, *form)
        yield ("sources", "--customer", customer, *form)


def _clean(ran: Ran, traces: Traces, *typed: str) -> None:
    assert traces.in_text(f"{ran.out}\n{ran.err}", said=" ".join(typed)) == [], typed


def _same(ran: Ran) -> tuple[int, str, str]:
    """What two runs share: ids, moments and lengths of time apart."""
    out = re.sub(r"\bs[0-9a-f]{12}\b", "ID", ran.out)
    out = re.sub(r'"(created_at|ingested_at)": "[^"]*"', r'"\1": ""', out)
    return ran.code, re.sub(r'"timings": \{[^}]*\}', "", out), ran.err


def _commands(group: Any, path: str = "") -> Iterator[tuple[str, set[str]]]:
    """Every command with its options."""
    if not hasattr(group, "commands"):
        yield path.strip(), {option for parameter in group.params for option in parameter.opts}
        return
    for name, command in group.commands.items():
        yield from _commands(command, f"{path} {name}")


def test_this_page_knows_every_command() -> None:
    """A new command must be put to the test here, or be one that names no viewer."""
    found = dict(_commands(typer.main.get_command(app)))
    viewed = {name for name, options in found.items() if "--as" in options}
    assert viewed == VIEWED
    assert found.keys() - viewed == LOCAL


@pytest.mark.parametrize(
    ("user", "names"),
    [
        ("rep_auto", (DISTRIBUTOR, "仁澍医院", "华信检验")),
        ("admin_medical", (CAR, "Weserland", "华信底盘")),
        ("root", (CAR, NAMESAKE)),
        ("client", (CAR, NAMESAKE)),
    ],
)
def test_a_customer_of_others_is_as_unknown_as_one_that_never_was(
    world: Store, user: str, names: tuple[str, ...]
) -> None:
    traces = foreign_to(world, who(world, user))
    for line, unknown in zip(_naming("NAME"), _naming(UNKNOWN), strict=True):
        expected = _as(world, user, *unknown)
        assert expected.code == 1
        assert "没有找到客户" in expected.err
        for name in names:
            ran = _as(world, user, *(name if part == "NAME" else part for part in line))
            assert ran.code == 1
            assert (ran.out.replace(name, UNKNOWN), ran.err.replace(name, UNKNOWN)) == (
                expected.out,
                expected.err,
            )
            _clean(ran, traces, name)


def test_a_reps_commands_print_what_they_would_print_alone(world: Store, auto_alone: Store) -> None:
    traces = foreign_to(world, who(world, "rep_auto"))
    lines = [
        ("sources",),
        ("sources", "--json"),
        ("ask", f"{DISTRIBUTOR}的返利比例是多少", "--json"),
        ("ask", "还欠多少钱", "--today", str(TODAY)),
        ("strategy", NAMESAKE, "--today", str(TODAY), "--json"),
        ("talk", NAMESAKE, "--scene", "催款", "--today", str(TODAY)),
    ]
    for line in lines:
        ran = _as(world, "rep_auto", *line)
        assert ran.code == 0, ran
        assert _same(ran) == _same(_as(auto_alone, "rep_auto", *line)), line
        _clean(ran, traces, *line)


@pytest.mark.parametrize("user", USERS)
def test_sources_list_and_count_a_viewers_own(world: Store, user: str) -> None:
    viewer = who(world, user)
    ran = _as(world, user, "sources", "--json")
    every = list_documents(world.sql, local_viewer(world.sql))
    own = [d for d in every if user not in BLIND and d.unit in viewer.units]
    assert [d["id"] for d in ran.json["documents"]] == [d.id for d in own]
    totals = ran.json["totals"]
    assert (totals["documents"], totals["paragraphs"]) == (len(own), sum(d.paragraphs for d in own))
    assert totals["by_customer"].keys() == {d.customer for d in own}
    _clean(ran, foreign_to(world, viewer))


@pytest.mark.parametrize("user", ["rep_auto", "rep_medical", "boss", "odd", "nobody"])
def test_cite_prints_the_paragraphs_of_a_viewers_own(world: Store, user: str) -> None:
    viewer = who(world, user)
    traces = foreign_to(world, viewer)
    every = list_documents(world.sql, local_viewer(world.sql))
    for unit in CUSTOMERS:
        document = next(d for d in every if d.unit == unit and d.paragraphs > 4)
        paragraph = paragraphs_of(world.sql, local_viewer(world.sql), [document.id])[3]
        for form in FORMS:
            ran = _as(world, user, "cite", paragraph.id, *form)
            if user not in BLIND and unit in viewer.units:
                assert ran.code == 0
                assert paragraph.text in (ran.json["text"] if form else ran.out)
            else:
                unknown = _as(world, user, "cite", "dffffffffffff-0001", *form)
                assert ran.code == unknown.code == 1
                assert ran.err.replace(paragraph.id, "ID") == unknown.err.replace("dffffffffffff-0001", "ID")
                assert ran.out.replace(paragraph.id, "ID") == unknown.out.replace("dffffffffffff-0001", "ID")
            _clean(ran, traces, paragraph.id)


@pytest.mark.parametrize("user", USERS)
def test_only_an_admin_of_every_unit_maintains(world: Store, user: str) -> None:
    """Even a count of what is there would tell the others of each other's material."""
    for form in FORMS:
        ran = _as(world, user, "maintain", "--check", *form)
        if user == "boss":
            assert (ran.code, "一致" in ran.out or ran.json["consistent"]) == (0, True)
        else:
            assert ran.code == 1
            assert "没有维护的权限" in ran.err
            assert not re.search(r"\d", ran.out + ran.err)
        _clean(ran, foreign_to(world, who(world, "nobody")))


@pytest.mark.parametrize("user", USERS)
def test_a_dataset_of_others_is_as_unknown_as_one_that_never_was(world: Store, user: str) -> None:
    """What a snapshot holds is put to the test in tests/sandbox/datasets."""
    traces = foreign_to(world, who(world, user))
    head = user not in BLIND and not user.startswith("rep") and user != "both"
    for form in FORMS:
        for what in ("show", "verify", "delete"):
            ran = _as(world, user, "datasets", what, "sft-v1", *form)
            assert ran.code == 1 and ("没有这个数据集：sft-v1" if head else "权限") in ran.err
            _clean(ran, traces)
        assert _as(world, user, "datasets", "trace", "x0", *form).code == 1
        assert _as(world, user, "datasets", "list", *form).code == (0 if head else 1)
        for customer in (CAR, DISTRIBUTOR, NAMESAKE, UNKNOWN):
            ran = _as(world, user, "export", "sft", "--customer", customer, *form)
            assert ran.code == 1
            _clean(ran, traces, customer)


def test_a_document_of_others_is_as_unknown_as_one_that_never_was(world: Store) -> None:
    """And a rep, who may quote their own, may not have it erased."""
    every = list_documents(world.sql, local_viewer(world.sql))
    for user in USERS:
        viewer = who(world, user)
        for unit in CUSTOMERS:
            document = next(d for d in every if d.unit == unit)
            seen = user not in BLIND and unit in viewer.units
            if seen and viewer.roles & {"director", "admin"}:
                continue  # they may: put to the test in tests/cli
            ran = _as(world, user, "forget", document.id, "--yes")
            assert ran.code == 1
            if seen:
                assert "没有删除" in ran.err and "权限" in ran.err
            else:
                unknown = _as(world, user, "forget", "dffffffffffff", "--yes")
                assert (ran.out, ran.err.replace(document.id, "ID")) == (
                    unknown.out,
                    unknown.err.replace("dffffffffffff", "ID"),
                )
    assert list_documents(world.sql, local_viewer(world.sql)) == every


@pytest.mark.parametrize("user", [name for name in USERS if name != "boss"])
def test_customers_are_registered_by_admins_in_their_own_units_alone(world: Store, user: str) -> None:
    traces, before = foreign_to(world, who(world, user)), list_customers(world.sql, local_viewer(world.sql))
    for form in FORMS:
        for line in (("add", "新桥精工", "--domain", "x.example"), ("remove-alias", NAMESAKE, "华信底盘")):
            ran, never = (
                _as(world, user, "customers", *line, "--unit", unit, *form) for unit in (AUTO, "nowhere")
            )
            assert ran.code == 1 and "权限" in ran.err
            assert [ran.out, ran.err] == [one.replace("nowhere", AUTO) for one in (never.out, never.err)]
            _clean(ran, traces, *line, AUTO)
        if user == "admin_medical":
            for name, alias in ((CAR, "Weserland"), (NAMESAKE, "华信底盘")):
                ran = _as(world, user, "customers", "remove-alias", name, alias, *form)
                assert ran.code == 2
                _clean(ran, traces, name, alias)
    assert list_customers(world.sql, local_viewer(world.sql)) == before


@pytest.mark.parametrize("user", USERS)
def test_units_are_a_viewers_own(world: Store, user: str) -> None:
    viewer = who(world, user)
    ran = _as(world, user, "units", "--json")
    if "customer" in viewer.roles:
        assert ran.code == 1 and set(ran.json) == {"error", "hint"}
        _clean(ran, foreign_to(world, viewer))
        return
    told = ran.json["units"]
    assert {one["name"] for one in told} == (set() if user in BLIND else set(viewer.units))
    names = {name for name, (_roles, units) in USERS.items() if set(units) & set(viewer.units)}
    assert {name for one in told for name in one["members"]} <= names
    _clean(_as(world, user, "units"), foreign_to(world, viewer))


def test_the_local_user_can_be_named(world: Store) -> None:
    """Whoever runs a command has the data folder in hand, and is that user where they name nobody."""
    named = _as(world, "local", "sources", "--json")
    assert named.code == 0
    assert named.json == yiju("sources", "--json", "--data", str(world.settings.data)).json


@pytest.mark.parametrize("user", ["", " ", "Local", "REP_AUTO", "rep_auto ", "rep_auto'--", "%"])
def test_who_is_not_registered_is_nobody(world: Store, user: str) -> None:
    """Above all an empty name, as a shell gives it for a variable that is not set."""
    everything = foreign_to(world, who(world, "nobody"))
    for line in (("sources",), ("ask", "付款条件是什么"), ("strategy", CAR)):
        ran = _as(world, user, *line)
        assert (ran.code, ran.out) == (1, "")
        assert "没有这个用户" in ran.err
        _clean(ran, everything, *line)


@pytest.mark.parametrize("line", [("audit", "verify"), ("audit", "verify", "--json"), ("users", "list")])
def test_the_log_and_the_list_of_users_name_no_customer(world: Store, line: tuple[str, ...]) -> None:
    assert AUTO in USERS["rep_auto"][1]
    ran = yiju(*line, "--data", str(world.settings.data))
    assert ran.code == 0
    _clean(ran, foreign_to(world, who(world, "nobody")))
