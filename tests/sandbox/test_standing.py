"""What holds after several verdicts."""

import pytest

from tests.support.reviewed import ADMIN, HEAD, HEAD_2, HEAD_3, advice, judge, keep
from yiju.sandbox.annotations import annotations_of
from yiju.sandbox.standing import Standing, standings
from yiju.store.database import Database


@pytest.fixture(autouse=True)
def made(sql: Database) -> None:
    keep(sql, advice("s1"))


def _of(sql: Database, claim_id: str = "") -> Standing:
    (found,) = [one for one in standings(annotations_of(sql, ADMIN, "s1")) if one.claim_id == claim_id]
    return found


def test_nothing_judged_has_no_standing() -> None:
    assert standings([]) == []


def test_all_agree(sql: Database) -> None:
    ids = tuple(judge(sql, who, "s1").id for who in (HEAD, HEAD_2))
    found = _of(sql)
    assert (found.verdict, found.agreement, found.reviewers) == ("accept", 1.0, 2)
    assert (found.annotations, found.settled_by, found.contested) == (ids, None, False)


def test_of_edits_the_last_words_hold(sql: Database) -> None:
    judge(sql, HEAD, "s1", "edit", rewrite="甲")
    judge(sql, HEAD_2, "s1", "edit", rewrite="乙")
    assert _of(sql).rewrite == "乙"


def test_disagreement_is_contested_and_says_nothing(sql: Database) -> None:
    judge(sql, HEAD, "s1", "edit", rewrite="甲")
    judge(sql, HEAD_2, "s1", "reject")
    judge(sql, HEAD_3, "s1", "reject")
    found = _of(sql)
    assert (found.verdict, found.contested, found.rewrite) == (None, True, "")
    assert found.agreement == pytest.approx(2 / 3)


def test_an_adjudicator_settles_it(sql: Database) -> None:
    judge(sql, HEAD, "s1", "edit", rewrite="甲")
    judge(sql, HEAD_2, "s1", "reject")
    settled = judge(sql, ADMIN, "s1", "edit", rewrite="丙", settles=True)
    found = _of(sql)
    assert (found.verdict, found.rewrite, found.settled_by) == ("edit", "丙", settled.id)
    assert (found.reviewers, found.agreement) == (2, 0.5), "the adjudicator's word is no side's"
    assert settled.id in found.annotations
    assert not found.contested


def test_a_correction_can_end_a_disagreement(sql: Database) -> None:
    judge(sql, HEAD, "s1")
    other = judge(sql, HEAD_2, "s1", "reject")
    assert _of(sql).contested
    judge(sql, HEAD_2, "s1", "accept", replaces=other.id)
    found = _of(sql)
    assert (found.verdict, found.reviewers) == ("accept", 2)


def test_each_claim_stands_for_itself(sql: Database) -> None:
    judge(sql, HEAD, "s1", claim_id="c1")
    judge(sql, HEAD_2, "s1", "reject", claim_id="c2")
    assert [(one.claim_id, one.verdict) for one in standings(annotations_of(sql, ADMIN, "s1"))] == [
        ("c1", "accept"),
        ("c2", "reject"),
    ]
