"""``/converse``: a conversation with the agent, what is remembered of it, and what it asks to confirm."""

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from yiju.copilot.accounts import labels
from yiju.copilot.agent.types import Before, Conversed, Pending, Proposal
from yiju.copilot.progress import UNWATCHED, Watch
from yiju.errors import NotFound
from yiju.sandbox.blind import seen_advice
from yiju.sandbox.moments import utc
from yiju.sandbox.proposals import ask, confirm, waits
from yiju.sandbox.types import Signal
from yiju.store import memories
from yiju.store.database import Database
from yiju.store.memories import Chat, Memory
from yiju.store.suggestions import get_suggestion
from yiju.store.types import Viewer
from yiju.web.api.suggestions import Wish
from yiju.web.deps import Here, Signed
from yiju.web.events import STREAMED, Events, wants_events
from yiju.web.house import House

router = APIRouter(prefix="/converse", tags=["converse"])

MOST_CONVERSATIONS = 50
"""Of one person, that are remembered; the oldest go."""
_NAME = r"^[A-Za-z0-9._:-]+$"
Conversation = Annotated[str, Query(min_length=1, max_length=64, pattern=_NAME)]


class Saying(Wish):
    """What a person says. ``customer``: the only one it may be about; ``conversation``: their name of it."""

    text: str = Field(min_length=1, max_length=2000, pattern=r"\S")
    customer: str = Field("", max_length=200)
    conversation: str = Field("default", min_length=1, max_length=64, pattern=_NAME)


class Confirmation(BaseModel):
    """What a person confirms, by the token that an answer's ``agent.pending`` gave them."""

    token: str = Field(min_length=1, max_length=64, pattern=_NAME)
    conversation: str = Field("default", min_length=1, max_length=64, pattern=_NAME)


class Remembered(BaseModel):
    """All that is remembered of one conversation: names and ids, no words of documents.

    ``waiting``: what waits to be confirmed.
    """

    conversation: str
    customer: str
    suggestion: str
    waiting: str


class Named(BaseModel):
    """A conversation by its name, and when something was last said in it."""

    conversation: str
    said_at: dt.datetime


class Conversations(BaseModel):
    """The latest first."""

    conversations: list[Named]


@router.post("", status_code=201, response_model=Conversed, responses=STREAMED)
def say(request: Request, viewer: Signed, house: Here, saying: Saying) -> Conversed | Events:
    """The next answer of a conversation, verified and kept. With ``Accept: text/event-stream``: as events."""

    def made(watch: Watch) -> Conversed:
        return _said(house, viewer, saying, watch)

    return Events(made, house.work.closing.is_set) if wants_events(request) else made(UNWATCHED)


def _said(house: House, viewer: Viewer, saying: Saying, watch: Watch) -> Conversed:
    sql, chat = house.store.sql, _chat(saying.conversation)
    memory = memories.begin(sql, chat, viewer.user)
    waiting: dict[str, Any] = {}

    def propose(proposal: Proposal) -> Pending:
        pending, kept = ask(proposal)
        waiting.update(kept)
        return pending

    agent = house.agent(viewer, extractive=saying.extractive, propose=propose)
    before = Before(customer=memory.customer, suggestion=memory.suggestion)
    try:
        made = agent.converse(
            saying.text, customer=saying.customer, before=before, as_of=saying.as_of, watch=watch
        )
    except BaseException:
        with sql.write() as connection:
            memories.keep_unless_changed(connection, chat, viewer.user, memory, memory)
        raise
    known = agent.copilot.reader.customers()
    about = [one.id for one in known if (one.name, one.unit) == (made.customer, made.unit)]
    shown = memory.suggestion if waiting and not _claims(made) else made.id
    customer = about[0] if len(about) == 1 else memory.customer
    with sql.write() as connection:
        fresh = Memory(customer=customer, suggestion=shown, pending=waiting)
        memories.keep_unless_changed(connection, chat, viewer.user, memory, fresh)
        memories.forget_oldest(connection, "api", viewer.user, MOST_CONVERSATIONS)
    seen = seen_advice(sql, viewer, house.settings, made)
    assert isinstance(seen, Conversed)
    return seen


@router.post("/confirm", status_code=201)
def confirmed(viewer: Signed, house: Here, given: Confirmation) -> Signal:
    """Keep the feedback that an answer proposed: by the person it was proposed to, once, while it waits."""
    sql, chat = house.store.sql, _chat(given.conversation)
    memory = memories.recall(sql, chat, viewer.user)
    kept = confirm(sql, viewer, memory.pending, house.rubric, "api", token=given.token)
    _let_go(sql, chat, viewer.user, memory.pending)
    return kept


def _let_go(sql: Database, chat: Chat, user: str, pending: dict[str, Any]) -> None:
    """Wait for this no more. What was said meanwhile stays."""
    with sql.write() as connection:
        held = memories.held_now(connection, chat, user)
        if held is not None and held.pending.get("token") == pending.get("token"):
            memories.keep(connection, chat, user, held.model_copy(update={"pending": {}}))


@router.get("")
def every(viewer: Signed, house: Here) -> Conversations:
    """The viewer's own conversations of which something is remembered."""
    found = memories.conversations(house.store.sql, "api", viewer.user)
    return Conversations(
        conversations=[Named(conversation=name, said_at=utc(moment)) for name, moment in found]
    )


@router.get("/memory")
def remembered(viewer: Signed, house: Here, conversation: Conversation = "default") -> Remembered:
    """What is remembered of one of them, as the viewer may see it now."""
    sql, chat = house.store.sql, _chat(conversation)
    memory = memories.recall(sql, chat, viewer.user)
    if memory == Memory():
        raise NotFound("这段对话没有记下任何东西。")
    names = labels(house.reader(viewer).customers())
    proposal = waits(memory.pending)
    if memory.pending and proposal is None:
        _let_go(sql, chat, viewer.user, memory.pending)
    waiting = proposal.told if proposal and _seen(sql, viewer, proposal.suggestion) else ""
    return Remembered(
        conversation=conversation,
        customer=names.get(memory.customer, ""),
        suggestion=memory.suggestion if _seen(sql, viewer, memory.suggestion) else "",
        waiting=waiting,
    )


def _seen(sql: Database, viewer: Viewer, suggestion_id: str) -> bool:
    """Whether the viewer may read it now."""
    try:
        get_suggestion(sql, viewer, suggestion_id)
    except NotFound:
        return False
    return True


@router.delete("/memory", status_code=204)
def forget(viewer: Signed, house: Here, conversation: Conversation = "default") -> Response:
    """Forget one of them. Advice that was given, and feedback, are records and stay."""
    with house.store.sql.write() as connection:
        memories.keep(connection, _chat(conversation), viewer.user, Memory())
    return Response(status_code=204)


def _chat(conversation: str) -> Chat:
    """One person's conversation; another person's of the same name is another."""
    return Chat(channel="api", bot="api", id=conversation)


def _claims(made: Conversed) -> int:
    return sum(len(section.claims) for section in made.sections)
