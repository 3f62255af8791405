"""A rep who talks with the agent, on a store, with a scripted model."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from tests.support.account import TODAY
from tests.support.desk import Desk
from tests.support.stub_llm import Step as Answer
from tests.support.stub_llm import StubLLM, call
from yiju.copilot.agent import incapable
from yiju.copilot.agent.service import Agent, Propose
from yiju.copilot.agent.turn import Limits
from yiju.copilot.agent.types import Before, Conversed, Pending, Proposal
from yiju.copilot.lately import make_lately
from yiju.copilot.progress import Step, Watch
from yiju.copilot.service import Copilot
from yiju.store import audit
from yiju.store.store import Store
from yiju.store.types import Claim, Section

Entry = dict[str, Any]


@contextmanager
def scripted() -> Iterator[StubLLM]:
    """A scripted model, of which nothing is known from other tests."""
    incapable.forget()
    with StubLLM() as server:
        yield server
    incapable.forget()


class AgentDesk:
    """Whatever is given, is kept as given, and audited. ``told``: steps; ``given``: sections."""

    def __init__(self, store: Store, stub: StubLLM, limits: Limits | None = None) -> None:
        desk = Desk(store, stub)
        self.store, self.stub, self.viewer = store, stub, desk.viewer
        lately = make_lately(store.sql, desk.viewer, store.settings)
        self.copilot: Copilot = replace(desk.copilot, lately=lately)
        self.plain: Copilot = desk.plain
        self.limits = limits or Limits()
        self.proposals: list[Proposal] = []
        self.told: list[Step] = []
        self.given: list[Section] = []

    def agent(self, **changes: Any) -> Agent:
        """The agent, by default one that may propose."""
        propose: Propose = self._propose
        agent = Agent(self.copilot, self.limits, self.stub.url, propose)
        return replace(agent, **changes)

    def say(
        self, text: str, *, customer: str = "", before: Before | None = None, **changes: Any
    ) -> Conversed:
        """Say something; what comes of it."""
        self.told.clear()
        self.given.clear()
        watch = Watch(progress=self.told.append, section=self.given.append)
        return self.agent(**changes).converse(
            text, customer=customer, before=before or Before(), as_of=TODAY, watch=watch
        )

    def _propose(self, proposal: Proposal) -> Pending:
        self.proposals.append(proposal)
        return Pending(
            token="token",
            suggestion="",
            text=proposal.told,
            expires_at=dt.datetime(2026, 1, 21, tzinfo=dt.UTC),
        )

    @property
    def entries(self) -> list[audit.Entry]:
        """What the audit log holds of agents."""
        found: list[audit.Entry] = []
        after = 0
        while batch := audit.entries(self.store.sql, after=after):
            found += [one for one in batch if one.action == "agent.answered"]
            after = batch[-1].seq
        return found


def results(body: Entry) -> str:
    """What tools answered, as the model is told it."""
    return "\n".join(str(one["content"]) for one in body["messages"] if one["role"] == "tool")


def numbers(body: Entry, holding: str, kind: str = "E") -> list[str]:
    """Numbers of the lines that hold these words."""
    lines = re.findall(rf"^\[({kind}\d+)\] (.*)$", results(body), re.MULTILINE)
    return [number for number, text in lines if holding in text]


def worded(body: Entry, text: str, holding: str) -> Answer:
    """A last word of one statement, on the first span that holds these words."""
    return call("answer", statements=[{"text": text, "evidence": numbers(body, holding)[:1] or ["E1"]}])


def claims(made: Conversed) -> list[Claim]:
    """Its claims, in order."""
    return [claim for section in made.sections for claim in section.claims]
