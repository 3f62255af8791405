"""Customers' issues: opened, closed once, seen inside their unit alone."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.reviewed import (
    ADMIN,
    CLIENT,
    HEAD,
    NOBODY,
    REP,
    REP_2,
    WEST_HEAD,
    WEST_REP,
    advice,
    keep,
)
from yiju.errors import Conflict, Forbidden, NotFound, YijuError
from yiju.sandbox.issues import close_issue, list_issues, open_issue
from yiju.store import audit
from yiju.store.customers import ensure_customer
from yiju.store.database import Database
from yiju.store.suggestions import save_suggestion
from yiju.store.types import Viewer


@pytest.fixture(autouse=True)
def made(sql: Database) -> None:
    keep(sql, advice("s1"), advice("s2", unit="west", customer="西部重工", user="westrep"))


@pytest.mark.parametrize("who", [WEST_HEAD, WEST_REP, CLIENT, NOBODY], ids=lambda v: v.user)
def test_others_meet_issue_customer_and_suggestion_as_ones_that_never_were(
    sql: Database, who: Viewer
) -> None:
    kept = open_issue(sql, REP, title="质保条款没有答复", customer="莱茵汽车")
    assert list_issues(sql, who) == []
    for there, nowhere in ((kept.id, "i000000000000"),):
        said = []
        for name in (there, nowhere):
            with pytest.raises(NotFound) as told:
                close_issue(sql, who, name)
            said.append(str(told.value).replace(name, "ID"))
        assert len(set(said)) == 1
    said = []
    for more in (
        {"customer": "莱茵汽车"},
        {"customer": "没有的"},
        {"suggestion_id": "s1"},
        {"suggestion_id": "s9"},
    ):
        with pytest.raises(NotFound) as told:
            open_issue(sql, who, title="x", **more)
        said.append(str(told.value))
    assert said[0].replace("莱茵汽车", "N") == said[1].replace("没有的", "N")
    assert said[2].replace("s1", "N") == said[3].replace("s9", "N")


def test_one_is_opened_freely_or_from_a_claim(sql: Database) -> None:
    free = open_issue(sql, REP, title=" 交期  要提前 ", customer="莱茵汽车")
    assert (free.title, free.customer, free.unit, free.closed_at) == ("交期 要提前", "莱茵汽车", "main", None)
    of_claim = open_issue(sql, REP, suggestion_id="s1", claim_id="c1")
    assert (of_claim.customer, of_claim.title, of_claim.claim_id) == ("莱茵汽车", "", "c1")
    assert [one.id for one in list_issues(sql, HEAD)] == [of_claim.id, free.id]
    assert list_issues(sql, HEAD, customer="西部重工") == []
    told = [e for e in audit.entries(sql) if e.action == "issue.opened"]
    assert [e.subject for e in told] == [free.id, of_claim.id]
    assert "交期" not in str(told)


def test_who_opened_it_or_a_director_closes_it_once(sql: Database) -> None:
    first, second = (open_issue(sql, REP, title=t, customer="莱茵汽车") for t in ("甲", "乙"))
    with pytest.raises(Forbidden):
        close_issue(sql, REP_2, first.id)
    done = close_issue(sql, REP, first.id)
    assert done.closed_by == "rep"
    assert done.closed_at is not None
    assert done.closed_at >= done.opened_at
    with pytest.raises(Conflict, match="rep"):
        close_issue(sql, HEAD, first.id)
    close_issue(sql, HEAD, second.id)
    assert list_issues(sql, HEAD, open_only=True) == []
    assert sum(e.action == "issue.closed" for e in audit.entries(sql)) == 2


def test_of_closings_at_once_one_counts(sql: Database) -> None:
    kept = open_issue(sql, REP, title="甲", customer="莱茵汽车")

    def close(_n: int) -> bool:
        try:
            close_issue(sql, HEAD, kept.id)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(close, range(12))) == 1


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"customer": "莱茵汽车"}, "title"),
        ({"customer": "莱茵汽车", "title": "长" * 201}, "title"),
        ({"customer": "莱茵汽车", "title": "x", "claim_id": "c1"}, "suggestion_id"),
        ({"suggestion_id": "s1", "claim_id": "c9"}, "c9"),
    ],
)
def test_what_is_wrong_is_named(sql: Database, told: dict[str, str], said: str) -> None:
    with pytest.raises(YijuError, match=said):
        open_issue(sql, REP, **told)
    assert list_issues(sql, ADMIN) == []


def test_a_name_in_two_units_asks_which(sql: Database) -> None:
    ensure_customer(sql, "莱茵汽车", "west")
    with pytest.raises(YijuError, match="unit"):
        open_issue(sql, ADMIN, title="x", customer="莱茵汽车")
    assert open_issue(sql, ADMIN, title="x", customer="莱茵汽车", unit="west").unit == "west"
    assert open_issue(sql, REP, title="x", customer="莱茵汽车").unit == "main"


def test_one_from_a_suggestion_of_two_units_is_seen_by_those_in_both(sql: Database) -> None:
    save_suggestion(sql, advice("s3"), read=["west"])
    kept = open_issue(sql, ADMIN, title="两边都提到的事", suggestion_id="s3")
    assert [one.id for one in list_issues(sql, ADMIN)] == [kept.id]
    assert list_issues(sql, HEAD) == []
    with pytest.raises(NotFound):
        close_issue(sql, HEAD, kept.id)
