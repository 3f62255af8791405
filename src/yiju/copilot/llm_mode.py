"""The llm mode of a suggestion: section by section a model's draft where it holds, else the extractive one.

What the rules alone can know (changes between versions, conflicts, promises and their state) stays as the
rules found it; the model words the rest. A section whose draft fails keeps its extractive claims, and a
notice says so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from yiju.copilot.draft import Ledger
from yiju.copilot.findings import Findings
from yiju.copilot.llm_draft import DraftedSection, draft_section
from yiju.copilot.llm_prompt import DraftRequest, answer_request, strategy_request, talk_request
from yiju.copilot.material import Material, Span
from yiju.copilot.salience import recency, substance
from yiju.copilot.sections import AGENDA, COMMITMENTS, FACT_SECTIONS, NEXT, QUESTIONS, SectionPlan
from yiju.copilot.strategy import Composed, known_names, missing_of
from yiju.models.chat import Chat, make_chat
from yiju.settings import Settings
from yiju.store.types import Citation, Claim, Dropped, Evidence, Section

_EVIDENCE = 12
_BY_RULES = frozenset({"changed", "conflict", "superseded", "overdue", "open", "done"})
"""Flags of claims that only the rules can make; they stay in llm mode."""
_ADVICE_INTENTS = {
    AGENDA: "这次见面要达成什么、按什么顺序谈",
    QUESTIONS: "只有这个客户才问得着的问题，直接写成问句",
    NEXT: "我方谁在会前会后做什么",
}

Say = Callable[[str], None]


@dataclass
class LlmMode:
    """Drafts with one model. ``say``: told what is being drafted."""

    chat: Chat
    budget: int
    say: Say = lambda line: None
    _down: str = field(default="", init=False)

    def strategy(self, findings: Findings, base: Composed, goal: str) -> tuple[Composed, tuple[str, ...]]:
        """The extractive strategy, with every section the model drafted well in its place."""
        course = _Course(self, findings.material, known_names(findings))
        plans = {plan.title: plan for plan in FACT_SECTIONS}
        sections: list[Section] = []
        for section in base.sections:
            facts = [claim for done in sections for claim in done.claims if claim.nature == "fact"]
            if section.title in _ADVICE_INTENTS:
                drafted = course.advice(section, facts, goal)
            elif section.title == COMMITMENTS:
                drafted = section
            else:
                drafted = course.facts(section, _evidence_for(findings, plans[section.title], section), goal)
            sections.append(drafted)
        sections = list(_without_orphans(sections))
        return course.finish(replace(base, sections=tuple(sections), missing=missing_of(sections)))

    def talk(self, findings: Findings, base: Composed, scene: str) -> tuple[Composed, tuple[str, ...]]:
        """The talk track in the model's words; the extractive one where it fails."""
        course = _Course(self, findings.material, known_names(findings))
        spans = _cited_spans(findings.material, base.sections)
        spans += _relevant(findings, scene, spans)
        request = talk_request(seller=course.seller, customer=course.customer, scene=scene, side=course.side)
        drafted = course.draft(request, spans)
        if drafted is None:
            return course.finish(base)
        avoid = [section for section in base.sections if section.title == "别说"]
        return course.finish(
            replace(base, sections=(*_points(drafted.claims), *_resting(avoid, drafted.claims)))
        )

    def answer(
        self, question: str, spans: Sequence[Span], material: Material, base: Composed
    ) -> tuple[Composed, tuple[str, ...]]:
        """The answer in the model's words. A refusal stands: no model may answer what no span supports."""
        course = _Course(self, material, (material.customer.name, *material.customer.aliases))
        if base.missing:
            return base, ()
        cited = _cited_spans_of(spans, base.sections)
        request = answer_request(
            seller=course.seller, customer=course.customer, question=question, side=course.side
        )
        drafted = course.draft(request, cited)
        conflicts = any(claim.verdict == "conflict" for s in base.sections for claim in s.claims)
        if drafted is None or conflicts:
            return course.finish(base)
        return course.finish(replace(base, sections=(replace_claims(base.sections[0], drafted.claims),)))


@dataclass
class _Course:
    """One suggestion's drafting: counts, reasons and ids."""

    mode: LlmMode
    material: Material
    names: Sequence[str] | frozenset[str]
    drafted: int = 0
    asked: int = 0
    reasons: list[str] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    claims: int = 0
    _spans: dict[tuple[str, int, int], Span] = field(default_factory=dict)

    @property
    def seller(self) -> str:
        return self.material.seller.name or "我方"

    @property
    def customer(self) -> str:
        return self.material.customer.name

    def side(self, item: Evidence) -> str:
        span = self._spans.get((item.paragraph.id, item.start, item.end))
        return {"ours": "我方", "theirs": "客户"}.get(self.material.side(span), "") if span else ""

    def facts(self, section: Section, spans: Sequence[Span], goal: str) -> Section:
        """One factual section: what the rules know stays in front, the model words the rest."""
        plan = next(plan for plan in FACT_SECTIONS if plan.title == section.title)
        request = strategy_request(
            seller=self.seller,
            customer=self.customer,
            section=section.title,
            intent=plan.intent,
            goal=goal,
            natures=("fact",),
            side=self.side,
        )
        drafted = self.draft(request, spans)
        if drafted is None:
            return section
        kept = tuple(claim for claim in section.claims if _BY_RULES & set(claim.flags))
        return replace_claims(section, (*kept, *drafted.claims))

    def advice(self, section: Section, facts: Sequence[Claim], goal: str) -> Section:
        """One advisory section, resting on facts already shown."""
        request = strategy_request(
            seller=self.seller,
            customer=self.customer,
            section=section.title,
            intent=_ADVICE_INTENTS[section.title],
            goal=goal,
            most=4,
            natures=("advice",),
            side=self.side,
        )
        drafted = self.draft(request, (), facts)
        return section if drafted is None else replace_claims(section, drafted.claims)

    def draft(
        self, request: DraftRequest, spans: Sequence[Span], facts: Sequence[Claim] = ()
    ) -> DraftedSection | None:
        """A usable draft, or None; why not is remembered for the notice."""
        if self.mode._down or not (spans or facts):
            return None
        self.mode.say(f"正在起草：{request.title} …")
        self._spans |= {span.key: span for span in spans}
        self.asked += 1
        drafted = draft_section(
            self.mode.chat,
            request,
            [span.evidence(number) for number, span in enumerate(spans, 1)],
            cite=self._cite,
            names=self.names,
            facts=facts,
            id_prefix="m",
            first_id=self.claims + 1,
            budget=self.mode.budget,
        )
        self.dropped.extend(drafted.dropped)
        if drafted.endpoint_down:
            self.mode._down = drafted.fallback
        if drafted.status != "drafted":
            self.reasons.append(f"{request.title}：{drafted.fallback}")
            return None
        self.drafted += 1
        self.claims += len(drafted.claims)
        return drafted

    def finish(self, composed: Composed) -> tuple[Composed, tuple[str, ...]]:
        """The suggestion's body with what the model cost it, and notices for the reader."""
        dropped = (*composed.dropped, *self.dropped)
        if not self.drafted:
            reason = self.mode._down or (self.reasons[0] if self.reasons else "没有可交给模型的资料")
            return replace(composed, dropped=dropped), (f"模型没有给出可用的内容，改用摘编：{reason}",)
        notices: tuple[str, ...] = ()
        if self.reasons:
            notices = (f"{len(self.reasons)} 节改用摘编：{'；'.join(self.reasons)}",)
        return replace(composed, dropped=dropped, mode="llm", model=self.mode.chat.name), notices

    def _cite(self, item: Evidence) -> Citation:
        ledger = Ledger(self.material)
        return ledger.cite(Span(item.document, item.paragraph, item.start, item.end))


def make_llm_mode(settings: Settings, say: Say = lambda line: None) -> LlmMode | None:
    """The llm mode of these settings; None where no model is configured."""
    chat = make_chat(settings)
    return LlmMode(chat, settings.llm_prompt_tokens, say) if chat else None


def replace_claims(section: Section, claims: Sequence[Claim]) -> Section:
    """The section with other claims, and no word of missing material if it has any."""
    return section.model_copy(update={"claims": tuple(claims), "missing": "" if claims else section.missing})


def _evidence_for(findings: Findings, plan: SectionPlan, section: Section) -> list[Span]:
    """Spans for one section's prompt, best first: what the rules chose, then what retrieval adds."""
    spans = _cited_spans(findings.material, [section])
    return (spans + _relevant(findings, plan.intent, spans))[:_EVIDENCE]


def _relevant(findings: Findings, query: str, without: Sequence[Span]) -> list[Span]:
    relevance = findings.relevance(query)
    material = findings.material
    found = [
        (2.0 * relevance[s.paragraph.id] + substance(material, s) + recency(material, s), s)
        for s in material.spans
        if s.paragraph.id in relevance and s.document.id not in findings.superseded and s not in without
    ]
    found.sort(key=lambda pair: (-pair[0], pair[1].key))
    return [span for score, span in found[:_EVIDENCE] if score > 0]


def _cited_spans(material: Material, sections: Sequence[Section]) -> list[Span]:
    return _cited_spans_of(material.spans, sections)


def _cited_spans_of(spans: Sequence[Span], sections: Sequence[Section]) -> list[Span]:
    cited = {
        (c.paragraph_id, c.start, c.end): None
        for section in sections
        for claim in section.claims
        for c in claim.citations
    }
    by_key = {span.key: span for span in spans}
    return [by_key[key] for key in cited if key in by_key]


def _without_orphans(sections: Sequence[Section]) -> list[Section]:
    """Advice keeps only grounds that are still shown; without any, it goes."""
    shown = {claim.id for section in sections for claim in section.claims}
    kept: list[Section] = []
    for section in sections:
        claims = []
        for claim in section.claims:
            rests_on = tuple(one for one in claim.rests_on if one in shown)
            if claim.nature == "fact" or rests_on:
                claims.append(claim.model_copy(update={"rests_on": rests_on}))
        kept.append(section.model_copy(update={"claims": tuple(claims)}))
    return kept


def _points(claims: Sequence[Claim]) -> list[Section]:
    """Lines of a talk track, one section each: a ``say`` begins a new one."""
    groups: list[list[Claim]] = []
    for claim in claims:
        if claim.role == "say" or not groups:
            groups.append([])
        groups[-1].append(claim)
    return [Section(title=f"要点{n}", claims=tuple(group)) for n, group in enumerate(groups, 1)]


def _resting(sections: Sequence[Section], claims: Sequence[Claim]) -> list[Section]:
    """What not to say, resting on the facts that are shown now."""
    grounds = tuple(claim.id for claim in claims if claim.nature == "fact")
    return [
        s.model_copy(update={"claims": tuple(c.model_copy(update={"rests_on": grounds}) for c in s.claims)})
        for s in sections
    ]
