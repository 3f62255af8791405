"""One suggestion's drafting by a model: asks section by section, counts what it costs, knows when to stop."""

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from yiju.copilot.draft import Ledger
from yiju.copilot.llm_accepting import accepted
from yiju.copilot.llm_checks import Check, unsaid
from yiju.copilot.llm_draft import NO_ROOM, numbered, start_draft
from yiju.copilot.llm_drafting import DraftedSection, Drafting
from yiju.copilot.llm_examples import example_lines, taught
from yiju.copilot.llm_outcome import cost_of, outcome_of
from yiju.copilot.llm_prompt import DraftRequest
from yiju.copilot.llm_rules import lawful
from yiju.copilot.llm_terms import term_lines
from yiju.copilot.material import Material, Span
from yiju.copilot.strategy import Composed
from yiju.copilot.taste import Sitting
from yiju.models.chat import Chat
from yiju.prompts.chosen import Prompts
from yiju.store.types import Citation, Claim, DraftOutcome, Evidence

Say = Callable[[str], None]
Beside = Callable[[DraftedSection], Sequence[Claim]]
"""A draft → the claims that a reader would see: the model's own, and the extractive ones beside them."""

_PATIENCE = 2
"""After so many sections in a row without any readable answer the model is not asked again."""
_EXAMPLES = 6
"""Reviewers' rewrites take at most this part of a prompt's budget."""
_TERMS = 10
"""The trade's terms at most this one."""
_CLAIMS = 4
"""Claims that one entry of an answer becomes, at most: the roles of a talk track's line."""


@dataclass
class Started:
    """A section that is laid out for the model.

    Attributes:
        facts, examples: what it may rest advice on, and ids of the rewrites that it is shown.
        drafting: None where nothing fits the prompt.
        first_id: the number that its claims count from.
        base: the extractive claims of the section; ``beside``: what is shown if a draft is accepted.
        drafted: how it ended; reason: why it was not asked for, or is not used; ``check``: as a code.
    """

    request: DraftRequest
    facts: Sequence[Claim]
    examples: Sequence[str]
    drafting: Drafting | None
    first_id: int
    base: Sequence[Claim] = ()
    beside: Beside = lambda drafted: drafted.claims
    drafted: DraftedSection | None = None
    reason: str = ""
    check: Check | Literal[""] = ""


@dataclass
class Course:
    """The drafting of one suggestion. ``customer``: its name, as the prompts shall say it.

    ``may_ask`` and ``end`` may be called from several threads; ``begin`` and ``finish`` are one thread's.
    """

    chat: Chat
    budget: int
    say: Say
    material: Material
    names: Collection[str]
    customer: str
    prompts: Prompts = field(default_factory=Prompts)
    sitting: Sitting | None = None
    begun: list[Started] = field(default_factory=list)
    _aside: list[Started] = field(default_factory=list)
    _room: int = 1
    _mute: int = 0
    _stopped: str = ""
    _stopped_by: Check | Literal[""] = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _spans: dict[tuple[str, int, int], Span] = field(default_factory=dict)

    @property
    def seller(self) -> str:
        """Our side's name."""
        return self.material.seller.name or "我方"

    def side(self, item: Evidence) -> str:
        """Who speaks in a span, 我方 or 客户; empty where it is not known."""
        return self._voice(self._spans.get((item.paragraph.id, item.start, item.end)))

    def voice(self, citation: Citation) -> str:
        """Who speaks in a cited span, as ``side`` says it."""
        return self._voice(self._known.get((citation.paragraph_id, citation.start, citation.end)))

    def _voice(self, span: Span | None) -> str:
        if span is None or span.document.customer_id != self.material.customer.id:
            return ""
        return {"ours": "我方", "theirs": "客户"}.get(self.material.side(span), "")

    def draft(
        self, request: DraftRequest, spans: Sequence[Span], base: Sequence[Claim], beside: Beside
    ) -> DraftedSection | None:
        """A usable draft, or None; why not is remembered for the notice."""
        started = self.begin(request, spans, base=base, beside=beside)
        if started is None:
            return None
        if self.may_ask(started) and started.drafting:
            started.drafted = started.drafting.run()
        return self.end(started)

    def begin(
        self,
        request: DraftRequest,
        spans: Sequence[Span],
        facts: Sequence[Claim] = (),
        *,
        base: Sequence[Claim],
        beside: Beside,
    ) -> Started | None:
        """Lay a section out; None where there is nothing to hand over. The rest is as in ``Started``."""
        if not (spans or facts):
            return None
        self._spans |= {span.key: span for span in spans}
        shown = example_lines(self.sitting, request, self.budget // _EXAMPLES)
        texts = [*(span.text for span in spans), *(fact.text for fact in facts)]
        drafting = start_draft(
            self.chat,
            replace(
                request,
                prompts=self.prompts,
                examples=tuple(line for _, line in shown),
                terms=term_lines(texts, self.material.glossary, self.budget // _TERMS),
            ),
            [span.evidence(number) for number, span in enumerate(spans, 1)],
            cite=self._cite,
            names=self.names,
            facts=facts,
            voice=self.voice,
            budget=self.budget,
        )
        shown_ids = [one for one, _ in shown]
        started = Started(request, facts, shown_ids, drafting, self._room, base, beside)
        self._room += request.most * _CLAIMS
        self.begun.append(started)
        return started

    def set_aside(self, number: int) -> None:
        """Of a section drafted twice: what the one that is not shown cost and tried counts, nothing else."""
        self._aside.append(self.begun.pop(number))

    @property
    def answered(self) -> bool:
        """Whether the model gave a readable answer yet."""
        return any(one.drafted and one.drafted.usages for one in self.begun)

    def may_ask(self, started: Started) -> bool:
        """Whether asking for it is worth while; else it counts as not drafted."""
        if started.drafting is None:
            started.drafted = NO_ROOM
        elif self._stopped:
            started.reason, started.check = self._stopped, self._stopped_by
        else:
            self.say(f"正在起草：{started.request.title} …")
            return True
        return False

    def end(self, started: Started) -> DraftedSection | None:
        """What became of it, as far as it is usable: with final ids, and without what reviewers rejected."""
        if started.drafted is None:
            return None
        with self._lock:  # a sitting, and what is counted, is one thread's at a time
            whole, title = started.drafted, started.request.title
            whole = replace(whole, claims=numbered(whole.claims, "m", started.first_id))
            drafted = taught(self.sitting, title, whole, started.facts, started.examples)
            drafted = lawful(self.material, title, drafted, started.facts)
            started.drafted = drafted = accepted(
                drafted,
                started.request,
                whole=whole,
                base=started.base,
                shown=started.beside,
                facts=started.facts,
                voice=self.voice,
                seller=self.seller,
                customer=self.customer,
                people=self._people,
            )
            self._mute = 0 if drafted.usages or not drafted.prompts else self._mute + 1
            if drafted.endpoint_down or self._mute >= _PATIENCE:
                self._stopped = drafted.fallback or "大模型服务中途不可用。"
                self._stopped_by = drafted.check or "endpoint"
        if drafted.status == "drafted":
            return drafted
        started.reason, started.check = drafted.fallback, drafted.check
        return None

    def finish(self, composed: Composed) -> tuple[Composed, tuple[str, ...]]:
        """The suggestion's body with what the model wrote and cost, and notices for the reader."""
        ended = [one.drafted for one in self.begun if one.drafted]
        asked = [*ended, *(one.drafted for one in self._aside if one.drafted)]
        prompts = tuple(dict.fromkeys(label for one in asked for label in one.prompts))
        told = replace(
            composed,
            dropped=(*composed.dropped, *(unsaid(lost) for one in ended for lost in one.dropped)),
            drafting=tuple(map(self._outcome, self.begun)),
            prompts=prompts,
            usage=cost_of([usage for one in asked for usage in one.usages]),
            model=self.chat.name if prompts else composed.model,
        )
        reasons: dict[str, list[str]] = {}
        for one in self.begun:
            if one.reason:
                reasons.setdefault(one.reason, []).append(one.request.title)
        if not any(one.status == "drafted" for one in ended):
            reason = self._stopped or next(iter(reasons), "没有可以交给大模型的资料。")
            return told, (f"大模型没有写成任何一节，全部由原文摘编：{reason}",)
        fallen = sum(map(len, reasons.values()))
        why = "".join(f"{'、'.join(titles)}——{reason}" for reason, titles in reasons.items())
        notices = (f"{fallen} 节由原文摘编：{why}",) if fallen else ()
        return replace(told, mode="llm"), notices

    def _outcome(self, started: Started) -> DraftOutcome:
        drafted, title = started.drafted, started.request.title
        usable = not started.reason and drafted is not None and drafted.status == "drafted"
        fallen: Check | None = None if usable else started.check or "endpoint"
        also = [one.drafted for one in self._aside if one.drafted and one.request.title == title]
        return outcome_of(title, self.chat.name, drafted, fallen, also)

    @cached_property
    def _people(self) -> frozenset[str]:
        """Names known for this customer but the parties' own."""
        parties = (self.seller, self.customer, self.material.customer.name, *self.material.customer.aliases)
        return frozenset(one for one in self.names if not any(one in party for party in parties))

    @cached_property
    def _known(self) -> dict[tuple[str, int, int], Span]:
        return {span.key: span for span in self.material.spans}

    @cached_property
    def _ledger(self) -> Ledger:
        return Ledger(self.material)

    def _cite(self, item: Evidence) -> Citation:
        return self._ledger.cite(Span(item.document, item.paragraph, item.start, item.end))
