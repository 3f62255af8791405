"""The commands of review, run as a shell runs them: nothing of another unit, whoever asks."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.reviewed import (
    ADMIN,
    CLIENT,
    HEAD,
    HEAD_2,
    NOBODY,
    REP,
    WEST_HEAD,
    WEST_REP,
    advice,
    claim,
    judge,
    keep,
    line,
    tell,
)
from tests.support.shell import Ran, yiju
from tests.support.stored import settings_for
from yiju.sandbox.issues import open_issue
from yiju.store.store import Store
from yiju.store.types import Suggestion, Viewer
from yiju.store.users import save_user

PEOPLE = (REP, HEAD, HEAD_2, ADMIN, WEST_HEAD, WEST_REP, CLIENT, NOBODY)
SECRETS = ("西部重工", "水泵密封", "westrep", "westhead", "w1", "w2", "渗漏整改", "west")
"""What stands in the other unit alone."""
_METRICS = ("coverage", "reasons", "issue_close", "sameness", "turnaround")
READING = (
    ("queue",),
    ("queue", "--disputed"),
    ("kpi",),
    *(
        ("kpi", "--by", by)
        for by in ("rep", "unit", "scene", "prompt", "mode", "model", "week", "customer", "kind")
    ),
    *(("kpi", "--rows", metric) for metric in _METRICS),
    ("kpi", "--rows", "coverage", "--by", "unit", "--key", "west"),
    ("agreement",),
    ("eval", "citations"),
    ("customers", "list"),
    ("issues", "list"),
    ("issues", "list", "--customer", "西部重工"),
)


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("YIJU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("YIJU_EMBEDDER", "hashing")


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Two units, each with advice, verdicts that differ, signals and an issue."""
    with Store.open(settings_for(tmp_path_factory.mktemp("two"))) as store:
        _fill(store, west=True)
        yield store


@pytest.fixture(scope="module")
def main_alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """As ``two``, had there never been the other unit's advice."""
    with Store.open(settings_for(tmp_path_factory.mktemp("main"))) as store:
        _fill(store, west=False)
        yield store


def _fill(store: Store, *, west: bool) -> None:
    sql = store.sql
    for who in PEOPLE:
        save_user(sql, who.user, roles=who.roles, units=who.units, actor="t")
    keep(sql, advice("s1"), advice("s2"), _talk("s3", "莱茵汽车", "main", "rep"))
    judge(sql, HEAD, "s1", "reject", "outdated", claim_id="c1")
    judge(sql, HEAD_2, "s1", claim_id="c1")
    tell(sql, REP, "s1", "used")
    open_issue(sql, REP, title="质保条款", customer="莱茵汽车")
    if west:
        keep(
            sql, advice("w1", claim("c1", "水泵密封渗漏。"), unit="west", customer="西部重工", user="westrep")
        )
        keep(sql, _talk("w2", "西部重工", "west", "westrep"))
        judge(sql, WEST_HEAD, "w1", "reject", "too_alike", comment="水泵密封要重写")
        judge(sql, ADMIN, "w1")
        tell(sql, WEST_REP, "w1", "adopted")
        open_issue(sql, WEST_REP, title="渗漏整改", customer="西部重工")


def _talk(name: str, customer: str, unit: str, user: str) -> Suggestion:
    said = line("c1", "这批货我们按期交，您放心。")
    return advice(name, said, kind="talk", request={"scene": "报价"}, customer=customer, unit=unit, user=user)


def _as(store: Store, who: Viewer, *arguments: str) -> Ran:
    return yiju(*arguments, "--as", who.user, "--data", str(store.settings.data))


def _same(ran: Ran) -> tuple[int, str, str]:
    """What two runs share: ids, moments and lengths of time apart."""
    out = re.sub(r"\b[aig][0-9a-f]{12}\b", "ID", ran.out)
    out = re.sub(r"\d{4}-\d\d-\d\d[T ][\d:.+Z]*", "AT", out)
    return ran.code, re.sub(r"\d+\.\d+|\d{4,}", "N", out), ran.err


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "json"])
@pytest.mark.parametrize("line", READING, ids=" ".join)
def test_what_a_unit_prints_is_what_it_would_print_alone(
    two: Store, main_alone: Store, line: tuple[str, ...], form: tuple[str, ...]
) -> None:
    for who in (HEAD, REP):
        ran, alone = _as(two, who, *line, *form), _as(main_alone, who, *line, *form)
        assert _same(ran) == _same(alone)
        assert [word for word in SECRETS if word in ran.out + ran.err and word not in line] == []


@pytest.mark.parametrize("who", [CLIENT, NOBODY], ids=lambda v: v.user)
@pytest.mark.parametrize("line", READING, ids=" ".join)
def test_who_sees_nothing_is_told_nothing(two: Store, who: Viewer, line: tuple[str, ...]) -> None:
    ran = _as(two, who, *line, "--json")
    heads = line[0] in {"queue", "kpi", "agreement"}
    assert ran.code == (1 if heads or "--customer" in line else 0)
    assert ("没有看" in ran.err and "主管或管理员" in ran.err) == heads
    for word in (*SECRETS, "莱茵汽车", "质保", "s1", "s2", "head2", "rep"):
        assert word not in re.sub(r'"(?:metric|slice|by)": "\w*"|"reports?"', "", ran.out) or word in line
    assert not re.search(r'"(?:of|waiting|units|advice)": [1-9]', ran.out)


@pytest.mark.parametrize("who", [HEAD, REP, CLIENT, NOBODY], ids=lambda v: v.user)
@pytest.mark.parametrize(
    "line",
    [
        ("review", "ID"),
        ("review", "ID", "--verdict", "accept"),
        ("review", "ID", "--verdict", "accept", "--claim", "c1"),
        ("signal", "ID"),
        ("signal", "ID", "used"),
        ("signal", "ID", "up", "--claim", "c1"),
        ("assign", "ID", "--to", "head2"),
        ("assign", "ID", "--to", "head2", "--remove"),
        ("issues", "open", "标题", "--suggestion", "ID"),
        ("issues", "close", "ID"),
        ("customers", "tier", "ID", "A"),
        ("issues", "open", "标题", "--customer", "ID"),
        ("assign", "--share", "ID"),
    ],
    ids=" ".join,
)
def test_an_id_of_others_is_as_unknown_as_one_that_never_was(
    two: Store, who: Viewer, line: tuple[str, ...]
) -> None:
    found = {"customers": "西部重工", "issues": "w1"}.get(line[0], "w1")
    if "--share" in line:
        found = "west"
    if "--customer" in line:
        found = "西部重工"
    ran, unknown = (
        _as(two, who, *(name if part == "ID" else part for part in line)) for name in (found, "zzz")
    )
    assert ran.code == unknown.code == 1
    assert (ran.out, ran.err.replace(found, "zzz")) == (unknown.out, unknown.err)


def test_a_reps_own_advice_shows_its_verdicts_and_takes_none(two: Store) -> None:
    shown = _as(two, REP, "review", "s1", "--json")
    assert [one["author"] for one in shown.json["annotations"]] == ["head", "head2"]
    refused = _as(two, REP, "review", "s1", "--verdict", "accept")
    assert refused.code == 1
    assert "没有评审这条建议的权限" in refused.err
    assert _as(two, REP, "customers", "tier", "莱茵汽车", "A").code == 1


def test_an_admin_of_both_sees_both(two: Store) -> None:
    """Or the tests above would pass for commands that print nothing."""
    told = "".join(_as(two, ADMIN, *line).out for line in READING)
    assert [word for word in SECRETS if word not in told and word not in {"水泵密封", "westhead"}] == []
    assert "westhead" in _as(two, ADMIN, "queue", "--disputed").out


def test_the_local_user_reads_and_judges(two: Store, tmp_path: Path) -> None:
    ran = yiju("queue", "--data", str(two.settings.data), "--json")
    assert ran.code == 0
    assert {item["unit"] for item in ran.json["items"]} == {"main", "west"}
