"""The agent at one viewer's service: a conversation's next answer, verified; else the fixed graph's."""

import datetime as dt
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from yiju.copilot.accounts import labels
from yiju.copilot.agent import incapable
from yiju.copilot.agent.answering import answered
from yiju.copilot.agent.box import Box
from yiju.copilot.agent.budget import TOLD, Halt
from yiju.copilot.agent.held import held
from yiju.copilot.agent.metered import Metered
from yiju.copilot.agent.prompt import lay
from yiju.copilot.agent.record import write_down
from yiju.copilot.agent.table import Table
from yiju.copilot.agent.tools import TOOLS
from yiju.copilot.agent.tools.base import Hand
from yiju.copilot.agent.turn import Limits, Turn, begin
from yiju.copilot.agent.types import AgentReport, Before, Conversed, Pending, Proposal, Stopped
from yiju.copilot.llm_mode import LlmMode
from yiju.copilot.llm_shelf import claims_of
from yiju.copilot.people import people_named
from yiju.copilot.progress import UNWATCHED, Cancelled, Watch
from yiju.copilot.service import Copilot
from yiju.errors import ModelUnavailable
from yiju.models.chat import Called, Spoken
from yiju.models.chat_errors import EndpointDown, NoTools
from yiju.settings import Settings
from yiju.store.days import today as china_today
from yiju.store.suggestions import save_suggestion
from yiju.store.types import Suggestion

Propose = Callable[[Proposal], Pending]
"""Keeps a proposal until the person confirms it, and gives what their client confirms it by."""

NO_MODEL, SWITCHED_OFF = "没有配置大模型", "对话助手已关闭"
_UNREADABLE = "对话助手所用的大模型一再写错要做的事，这个回答由固定流程给出。"
_FAILED = "对话助手所用的大模型没有答完，这个回答由固定流程给出。"
_NOTHING = "对话助手没有在资料里找到可写的内容，这个回答由固定流程给出。"


@dataclass(frozen=True)
class Agent:
    """A conversation with tools for one viewer, whom the model cannot name.

    Attributes:
        copilot: reads and keeps as this viewer; without a model in it, the fixed graph answers.
        address: of the model's endpoint: what it cannot do is remembered by it and the model's name.
        propose: without it, feedback is no tool.
        on: whether tools are called at all; else the fixed graph answers.
    """

    copilot: Copilot
    limits: Limits = field(default_factory=Limits)
    address: str = ""
    propose: Propose | None = None
    on: bool = True

    def converse(
        self,
        text: str,
        *,
        customer: str = "",
        before: Before = Before(),  # noqa: B008 (a value)
        as_of: dt.date | None = None,
        watch: Watch = UNWATCHED,
    ) -> Conversed:
        """The next answer, verified and kept. Nothing else is written, whatever the model calls.

        Args:
            text: what the person said.
            customer: the only one that it may be about; else those that it names, else all.
            before: what was spoken of before.
            watch: told how far it is, given the result's sections, asked whether it is still wanted.

        Raises:
            NotFound: there is no such customer, or no material at all.
            YijuError: the customer's name fits several.
            Cancelled: it is not wanted any more; nothing was kept.
        """
        turn = begin(self.copilot, self.limits, text, customer, before, as_of or china_today(), watch)
        llm = self.copilot.llm
        if llm is None:
            return self._fixed(turn, "no_agent", NO_MODEL, notice="")
        if not self.on:
            return self._fixed(turn, "no_agent", SWITCHED_OFF, notice="", llm=llm)
        if why := incapable.why_not(self._model(llm)):
            return self._incapable(turn, llm, "no_agent", why)
        try:
            return self._tried(turn, llm)
        except Exception as error:  # nothing was kept, but its steps were done
            ended: Stopped = "cancelled" if isinstance(error, Cancelled) else "failed"
            write_down(self.copilot.reader, turn.report(ended), "")
            raise

    def _tried(self, turn: Turn, llm: LlmMode) -> Conversed:
        try:
            called = self._looped(turn, llm)
        except Halt as halt:
            if halt.why == "model":
                return self._cannot(turn, llm)
            if not self._called(turn, llm) and halt.why == "seconds":
                incapable.doubted(self._model(llm), incapable.SLOW)
            return self._fixed(turn, halt.why, TOLD[halt.why])
        except NoTools:
            incapable.refused(self._model(llm), incapable.CANNOT)
            return self._incapable(turn, llm)
        except ModelUnavailable as error:
            if turn.watch.stopped():
                raise Cancelled from None
            heard = None if isinstance(error, EndpointDown) else llm
            return self._fixed(turn, "model", _FAILED, notice=f"{_FAILED}{error.plain}", llm=heard)
        if not called:
            return self._cannot(turn, llm)
        self._called(turn, llm)
        return self._answered(turn, llm)

    def _looped(self, turn: Turn, llm: LlmMode) -> bool:
        """Whether the model worked with its tools; what it found lies on the table. Raises as ``loop``."""
        hand = self._hand(turn, llm)
        offered = {n: t for n, t in TOOLS.items() if n != "feedback" or self.propose is not None}
        box = turn.box = Box(hand, offered, turn.budget)
        names = people_named(self.copilot.reader.documents(turn.scope))
        chat = turn.chat = Metered(llm.chat, turn.budget).knowing(names).until(turn.watch.stopped)
        specs = [tool.spec for tool in offered.values()]

        def speak(said: Sequence[Spoken]) -> Called:
            if turn.watch.stopped():
                raise Cancelled
            return chat.speak(said, specs)

        from yiju.copilot.agent.loop import converse  # LangChain takes seconds to import

        system, user = lay(hand, llm.prompts, turn.text, self.limits.steps)
        return converse(box, speak, system, user)

    def _hand(self, turn: Turn, llm: LlmMode) -> Hand:
        return Hand(
            copilot=replace(self.copilot, keep=held, lately=turn.lately),
            table=Table({one.id: one for one in turn.scope}),
            scope=turn.scope,
            default=turn.default,
            said=turn.text,
            today=turn.today,
            watch=Watch(
                progress=turn.watch.progress,
                stopped=lambda: turn.watch.stopped() or turn.budget.left <= 0,
            ),
            before=turn.before,
        )

    def _answered(self, turn: Turn, llm: LlmMode) -> Conversed:
        assert turn.box is not None and turn.chat is not None
        hand = turn.box.hand
        turn.put(self.propose)
        if hand.table.made is not None:
            made = hand.table.made
            for section in made.sections:
                turn.watch.section(section)
            return self._kept(turn, made, turn.report("done"), hand.table.read)
        given = answered(
            hand, replace(llm, chat=turn.chat), turn.text, turn.customer, time.monotonic() - turn.began
        )
        if given is None:
            if hand.table.answer is not None and not hand.table.answer.statements:
                return self._fixed(turn, "done", _NOTHING)
            return self._fixed(turn, "unverified", TOLD["unverified"])
        for section in given.sections:
            turn.watch.section(section)
        if not claims_of(given.sections):  # a question to the person is no advice
            report = turn.report("done")
            write_down(self.copilot.reader, report, given.id)
            return Conversed(**dict(given), agent=report)
        return self._kept(turn, given, turn.report("done"), hand.table.read)

    def _cannot(self, turn: Turn, llm: LlmMode) -> Conversed:
        """It made no call, or too many that could not be understood."""
        if self._called(turn, llm):
            return self._fixed(turn, "model", _UNREADABLE, llm=llm)
        incapable.doubted(self._model(llm), incapable.CANNOT)
        return self._incapable(turn, llm)

    def _incapable(self, turn: Turn, llm: LlmMode, how: Stopped = "model", why: str = "") -> Conversed:
        """It is no agent, of which each person is told once."""
        news = incapable.news(self._model(llm), self.copilot.reader.viewer.user)
        return self._fixed(turn, how, why or incapable.CANNOT, notice=None if news else "", llm=llm)

    def _called(self, turn: Turn, llm: LlmMode) -> bool:
        """Whether it called any tool as it should: then it can."""
        if turn.box is None or not turn.box.valid:
            return False
        incapable.trusted(self._model(llm))
        return True

    def _fixed(
        self,
        turn: Turn,
        stopped: Stopped,
        why: str,
        *,
        notice: str | None = None,
        llm: LlmMode | None = None,
    ) -> Conversed:
        """The fixed graph's answer.

        Args:
            why: why it is not the agent's; notice: as people are told, ``why`` where None.
            llm: words it; none where the model failed, or may cost no more.
        """
        turn.put(self.propose)
        about = turn.customer
        if not about and turn.default is not None:
            about = labels(self.copilot.reader.customers())[turn.default.id]
        read: set[str] = set(turn.box.hand.table.read) if turn.box else set()

        def noted(one: Suggestion, units: Collection[str]) -> Suggestion:
            read.update(units)
            return one

        if llm is not None and stopped != "no_agent":  # what is tried after it is paid from what is left
            llm = replace(llm, chat=turn.chat or Metered(llm.chat, turn.budget))
        graph = replace(self.copilot, llm=llm, keep=noted)
        made = graph.ask(turn.text, customer=about, as_of=turn.today, watch=turn.watch)
        if told := why if notice is None else notice:
            made = made.model_copy(update={"notices": (*made.notices, told)})
        return self._kept(turn, made, turn.report(stopped, why), read)

    def _kept(self, turn: Turn, made: Suggestion, report: AgentReport, read: Collection[str]) -> Conversed:
        """Keep what is shown, and nothing else. ``read``: units whose material was read for it."""
        if turn.watch.stopped():
            raise Cancelled
        if self.copilot.keep:
            made = self.copilot.keep(made, read)
        else:
            save_suggestion(self.copilot.reader.store.sql, made, read=read)
        if turn.lately is not None:
            turn.lately.saved(made.id)
        write_down(self.copilot.reader, report, made.id)
        return Conversed(**dict(made), agent=report)

    def _model(self, llm: LlmMode) -> str:
        return f"{self.address} {llm.chat.name}"


def make_agent(copilot: Copilot, settings: Settings, propose: Propose | None = None) -> Agent:
    """The agent of these settings at the service of a copilot's viewer."""
    limits = Limits(settings.agent_steps, settings.agent_tokens, settings.agent_seconds)
    return Agent(copilot, limits, settings.llm_base_url, propose, on=settings.agent)
