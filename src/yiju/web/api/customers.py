"""``/customers``: the viewer's own."""

from fastapi import APIRouter
from pydantic import BaseModel

from yiju.store.customers import list_customers
from yiju.store.types import Customer
from yiju.web.deps import Here, Signed

router = APIRouter(tags=["customers"])


class Customers(BaseModel):
    """By name."""

    customers: list[Customer]


@router.get("/customers")
def customers(viewer: Signed, house: Here) -> Customers:
    """Every customer of the viewer's units."""
    return Customers(customers=list_customers(house.store.sql, viewer))
