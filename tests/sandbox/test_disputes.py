"""What reviewers disagree on, until somebody else settles it."""

from pathlib import Path

import pytest

from tests.support.reviewed import (
    ADMIN,
    CLIENT,
    HEAD,
    HEAD_2,
    HEAD_3,
    NOBODY,
    REP,
    WEST_HEAD,
    advice,
    claim,
    judge,
    keep,
)
from tests.support.stored import settings_for
from yiju.sandbox.disputes import Dispute, disputes
from yiju.store.database import Database
from yiju.store.types import Viewer
from yiju.store.users import save_user

OPEN = settings_for(Path("unused"))
BLIND = settings_for(Path("unused"), review_blind=True, reviews_per_item=2)


@pytest.fixture(autouse=True)
def made(sql: Database) -> None:
    keep(sql, advice("s1", claim("c1", "年降比例为3%。"), claim("c2"), headline="先谈年降"), advice("s2"))
    for who in (HEAD, HEAD_2, HEAD_3, ADMIN):
        save_user(sql, who.user, roles=who.roles, units=who.units, actor="t")


def _split(sql: Database, name: str = "s1", claim_id: str = "") -> None:
    judge(sql, HEAD, name, claim_id=claim_id)
    judge(sql, HEAD_2, name, "reject", "outdated", claim_id=claim_id, comment="去年的数")


def _one(sql: Database, who: Viewer = HEAD_3) -> Dispute:
    (found,) = disputes(sql, who, OPEN)
    return found


@pytest.mark.parametrize("who", [REP, CLIENT, NOBODY, WEST_HEAD], ids=lambda v: v.user)
def test_nobody_else_hears_of_them(sql: Database, who: Viewer) -> None:
    _split(sql)
    assert disputes(sql, who, OPEN) == []
    assert len(disputes(sql, HEAD, OPEN)) == 1


def test_a_dispute_shows_every_side(sql: Database) -> None:
    _split(sql, claim_id="c1")
    found = _one(sql)
    assert (found.suggestion_id, found.claim_id, found.text) == ("s1", "c1", "年降比例为3%。")
    assert [(side.author, side.verdict, side.comment) for side in found.sides] == [
        ("head", "accept", ""),
        ("head2", "reject", "去年的数"),
    ]
    assert found.since == found.sides[1].at
    assert found.agreement == 0.5


def test_the_whole_is_told_by_its_headline(sql: Database) -> None:
    _split(sql)
    assert _one(sql).text == "先谈年降"


def test_only_who_is_no_party_may_settle(sql: Database) -> None:
    _split(sql)
    assert [_one(sql, who).may_settle for who in (HEAD, HEAD_2, HEAD_3, ADMIN)] == [False, False, True, True]
    judge(sql, HEAD_3, "s1", settles=True)
    assert disputes(sql, ADMIN, OPEN) == []


def test_a_correction_ends_it(sql: Database) -> None:
    judge(sql, HEAD, "s1")
    other = judge(sql, HEAD_2, "s1", "reject")
    judge(sql, HEAD_2, "s1", replaces=other.id)
    assert disputes(sql, HEAD, OPEN) == []


def test_the_longest_standing_comes_first(sql: Database) -> None:
    _split(sql, "s2")
    _split(sql, "s1", "c1")
    _split(sql, "s1", "c2")
    assert [(one.suggestion_id, one.claim_id) for one in disputes(sql, ADMIN, OPEN)] == [
        ("s2", ""),
        ("s1", "c1"),
        ("s1", "c2"),
    ]


def test_blind_reviewers_who_still_owe_a_review_are_told_nothing(sql: Database) -> None:
    _split(sql, claim_id="c1")
    assert disputes(sql, HEAD_3, BLIND) == []
    assert len(disputes(sql, HEAD, BLIND)) == 1
    for who in (HEAD, HEAD_2):
        judge(sql, who, "s1", claim_id="c2")
    assert len(disputes(sql, HEAD_3, BLIND)) == 1, "enough have judged it: nothing is left to be blind for"


def test_a_replay_is_nobodys_to_settle(sql: Database) -> None:
    keep(sql, advice("r1", replay_of="s1"))
    _split(sql, "r1")
    assert disputes(sql, HEAD_3, OPEN) == []
