"""``/suggestions``: advice, made anew or looked up."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from yiju.copilot.forms import Form, FormName, form_of
from yiju.copilot.progress import UNWATCHED, Watch
from yiju.sandbox.aligning import Comparison, align
from yiju.sandbox.blind import seen_advice
from yiju.sandbox.filing import filed_under
from yiju.store.suggestions import get_suggestion, list_suggestions
from yiju.store.types import Frozen, Suggestion, Viewer
from yiju.web.api.params import Day, Id, Limit, Name, OptionalId
from yiju.web.deps import Here, Signed
from yiju.web.events import STREAMED, Events, wants_events
from yiju.web.house import House

if TYPE_CHECKING:
    from yiju.copilot.service import Copilot

router = APIRouter(prefix="/suggestions", tags=["suggestions"])

Kind = Literal["strategy", "talk", "answer"]


class Brief(Frozen):
    """A suggestion in a list."""

    id: str
    kind: Kind
    customer: str
    unit: str
    mode: str
    user: str
    created_at: dt.datetime
    headline: str
    request: dict[str, str]
    claims: int
    dropped: int
    refused: int | None
    forbidden: int


class Briefs(BaseModel):
    """Newest first. ``next``: what ``before`` takes to go on; null at the end."""

    suggestions: list[Brief]
    next: str | None


class Wish(Frozen):
    """What any advice is asked with."""

    as_of: Day = Field(None, description="The day that counts as today; null for today.")
    extractive: bool = Field(False, description="Without the chat model.")


class NewStrategy(Wish):
    """A visit strategy to be made."""

    customer: str = Field(min_length=1, max_length=200)
    goal: str = Field("", max_length=1000)


class NewTalk(Wish):
    """A talk track to be made."""

    customer: str = Field(min_length=1, max_length=200)
    scene: str = Field(min_length=1, max_length=1000)
    person: str = Field("", max_length=200)
    tone: str = Field("", max_length=20, description="正式, 亲切 or 直接; any where empty.")


class Question(Wish):
    """A question to be answered; without a customer from the material of all that it names, else of all."""

    text: str = Field(min_length=1, max_length=2000, pattern=r"\S")
    customer: str = Field("", max_length=200)


@router.get("")
def listed(
    viewer: Signed,
    house: Here,
    customer: Name = None,
    kind: Kind | None = None,
    limit: Limit = 50,
    before: OptionalId = None,
) -> Briefs:
    """The viewer's suggestions, newest first."""
    customer = filed_under(house.reader(viewer), customer) if customer else None
    found = list_suggestions(house.store.sql, viewer, customer, kind=kind, before=before, limit=limit + 1)
    shown = found[:limit]
    return Briefs(suggestions=briefs(shown), next=shown[-1].id if len(found) > limit else None)


@router.post("/strategy", status_code=201, response_model=Suggestion, responses=STREAMED)
def make_strategy(request: Request, viewer: Signed, house: Here, wish: NewStrategy) -> Suggestion | Events:
    """A visit strategy for a customer, made now and kept. With ``Accept: text/event-stream``: as events."""

    def make(copilot: "Copilot", watch: Watch) -> Suggestion:
        return copilot.strategy(wish.customer, goal=wish.goal, as_of=wish.as_of, watch=watch)

    return _given(request, viewer, house, wish, make)


@router.post("/talk", status_code=201, response_model=Suggestion, responses=STREAMED)
def make_talk(request: Request, viewer: Signed, house: Here, wish: NewTalk) -> Suggestion | Events:
    """A talk track for a scene, made now and kept. With ``Accept: text/event-stream``: as events."""

    def make(copilot: "Copilot", watch: Watch) -> Suggestion:
        return copilot.talk(
            wish.customer,
            scene=wish.scene,
            person=wish.person,
            tone=wish.tone,
            as_of=wish.as_of,
            watch=watch,
        )

    return _given(request, viewer, house, wish, make)


@router.post("/answer", status_code=201, response_model=Suggestion, responses=STREAMED)
def make_answer(request: Request, viewer: Signed, house: Here, wish: Question) -> Suggestion | Events:
    """An answer, or an honest refusal, made now and kept. With ``Accept: text/event-stream``: as events."""

    def make(copilot: "Copilot", watch: Watch) -> Suggestion:
        return copilot.ask(wish.text, customer=wish.customer, as_of=wish.as_of, watch=watch)

    return _given(request, viewer, house, wish, make)


def _given(
    request: Request,
    viewer: Viewer,
    house: House,
    wish: Wish,
    make: "Callable[[Copilot, Watch], Suggestion]",
) -> Suggestion | Events:
    """What was made; or events of its being made, which begin before anything is."""

    def made(watch: Watch) -> Suggestion:
        return _seen(house, viewer, make(house.copilot(viewer, extractive=wish.extractive), watch))

    return Events(made, house.work.closing.is_set) if wants_events(request) else made(UNWATCHED)


@router.get("/{suggestion_id}")
def one(viewer: Signed, house: Here, suggestion_id: Id) -> Suggestion:
    """A suggestion with its claims and citations."""
    return _seen(house, viewer, get_suggestion(house.store.sql, viewer, suggestion_id))


@router.get("/{suggestion_id}/form")
def form(viewer: Signed, house: Here, suggestion_id: Id, form: FormName = "brief") -> Form:
    """A strategy in the form it is used in: a page for a phone, the whole, or what to prepare."""
    return form_of(_seen(house, viewer, get_suggestion(house.store.sql, viewer, suggestion_id)), form)


@router.get("/{suggestion_id}/compare/{other_id}")
def compare(viewer: Signed, house: Here, suggestion_id: Id, other_id: Id) -> Comparison:
    """Two suggestions, claim by claim: the first one the older."""
    old, new = (get_suggestion(house.store.sql, viewer, one) for one in (suggestion_id, other_id))
    return align(old, new)


def _seen(house: House, viewer: Viewer, made: Suggestion) -> Suggestion:
    return seen_advice(house.store.sql, viewer, house.settings, made)


def briefs(found: Sequence[Suggestion]) -> list[Brief]:
    """Suggestions as they stand in a list."""
    shared = set(Brief.model_fields) - {"claims"}
    return [
        Brief(claims=sum(len(section.claims) for section in one.sections), **one.model_dump(include=shared))
        for one in found
    ]
