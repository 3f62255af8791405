"""Verdicts: who may pass and see them, once only, corrected by new entries, never changed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.reviewed import (
    ADMIN,
    CLIENT,
    HEAD,
    HEAD_2,
    NOBODY,
    REP,
    REP_2,
    RUBRIC,
    WEST_HEAD,
    advice,
    judge,
    keep,
    verdict,
)
from yiju.errors import Conflict, Forbidden, NotFound, YijuError
from yiju.sandbox.annotations import (
    add_annotation,
    all_annotations,
    annotations_for,
    annotations_of,
    in_force,
)
from yiju.store import audit
from yiju.store.database import Database
from yiju.store.review_tables import annotation_words, annotations
from yiju.store.types import Viewer
from yiju.store.users import save_user


@pytest.fixture(autouse=True)
def made(sql: Database) -> None:
    keep(sql, advice("s1"), advice("s2", unit="west", customer="西部重工", user="westrep"))


def _outcome(act: Callable[[], object]) -> str:
    try:
        act()
    except YijuError as error:
        return f"{type(error).__name__}: {error}"
    return "done"


@pytest.mark.parametrize("who", [WEST_HEAD, CLIENT, NOBODY], ids=lambda v: v.user)
def test_others_meet_a_suggestion_as_one_that_never_was(sql: Database, who: Viewer) -> None:
    judge(sql, HEAD, "s1")
    acts: list[Callable[[str], object]] = [
        lambda name: add_annotation(sql, who, name, verdict(), RUBRIC),
        lambda name: annotations_of(sql, who, name),
    ]
    for act in acts:
        there, nowhere = _outcome(partial(act, "s1")), _outcome(partial(act, "s9"))
        assert there.replace("s1", "s9") == nowhere
        assert there.startswith("NotFound")
    assert [one.suggestion_id for one in all_annotations(sql, who)] == []
    assert all_annotations(sql, who, suggestion_ids=["s1"]) == []


def test_a_rep_sees_verdicts_on_their_own_and_passes_none(sql: Database) -> None:
    kept = judge(sql, HEAD, "s1", comment="说得好")
    assert annotations_of(sql, REP, "s1") == annotations_for(sql, REP, ["s1", "s2"]) == [kept]
    assert annotations_for(sql, REP_2, ["s1"]) == annotations_for(sql, HEAD, ["s1"]) == []
    with pytest.raises(Forbidden):
        annotations_of(sql, REP_2, "s1")
    for who in (REP, REP_2):
        with pytest.raises(Forbidden):
            judge(sql, who, "s1")
        assert all_annotations(sql, who) == []
    assert len(annotations_of(sql, HEAD, "s1")) == 1


def test_an_admin_counts_every_unit_of_theirs_and_a_director_only_the_own(sql: Database) -> None:
    judge(sql, HEAD, "s1")
    judge(sql, WEST_HEAD, "s2")
    assert [one.suggestion_id for one in all_annotations(sql, ADMIN)] == ["s1", "s2"]
    assert [one.suggestion_id for one in all_annotations(sql, HEAD)] == ["s1"]
    assert [one.suggestion_id for one in all_annotations(sql, WEST_HEAD)] == ["s2"]


def test_the_same_key_again_is_the_same_annotation(sql: Database) -> None:
    new = verdict("edit", rewrite=" 请当面确认 ", scores={"grounds": 4})
    first = add_annotation(sql, HEAD, "s1", new, RUBRIC)
    assert add_annotation(sql, HEAD, "s1", new, RUBRIC) == first
    assert annotations_of(sql, HEAD, "s1") == [first]
    assert first.rewrite == "请当面确认"
    told = [entry for entry in audit.entries(sql) if entry.action == "annotation.added"]
    assert [(entry.actor, entry.subject) for entry in told] == [("head", first.id)]
    assert "请当面" not in str(told[0].details)
    with pytest.raises(Conflict):
        add_annotation(sql, HEAD, "s1", new.model_copy(update={"verdict": "accept", "rewrite": ""}), RUBRIC)
    with pytest.raises(Conflict):  # else the second wording would be lost, and nobody told
        add_annotation(sql, HEAD, "s1", new.model_copy(update={"rewrite": "请书面确认"}), RUBRIC)
    other = add_annotation(sql, HEAD_2, "s1", new, RUBRIC)
    assert other.id != first.id, "a key belongs to its author"


def test_a_request_sent_many_times_at_once_is_one_annotation(sql: Database) -> None:
    new = verdict()
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _n: add_annotation(sql, HEAD, "s1", new, RUBRIC), range(24)))
    assert len({one.id for one in made}) == 1
    assert len(annotations_of(sql, HEAD, "s1")) == 1


def test_a_correction_is_a_new_entry_and_the_last_one_is_in_force(sql: Database) -> None:
    first = judge(sql, HEAD, "s1", "reject", claim_id="c1")
    second = judge(sql, HEAD, "s1", "edit", claim_id="c1", replaces=first.id)
    third = judge(sql, HEAD, "s1", "accept", claim_id="c1", replaces=second.id)
    found = annotations_of(sql, HEAD, "s1")
    assert [one.id for one in found] == [first.id, second.id, third.id]
    assert in_force(found) == [third]
    with pytest.raises(Conflict):
        judge(sql, HEAD, "s1", claim_id="c1", replaces=first.id)


def test_only_ones_own_annotation_of_the_same_thing_can_be_corrected(sql: Database) -> None:
    mine = judge(sql, HEAD, "s1", claim_id="c1")
    for who, name, more in (
        (HEAD_2, "s1", {"claim_id": "c1"}),
        (HEAD, "s1", {"claim_id": "c2"}),
        (HEAD, "s1", {}),
    ):
        with pytest.raises(NotFound):
            judge(sql, who, name, replaces=mine.id, **more)
    with pytest.raises(NotFound):
        judge(sql, HEAD, "s1", replaces="a000000000000")
    west = judge(sql, WEST_HEAD, "s2")
    assert _outcome(lambda: judge(sql, HEAD, "s1", replaces=west.id)).replace(west.id, "X") == _outcome(
        lambda: judge(sql, HEAD, "s1", replaces="a000000000000")
    ).replace("a000000000000", "X")


def test_of_corrections_at_once_one_stands(sql: Database) -> None:
    first = judge(sql, HEAD, "s1")

    def correct(number: int) -> str:
        return _outcome(lambda: judge(sql, HEAD, "s1", "reject", replaces=first.id, seconds=number))

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(correct, range(12)))
    assert outcomes.count("done") == 1
    assert all(one == "done" or one.startswith("Conflict") for one in outcomes)
    assert len(annotations_of(sql, HEAD, "s1")) == 2


def test_twenty_reviewers_at_once_lose_and_double_nothing(sql: Database) -> None:
    reviewers = [HEAD.model_copy(update={"user": f"head{n}"}) for n in range(20)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda who: judge(sql, who, "s1", claim_id="c2"), reviewers))
    found = annotations_of(sql, ADMIN, "s1")
    assert sorted(one.id for one in found) == sorted(one.id for one in made)
    assert sorted(one.author for one in found) == sorted(who.user for who in reviewers)
    assert audit.verify_chain(sql) == []


@pytest.mark.parametrize("statement", ["UPDATE {t} SET verdict = 'accept'", "DELETE FROM {t}"])
def test_the_database_refuses_to_change_a_verdict(sql: Database, statement: str) -> None:
    judge(sql, HEAD, "s1", "reject")
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), sql.write() as connection:
        connection.execute(sa.text(statement.format(t="annotations")))
    assert [one.verdict for one in annotations_of(sql, HEAD, "s1")] == ["reject"]


def test_words_that_were_erased_leave_the_verdict(sql: Database) -> None:
    kept = judge(sql, HEAD, "s1", "edit", comment="见合同")
    with sql.write() as connection:
        connection.execute(sa.update(annotation_words).values(rewrite="", comment=""))
    (found,) = annotations_of(sql, HEAD, "s1")
    assert (found.verdict, found.rewrite, found.comment) == ("edit", "", "")
    assert found.at == kept.at
    assert found.at.utcoffset() is not None


def test_blind_shows_nothing_of_others_before_ones_own(sql: Database) -> None:
    judge(sql, HEAD, "s1", "reject")
    assert annotations_of(sql, HEAD_2, "s1", blind=True) == []
    assert annotations_of(sql, REP, "s1", blind=True) == []
    own = judge(sql, HEAD_2, "s1", claim_id="c1")
    assert len(annotations_of(sql, HEAD_2, "s1", blind=True)) == 2
    assert own in annotations_of(sql, HEAD_2, "s1", blind=True)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"verdict": "reject", "reasons": ()}, "reasons"),
        ({"verdict": "reject", "reasons": ("no_such",)}, "no_such"),
        ({"verdict": "edit", "rewrite": "  "}, "rewrite"),
        ({"verdict": "accept", "rewrite": "别的"}, "rewrite"),
        ({"verdict": "accept", "scores": {"charm": 3}}, "charm"),
        ({"verdict": "accept", "scores": {"grounds": 6}}, "scores"),
        ({"verdict": "accept", "scores": {"grounds": 0}}, "scores"),
    ],
)
def test_a_verdict_that_lacks_something_names_it(sql: Database, told: dict[str, object], said: str) -> None:
    new = verdict().model_copy(update=told)
    with pytest.raises(YijuError, match=said):
        add_annotation(sql, HEAD, "s1", new, RUBRIC)
    assert annotations_of(sql, HEAD, "s1") == []


def test_a_claim_that_is_not_there_is_not_judged(sql: Database) -> None:
    with pytest.raises(NotFound, match="c9"):
        judge(sql, HEAD, "s1", claim_id="c9")


def test_annotations_since_a_moment(sql: Database) -> None:
    first, second = judge(sql, HEAD, "s1"), judge(sql, HEAD_2, "s1")
    assert [one.id for one in all_annotations(sql, HEAD, since=second.at)] == [second.id]
    assert [one.id for one in all_annotations(sql, HEAD, since=first.at)] == [first.id, second.id]


def test_two_connections_share_one_key(sql: Database, sql_url: str, tmp_path: Path) -> None:
    """As two server processes would."""
    other = Database.open(sql_url, lock_folder=tmp_path / "locks", wait=10)
    new = verdict()
    try:
        with ThreadPoolExecutor(4) as pool:
            made = list(pool.map(lambda db: add_annotation(db, HEAD, "s1", new, RUBRIC), [sql, other] * 4))
    finally:
        other.close()
    assert len({one.id for one in made}) == 1
    with sql.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(annotations)) == 1


def test_a_party_to_a_disagreement_does_not_settle_it(sql: Database) -> None:
    judge(sql, HEAD, "s1")
    with pytest.raises(Conflict, match="分歧"):
        judge(sql, HEAD_2, "s1", settles=True)
    judge(sql, HEAD_2, "s1", "reject")
    for who in (HEAD, HEAD_2):
        with pytest.raises(Forbidden, match="一方"):
            judge(sql, who, "s1", settles=True)
    settled = judge(sql, ADMIN, "s1", settles=True)
    again = judge(sql, ADMIN, "s1", "reject", settles=True, replaces=settled.id)
    assert in_force(annotations_of(sql, ADMIN, "s1"))[-1] == again


def test_an_admin_settles_what_nobody_else_could(sql: Database) -> None:
    """In a unit of one director and one admin, both of them sides."""
    for name, roles in (("head", ["director"]), ("boss", ["admin"]), ("rep", ["rep"])):
        save_user(sql, name, roles=roles, units=["main"], actor="t")
    judge(sql, HEAD, "s1")
    judge(sql, ADMIN, "s1", "reject")
    with pytest.raises(Forbidden):
        judge(sql, HEAD, "s1", settles=True)
    judge(sql, ADMIN, "s1", "reject", settles=True)
    save_user(sql, "head2", roles=["director"], units=["main"], actor="t")
    with pytest.raises(Forbidden):
        judge(sql, ADMIN, "s1", "accept", settles=True)
