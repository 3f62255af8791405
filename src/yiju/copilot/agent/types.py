"""What a conversation with the agent is given, and what comes of it."""

import datetime as dt
from typing import Literal

from pydantic import Field

from yiju.store.labels import Outcome as MeetingOutcome
from yiju.store.types import Frozen, Suggestion

Outcome = Literal["done", "nothing", "unknown", "invalid", "repeated", "refused", "failed"]
"""Of a step. ``nothing``: nothing was found. ``unknown``: no such customer or place for this viewer.
``refused``: the tool may not do this now. ``invalid``: no such tool, or arguments that it does not take."""
Stopped = Literal[
    "done", "steps", "tokens", "seconds", "repeats", "model", "unverified", "no_agent", "cancelled", "failed"
]  # fmt: skip
"""Why it ended. ``model``: the model failed, or cannot call tools. ``unverified``: nothing that it said
holds. ``no_agent``: it was not asked at all. The last two stand in the audit log alone: nothing was given."""
FeedbackKind = Literal["adopted", "edited", "up", "down", "used", "unused", "outcome"]


class AgentStep(Frozen):
    """A tool that was called.

    Attributes:
        arguments: as far as they are known names, numbers, or the person's own words; of what the model
            worded itself only how long it was.
    """

    tool: str
    arguments: dict[str, str] = Field(default_factory=dict)
    seconds: float
    outcome: Outcome


class Proposal(Frozen):
    """Feedback that is kept only once the person confirms it.

    Attributes:
        suggestion, claim: ids; without a claim, of the whole.
        told: what would be kept, in Chinese, for the person to read: no words of a document.
    """

    suggestion: str
    claim: str = ""
    kind: FeedbackKind
    outcome: MeetingOutcome = ""
    comment: str = ""
    told: str


class Pending(Frozen):
    """A proposal that waits. ``token``: what the person's client gives back to confirm it, once."""

    token: str
    suggestion: str
    claim: str = ""
    text: str
    expires_at: dt.datetime


class AgentReport(Frozen):
    """How an answer came about.

    Attributes:
        tokens: of all calls of the model together; estimated from above where its server does not count.
        degraded: why the fixed graph answered in place of the agent; empty where it did not.
    """

    steps: tuple[AgentStep, ...] = ()
    tokens: int = 0
    stopped_by: Stopped = "done"
    degraded: str = ""
    pending: Pending | None = None


class Conversed(Suggestion):
    """A suggestion as it was kept, and how it came about. ``agent`` is told once, and not kept with it."""

    agent: AgentReport


class Before(Frozen):
    """What was spoken of before, as the conversation remembers it. Ids of what is not theirs mean nothing.

    Attributes:
        claims: of the suggestion, in the order in which they were shown; as they are kept where empty.
    """

    customer: str = ""
    suggestion: str = ""
    claims: tuple[str, ...] = ()
