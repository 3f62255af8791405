"""``/suggestions/{id}/replays``, ``/replays``: what would have come of it if …"""

from fastapi import APIRouter
from pydantic import BaseModel

from yiju.sandbox.blind import seen_advice
from yiju.sandbox.changes import Changes
from yiju.sandbox.replay import replay
from yiju.sandbox.replay_records import Replay, replays_of
from yiju.sandbox.reports import Report, report
from yiju.store.types import Suggestion
from yiju.web.api.params import Id
from yiju.web.deps import Here, Signed

router = APIRouter(tags=["replays"])


class Replays(BaseModel):
    """The newest first."""

    replays: list[Replay]


class Replayed(BaseModel):
    """A replay and what came of it."""

    replay: Replay
    result: Suggestion


@router.get("/suggestions/{suggestion_id}/replays")
def of_one(viewer: Signed, house: Here, suggestion_id: Id) -> Replays:
    """A suggestion's replays."""
    return Replays(replays=replays_of(house.store.sql, viewer, suggestion_id))


@router.post("/suggestions/{suggestion_id}/replays", status_code=201)
def make(viewer: Signed, house: Here, suggestion_id: Id, changes: Changes) -> Replayed:
    """Make a suggestion again with something changed; without changes, as it would be made today."""
    made, result = replay(house.workshop(viewer), suggestion_id, changes)
    return Replayed(replay=made, result=seen_advice(house.store.sql, viewer, house.settings, result))


@router.get("/replays/{replay_id}")
def one(viewer: Signed, house: Here, replay_id: Id) -> Report:
    """A replay beside the original: what changed, what stands today, what it cost."""
    return report(house.reader(viewer), replay_id)
