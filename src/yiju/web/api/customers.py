"""``/customers``: the viewer's own, with the tier that weighs in the review queue."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from yiju.sandbox.tiers import Tiered, list_tiers, set_tier
from yiju.store.customers import list_customers
from yiju.store.types import Customer
from yiju.web.deps import Here, Signed

router = APIRouter(prefix="/customers", tags=["customers"])


class Customers(BaseModel):
    """By name."""

    customers: list[Customer]


class Tiers(BaseModel):
    """By name."""

    tiers: list[Tiered]


class NewTier(BaseModel):
    """A customer's tier; empty: none. ``unit``: where one name stands in several."""

    customer: str = Field(min_length=1, max_length=200)
    tier: Literal["A", "B", "C", ""]
    unit: str = Field("", max_length=200)


@router.get("")
def customers(viewer: Signed, house: Here) -> Customers:
    """Every customer of the viewer's units."""
    return Customers(customers=list_customers(house.store.sql, viewer))


@router.get("/tiers")
def tiers(viewer: Signed, house: Here) -> Tiers:
    """Their tiers."""
    return Tiers(tiers=list_tiers(house.store.sql, viewer))


@router.post("/tiers")
def rank(viewer: Signed, house: Here, new: NewTier) -> Tiered:
    """Set a customer's tier."""
    return set_tier(house.store.sql, viewer, new.customer, new.tier, unit=new.unit)
