"""One answer of the agent in the making: what it may be about, what was shown before, what it may cost."""

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from yiju.copilot.accounts import named_in
from yiju.copilot.agent.box import Box
from yiju.copilot.agent.budget import Budget
from yiju.copilot.agent.held import HeldLately
from yiju.copilot.agent.metered import Metered
from yiju.copilot.agent.types import AgentReport, Before, Pending, Proposal, Stopped
from yiju.copilot.progress import Watch
from yiju.copilot.service import Copilot
from yiju.errors import NotFound
from yiju.store.suggestions import get_suggestion
from yiju.store.types import Customer, Suggestion


@dataclass(frozen=True)
class Limits:
    """What one answer may cost: tools called, tokens of all calls of the model, seconds."""

    steps: int = 8
    tokens: int = 40_000
    seconds: float = 90.0


@dataclass
class Turn:
    """One answer in the making.

    Attributes:
        scope: the customers that it may be about; default: the one that is talked of.
        chat, box: the model, paid from the budget, and its calls, once there are any.
        lately: what a talk track is compared with; None where nothing is compared.
    """

    text: str
    customer: str
    scope: Sequence[Customer]
    default: Customer | None
    before: Suggestion | None
    today: dt.date
    watch: Watch
    budget: Budget
    began: float = field(default_factory=time.monotonic)
    chat: Metered | None = None
    box: Box | None = None
    pending: Pending | None = None
    lately: HeldLately | None = None

    def put(self, propose: Callable[[Proposal], Pending] | None) -> None:
        """Put what was proposed to the person, once, whatever becomes of the rest."""
        proposal = self.box.hand.table.proposal if self.box else None
        if proposal is not None and propose is not None and self.pending is None:
            self.pending = propose(proposal)

    def report(self, stopped: Stopped, degraded: str = "") -> AgentReport:
        """How it ended."""
        steps = tuple(self.box.steps) if self.box else ()
        return AgentReport(
            steps=steps,
            tokens=self.budget.spent,
            stopped_by=stopped,
            degraded=degraded,
            pending=self.pending,
        )


def begin(
    copilot: Copilot,
    limits: Limits,
    text: str,
    customer: str,
    before: Before,
    today: dt.date,
    watch: Watch,
) -> Turn:
    """What an answer begins with. Raises as ``Agent.converse``."""
    reader = copilot.reader
    every = copilot.accounts("", "")
    scope = copilot.accounts(text, customer)
    spoken_of = next((one for one in every if one.id == before.customer), None)
    named = bool(customer or named_in(text, every))
    default = scope[0] if len(scope) == 1 else None if named else spoken_of
    shown: Suggestion | None = None
    if before.suggestion:
        try:
            shown = get_suggestion(reader.store.sql, reader.viewer, before.suggestion)
        except NotFound:
            shown = None
    if shown is not None and shown.replay_of:
        shown = None
    if shown is not None and before.claims:
        shown = _as_shown(shown, before.claims)
    budget = Budget(limits.steps, limits.tokens, limits.seconds)
    lately = HeldLately(copilot.lately) if copilot.lately is not None else None
    return Turn(text, customer, scope, default, shown, today, watch, budget, lately=lately)


def _as_shown(one: Suggestion, order: Sequence[str]) -> Suggestion:
    """The suggestion with its claims in the order in which they were shown, in one section."""
    claims = {claim.id: claim for section in one.sections for claim in section.claims}
    shown = tuple(claims[each] for each in order if each in claims)
    first = one.sections[0] if one.sections else None
    if first is None or len(shown) != len(claims):
        return one
    return one.model_copy(update={"sections": (first.model_copy(update={"claims": shown}),)})
