"""``/trials``: a change tried on past advice, and judged without knowing which side is new."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from yiju.sandbox.changes import Changes
from yiju.sandbox.trial_results import Result, result_of
from yiju.sandbox.trials import Progress, Trial, get_trial, list_trials, progress_of, run_trial, start_trial
from yiju.sandbox.voting import Ballot, Choice, Vote, cast_vote, next_ballot
from yiju.web.api.params import Day, Id
from yiju.web.api.suggestions import Kind
from yiju.web.deps import Here, Signed

router = APIRouter(prefix="/trials", tags=["trials"])


class Trials(BaseModel):
    """The newest first."""

    trials: list[Trial]


class NewTrial(BaseModel):
    """What is changed, and on which past advice it is tried."""

    unit: str = Field(min_length=1, max_length=200)
    changes: Changes
    count: int = Field(20, ge=1, le=200)
    kinds: list[Kind] = Field(default_factory=list, max_length=3)
    customer: str = Field("", max_length=200)
    since: Day = None
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class Going(BaseModel):
    """How far it is. ``running``: whether pairs are being made right now, by this server."""

    progress: Progress
    running: bool


class NextBallot(BaseModel):
    """Null where the viewer has voted on all."""

    ballot: Ballot | None


class NewVote(BaseModel):
    """Of the ballot with this key: which side is better."""

    key: str = Field(min_length=1, max_length=64)
    choice: Choice
    seconds: float = Field(0.0, ge=0, le=86400, allow_inf_nan=False)


@router.get("")
def listed(viewer: Signed, house: Here) -> Trials:
    """The trials of the units that the viewer reviews."""
    return Trials(trials=list_trials(house.store.sql, viewer))


@router.post("", status_code=201)
def start(viewer: Signed, house: Here, new: NewTrial) -> Trial:
    """Choose past suggestions and keep the trial; nothing is made yet."""
    told = new.model_dump(exclude={"unit", "changes"})
    return start_trial(house.store.sql, viewer, new.unit, new.changes, **told)


@router.get("/{trial_id}")
def result(viewer: Signed, house: Here, trial_id: Id) -> Result:
    """The result as it stands."""
    return result_of(house.store.sql, viewer, trial_id)


@router.post("/{trial_id}/run", status_code=202)
def run(viewer: Signed, house: Here, trial_id: Id) -> Going:
    """Make the pairs that are not made yet, in the background. Again where it stopped or something failed."""
    sql = house.store.sql
    get_trial(sql, viewer, trial_id)
    house.work.begin(f"trial:{trial_id}", lambda: run_trial(house.workshop(viewer), trial_id))
    return Going(progress=progress_of(sql, viewer, trial_id), running=house.work.goes_on(f"trial:{trial_id}"))


@router.get("/{trial_id}/progress")
def progress(viewer: Signed, house: Here, trial_id: Id) -> Going:
    """How far it is."""
    found = progress_of(house.store.sql, viewer, trial_id)
    return Going(progress=found, running=house.work.goes_on(f"trial:{trial_id}"))


@router.get("/{trial_id}/ballot")
def ballot(viewer: Signed, house: Here, trial_id: Id) -> NextBallot:
    """The next pair that the viewer has not voted on."""
    return NextBallot(ballot=next_ballot(house.store.sql, viewer, trial_id))


@router.post("/{trial_id}/votes", status_code=201)
def vote(viewer: Signed, house: Here, trial_id: Id, new: NewVote) -> Vote:
    """Keep a vote. The same again gives back the first one."""
    return cast_vote(house.store.sql, viewer, trial_id, new.key, new.choice, new.seconds)
