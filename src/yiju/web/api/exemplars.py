"""``/exemplars``: rewrites that later drafts follow; what other units see of them."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from yiju.sandbox import exemplars as room
from yiju.sandbox.exemplars import Exemplar, Preview, Published
from yiju.web.api.params import Id
from yiju.web.deps import Here, Signed

router = APIRouter(prefix="/exemplars", tags=["exemplars"])


class Exemplars(BaseModel):
    """The newest first; withdrawn ones too."""

    exemplars: list[Exemplar]


class Publications(BaseModel):
    """What other units published, masked."""

    published: list[Published]


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
    return Exemplars(exemplars=room.list_exemplars(house.store.sql, viewer))


@router.get("/published")
def published(viewer: Signed, house: Here) -> Publications:
    """What other units published; nothing of the viewer's own."""
    return Publications(published=room.list_published(house.store.sql, viewer))


@router.get("/{annotation_id}/preview")
def preview(viewer: Signed, house: Here, annotation_id: Id) -> Preview:
    """What publishing would show to other units."""
    return room.preview(house.store.sql, viewer, annotation_id)


@router.post("/{annotation_id}/publish")
def publish(viewer: Signed, house: Here, annotation_id: Id, looked: Seen) -> PublishedAs:
    """Let every unit use it, masked as the preview showed."""
    return PublishedAs(id=room.publish(house.store.sql, viewer, annotation_id, looked.seen))


@router.post("/{annotation_id}/unpublish")
def unpublish(viewer: Signed, house: Here, annotation_id: Id) -> Done:
    """Take a publication back."""
    room.unpublish(house.store.sql, viewer, annotation_id)
    return Done(id=annotation_id, published=False)


@router.post("/{annotation_id}/withdraw")
def withdraw(viewer: Signed, house: Here, annotation_id: Id) -> Done:
    """Let nobody learn from it any more."""
    room.withdraw(house.store.sql, viewer, annotation_id)
    return Done(id=annotation_id, withdrawn=True, published=False)


@router.post("/{annotation_id}/restore")
def restore(viewer: Signed, house: Here, annotation_id: Id) -> Done:
    """Let a withdrawn one be used again, in its own unit."""
    room.restore(house.store.sql, viewer, annotation_id)
    return Done(id=annotation_id, withdrawn=False)
