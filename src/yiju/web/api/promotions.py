"""``/promotions``: what all units draft and search with, switched and switched back."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from yiju.sandbox.promotions import Promotion, history, promote, rollback
from yiju.web.deps import Here, Signed

router = APIRouter(prefix="/promotions", tags=["promotions"])


class Promotions(BaseModel):
    """The newest first."""

    promotions: list[Promotion]


class NewPromotion(BaseModel):
    """``trial_id``: the trial that speaks for it; without one ``note`` says why."""

    subject: str = Field(min_length=1, max_length=100)
    value: str = Field(min_length=1, max_length=200)
    trial_id: str | None = Field(None, min_length=1, max_length=64)
    note: str = Field("", max_length=2000)
    seen: str | None = Field(None, max_length=200, description="The value in force that the admin looked at.")


class Rollback(BaseModel):
    """Back to what was in force before."""

    subject: str = Field(min_length=1, max_length=100)
    note: str = Field("", max_length=2000)
    seen: str | None = Field(None, max_length=200, description="The value in force that the admin looked at.")


@router.get("")
def listed(viewer: Signed, house: Here) -> Promotions:
    """Every switch."""
    return Promotions(promotions=history(house.store.sql, viewer))


@router.post("", status_code=201)
def switch(viewer: Signed, house: Here, new: NewPromotion) -> Promotion:
    """Switch a subject for all units."""
    told = new.model_dump(exclude={"subject", "value"})
    return promote(house.store.sql, house.settings, viewer, new.subject, new.value, **told)


@router.post("/rollback", status_code=201)
def back(viewer: Signed, house: Here, what: Rollback) -> Promotion:
    """Switch back."""
    return rollback(house.store.sql, house.settings, viewer, what.subject, note=what.note, seen=what.seen)
