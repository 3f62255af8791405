"""``/sources``: the inventory, what is missing of it, and how far its index is."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from yiju.copilot.inventory.listing import inventory
from yiju.copilot.inventory.progress import index_progress
from yiju.copilot.inventory.types import Asked, Gap, IndexProgress, Listed
from yiju.store.types import Kind
from yiju.web.api.params import Day, Limit, Name, OptionalId
from yiju.web.deps import Here, Signed

router = APIRouter(prefix="/sources", tags=["sources"])


class Sources(BaseModel):
    """One page, oldest first (undated last). ``next``: ``after`` of the next one; empty if none follows."""

    documents: list[Listed]
    totals: dict[str, Any]
    next: str


class Gaps(BaseModel):
    """By customer, then by kind."""

    gaps: list[Gap]


@router.get("")
def sources(
    viewer: Signed,
    house: Here,
    customer: Name = None,
    unit: Name = None,
    kind: Annotated[list[Kind] | None, Query(max_length=8)] = None,
    since: Annotated[Day, Query()] = None,
    stale: bool = False,
    unindexed: bool = False,
    warnings: bool = False,
    limit: Limit = 50,
    after: OptionalId = None,
) -> Sources:
    """Documents with what is known of them; the totals are over all pages."""
    found = inventory(
        house.reader(viewer),
        Asked(
            customer=customer or "",
            unit=unit or "",
            kinds=tuple(kind or ()),
            since=since,
            stale=stale,
            unindexed=unindexed,
            warned=warnings,
            after=after or "",
            limit=limit,
        ),
    )
    return Sources(documents=found.documents, totals=found.totals, next=found.next)


@router.get("/gaps")
def gaps(viewer: Signed, house: Here, customer: Name = None, unit: Name = None) -> Gaps:
    """What customers lack, against what the sales office expects of every one."""
    asked = Asked(customer=customer or "", unit=unit or "", limit=1)
    return Gaps(gaps=inventory(house.reader(viewer), asked).gaps)


@router.get("/progress")
def progress(viewer: Signed, house: Here) -> IndexProgress:
    """How far the dense vectors of the viewer's own units are; to be asked again while some are missing."""
    with house.store.sql.read() as connection:
        return index_progress(connection, viewer)
