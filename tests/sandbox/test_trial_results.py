"""Votes on the pairs of a trial: blind, once each, counted by suggestion; what wins is promoted."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.sandbox.trial_fixtures import QUESTIONS, start
from tests.support.account import TODAY, honest
from tests.support.stored import put
from tests.support.stub_llm import Step, StubLLM
from tests.support.whatif import asking, claims, copilot_of, reader_of, shop_of
from yiju.copilot.llm_mode import make_llm_mode
from yiju.copilot.service import Copilot
from yiju.errors import Conflict, NotFound, YijuError
from yiju.sandbox.annotations import add_annotation
from yiju.sandbox.changes import Changes
from yiju.sandbox.in_force import active
from yiju.sandbox.promotions import promote, rollback
from yiju.sandbox.rubric import load_rubric
from yiju.sandbox.trial_results import result_of
from yiju.sandbox.trials import Trial, pairs_of, run_trial
from yiju.sandbox.types import NewAnnotation
from yiju.sandbox.voting import cast_vote, new_is_left, next_ballot
from yiju.store.access import viewer_for
from yiju.store.store import Store
from yiju.store.suggestions import list_suggestions


def test_a_ballot_does_not_tell_which_is_the_new_one(worded: tuple[Store, Trial]) -> None:
    store, trial = worded
    head = viewer_for(store.sql, "head")
    pairs = {p.replay_id: p for p in pairs_of(store.sql, head, trial.id)}
    assert {new_is_left(trial, name) for name in pairs} == {True, False}
    ballot = next_ballot(store.sql, head, trial.id)
    assert ballot is not None
    pair = pairs[ballot.key]
    assert not pair.same
    left = new_is_left(trial, ballot.key)
    shown = (ballot.left, ballot.right) if left else (ballot.right, ballot.left)
    assert [[c.text for c in claims(s)] for s in shown] == [
        [c.text for c in claims(s)] for s in (pair.changed, pair.baseline)
    ]
    for side in shown:
        assert (side.id, side.model, side.prompts, side.usage, side.timings) == ("", "", (), {}, {})
        assert (side.notices, side.shaped_by, side.user, side.replay_of) == ((), (), "", "")
        assert [c.id for c in claims(side)] == [f"c{n}" for n in range(1, len(claims(side)) + 1)]


def test_votes_stand_and_identical_pairs_are_ties(worded: tuple[Store, Trial]) -> None:
    store, trial = worded
    head, other = viewer_for(store.sql, "head"), viewer_for(store.sql, "head2")
    same = [p for p in pairs_of(store.sql, head, trial.id) if p.same]
    assert same
    with pytest.raises(YijuError, match="两边一样"):
        cast_vote(store.sql, head, trial.id, same[0].replay_id, "left")
    with pytest.raises(NotFound):
        cast_vote(store.sql, head, trial.id, "r000000000000", "left")
    ballot = next_ballot(store.sql, head, trial.id)
    assert ballot is not None
    first = cast_vote(store.sql, head, trial.id, ballot.key, "left", 3.5)
    assert cast_vote(store.sql, head, trial.id, ballot.key, "left", 9.0) == first
    with pytest.raises(Conflict):
        cast_vote(store.sql, head, trial.id, ballot.key, "right")
    with pytest.raises(sa.exc.DatabaseError), store.sql.write() as connection:
        connection.execute(sa.text("UPDATE trial_votes SET choice = 'right'"))
    second = next_ballot(store.sql, head, trial.id)
    assert second is None or (second.key != ballot.key and second.number == 2)
    cast_vote(store.sql, other, trial.id, ballot.key, "right")
    found = result_of(store.sql, head, trial.id)
    assert (found.votes, found.identical, found.wins + found.losses) == (2, len(same), 0)
    assert found.ties == len(same) + 1, "two voters who disagree are one tie"
    assert not found.significant
    assert any("只有 0 对" in line for line in found.warnings)


def _vote_all(store: Store, trial: Trial, *names: str, for_new: bool = True) -> int:
    count = 0
    for name in names:
        viewer = viewer_for(store.sql, name)
        while ballot := next_ballot(store.sql, viewer, trial.id):
            left = new_is_left(trial, ballot.key) is for_new
            cast_vote(store.sql, viewer, trial.id, ballot.key, "left" if left else "right")
            count += 1
    return count


def _accounts(store: Store, folder: Path) -> None:
    """Seven customers with two answers each, no two alike."""
    for number, name in enumerate("甲乙丙丁戊己庚", 1):
        text = f"付款方式为货到验收后{number}5天电汇；\n质保期为{number}4个月，验收起算；"
        put(store, folder / name, {"a.txt": text}, customer=f"{name}厂")
        for question in ("付款方式是什么", "质保期多长"):
            copilot_of(store).ask(question, customer=f"{name}厂", as_of=TODAY)


def test_a_prompt_that_wins_is_promoted_and_then_used(
    own_store: Store, stub: StubLLM, tmp_path: Path
) -> None:
    """All along: tried, voted on, promoted by an admin, asked with, and taken back."""
    from tests.prompts.test_chosen import own_version

    def better(body: dict[str, Any]) -> Step:
        new = "新守则" in body["messages"][0]["content"]
        return honest(body, lambda entry: {**entry, "text": entry["text"] + ("" if new else "（原话）")})

    stub.script(better)
    _accounts(own_store, tmp_path / "more")
    for version, rule in ((101, "新守则"), (102, "别的守则")):
        own_version(own_store.settings.data / "prompts", "answer", version, 规则=rule)
    boss = viewer_for(own_store.sql, "boss")
    with asking(own_store, stub.url) as store:
        trial = start(store, 200, Changes(prompts={"answer": 101}))
        shop = shop_of(store, prompts=active(store.sql, store.settings).prompts)
        run_trial(shop, trial.id)
        asked = sum(not p.same for p in pairs_of(store.sql, boss, trial.id))
        assert asked >= 10
        half = next_ballot(store.sql, boss, trial.id)
        assert half is not None
        cast_vote(store.sql, boss, trial.id, half.key, "left" if new_is_left(trial, half.key) else "right")
        assert not result_of(store.sql, boss, trial.id).final
        with pytest.raises(YijuError, match="不显著"):
            promote(store.sql, store.settings, boss, "prompt:answer", "101", trial_id=trial.id)
        assert _vote_all(store, trial, "boss", "head") == 2 * asked - 1
        found = result_of(store.sql, boss, trial.id)
        assert (found.final, found.significant, found.wins, found.losses) == (True, True, asked, 0)
        assert (found.p, found.p_customers, found.customers_won) == (2 / 2**asked, 2 / 2**7, 7)
        assert found.voters == ("boss", "head")
        for subject, value in (("retrieval:depth", "50"), ("prompt:answer", "1"), ("prompt:repair", "1")):
            with pytest.raises(YijuError, match="比的不是"):
                promote(store.sql, store.settings, boss, subject, value, trial_id=trial.id)
        promote(store.sql, store.settings, boss, "prompt:answer", "102", note="试试")
        with pytest.raises(YijuError, match=r"原条件是 v2@.*现在用的是 v102@"):
            promote(store.sql, store.settings, boss, "prompt:answer", "101", trial_id=trial.id)
        rollback(store.sql, store.settings, boss, "prompt:answer")
        made = promote(store.sql, store.settings, boss, "prompt:answer", "101", trial_id=trial.id)
        assert made.trial_id == trial.id
        llm = make_llm_mode(store.settings, prompts=active(store.sql, store.settings).prompts)
        given = Copilot(reader_of(store, "xiaoli"), llm).ask(QUESTIONS[0], customer="甲厂", as_of=TODAY)
        assert any(label == f"answer.{made.value}" for label in given.prompts)
        rollback(store.sql, store.settings, boss, "prompt:answer")
        assert active(store.sql, store.settings).prompts.load("answer").version == 2


def test_a_change_that_loses_is_not_promoted_however_sure(worded: tuple[Store, Trial]) -> None:
    store, trial = worded
    asked = _vote_all(store, trial, "head", for_new=False)
    found = result_of(store.sql, viewer_for(store.sql, "boss"), trial.id)
    assert (found.wins, found.losses) == (0, asked)
    assert found.final
    assert not found.significant
    assert found.preference == -1.0


@pytest.fixture
def tried(past: Store) -> Iterator[tuple[Store, Trial]]:
    """A trial of one switch on which every director prefers the change."""
    trial = start(past, 200, Changes(retrieval={"depth": 10}))
    run_trial(shop_of(past), trial.id)
    yield past, trial


def test_without_a_difference_nothing_is_significant_and_nothing_promoted(tried: tuple[Store, Trial]) -> None:
    store, trial = tried
    boss = viewer_for(store.sql, "boss")
    found = result_of(store.sql, boss, trial.id)
    assert found.identical == len(found.pairs)
    assert found.p == 1.0
    assert any("完全一样" in line for line in found.warnings)
    with pytest.raises(YijuError, match="不显著"):
        promote(store.sql, store.settings, boss, "retrieval:depth", "10", trial_id=trial.id)


def test_measures_are_of_both_arms_and_rewrites_count(worded: tuple[Store, Trial]) -> None:
    past, trial = worded
    head = viewer_for(past.sql, "head")
    plain = {m.name: m for m in result_of(past.sql, head, trial.id).measures}
    assert plain["有依据的论断占比"].baseline == 1.0
    assert plain["提示词词元"].baseline is None
    assert plain["提示词词元"].changed
    assert plain["离已采纳改写的距离"].baseline is None
    pair = next(p for p in pairs_of(past.sql, head, trial.id) if claims(p.baseline) and claims(p.changed))
    original = next(s for s in list_suggestions(past.sql, head) if s.id == pair.suggestion_id)
    rewritten = NewAnnotation(
        key="key-12345", claim_id=claims(original)[0].id, verdict="edit", rewrite=claims(pair.changed)[0].text
    )
    add_annotation(past.sql, head, original.id, rewritten, load_rubric(past.settings))
    after = {m.name: m for m in result_of(past.sql, head, trial.id).measures}
    assert after["离已采纳改写的距离"].changed == 0.0
    assert after["用时"].baseline is not None
