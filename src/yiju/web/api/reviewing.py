"""``/queue``, ``/disputes``, ``/suggestions/{id}/assignments``: what awaits whom."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from yiju.sandbox.assignments import assign, share_out, unassign
from yiju.sandbox.disputes import Dispute, disputes
from yiju.sandbox.filing import filed_under
from yiju.sandbox.queue import Item, queue, waiting
from yiju.store.access import require_reviewer
from yiju.web.api.params import Id, Limit, Name
from yiju.web.api.suggestions import Kind
from yiju.web.deps import Here, Signed

router = APIRouter(tags=["reviewing"])


class Queue(BaseModel):
    """What comes first is most urgent. ``waiting``: how many await the viewer in all."""

    items: list[Item]
    waiting: int


class Disputes(BaseModel):
    """The longest-standing first."""

    disputes: list[Dispute]


class Reviewer(BaseModel):
    """Who is to review."""

    reviewer: str = Field(min_length=1, max_length=200)


class Changed(BaseModel):
    """Whether that was new."""

    changed: bool


class Unit(BaseModel):
    """Whose queue is shared out."""

    unit: str = Field(min_length=1, max_length=200)


class Shared(BaseModel):
    """Suggestion → the reviewers it was newly given to."""

    given: dict[str, list[str]]


@router.get("/queue")
def queued(
    viewer: Signed,
    house: Here,
    customer: Name = None,
    kind: Kind | None = None,
    mine: bool = False,
    limit: Limit = 50,
) -> Queue:
    """What the viewer may review and nobody, or not enough, have reviewed."""
    require_reviewer(viewer, "看待评队列")
    sql, settings = house.store.sql, house.settings
    customer = filed_under(house.reader(viewer), customer) if customer else None
    items = queue(sql, viewer, settings, customer=customer, kind=kind, mine=mine, limit=limit)
    return Queue(items=items, waiting=waiting(sql, viewer, settings))


@router.post("/queue/share-out")
def share(viewer: Signed, house: Here, of: Unit) -> Shared:
    """Give what awaits review in a unit to its directors, evenly."""
    return Shared(given=share_out(house.store.sql, viewer, house.settings, of.unit))


@router.get("/disputes")
def disputed(viewer: Signed, house: Here) -> Disputes:
    """What reviewers disagree on, with every side. Settle one by an annotation with ``settles``."""
    require_reviewer(viewer, "看评审分歧")
    return Disputes(disputes=disputes(house.store.sql, viewer, house.settings))


@router.post("/suggestions/{suggestion_id}/assignments")
def give(viewer: Signed, house: Here, suggestion_id: Id, to: Reviewer) -> Changed:
    """Ask somebody to review a suggestion."""
    return Changed(changed=assign(house.store.sql, viewer, suggestion_id, to.reviewer))


@router.delete("/suggestions/{suggestion_id}/assignments")
def take_back(
    viewer: Signed,
    house: Here,
    suggestion_id: Id,
    reviewer: Annotated[str, Query(min_length=1, max_length=200)],
) -> Changed:
    """Take that back."""
    return Changed(changed=unassign(house.store.sql, viewer, suggestion_id, reviewer))
