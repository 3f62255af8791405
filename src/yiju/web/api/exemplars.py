"""``/exemplars``: rewrites and rejections that later drafts heed; what other units see of them."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from yiju.sandbox import exemplars, publishing
from yiju.sandbox.blind import seen_exemplars, unjudged
from yiju.sandbox.check_list import Check, list_checks
from yiju.sandbox.exemplars import Exemplar, Published
from yiju.sandbox.publishing import Preview
from yiju.web.api.params import Id
from yiju.web.deps import Here, Signed

router = APIRouter(prefix="/exemplars", tags=["exemplars"])


class Exemplars(BaseModel):
    """The newest first; withdrawn ones too."""

    exemplars: list[Exemplar]


class Publications(BaseModel):
    """What other units published, masked."""

    published: list[Published]


class ChecksInForce(BaseModel):
    """The newest first; withdrawn ones too."""

    checks: list[Check]


class Seen(BaseModel):
    """``seen`` of the preview that the publisher looked at."""

    seen: str = Field(min_length=1, max_length=128)


class PublishedAs(BaseModel):
    """Its id for other units."""

    id: str


class Done(BaseModel):
    """What was done."""

    id: str
    withdrawn: bool | None = None
    published: bool | None = None


@router.get("")
def listed(viewer: Signed, house: Here) -> Exemplars:
    """The exemplars of the units that the viewer reviews."""
    sql = house.store.sql
    found = exemplars.list_exemplars(sql, viewer)
    return Exemplars(exemplars=seen_exemplars(sql, viewer, house.settings, found))


@router.get("/published")
def published(viewer: Signed, house: Here) -> Publications:
    """What other units published; nothing of the viewer's own."""
    return Publications(published=exemplars.list_published(house.store.sql, viewer))


@router.get("/checks")
def checks(viewer: Signed, house: Here) -> ChecksInForce:
    """The rejections that later drafts of the units that the viewer reviews heed."""
    sql = house.store.sql
    found = list_checks(sql, viewer, house.rubric.reasons)
    hidden = unjudged(sql, viewer, house.settings, {one.suggestion_id for one in found})
    return ChecksInForce(checks=[one for one in found if one.suggestion_id not in hidden])


@router.get("/{annotation_id}/preview")
def preview(viewer: Signed, house: Here, annotation_id: Id) -> Preview:
    """What publishing would show to other units."""
    return publishing.preview(house.store.sql, viewer, annotation_id)


@router.post("/{annotation_id}/publish")
def publish(viewer: Signed, house: Here, annotation_id: Id, looked: Seen) -> PublishedAs:
    """Let every unit use it, masked as the preview showed."""
    return PublishedAs(id=publishing.publish(house.store.sql, viewer, annotation_id, looked.seen))


@router.post("/{annotation_id}/unpublish")
def unpublish(viewer: Signed, house: Here, annotation_id: Id) -> Done:
    """Take a publication back."""
    publishing.unpublish(house.store.sql, viewer, annotation_id)
    return Done(id=annotation_id, published=False)


@router.post("/{annotation_id}/withdraw")
def withdraw(viewer: Signed, house: Here, annotation_id: Id) -> Done:
    """Let nobody learn from it any more: a rewrite, or a rejection."""
    publishing.withdraw(house.store.sql, viewer, annotation_id)
    return Done(id=annotation_id, withdrawn=True, published=False)


@router.post("/{annotation_id}/restore")
def restore(viewer: Signed, house: Here, annotation_id: Id) -> Done:
    """Let a withdrawn one be used again, in its own unit."""
    publishing.restore(house.store.sql, viewer, annotation_id)
    return Done(id=annotation_id, withdrawn=False)
