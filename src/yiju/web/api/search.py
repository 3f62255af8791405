"""``/search``, ``/customers/{id}/timeline``: what was advised and said, by words and by customer."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from yiju.sandbox.filing import filed_under
from yiju.sandbox.search import Hit, search
from yiju.sandbox.timeline import Sort, timeline
from yiju.sandbox.types import Annotation, Signal
from yiju.store.types import Customer, Document
from yiju.web.api.params import Id, Limit, Name
from yiju.web.api.suggestions import Brief, Kind, briefs
from yiju.web.deps import Here, Signed

router = APIRouter(tags=["search"])


class Hits(BaseModel):
    """The newest first."""

    hits: list[Hit]


class Event(BaseModel):
    """Exactly one of ``document`` … ``signal`` is what it was; ``about``: what that was said of."""

    at: dt.datetime
    sort: Sort
    document: Document | None = None
    suggestion: Brief | None = None
    annotation: Annotation | None = None
    signal: Signal | None = None
    about: str | None = None


class Timeline(BaseModel):
    """The newest first."""

    customer: Customer
    events: list[Event]


@router.get("/search")
def searched(
    viewer: Signed,
    house: Here,
    q: Annotated[str, Query(min_length=1, max_length=200)],
    customer: Name = None,
    kind: Kind | None = None,
    limit: Limit = 50,
) -> Hits:
    """Advice, and what reviewers wrote of it, that hold every word of ``q``."""
    customer = filed_under(house.reader(viewer), customer) if customer else None
    found = search(house.store.sql, viewer, house.settings, q, customer=customer, kind=kind, limit=limit)
    return Hits(hits=found)


@router.get("/customers/{customer_id}/timeline")
def history(viewer: Signed, house: Here, customer_id: Id, limit: Limit = 100) -> Timeline:
    """What happened with a customer: documents, advice, verdicts, signals."""
    customer, events = timeline(house.store.sql, viewer, house.settings, customer_id)
    told = [
        Event(
            at=one.at,
            sort=one.sort,
            document=one.document,
            suggestion=briefs([one.suggestion])[0] if one.suggestion else None,
            annotation=one.annotation,
            signal=one.signal,
            about=one.about.id if one.about else None,
        )
        for one in events[:limit]
    ]
    return Timeline(customer=customer, events=told)
