"""What awaits review: of the viewer's own units alone, most urgent first, gone when enough have judged."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.support.reviewed import (
    ADMIN,
    CLIENT,
    HEAD,
    HEAD_2,
    HEAD_3,
    NOBODY,
    NOON,
    REP,
    WEST_HEAD,
    advice,
    claim,
    judge,
    keep,
    line,
)
from tests.support.stored import settings_for
from yiju.sandbox import pending
from yiju.sandbox.queue import WEIGHTS, Item, queue, waiting
from yiju.settings import Settings
from yiju.store import tables
from yiju.store.database import Database
from yiju.store.review_tables import assignments
from yiju.store.suggestions import save_suggestion
from yiju.store.types import Viewer


def _settings(**more: object) -> Settings:
    return settings_for(Path("unused"), **more)


ONE = _settings()
TWO = _settings(reviews_per_item=2)


def _ids(sql: Database, who: Viewer = HEAD, settings: Settings = ONE, **more: Any) -> list[str]:
    return [item.id for item in queue(sql, who, settings, now=NOON, **more)]


def _item(sql: Database, name: str, who: Viewer = HEAD, settings: Settings = ONE) -> Item:
    return next(item for item in queue(sql, who, settings, now=NOON) if item.id == name)


@pytest.mark.parametrize("who", [REP, CLIENT, NOBODY, WEST_HEAD], ids=lambda v: v.user)
def test_nobody_meets_what_they_may_not_review(sql: Database, who: Viewer) -> None:
    keep(sql, advice("s1"), advice("s2"))
    judge(sql, HEAD, "s2", claim_id="c1")
    assign(sql, "s1", who.user)
    assert queue(sql, who, ONE) == []
    assert waiting(sql, who, ONE) == 0
    assert sorted(_ids(sql)) == ["s1", "s2"]
    assert waiting(sql, HEAD, ONE) == 2


def test_what_was_reviewed_elsewhere_makes_nothing_less_new(sql: Database) -> None:
    """Novelty would tell how like it is to what another unit was advised."""
    keep(sql, advice("s1"), advice("s2", unit="west", customer="西部重工", user="westrep"))
    judge(sql, WEST_HEAD, "s2")
    assert _item(sql, "s1").parts["novelty"] == 1.0


def assign(sql: Database, name: str, reviewer: str) -> None:
    with sql.write() as connection:
        connection.execute(
            sa.insert(assignments).values(suggestion_id=name, reviewer=reviewer, by="boss", at=NOON)
        )


def test_an_admin_sees_every_unit_of_theirs(sql: Database) -> None:
    keep(sql, advice("s1"), advice("s2", unit="west", customer="西部重工", user="westrep"))
    assert sorted(_ids(sql, ADMIN)) == ["s1", "s2"]


def test_what_was_read_from_a_foreign_unit_too_is_not_there(sql: Database) -> None:
    keep(sql, advice("s1"))
    save_suggestion(sql, advice("s2"), read=["west"])
    assert _ids(sql) == ["s1"]
    assert sorted(_ids(sql, ADMIN)) == ["s1", "s2"]


def test_replays_are_not_reviewed(sql: Database) -> None:
    keep(sql, advice("s1"), advice("s2", replay_of="s1"))
    assert _ids(sql) == ["s1"]
    assert waiting(sql, HEAD, ONE) == 1


def test_a_replay_that_was_judged_makes_nothing_less_new(sql: Database) -> None:
    keep(sql, advice("s1"), advice("s2", replay_of="s1"))
    judge(sql, HEAD, "s2")
    assert _item(sql, "s1").parts["novelty"] == 1.0


def test_an_item_leaves_when_enough_have_judged_it_whole(sql: Database) -> None:
    keep(sql, advice("s1"))
    judge(sql, HEAD, "s1")
    assert _ids(sql) == _ids(sql, HEAD_2) == []
    assert _ids(sql, HEAD, TWO) == [], "one's own is done"
    (item,) = queue(sql, HEAD_2, TWO)
    assert (item.done, item.wanted) == (1, 2)
    judge(sql, HEAD_2, "s1")
    assert queue(sql, HEAD_3, TWO) == []


def test_judging_every_claim_is_judging_it(sql: Database) -> None:
    keep(sql, advice("s1"))
    judge(sql, HEAD, "s1", claim_id="c1")
    item = _item(sql, "s1")
    assert (item.done, item.claims, item.judged) == (0, 2, 1)
    assert _item(sql, "s1", HEAD_2).judged == 0
    judge(sql, HEAD, "s1", claim_id="c2")
    assert _ids(sql) == _ids(sql, HEAD_2) == []


def test_two_who_judge_half_each_have_not_judged_it(sql: Database) -> None:
    keep(sql, advice("s1"))
    judge(sql, HEAD, "s1", claim_id="c1")
    judge(sql, HEAD_2, "s1", claim_id="c2")
    assert _item(sql, "s1").done == 0


def test_what_is_assigned_to_one_comes_first_and_stays_visible_to_all(sql: Database) -> None:
    keep(sql, advice("s1", claim("c1", verdict="conflict", flags=("overdue",))), advice("s2"))
    assert _ids(sql) == ["s1", "s2"]
    assign(sql, "s2", "head")
    assert _ids(sql) == ["s2", "s1"]
    assert _ids(sql, mine=True) == ["s2"]
    assert _ids(sql, HEAD_2) == ["s1", "s2"]
    item = _item(sql, "s2", HEAD_2)
    assert (item.assigned, item.mine) == (("head",), False)


def test_the_old_stays_in_the_window_where_it_is_assigned(
    sql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending, "WINDOW", 2)
    made = [advice(f"s{n}", created_at=NOON + dt.timedelta(hours=n)) for n in range(5)]
    keep(sql, *made)
    assert sorted(_ids(sql)) == ["s3", "s4"]
    assign(sql, "s0", "head")
    assert sorted(_ids(sql)) == ["s0", "s3", "s4"]
    assert waiting(sql, HEAD, ONE) == 5
    for name in ("s3", "s4"):
        for one in ("c1", "c2"):
            judge(sql, HEAD_2, name, claim_id=one)
    assert sorted(_ids(sql)) == ["s0", "s1", "s2"], "what is judged claim by claim does not fill the window"


def test_each_part_raises_the_priority_and_says_why(sql: Database) -> None:
    keep(
        sql,
        advice("s0"),
        advice("s1"),
        advice("s2", claim("c1", verdict="conflict"), claim("c2", "验收后付款。")),
        advice("s3", customer="甲级客户"),
        advice("s4", created_at=NOON - dt.timedelta(days=9)),
        advice("s5", claim("c1", "碳足迹核算边界须由第三方机构核定。"), request={"goal": "碳数据"}),
    )
    judge(sql, HEAD_2, "s0")
    with sql.write() as connection:
        named = tables.customers.c.name == "甲级客户"
        connection.execute(sa.update(tables.customers).where(named).values(tier="A"))
    plain = _item(sql, "s1")
    assert plain.reasons == ()
    assert (plain.parts["novelty"], plain.parts["risk"], plain.group) == (0.0, 0.0, "rest")
    for name, part, said, group in (
        ("s2", "risk", "说法不一 1 处", "rest"),
        ("s3", "tier", "A 级客户", "rest"),
        ("s4", "age", "已等 9 天", "rest"),
        ("s5", "novelty", "与评过的都不像", "novelty"),
    ):
        item = _item(sql, name)
        assert item.parts[part] > plain.parts[part], name
        assert item.priority > plain.priority, name
        assert said in item.reasons
        assert item.group == group
        assert item.priority == pytest.approx(
            sum(WEIGHTS[one] * item.parts[one] for one in WEIGHTS), abs=1e-4
        )
    assert sum(WEIGHTS.values()) == pytest.approx(1.0)


def test_disagreement_calls_for_a_third_opinion(sql: Database) -> None:
    keep(sql, advice("s1"), advice("s2"))
    three = _settings(reviews_per_item=3)
    judge(sql, HEAD, "s1")
    judge(sql, HEAD_2, "s1", "reject")
    item = _item(sql, "s1", HEAD_3, three)
    assert (item.parts["disagreement"], item.group, item.reasons[0]) == (1.0, "disagreement", "评审有分歧")
    assert _ids(sql, HEAD_3, three) == ["s1", "s2"]


def test_blind_reviewers_are_not_told_that_others_disagree(sql: Database) -> None:
    keep(sql, advice("s1"))
    blind = _settings(reviews_per_item=4, review_blind=True)
    judge(sql, HEAD, "s1", "accept", claim_id="c1")
    judge(sql, HEAD_2, "s1", "reject", claim_id="c1")
    assert _item(sql, "s1", HEAD_3, blind).parts["disagreement"] == 0.0
    assert _item(sql, "s1", HEAD, blind).parts["disagreement"] == 1.0


def test_filters(sql: Database) -> None:
    talk = advice(
        "s2", line("c1", "您看这样行吗？"), kind="talk", request={"scene": "报价"}, customer="乙公司"
    )
    keep(sql, advice("s1"), talk)
    assert _ids(sql, customer="乙公司") == ["s2"]
    assert _ids(sql, kind="strategy") == ["s1"]
    assert _item(sql, "s2").subject == "报价"
    assert len(queue(sql, HEAD, ONE, limit=1)) == 1
