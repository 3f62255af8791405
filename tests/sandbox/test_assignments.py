"""Who is to review what."""

from collections import Counter
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
    advice,
    judge,
    keep,
)
from tests.support.stored import settings_for
from yiju.errors import Forbidden, NotFound
from yiju.sandbox.assignments import assign, share_out, unassign
from yiju.sandbox.queue import queue
from yiju.store import audit
from yiju.store.database import Database
from yiju.store.suggestions import save_suggestion
from yiju.store.types import Viewer
from yiju.store.users import save_user

ONE = settings_for(Path("unused"))
TWO = settings_for(Path("unused"), reviews_per_item=2)


@pytest.fixture(autouse=True)
def people(sql: Database) -> None:
    for who in (REP, HEAD, HEAD_2, ADMIN, WEST_HEAD, CLIENT, NOBODY):
        save_user(sql, who.user, roles=who.roles, units=who.units, actor="t")


@pytest.mark.parametrize("who", [WEST_HEAD, CLIENT, NOBODY], ids=lambda v: v.user)
def test_others_meet_a_suggestion_as_one_that_never_was(sql: Database, who: Viewer) -> None:
    keep(sql, advice("s1"))
    said = []
    for name in ("s1", "s9"):
        with pytest.raises(NotFound) as given:
            assign(sql, who, name, "head")
        with pytest.raises(NotFound) as taken:
            unassign(sql, who, name, "head")
        said += [str(error.value).replace(name, "ID") for error in (given, taken)]
    assert len(set(said)) == 1
    with pytest.raises(NotFound) as foreign:
        share_out(sql, WEST_HEAD, ONE, "main")
    with pytest.raises(NotFound) as unknown:
        share_out(sql, WEST_HEAD, ONE, "nowhere")
    assert str(foreign.value).replace("main", "U") == str(unknown.value).replace("nowhere", "U")


def test_a_rep_assigns_nothing(sql: Database) -> None:
    keep(sql, advice("s1"))
    for act in (assign, unassign):
        with pytest.raises(Forbidden):
            act(sql, REP, "s1", "head")
    with pytest.raises(Forbidden):
        share_out(sql, REP, ONE, "main")


@pytest.mark.parametrize("name", ["rep", "westhead", "client", "nobody", "stranger", ""])
def test_it_is_given_only_to_who_may_review_it_and_all_others_are_alike(sql: Database, name: str) -> None:
    """Or one could try out who works in another unit."""
    keep(sql, advice("s1"))
    with pytest.raises(NotFound) as told:
        assign(sql, HEAD, "s1", name)
    assert str(told.value) == f"本单元没有可以评审它的人：{name}"


def test_what_draws_on_another_unit_is_not_given_to_who_is_not_in_it(sql: Database) -> None:
    save_suggestion(sql, advice("s1"), read=["west"])
    with pytest.raises(NotFound):
        assign(sql, ADMIN, "s1", "head")
    assert assign(sql, ADMIN, "s1", "boss")


def test_assigning_is_audited_once(sql: Database) -> None:
    keep(sql, advice("s1"))
    assert assign(sql, HEAD, "s1", "head2")
    assert not assign(sql, HEAD, "s1", "head2")
    assert [one.assigned for one in queue(sql, HEAD_2, ONE)] == [("head2",)]
    assert unassign(sql, HEAD, "s1", "head2")
    assert not unassign(sql, HEAD, "s1", "head2")
    told = [(e.actor, e.action, e.details) for e in audit.entries(sql) if e.action.startswith("review.")]
    assert told == [
        ("head", "review.assigned", {"reviewer": "head2"}),
        ("head", "review.unassigned", {"reviewer": "head2"}),
    ]


def test_the_local_user_may_take_a_task(sql: Database) -> None:
    keep(sql, advice("s1"))
    local = ADMIN.model_copy(update={"user": "local"})
    assert assign(sql, local, "s1", "local")


def test_sharing_out_is_fair_and_leaves_what_stands(sql: Database) -> None:
    keep(sql, *(advice(f"s{n}") for n in range(9)))
    keep(sql, advice("s9", unit="west", customer="西部重工"))
    for n in range(3):
        assign(sql, HEAD, f"s{n}", "head")
    given = share_out(sql, ADMIN, ONE, "main")
    assert sorted(given) == [f"s{n}" for n in range(3, 9)], "what is assigned stays, other units stay"
    counts = Counter(name for names in given.values() for name in names)
    assert sum(counts.values()) == 6
    assert abs(counts["head"] + 3 - counts["head2"]) <= 1
    assert share_out(sql, ADMIN, ONE, "main") == {}


def test_replays_weigh_nothing_where_work_is_shared_out(sql: Database) -> None:
    keep(sql, advice("s1"), *(advice(f"r{n}", replay_of="s1") for n in range(2)))
    for n in range(2):
        assign(sql, HEAD, f"r{n}", "head")
    assert share_out(sql, ADMIN, ONE, "main") == {"s1": ["head"]}


def test_what_the_one_who_shares_out_has_judged_is_given_to_another(sql: Database) -> None:
    keep(sql, advice("s1"), advice("s2"))
    judge(sql, HEAD, "s1")
    for claim_id in ("c1", "c2"):
        judge(sql, HEAD_2, "s2", claim_id=claim_id)
    assert share_out(sql, HEAD, TWO, "main") == {"s1": ["head2"], "s2": ["head"]}


def test_nobody_is_given_what_they_have_judged(sql: Database) -> None:
    save_user(sql, "head3", roles=["director"], units=["main"], actor="t")
    keep(sql, advice("s1"), advice("s2"), advice("s3"))
    judge(sql, HEAD, "s1")
    assign(sql, ADMIN, "s2", "head")
    judge(sql, HEAD, "s2")
    three = settings_for(Path("unused"), reviews_per_item=3)
    given = share_out(sql, ADMIN, three, "main")
    assert {name: sorted(who) for name, who in given.items()} == {
        "s1": ["head2", "head3"],
        "s2": ["head2", "head3"],
        "s3": ["head", "head2", "head3"],
    }


def test_two_reviewers_each_and_never_the_one_who_asked(sql: Database) -> None:
    save_user(sql, "head3", roles=["director"], units=["main"], actor="t")
    keep(sql, *(advice(f"s{n}", user="head") for n in range(4)))
    given = share_out(sql, HEAD_2, TWO, "main")
    assert {tuple(sorted(names)) for names in given.values()} == {("head2", "head3")}
    judge(sql, HEAD_2, "s0")
    assert share_out(sql, ADMIN, TWO, "main") == {}


def test_an_admin_reviews_only_where_there_is_no_director(sql: Database) -> None:
    keep(sql, advice("s1", unit="south", customer="南方"))
    save_user(sql, "boss", roles=["admin"], units=["main", "west", "south"], actor="t")
    south = ADMIN.model_copy(update={"units": frozenset({"south"})})
    assert share_out(sql, south, ONE, "south") == {"s1": ["boss"]}
