"""``/suggestions/{id}/signals``, ``/signals``: what reps tell in passing."""

from fastapi import APIRouter
from pydantic import BaseModel

from yiju.sandbox.signals import add_signal, all_signals, signals_of
from yiju.sandbox.types import NewSignal, Signal
from yiju.web.api.params import Id, Moment
from yiju.web.deps import Here, Signed

router = APIRouter(tags=["signals"])


class Signals(BaseModel):
    """In order."""

    signals: list[Signal]


@router.get("/suggestions/{suggestion_id}/signals")
def of_one(viewer: Signed, house: Here, suggestion_id: Id) -> Signals:
    """A suggestion's signals: all for those who may review it, else the viewer's own."""
    return Signals(signals=signals_of(house.store.sql, viewer, suggestion_id))


@router.post("/suggestions/{suggestion_id}/signals", status_code=201)
def add(viewer: Signed, house: Here, suggestion_id: Id, new: NewSignal) -> Signal:
    """Keep a signal. The same ``key`` again gives back the first one."""
    return add_signal(house.store.sql, viewer, suggestion_id, new, house.rubric)


@router.get("/signals")
def every(viewer: Signed, house: Here, since: Moment = None) -> Signals:
    """Signals on every suggestion that the viewer may review, in order."""
    return Signals(signals=all_signals(house.store.sql, viewer, since=since))
