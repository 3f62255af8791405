"""Blind trials: a change tried on past suggestions before it is promoted, each made with it and without.

Both arms are made today on the same material, so that nothing but the change tells them apart. What is made,
stays: a trial that was killed goes on where it stood.
"""

import datetime as dt
import hashlib
import json
import random
from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import uuid4

import sqlalchemy as sa

from yiju.errors import Invalid, NotFound, YijuError
from yiju.sandbox.aligning import align
from yiju.sandbox.changes import Changes
from yiju.sandbox.in_force import in_force_of
from yiju.sandbox.moments import utc
from yiju.sandbox.replay import Cancelled, Workshop, reason_of, replay
from yiju.sandbox.replay_records import BASELINE, Replay, to_replay
from yiju.sandbox.reshelving import inside
from yiju.sandbox.trial_sample import distinct_requests
from yiju.store import audit
from yiju.store.access import readable, reviewed_units
from yiju.store.database import Database
from yiju.store.review_tables import replays, trials
from yiju.store.suggestions import get_suggestion
from yiju.store.types import Frozen, Suggestion, Viewer

MOST = 200
"""Suggestions in one trial."""
_OF_PROMPT = {"visit-strategy": "strategy", "talk-track": "talk", "answer": "answer"}
"""Which suggestions a prompt words."""


class Trial(Frozen):
    """A trial. ``suggestions``: ids of the past suggestions it is made on, in the order they are tried."""

    id: str
    unit: str
    by: str
    at: dt.datetime
    changes: Changes
    seed: int
    suggestions: tuple[str, ...]


class Pair(Frozen):
    """One past suggestion made twice.

    Attributes:
        same: both say the same, claim by claim: nothing to ask.
        likeness: the same for pairs that say the same as each other, on either side: one observation.
    """

    suggestion_id: str
    replay_id: str
    baseline: Suggestion
    changed: Suggestion
    same: bool
    likeness: str
    base_row: Replay
    new_row: Replay


class Progress(Frozen):
    """How far a trial is. ``failed``: suggestion id → what went wrong."""

    total: int
    done: int
    failed: dict[str, str]

    @property
    def finished(self) -> bool:
        """Whether every pair is made, or failed."""
        return self.done + len(self.failed) == self.total


def start_trial(
    sql: Database,
    viewer: Viewer,
    unit: str,
    changes: Changes,
    *,
    count: int = 20,
    kinds: Collection[str] = (),
    customer: str = "",
    since: dt.date | None = None,
    seed: int | None = None,
) -> Trial:
    """Choose past suggestions of a unit and keep the trial; nothing is made yet. Audited.

    Args:
        count: how many suggestions that ask different things; fewer where there are no more.
        kinds, customer, since: only these.
        seed: decides which are chosen and which side the new one is shown on; a new one where None.

    Raises:
        NotFound, Forbidden: the unit is none that the viewer reviews.
        YijuError: nothing is changed, or there is nothing to try it on.
    """
    narrow = inside(viewer, unit)
    if changes.none:
        raise Invalid("没有改变任何条件，没有可比的。", hint="选一个提示词版本、模型或检索开关。")
    if changes.without or changes.added or changes.assumptions or changes.notes or changes.as_of:
        raise Invalid("盲测只比提示词、模型、方式、检索和范例。", hint="资料、假设和日期请用单条推演。")
    if not 1 <= count <= MOST:
        raise Invalid(f"盲测的条数要在 1 到 {MOST} 之间。")
    seed = random.SystemRandom().randrange(2**31) if seed is None else seed
    wanted = set(kinds) or {_OF_PROMPT[name] for name in changes.prompts if name in _OF_PROMPT}
    with sql.write() as connection:
        audit.hold(connection)
        # As one who sees this unit alone: all who may open the trial may read what it was made on.
        found = distinct_requests(connection, narrow, kinds=wanted, customer=customer, since=since)
        if not found:
            raise YijuError("没有符合条件的历史建议。", hint="放宽客户、类型或日期。")
        chosen = random.Random(seed).sample(found, min(count, len(found)))
        row = {
            "id": f"t{uuid4().hex[:12]}", "unit": unit, "by": viewer.user, "at": dt.datetime.now(dt.UTC),
            "changes": changes.model_dump(mode="json"), "seed": seed, "suggestions": chosen,
        }  # fmt: skip
        connection.execute(sa.insert(trials).values(**row))
        told = {"unit": unit, "suggestions": len(chosen), "changes": changes.told()}
        audit.append(connection, viewer.user, "trial.started", str(row["id"]), told)
    return Trial.model_validate(row)


def run_trial(shop: Workshop, trial_id: str) -> Progress:
    """Make every pair that is not made yet; what fails is noted, and tried again the next time.

    Raises:
        NotFound: no such trial for this viewer.
        Cancelled: called off; what was made stays.
    """
    sql, viewer = shop.reader.store.sql, shop.reader.viewer
    trial = get_trial(sql, viewer, trial_id)
    narrow = replace(shop, reader=replace(shop.reader, viewer=inside(viewer, trial.unit)))
    base = in_force_of(shop.prompts, shop.reader.options, trial.changes)
    made = {(one.suggestion_id, one.arm) for one in _rows(sql, trial) if one.result_id}
    for number, suggestion_id in enumerate(trial.suggestions, 1):
        for arm, changes in ((BASELINE, Changes()), ("", trial.changes)):
            if (suggestion_id, arm) in made:
                continue
            shop.tell(f"{number}/{len(trial.suggestions)}：{'原条件' if arm else '新条件'} …")
            try:
                replay(narrow, suggestion_id, _arm(trial, changes), trial_id=trial_id, arm=arm, base=base)
            except Cancelled:
                raise
            except Exception as error:  # whatever it is: the others can be made all the same
                shop.say(f"{number}/{len(trial.suggestions)}：{reason_of(shop, error)}")
                break  # without one of them there is no pair
    return progress_of(sql, viewer, trial_id)


def _arm(trial: Trial, changes: Changes) -> Changes:
    """Both arms are drafted the same way: where the change is one of the model's, so is the baseline."""
    asks = trial.changes.model or trial.changes.prompts
    if trial.changes.mode != "extractive" and asks and not changes.mode:
        return changes.model_copy(update={"mode": "llm"})
    return changes


def get_trial(sql: Database, viewer: Viewer, trial_id: str) -> Trial:
    """One trial.

    Raises:
        NotFound: there is none, or the viewer does not review its unit.
    """
    found = _trials(sql, viewer, trials.c.id == trial_id)
    if not found:
        raise NotFound(f"没有这次盲测：{trial_id}")
    return found[0]


def list_trials(sql: Database, viewer: Viewer) -> list[Trial]:
    """The trials of the units that the viewer reviews, newest first."""
    return _trials(sql, viewer, sa.true())


def _trials(sql: Database, viewer: Viewer, where: sa.ColumnElement[bool]) -> list[Trial]:
    units = sorted(reviewed_units(viewer))
    query = sa.select(trials).where(readable(viewer, trials), trials.c.unit.in_(units), where)
    with sql.read() as connection:
        rows = connection.execute(query.order_by(trials.c.at.desc(), trials.c.id)).all()
    return [Trial.model_validate({**row._mapping, "at": utc(row.at)}) for row in rows]


def _rows(sql: Database, trial: Trial) -> list[Replay]:
    query = sa.select(replays).where(replays.c.trial_id == trial.id).order_by(replays.c.at, replays.c.id)
    with sql.read() as connection:
        return [to_replay(row._mapping) for row in connection.execute(query)]


def progress_of(sql: Database, viewer: Viewer, trial_id: str) -> Progress:
    """How far it is. Raises NotFound."""
    trial = get_trial(sql, viewer, trial_id)
    rows = _rows(sql, trial)
    arms = {(one.suggestion_id, one.arm) for one in rows if one.result_id}
    failed = {one.suggestion_id: one.error for one in rows if not one.result_id}
    done = [one for one in trial.suggestions if {(one, BASELINE), (one, "")} <= arms]
    return Progress(total=len(trial.suggestions), done=len(done), failed=failed)


def pairs_of(sql: Database, viewer: Viewer, trial_id: str) -> list[Pair]:
    """The pairs that are made, in the trial's order; those of which something was erased since, too.

    Raises:
        NotFound: no such trial for this viewer.
    """
    trial = get_trial(sql, viewer, trial_id)
    arms = {(one.suggestion_id, one.arm): one for one in _rows(sql, trial) if one.result_id}
    found: list[Pair] = []
    for suggestion_id in trial.suggestions:
        base, new = arms.get((suggestion_id, BASELINE)), arms.get((suggestion_id, ""))
        if base is not None and new is not None:
            before, after = _both(sql, viewer, (base, new))
            pair = Pair(
                suggestion_id=suggestion_id, replay_id=new.id, baseline=before, changed=after,
                same=align(before, after).same, likeness=_likeness(before, after), base_row=base, new_row=new,
            )  # fmt: skip
            found.append(pair)
    return found


def _likeness(before: Suggestion, after: Suggestion) -> str:
    said = [
        [[claim.text for section in one.sections for claim in section.claims], one.missing]
        for one in (before, after)
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _both(sql: Database, viewer: Viewer, rows: Sequence[Replay]) -> tuple[Suggestion, Suggestion]:
    before, after = (get_suggestion(sql, viewer, one.result_id or "") for one in rows)
    return before, after
