"""A claim whose words went with a forgotten document: nobody judges, awaits or settles it any more."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.reviewed import (
    HEAD,
    HEAD_2,
    HEAD_3,
    REP,
    RUBRIC,
    advice,
    claim,
    judge,
    keep,
    tell,
    verdict,
)
from tests.support.stored import settings_for
from yiju.errors import Conflict
from yiju.sandbox.annotations import add_annotation, annotations_of
from yiju.sandbox.disputes import disputes
from yiju.sandbox.queue import queue
from yiju.store import tables
from yiju.store.database import Database
from yiju.store.erasing import Gone, erased
from yiju.store.suggestions import get_suggestion
from yiju.store.types import Suggestion

SETTINGS = settings_for(Path("unused"))
SECRET = "底价是每件三十六元五角，不能再低。"


@pytest.fixture(autouse=True)
def made(sql: Database) -> None:
    keep(sql, advice("s1", claim("c1", SECRET, flags=("overdue",)), claim("c2", "验收后付款。")))


def _forget(sql: Database) -> Suggestion:
    """As forgetting the document that says it would leave the suggestion."""
    after = erased(get_suggestion(sql, HEAD, "s1"), Gone(frozenset(), frozenset({SECRET[:12]})))
    with sql.write() as connection:
        body = after.model_dump(mode="json")
        connection.execute(sa.update(tables.suggestions).values(body=body))
    return after


def test_it_keeps_no_badge(sql: Database) -> None:
    lost, kept = _forget(sql).sections[0].claims
    assert (lost.verdict, lost.flags) == (None, ("forgotten",))
    assert (kept.verdict, kept.flags) == ("supported", ())


@pytest.mark.parametrize("what", ["accept", "edit", "reject"])
def test_no_verdict_is_passed_on_it(sql: Database, what: str) -> None:
    _forget(sql)
    with pytest.raises(Conflict, match="c1 所依据的资料已删除"):
        judge(sql, HEAD, "s1", what, claim_id="c1")
    assert annotations_of(sql, HEAD, "s1") == []
    judge(sql, HEAD, "s1", what, claim_id="c2")


def test_nor_is_anything_told_of_it_in_passing(sql: Database) -> None:
    first = tell(sql, REP, "s1", "up", claim_id="c1", key="told-0001")
    _forget(sql)
    assert tell(sql, REP, "s1", "up", claim_id="c1", key="told-0001").id == first.id
    with pytest.raises(Conflict, match="c1 所依据的资料已删除，内容已抹去，不能再反馈"):
        tell(sql, REP, "s1", "down", claim_id="c1")
    tell(sql, REP, "s1", "down", claim_id="c2")


def test_nor_corrected_and_one_that_is_sent_again_is_the_one_that_was_kept(sql: Database) -> None:
    said = verdict("accept", claim_id="c1")
    first = add_annotation(sql, HEAD, "s1", said, RUBRIC)
    _forget(sql)
    assert add_annotation(sql, HEAD, "s1", said, RUBRIC).id == first.id
    with pytest.raises(Conflict, match="已删除"):
        judge(sql, HEAD, "s1", "reject", claim_id="c1", replaces=first.id)


def test_a_review_is_done_without_it(sql: Database) -> None:
    judge(sql, HEAD_2, "s1", claim_id="c1")
    _forget(sql)
    (item,) = queue(sql, HEAD, SETTINGS)
    assert (item.claims, item.judged, item.done) == (1, 0, 0)  # what was said of it counts for no other
    judge(sql, HEAD, "s1", claim_id="c2")
    assert queue(sql, HEAD, SETTINGS) == []


def test_where_nothing_is_left_the_whole_still_awaits_its_verdict(sql: Database) -> None:
    keep(sql, advice("s2", claim("c1", SECRET)))
    with sql.write() as connection:
        connection.execute(sa.delete(tables.suggestions).where(tables.suggestions.c.id == "s1"))
    after = erased(get_suggestion(sql, HEAD, "s2"), Gone(frozenset(), frozenset({SECRET[:12]})))
    with sql.write() as connection:
        connection.execute(sa.update(tables.suggestions).values(body=after.model_dump(mode="json")))
    assert [item.claims for item in queue(sql, HEAD, SETTINGS)] == [0]
    judge(sql, HEAD, "s2")
    assert queue(sql, HEAD, SETTINGS) == []


def test_nobody_is_asked_to_settle_what_was_said_of_it(sql: Database) -> None:
    judge(sql, HEAD, "s1", claim_id="c1")
    judge(sql, HEAD_2, "s1", "reject", claim_id="c1")
    assert [one.claim_id for one in disputes(sql, HEAD_3, SETTINGS)] == ["c1"]
    assert queue(sql, HEAD_3, SETTINGS)[0].group == "disagreement"
    _forget(sql)
    assert disputes(sql, HEAD_3, SETTINGS) == []
    (item,) = queue(sql, HEAD_3, SETTINGS)
    assert item.group != "disagreement"
    assert not any("无依据" in reason or "逾期" in reason for reason in item.reasons)
    with pytest.raises(Conflict, match="已删除"):
        judge(sql, HEAD_3, "s1", claim_id="c1", settles=True)
