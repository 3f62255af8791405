"""Blind votes on a trial's pairs: left, right or no difference. Once each, never changed."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Literal

import sqlalchemy as sa
from pydantic import Field

from yiju.errors import Conflict, Invalid, NotFound, YijuError
from yiju.sandbox.moments import utc
from yiju.sandbox.trials import Pair, Trial, get_trial, pairs_of
from yiju.store import audit
from yiju.store.database import Database
from yiju.store.review_tables import trial_votes
from yiju.store.types import Claim, Frozen, Suggestion, Viewer

Choice = Literal["left", "right", "same"]


class Vote(Frozen):
    """One person's word on one pair. ``choice``: as shown; ``won``: 1 for the change, −1 against."""

    replay_id: str
    author: str
    at: dt.datetime
    choice: Choice
    seconds: float
    won: int


class Ballot(Frozen):
    """A pair as a voter sees it: nothing tells which is the new one, or what made it.

    Attributes:
        key: what the vote names it by.
        left, right: the suggestions without model, prompts, costs, notices and original ids.
        number, total: the how-manieth of those that the voter is asked, from 1.
    """

    key: str
    kind: str
    customer: str
    request: dict[str, str]
    left: Suggestion
    right: Suggestion
    number: int = Field(ge=1)
    total: int


def next_ballot(sql: Database, viewer: Viewer, trial_id: str) -> Ballot | None:
    """The next pair that the viewer has not voted on; None where there is none. Each voter has an own order.
    Of pairs that say the same as each other one is asked about.

    Raises:
        NotFound: no such trial for this viewer.
    """
    trial = get_trial(sql, viewer, trial_id)
    pairs = [pair for pair in pairs_of(sql, viewer, trial_id) if not pair.same]
    mine = {vote.replay_id for vote in votes_of(sql, trial) if vote.author == viewer.user}
    voted = {pair.likeness for pair in pairs if pair.replay_id in mine}
    asked = list({pair.likeness: pair for pair in reversed(pairs)}.values())  # the first of each
    left = [pair for pair in asked if pair.likeness not in voted]
    if not left:
        return None
    pair = min(left, key=lambda one: _draw(trial, f"{viewer.user}\0{one.replay_id}"))
    number = len(asked) - len(left) + 1
    return _ballot(trial, pair, number, len(asked))


def cast_vote(
    sql: Database, viewer: Viewer, trial_id: str, key: str, choice: Choice, seconds: float = 0.0
) -> Vote:
    """Keep a vote. The same again gives back the first one. Audited.

    Raises:
        NotFound: no such trial for this viewer, or no such pair in it.
        Conflict: the viewer voted otherwise before, or on another pair that says the same.
        YijuError: the pair says the same on both sides, or the choice is none.
    """
    trial = get_trial(sql, viewer, trial_id)
    if choice not in {"left", "right", "same"}:
        raise Invalid("choice 只能是 left、right 或 same。")
    if not 0 <= seconds <= 86400:
        raise Invalid("seconds 要在 0 到 86400 之间。")
    pairs = pairs_of(sql, viewer, trial_id)
    pair = next((one for one in pairs if one.replay_id == key), None)
    if pair is None:
        raise NotFound(f"这次盲测里没有这一对：{key}")
    if pair.same:
        raise YijuError("这一对两边一样，不用投票。")
    row = {
        "trial_id": trial_id, "replay_id": key, "author": viewer.user, "at": dt.datetime.now(dt.UTC),
        "choice": choice, "seconds": seconds,
    }  # fmt: skip
    twins = [one.replay_id for one in pairs if one.likeness == pair.likeness]
    mine = sa.and_(trial_votes.c.replay_id.in_(twins), trial_votes.c.author == viewer.user)
    with sql.write() as connection:
        audit.hold(connection)
        earlier = connection.execute(sa.select(trial_votes).where(mine)).one_or_none()
        if earlier is not None:
            if (earlier.replay_id, earlier.choice) != (key, choice):
                raise Conflict("这一对已经投过票，不能改。", hint="请投下一对。")
            return _vote(trial, earlier)
        connection.execute(sa.insert(trial_votes).values(**row))
        audit.append(connection, viewer.user, "trial.voted", trial_id, {"pair": key})
        return _vote(trial, connection.execute(sa.select(trial_votes).where(mine)).one())


def votes_of(sql: Database, trial: Trial) -> list[Vote]:
    """Every vote of a trial that was read for a viewer, in order."""
    query = sa.select(trial_votes).where(trial_votes.c.trial_id == trial.id).order_by(trial_votes.c.seq)
    with sql.read() as connection:
        return [_vote(trial, row) for row in connection.execute(query)]


def new_is_left(trial: Trial, replay_id: str) -> bool:
    """On which side the changed one is shown: drawn by the trial's seed, the same for every voter."""
    return _draw(trial, replay_id)[0] % 2 == 0


def _draw(trial: Trial, what: str) -> bytes:
    return hashlib.sha256(f"{trial.id}\0{trial.seed}\0{what}".encode()).digest()


def _vote(trial: Trial, row: sa.Row[tuple[object, ...]]) -> Vote:
    left = new_is_left(trial, row.replay_id)
    won = {"same": 0, "left": 1 if left else -1, "right": -1 if left else 1}[row.choice]
    values = {name: row._mapping[name] for name in ("replay_id", "author", "choice", "seconds")}
    return Vote.model_validate({**values, "at": utc(row.at), "won": won})


def _ballot(trial: Trial, pair: Pair, number: int, total: int) -> Ballot:
    sides = [_bare(pair.baseline), _bare(pair.changed)]
    left, right = reversed(sides) if new_is_left(trial, pair.replay_id) else sides
    return Ballot(
        key=pair.replay_id,
        kind=pair.changed.kind,
        customer=pair.changed.customer,
        request=pair.changed.request,
        left=left,
        right=right,
        number=number,
        total=total,
    )


def _bare(suggestion: Suggestion) -> Suggestion:
    """What it says, and nothing of how it came about: claims are numbered anew, for ids tell who drafted."""
    claims = [claim for section in suggestion.sections for claim in section.claims]
    names = {claim.id: f"c{number}" for number, claim in enumerate(claims, 1)}
    sections = tuple(
        section.model_copy(update={"claims": tuple(_renamed(claim, names) for claim in section.claims)})
        for section in suggestion.sections
    )
    return Suggestion(
        id="",
        kind=suggestion.kind,
        customer=suggestion.customer,
        unit=suggestion.unit,
        mode="extractive",
        request=suggestion.request,
        user="",
        created_at=dt.datetime(2000, 1, 1, tzinfo=dt.UTC),
        headline=suggestion.headline,
        sections=sections,
        missing=suggestion.missing,
    )


def _renamed(claim: Claim, names: dict[str, str]) -> Claim:
    flags: Sequence[str] = [flag for flag in claim.flags if flag != "learned"]
    rests_on = tuple(names[one] for one in claim.rests_on if one in names)
    return claim.model_copy(update={"id": names[claim.id], "rests_on": rests_on, "flags": tuple(flags)})
