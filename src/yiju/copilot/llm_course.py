"""One suggestion's drafting by a model: asks section by section, counts what it costs, knows when to stop."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from yiju.copilot.draft import Ledger
from yiju.copilot.llm_draft import DraftedSection, draft_section
from yiju.copilot.llm_examples import example_lines, taught
from yiju.copilot.llm_prompt import DraftRequest
from yiju.copilot.material import Material, Span
from yiju.copilot.strategy import Composed
from yiju.copilot.taste import Sitting
from yiju.models.chat import Chat, Usage
from yiju.prompts.chosen import Prompts
from yiju.store.types import Citation, Claim, Dropped, Evidence

Say = Callable[[str], None]

_PATIENCE = 2
"""After so many sections in a row without any readable answer the model is not asked again."""
_EXAMPLES = 6
"""Reviewers' rewrites take at most this part of a prompt's budget."""


@dataclass
class Course:
    """The drafting of one suggestion. ``customer``: its name, as the prompts shall say it."""

    chat: Chat
    budget: int
    say: Say
    material: Material
    names: Collection[str]
    customer: str
    prompts: Prompts = field(default_factory=Prompts)
    sitting: Sitting | None = None
    _claims: int = 0
    _drafted: int = 0
    _mute: int = 0
    _stopped: str = ""
    _reasons: dict[str, list[str]] = field(default_factory=dict)
    _dropped: list[Dropped] = field(default_factory=list)
    _prompts: list[str] = field(default_factory=list)
    _usages: list[Usage] = field(default_factory=list)
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
        self, request: DraftRequest, spans: Sequence[Span], facts: Sequence[Claim] = ()
    ) -> DraftedSection | None:
        """A usable draft, or None; why not is remembered for the notice."""
        if not (spans or facts):
            return None
        if self._stopped:
            self._fell_back(request.title, self._stopped)
            return None
        self.say(f"正在起草：{request.title} …")
        self._spans |= {span.key: span for span in spans}
        shown = example_lines(self.sitting, request, self.budget // _EXAMPLES)
        drafted = draft_section(
            self.chat,
            replace(request, prompts=self.prompts, examples=tuple(line for _, line in shown)),
            [span.evidence(number) for number, span in enumerate(spans, 1)],
            cite=self._cite,
            names=self.names,
            facts=facts,
            voice=self.voice,
            id_prefix="m",
            first_id=self._claims + 1,
            budget=self.budget,
        )
        drafted = taught(self.sitting, request.title, drafted, facts, [one for one, _ in shown])
        self._account(request.title, drafted)
        return drafted if drafted.status == "drafted" else None

    def _account(self, title: str, drafted: DraftedSection) -> None:
        self._dropped += drafted.dropped
        self._prompts += drafted.prompts
        self._usages += drafted.usages
        self._mute = 0 if drafted.usages or not drafted.prompts else self._mute + 1
        if drafted.endpoint_down or self._mute >= _PATIENCE:
            self._stopped = drafted.fallback or "大模型服务中途不可用。"
        if drafted.status == "drafted":
            self._drafted += 1
            self._claims += len(drafted.claims)
        else:
            self._fell_back(title, drafted.fallback)

    def _fell_back(self, title: str, reason: str) -> None:
        self._reasons.setdefault(reason, []).append(title)

    def finish(self, composed: Composed) -> tuple[Composed, tuple[str, ...]]:
        """The suggestion's body with what the model wrote and cost, and notices for the reader."""
        told = replace(
            composed,
            dropped=(*composed.dropped, *self._dropped),
            prompts=tuple(dict.fromkeys(self._prompts)),
            usage=self._usage(),
        )
        if self._prompts:
            told = replace(told, model=self.chat.name)
        if not self._drafted:
            reason = self._stopped or next(iter(self._reasons), "没有可以交给大模型的资料。")
            return told, (f"大模型没有写成任何一节，全部由原文摘编：{reason}",)
        fallen = sum(map(len, self._reasons.values()))
        why = "".join(f"{'、'.join(titles)}——{reason}" for reason, titles in self._reasons.items())
        notices = (f"{fallen} 节由原文摘编：{why}",) if fallen else ()
        return replace(told, mode="llm"), notices

    def _usage(self) -> dict[str, float]:
        if not self._usages:
            return {}
        return {
            "calls": len(self._usages),
            "prompt_tokens": sum(usage.prompt_tokens for usage in self._usages),
            "answer_tokens": sum(usage.answer_tokens for usage in self._usages),
            "seconds": round(sum(usage.seconds for usage in self._usages), 2),
        }

    @cached_property
    def _known(self) -> dict[tuple[str, int, int], Span]:
        return {span.key: span for span in self.material.spans}

    @cached_property
    def _ledger(self) -> Ledger:
        return Ledger(self.material)

    def _cite(self, item: Evidence) -> Citation:
        return self._ledger.cite(Span(item.document, item.paragraph, item.start, item.end))
