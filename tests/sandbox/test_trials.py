"""Blind trials: past suggestions are chosen by a seed, and made once with and without the change."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.sandbox.trial_fixtures import QUESTIONS, start
from tests.support.account import CUSTOMER, TODAY
from tests.support.stored import settings_for
from tests.support.whatif import copilot_of, prepare, shop_of
from yiju.errors import Forbidden, NotFound, YijuError
from yiju.sandbox.changes import Changes
from yiju.sandbox.replay import Cancelled
from yiju.sandbox.trial_results import result_of
from yiju.sandbox.trials import get_trial, list_trials, pairs_of, progress_of, run_trial
from yiju.sandbox.voting import cast_vote, next_ballot
from yiju.store import audit
from yiju.store.access import viewer_for
from yiju.store.review_tables import replays
from yiju.store.store import Store
from yiju.store.suggestions import list_suggestions


def test_past_suggestions_are_chosen_by_the_seed(past: Store) -> None:
    one, same, other = start(past, 5), start(past, 5), start(past, 5, seed=8)
    assert one.suggestions == same.suggestions != other.suggestions
    ids = {s.id for s in list_suggestions(past.sql, viewer_for(past.sql, "head"))}
    assert set(one.suggestions) <= ids
    assert len(set(one.suggestions)) == 5
    assert len(start(past, 200).suggestions) == len(QUESTIONS) + 2
    strategies = start(past, 5, Changes(prompts={"visit-strategy": 1}))
    assert len(strategies.suggestions) == 2
    assert {t.id for t in list_trials(past.sql, viewer_for(past.sql, "both"))} >= {one.id, strategies.id}


def test_only_reviewers_of_the_unit_have_to_do_with_it(past: Store) -> None:
    trial = start(past, 3)
    run_trial(shop_of(past), trial.id)
    key = next(p.replay_id for p in pairs_of(past.sql, viewer_for(past.sql, "head"), trial.id))
    with pytest.raises(Forbidden):
        start(past, 3, name="xiaoli")
    with pytest.raises(NotFound):
        start(past, 3, name="northhead")
    for name in ("xiaoli", "northhead", "client"):
        viewer = viewer_for(past.sql, name)
        assert list_trials(past.sql, viewer) == []
        for read in (get_trial, progress_of, pairs_of, next_ballot, result_of):
            with pytest.raises(NotFound):
                read(past.sql, viewer, trial.id)
        with pytest.raises(NotFound):
            cast_vote(past.sql, viewer, trial.id, key, "left")
        with pytest.raises(NotFound):
            run_trial(shop_of(past, name), trial.id)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (Changes(), "没有改变"),
        (Changes(assumptions=("对手降价",)), "单条推演"),
        (Changes(without=("d1",)), "单条推演"),
    ],
)
def test_what_no_trial_can_be_made_of(past: Store, changes: Changes, said: str) -> None:
    with pytest.raises(YijuError) as told:
        start(past, 3, changes)
    assert said in f"{told.value}{told.value.hint}"
    with pytest.raises(YijuError, match="没有符合条件"):
        start(past, 3, customer="没有这家")


def test_pairs_are_made_once_and_go_on_after_being_called_off(past: Store) -> None:
    trial = start(past, 4)
    lines: list[str] = []
    with pytest.raises(Cancelled):
        run_trial(
            shop_of(past, say=lines.append, stop=lambda: sum("新条件" in x for x in lines) >= 2), trial.id
        )
    head = viewer_for(past.sql, "head")
    half = progress_of(past.sql, head, trial.id)
    assert 0 < half.done < 4
    assert half.failed == {}
    before = {p.replay_id: p for p in pairs_of(past.sql, head, trial.id)}
    whole = run_trial(shop_of(past), trial.id)
    assert (whole.done, whole.finished) == (4, True)
    after = {p.replay_id: p for p in pairs_of(past.sql, head, trial.id)}
    assert {name: after[name] for name in before} == before
    run_trial(shop_of(past), trial.id)
    with past.sql.read() as connection:
        count = connection.scalar(sa.select(sa.func.count()).where(replays.c.trial_id == trial.id))
        kept = connection.scalar(sa.text("SELECT count(*) FROM suggestions WHERE purpose = 'replay'"))
    assert count == kept == 8


_KILLED = """
import os, sys
from pathlib import Path
from tests.support.stored import put, settings_for
from tests.support.whatif import shop_of
from yiju.sandbox.trials import run_trial
from yiju.store.store import Store
with Store.open(settings_for(Path(sys.argv[1]))) as store:
    lines = []
    def say(line):
        lines.append(line)
        if len(lines) > 12:
            os._exit(9)
    run_trial(shop_of(store, say=say), sys.argv[2])
"""


def test_killed_in_the_middle_it_goes_on(tmp_path: Path) -> None:
    data = prepare(tmp_path)
    with Store.open(settings_for(data)) as store:
        for question in QUESTIONS[:4]:
            copilot_of(store).ask(question, as_of=TODAY)
        trial = start(store, 4)
    root = Path(__file__).resolve().parents[2]
    killed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_KILLED), str(data), trial.id],
        cwd=root,
        check=False,
        timeout=100,
    )
    assert killed.returncode == 9
    with Store.open(settings_for(data)) as store:
        head = viewer_for(store.sql, "head")
        assert 0 < progress_of(store.sql, head, trial.id).done < 4
        assert run_trial(shop_of(store), trial.id).done == 4
        assert len({p.suggestion_id for p in pairs_of(store.sql, head, trial.id)}) == 4
        assert audit.verify_chain(store.sql) == []


def test_one_that_cannot_be_made_is_told_and_left_out(past: Store) -> None:
    gone = copilot_of(past).ask("付款方式是什么", customer=CUSTOMER, as_of=TODAY)
    trial = start(past, 200)
    assert gone.id in trial.suggestions
    with past.sql.write() as connection:
        connection.execute(
            sa.text(
                "UPDATE suggestions SET body = json_set(body, '$.request.customer', '没有这家') WHERE id = :i"
            ),
            {"i": gone.id},
        )
    found = run_trial(shop_of(past), trial.id)
    assert found.failed.keys() == {gone.id}
    assert "没有找到客户" in found.failed[gone.id]
    assert found.finished
    assert gone.id not in {
        p.suggestion_id for p in pairs_of(past.sql, viewer_for(past.sql, "head"), trial.id)
    }
