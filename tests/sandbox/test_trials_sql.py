"""Trials, votes and promotions on either database, with several people at once."""

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.account import TODAY, honest
from tests.support.stored import put
from tests.support.stub_llm import StubLLM
from tests.support.whatif import asking, copilot_of, people, shop_of
from yiju.errors import Conflict, YijuError
from yiju.sandbox.changes import Changes
from yiju.sandbox.in_force import active
from yiju.sandbox.promotions import history, promote, rollback
from yiju.sandbox.replay_records import replays_of
from yiju.sandbox.trial_results import result_of
from yiju.sandbox.trials import list_trials, pairs_of, run_trial, start_trial
from yiju.sandbox.voting import cast_vote, next_ballot, votes_of
from yiju.store import audit
from yiju.store.access import viewer_for
from yiju.store.store import Store

TEXT = "付款方式为货到验收后60天电汇；\n质保期为24个月，验收起算；\n延期交货每日按合同金额的0.5%支付违约金；"


def test_a_trial_from_start_to_promotion(store: Store, stub: StubLLM, tmp_path: Path) -> None:
    people(store)
    put(store, tmp_path / "in", {"a.txt": TEXT})
    stub.script(honest)
    for question in ("付款方式是什么", "质保期多长", "违约金怎么算"):
        copilot_of(store).ask(question, as_of=TODAY)
    head, boss = viewer_for(store.sql, "head"), viewer_for(store.sql, "boss")
    with asking(store, stub.url):
        trial = start_trial(store.sql, head, "main", Changes(mode="llm"), seed=4)
        assert run_trial(shop_of(store), trial.id).done == 3
        assert run_trial(shop_of(store), trial.id).done == 3
    assert list_trials(store.sql, head) == [trial]
    pairs = pairs_of(store.sql, head, trial.id)
    assert replays_of(store.sql, head, pairs[0].suggestion_id) == []  # those of trials are listed with them
    asked = [pair for pair in pairs if not pair.same]
    assert asked
    ballot = next_ballot(store.sql, head, trial.id)
    assert ballot is not None
    outcomes: list[object] = []

    def vote(choice: str) -> None:
        try:
            outcomes.append(cast_vote(store.sql, head, trial.id, ballot.key, choice))  # type: ignore[arg-type]  # a choice
        except Conflict as error:
            outcomes.append(error)

    threads = [threading.Thread(target=vote, args=(choice,)) for choice in ("left", "right") * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = [one for one in outcomes if not isinstance(one, Conflict)]
    assert (len(outcomes), len(kept), len(set(map(str, kept)))) == (8, 4, 1)
    assert len(votes_of(store.sql, trial)) == 1
    assert result_of(store.sql, head, trial.id).votes == 1
    with pytest.raises(sa.exc.DBAPIError), store.sql.write() as connection:
        connection.execute(sa.text("DELETE FROM trial_votes"))
    made = promote(store.sql, store.settings, boss, "retrieval:depth", "50", note="试试")
    assert active(store.sql, store.settings).options.depth == 50
    assert history(store.sql, head) == [made]
    assert rollback(store.sql, store.settings, boss, "retrieval:depth", seen="50").value == ""
    assert audit.verify_chain(store.sql) == []


def test_of_two_admins_at_once_one_hears_that_the_other_was_first(store: Store) -> None:
    people(store)
    boss = viewer_for(store.sql, "boss")
    outcomes: list[str] = []

    def switch(value: str) -> None:
        try:
            outcomes.append(
                promote(store.sql, store.settings, boss, "retrieval:depth", value, note="试试", seen="").value
            )
        except YijuError as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=switch, args=(value,)) for value in ("20", "30", "40", "50")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("Conflict") == 3
    (only,) = history(store.sql, boss)
    assert only.previous == ""
    assert active(store.sql, store.settings).values == {"retrieval:depth": only.value}
