"""Everything about one customer in the order of time: documents, advice, verdicts, signals, how it went."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from yiju.errors import NotFound
from yiju.sandbox.annotations import all_annotations, annotations_for
from yiju.sandbox.moments import utc
from yiju.sandbox.search import seen_by
from yiju.sandbox.signals import all_signals, own_signals
from yiju.sandbox.types import Annotation, Signal
from yiju.settings import Settings
from yiju.store.access import may_review
from yiju.store.customers import list_customers
from yiju.store.database import Database
from yiju.store.documents import list_documents
from yiju.store.suggestions import list_suggestions
from yiju.store.types import Customer, Document, Frozen, Suggestion, Viewer

MOST = 300
"""Suggestions looked at, the newest."""
Sort = Literal["document", "suggestion", "annotation", "signal", "outcome"]


class Event(Frozen):
    """Something that happened. Exactly one of ``document``, ``suggestion`` … is what it was.

    Attributes:
        at: UTC; a document's is the day it speaks of, at noon, or else when it was read in.
        about: the suggestion that an annotation or signal is about.
    """

    at: dt.datetime
    sort: Sort
    document: Document | None = None
    suggestion: Suggestion | None = None
    annotation: Annotation | None = None
    signal: Signal | None = None
    about: Suggestion | None = None


def timeline(
    sql: Database, viewer: Viewer, settings: Settings, customer_id: str
) -> tuple[Customer, list[Event]]:
    """A customer's events, newest first.

    Verdicts are those on what the viewer may review or asked for; where reviews are blind, as ``seen_by``
    says. Signals: all for those who may review, else the viewer's own.

    Raises:
        NotFound: no such customer for this viewer.
    """
    customer = next((one for one in list_customers(sql, viewer) if one.id == customer_id), None)
    if customer is None:
        raise NotFound(f"没有这个客户：{customer_id}")
    advice = [
        one for one in list_suggestions(sql, viewer, customer.name, limit=MOST) if one.unit == customer.unit
    ]
    events = [
        _document(one) for one in list_documents(sql, viewer, customer_ids=[customer.id], include_old=True)
    ]
    events += [Event(at=utc(one.created_at), sort="suggestion", suggestion=one) for one in advice]
    by_id = {one.id: one for one in advice}
    for said in _annotations(sql, viewer, settings, customer, advice):
        events.append(Event(at=said.at, sort="annotation", annotation=said, about=by_id[said.suggestion_id]))
    read = all_signals if may_review(viewer, customer.unit) else own_signals
    for told in read(sql, viewer, suggestion_ids=list(by_id)):
        sort: Sort = "outcome" if told.kind == "outcome" else "signal"
        events.append(Event(at=told.at, sort=sort, signal=told, about=by_id[told.suggestion_id]))
    return customer, sorted(events, key=lambda event: event.at, reverse=True)


def _document(one: Document) -> Event:
    noon = dt.time(4, tzinfo=dt.UTC)
    at = dt.datetime.combine(one.date, noon) if one.date else one.ingested_at
    return Event(at=at, sort="document", document=one)


def _annotations(
    sql: Database, viewer: Viewer, settings: Settings, customer: Customer, advice: Sequence[Suggestion]
) -> list[Annotation]:
    if may_review(viewer, customer.unit):
        return seen_by(
            viewer, settings, all_annotations(sql, viewer, suggestion_ids=[one.id for one in advice])
        )
    return annotations_for(sql, viewer, [one.id for one in advice if one.user == viewer.user])
