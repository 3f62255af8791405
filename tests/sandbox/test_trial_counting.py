"""What counts once: requests that ask the same, pairs that say the same, suggestions of one customer."""

import datetime as dt
import itertools
from collections.abc import Sequence

import pytest

from tests.support.reviewed import HEAD, NOON, WEST_HEAD, advice, claim, judge, keep
from yiju.errors import Conflict
from yiju.sandbox.changes import Changes
from yiju.sandbox.replay_records import BASELINE, Replay, replay_id, write_replay
from yiju.sandbox.trial_measures import measures_of
from yiju.sandbox.trial_results import result_of
from yiju.sandbox.trial_tally import FEWEST_CUSTOMERS, tally, votes_until_final
from yiju.sandbox.trials import Pair, Trial, pairs_of, start_trial
from yiju.sandbox.voting import Vote, cast_vote, new_is_left, next_ballot
from yiju.store.database import Database
from yiju.store.erasing import ERASED_TEXT
from yiju.store.review_tables import annotation_words
from yiju.store.suggestions import save_within

OFF = Changes(exemplars="off")
_numbers = itertools.count()


def pair(customer: str, likeness: str = "") -> Pair:
    """Two that differ."""
    number = next(_numbers)
    old, new = (advice(f"s{number}{arm}", claim("c1", arm), customer=customer) for arm in "旧新")
    rows = [
        Replay(
            id=f"r{number}{arm}", suggestion_id=f"s{number}", result_id=one.id, trial_id="t", by="head",
            at=NOON, changes=OFF, arm=arm, costs={}, error="",
        )
        for arm, one in ((BASELINE, old), ("", new))
    ]  # fmt: skip
    return Pair(
        suggestion_id=f"s{number}", replay_id=rows[1].id, baseline=old, changed=new, same=False,
        likeness=likeness or f"p{number}", base_row=rows[0], new_row=rows[1],
    )  # fmt: skip


def vote(on: Pair, won: int = 1, author: str = "head") -> Vote:
    return Vote(replay_id=on.replay_id, author=author, at=NOON, choice="left", seconds=1.0, won=won)


def all_for(pairs: Sequence[Pair]) -> list[Vote]:
    return [vote(one) for one in pairs]


def test_many_suggestions_of_one_customer_are_no_evidence_for_all() -> None:
    pairs = [pair("甲") for _ in range(14)]
    found = tally(pairs, all_for(pairs))
    assert (found.suggestions.wins, found.suggestions.p < 0.001) == (14, True)
    assert (found.customers.wins, found.customers.p) == (1, 1.0)
    assert not found.beyond_chance
    assert found.preference == 1.0


def test_both_ways_of_counting_must_be_beyond_chance() -> None:
    pairs = [pair(name) for name in "甲乙丙丁戊己" for _ in range(2)]
    assert FEWEST_CUSTOMERS == 6
    assert tally(pairs, all_for(pairs)).beyond_chance
    assert not tally(pairs[2:], all_for(pairs[2:])).beyond_chance, "five customers are too few"
    few = pairs[::2]
    assert not tally(few, all_for(few)).beyond_chance, "six suggestions are too few"
    most = [*pairs, *(pair("庚") for _ in range(9))]
    votes = [*all_for(pairs), *(vote(one, -1) for one in most[12:])]
    found = tally(most, votes)
    assert (found.suggestions.wins, found.suggestions.losses) == (12, 9)
    assert (found.customers.wins, found.customers.losses) == (6, 1)
    assert not found.beyond_chance


def test_a_customer_goes_by_the_mean_of_its_suggestions() -> None:
    pairs = [pair("甲") for _ in range(3)] + [pair("乙") for _ in range(2)]
    found = tally(pairs, [vote(one, won) for one, won in zip(pairs, (1, 1, -1, 1, -1), strict=True)])
    assert (found.customers.wins, found.customers.losses, found.customers.ties) == (1, 0, 1)
    assert found.preference == pytest.approx(1 / 6)
    assert found.preference_low <= 1 / 6 <= found.preference_high


def test_pairs_that_say_the_same_are_one_observation() -> None:
    pairs = [pair("甲", "x") for _ in range(14)] + [pair("乙", "x"), pair("乙", "y")]
    found = tally(pairs, [vote(pairs[3]), vote(pairs[14], -1, "head2"), vote(pairs[15])])
    assert (found.suggestions.wins, found.suggestions.losses, found.suggestions.ties) == (1, 0, 1)
    assert (found.customers.decided, found.unasked) == (1, 0)


def test_votes_after_the_last_pair_has_one_are_late() -> None:
    one, other = pair("甲"), pair("乙")
    votes = [vote(one), vote(one, -1, "head2"), vote(other), vote(other, 1, "head2"), vote(one, 1, "head3")]
    assert votes_until_final([one, other], votes) == 3
    assert votes_until_final([one, other, pair("丙")], votes) == 5
    assert votes_until_final([], []) == 0


def test_one_of_those_that_ask_the_same_is_chosen(sql: Database) -> None:
    day = dt.timedelta(days=1)
    asked = [
        advice(
            f"s{n:02d}", created_at=NOON + n * day, kind="talk", customer=customer,
            request={"scene": scene, "as_of": f"2026-01-{n + 1:02d}"},
        )
        for n, (customer, scene) in enumerate(
            [("甲", "报价"), ("甲", "催款")] * 6 + [("甲", " 报价 "), ("乙", "报价")]
        )
    ]  # fmt: skip
    keep(sql, *asked, advice("s90", customer="甲", request={"scene": "报价"}))
    chosen = start_trial(sql, HEAD, "main", OFF, count=200, seed=1).suggestions
    assert sorted(chosen) == ["s11", "s12", "s13", "s90"]  # the newest of each, and another kind


@pytest.fixture
def trial(sql: Database) -> Trial:
    """A trial of three, of which the first two say the same on both sides."""
    keep(sql, *(advice(f"s{n}", request={"goal": f"第{n}次"}) for n in range(3)))
    trial = start_trial(sql, HEAD, "main", OFF, count=3, seed=1)
    with sql.write() as connection:
        for name in trial.suggestions:
            for arm in (BASELINE, ""):
                made = advice(
                    f"{name}-{arm or 'new'}",
                    claim("c1", f"{'旧' if arm else '新'}{'别的' if name == 's2' else ''}"),
                    replay_of=name,
                )
                save_within(connection, made)
                row = {
                    "id": replay_id(trial.id, name, arm), "suggestion_id": name, "trial_id": trial.id,
                    "by": "head", "at": NOON, "changes": {"arm": arm},
                }  # fmt: skip
                write_replay(connection, row, made.id, {}, "")
    return trial


def test_nobody_is_asked_twice_about_the_same_words(sql: Database, trial: Trial) -> None:
    keys: list[str] = []
    while ballot := next_ballot(sql, HEAD, trial.id):
        assert (ballot.number, ballot.total) == (len(keys) + 1, 2)
        keys.append(ballot.key)
        cast_vote(sql, HEAD, trial.id, ballot.key, "left" if new_is_left(trial, ballot.key) else "right")
    pairs = {one.replay_id: one for one in pairs_of(sql, HEAD, trial.id)}
    (twin,) = pairs.keys() - set(keys)
    assert pairs[twin].likeness in {pairs[key].likeness for key in keys}
    with pytest.raises(Conflict):
        cast_vote(sql, HEAD, trial.id, twin, "left")
    found = result_of(sql, HEAD, trial.id)
    assert (found.wins, found.repeats, found.final, found.votes) == (2, 1, True, 2)
    assert (found.customers_won, found.p_customers, found.significant) == (1, 1.0, False)
    assert any("分出胜负的客户只有 1 家，至少要 6 家" in line for line in found.warnings)


def test_votes_after_it_was_final_are_told(sql: Database, trial: Trial) -> None:
    second = HEAD.model_copy(update={"user": "head2"})
    for who in (HEAD, second):
        assert result_of(sql, HEAD, trial.id).late == 0
        while ballot := next_ballot(sql, who, trial.id):
            cast_vote(sql, who, trial.id, ballot.key, "left")
    found = result_of(sql, HEAD, trial.id)
    assert (found.late, found.final) == (2, True)
    assert any("有 2 票是每对都有人投过之后才投的" in line for line in found.warnings)


def test_only_a_rewrite_of_one_claim_that_holds_is_measured_against(sql: Database, trial: Trial) -> None:
    def distance() -> float | None:
        found = measures_of(sql, HEAD, pairs_of(sql, HEAD, trial.id))
        return next(one.changed for one in found if one.name == "离已采纳改写的距离")

    judge(sql, HEAD, "s0", "edit", rewrite="新")
    assert distance() is None, "of the whole"
    judge(sql, HEAD, "s0", "edit", rewrite="新", claim_id="c1")
    assert distance() == 0.0
    judge(sql, HEAD.model_copy(update={"user": "head2"}), "s0", "reject", claim_id="c1")
    assert distance() is None, "contested"
    judge(sql, HEAD, "s1", "edit", rewrite="新", claim_id="c1")
    assert distance() == 0.0
    with sql.write() as connection:
        connection.execute(annotation_words.update().values(rewrite=ERASED_TEXT))
    assert distance() is None, "forgotten"


def test_the_other_unit_knows_nothing_of_it(sql: Database, trial: Trial) -> None:
    with pytest.raises(Exception, match="没有这次盲测"):
        result_of(sql, WEST_HEAD, trial.id)
