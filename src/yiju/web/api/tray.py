"""``/tray``: documents that nobody may see until an admin says whose they are. For admins alone."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from yiju.copilot.blotting import blotted
from yiju.ingest.assign.clearing import (
    Assigned,
    Decision,
    Waiting,
    assign_each,
    assign_suggested,
    dismiss,
    waiting,
)
from yiju.store.tray import list_held, require_clearing
from yiju.web.api.params import Limit
from yiju.web.deps import Here, Signed

router = APIRouter(prefix="/tray", tags=["tray"])


class Tray(BaseModel):
    """The oldest first. ``total``: how many wait, those that are not shown among them."""

    documents: list[Waiting]
    total: int


class NewDecision(BaseModel):
    """Whose a document is. ``restricted``: None leaves it to the rules; ``alone``: attachments stay."""

    id: str = Field(min_length=1, max_length=64)
    customer: str = Field(min_length=1, max_length=400)
    unit: str = Field("", max_length=200)
    restricted: bool | None = None
    create: bool = False
    alone: bool = False


class Decisions(BaseModel):
    """Taken one after the other; one that fails keeps no other back, and is told."""

    decisions: list[NewDecision] = Field(min_length=1, max_length=200)


class Suggested(BaseModel):
    """All whose first candidate is at least so likely."""

    min: float = Field(0.6, ge=0, le=1)


class Dismissal(BaseModel):
    """Erase these: nobody's material."""

    ids: list[str] = Field(min_length=1, max_length=200)


class Failed(BaseModel):
    """What could not be assigned, and why."""

    id: str
    error: str


class Done(BaseModel):
    """What was assigned."""

    assigned: list[Assigned]
    failed: list[Failed] = []


class Dismissed(BaseModel):
    """What was erased."""

    dismissed: list[str]


@router.get("")
def listed(viewer: Signed, house: Here, limit: Limit = 200) -> Tray:
    """The tray of the units that the viewer is an admin of, its oldest documents."""
    found = waiting(house.store, viewer, most=limit)
    total = len(list_held(house.store.sql, viewer))
    return Tray(documents=[blotted(one, house.privacy) for one in found], total=total)


@router.post("/assign")
def publish(viewer: Signed, house: Here, what: Decisions) -> Done:
    """Publish documents as customers' own."""
    require_clearing(viewer)
    decisions = [Decision(**one.model_dump()) for one in what.decisions]
    made, failed = assign_each(house.store, viewer, decisions)
    return Done(assigned=made, failed=[Failed(**one) for one in failed])


@router.post("/suggested")
def publish_suggested(viewer: Signed, house: Here, what: Suggested) -> Done:
    """Publish what somebody is likely enough for."""
    made, failed = assign_suggested(house.store, viewer, what.min)
    return Done(assigned=made, failed=[Failed(**one) for one in failed])


@router.post("/dismiss")
def erase(viewer: Signed, house: Here, what: Dismissal) -> Dismissed:
    """Erase documents; their bytes do not come back by themselves."""
    return Dismissed(dismissed=[one.id for one in dismiss(house.store, viewer, what.ids)])
