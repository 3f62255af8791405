"""The situation of a suggestion as the product's own prompt files render it, for one section or line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from yiju.copilot.llm_prompt import (
    DraftRequest,
    Laid,
    answer_request,
    evidence_line,
    fact_line,
    lay_prompt,
    strategy_request,
    talk_request,
)
from yiju.copilot.llm_sections import ADVICE_INTENTS
from yiju.copilot.material import Span
from yiju.copilot.sections import FACT_SECTIONS
from yiju.copilot.taste import Ground
from yiju.errors import YijuError
from yiju.prompts.chosen import Prompts
from yiju.sandbox.datasets.grounds import Grounds, Place
from yiju.sandbox.datasets.judged import Judged
from yiju.settings import Settings
from yiju.store.types import Claim, Evidence, Nature, Section

_INTENTS = {plan.title: plan.intent for plan in FACT_SECTIONS} | ADVICE_INTENTS
_MOST = 12
"""Spans in one prompt, as many as the product hands a model."""
_SLACK = 64
"""Tokens by which other numbers may make the same spans longer."""


@dataclass(frozen=True)
class Situation:
    """A prompt, and by what names its spans and facts go in it.

    Attributes:
        messages: system and user; ``label``: of the prompt file.
        evidence: place → ``E3``; ``facts``: claim id → ``F2``.
        documents: ids of those that stand in it.
        words: what it says besides (parties, goal, scene, question); ``grounds``: its spans and facts, each
            with the line that tells it.
    """

    messages: tuple[dict[str, str], ...]
    label: str
    evidence: dict[Place, str]
    facts: dict[str, str]
    documents: frozenset[str]
    words: str
    grounds: tuple[Ground, ...]


@dataclass(frozen=True)
class Layer:
    """Lays prompts out, within the tokens that the settings allow the product.

    Attributes:
        masked: a sender's address is left out: cut to the prompt's width, nothing would know it for one.
    """

    grounds: Grounds
    settings: Settings
    masked: bool = True

    def lay(
        self,
        judged: Judged,
        section: Section,
        claims: Sequence[Claim],
        most: int,
        facts: Sequence[Claim] = (),
    ) -> Situation | None:
        """The prompt that asks for these claims of a section; None where what they cite does not fit in.

        Args:
            most: as many statements or lines as it asks for.
            facts: those that advice may rest on.
        """
        needed = self._spans(claims)
        if needed is None:
            return None
        given = [span for span in self._others(judged, section, facts) if span not in needed]
        spans = [*needed, *given[: max(0, _MOST - len(needed))]]
        request = self._request(judged, section, claims, most)
        budget = self.settings.llm_prompt_tokens
        # What the answer rests on comes first, so that it is not what is left out where room is short.
        wanted = {one for claim in claims for one in claim.rests_on}
        facts_first = sorted(facts, key=lambda fact: fact.id not in wanted)
        first = lay_prompt(request, self._numbered(spans), facts_first, budget=budget)
        if first is None:
            return None
        fitting = {(item.paragraph.id, item.start, item.end) for item in first.evidence}
        if not {span.key for span in needed} <= fitting:
            return None
        # The order must not tell which of them the answer needs.
        chosen = sorted((span for span in spans if span.key in fitting), key=_order)
        shown = [fact for fact in facts if fact in first.facts]
        laid = lay_prompt(request, self._numbered(chosen), shown, budget=budget + _SLACK)
        if laid is None or len(laid.evidence) < len(chosen) or len(laid.facts) < len(shown):
            return None
        return Situation(
            tuple({"role": message.role, "content": message.text} for message in laid.messages),
            laid.prompt,
            {(item.paragraph.id, item.start, item.end): item.id for item in laid.evidence},
            {claim.id: f"F{number}" for number, claim in enumerate(laid.facts, 1)},
            frozenset(item.document.id for item in laid.evidence)
            | {citation.document.id for claim in laid.facts for citation in claim.citations},
            "\n".join(request.values.values()),
            tuple(_grounds(laid, request)),
        )

    def _spans(self, claims: Sequence[Claim]) -> list[Span] | None:
        found: list[Span] = []
        for claim in claims:
            spans = self.grounds.spans(claim)
            if spans is None:
                return None
            found += [span for span in spans if span not in found]
        return found

    def _numbered(self, spans: Sequence[Span]) -> list[Evidence]:
        return [self._evidence(span, number) for number, span in enumerate(spans, 1)]

    def _evidence(self, span: Span, number: int) -> Evidence:
        attributes = span.document.attributes
        if not self.masked or "@" not in attributes.get("from", ""):
            return span.evidence(number)
        sender = "" if "@" in span.speaker else span.speaker
        document = span.document.model_copy(update={"attributes": attributes | {"from": sender}})
        return span.evidence(number).model_copy(update={"document": document})

    def _side(self, judged: Judged, item: Evidence) -> str:
        """By the document as it is stored: the address tells whose mail it is."""
        document = self.grounds.documents[item.document.id]
        return self.grounds.side(judged.customer, item.model_copy(update={"document": document}))

    def _others(self, judged: Judged, section: Section, facts: Sequence[Claim]) -> list[Span]:
        """What else stands before the model: the section's own spans first. Advice is given facts alone."""
        if facts:
            return []
        sections = [section, *(one for one in judged.suggestion.sections if one != section)]
        cited = (citation for one in sections for claim in one.claims for citation in claim.citations)
        found = (self.grounds.span(citation) for citation in cited)
        return list(dict.fromkeys(span for span in found if span is not None))

    def _request(self, judged: Judged, section: Section, claims: Sequence[Claim], most: int) -> DraftRequest:
        asked = judged.suggestion.request
        seller = self.grounds.seller_of(judged.customer).name or "我方"
        side = partial(self._side, judged)
        customer = judged.customer.name
        if judged.suggestion.kind == "strategy":
            natures: tuple[Nature, ...] = tuple(dict.fromkeys(claim.nature for claim in claims))
            request = strategy_request(
                seller=seller,
                customer=customer,
                section=section.title,
                intent=_INTENTS.get(section.title, section.title),
                goal=asked.get("goal", ""),
                most=most,
                natures=natures,
                side=side,
            )
        elif judged.suggestion.kind == "talk":
            scene, person = asked.get("scene", ""), asked.get("person", "")
            told = f"{scene}，对{person}说" if person else scene
            request = talk_request(seller=seller, customer=customer, scene=told, most=most, side=side)
        else:
            question = asked.get("question", "")
            request = answer_request(
                seller=seller, customer=customer, question=question, most=most, side=side
            )
        return replace(request, prompts=self._prompts(request.prompt, judged.suggestion.prompts))

    def _prompts(self, name: str, labels: Sequence[str]) -> Prompts:
        """The version that the suggestion was asked with, where it still is the same; else the newest."""
        prompts = Prompts(folder=self.settings.data / "prompts")
        for label in labels:
            if not label.startswith(f"{name}.v"):
                continue
            version = label.removeprefix(f"{name}.v").partition("@")[0]
            try:
                if version.isdecimal() and prompts.at(name, int(version)).label == label:
                    return prompts.with_versions({name: int(version)})
            except YijuError:
                continue
        return prompts


def _grounds(laid: Laid, request: DraftRequest) -> Iterator[Ground]:
    """What stands in a prompt, without the ids: these figures are said by nobody."""
    for item in laid.evidence:
        line = evidence_line(item, request.side(item)).partition("] ")[2]
        place = (item.paragraph.id, item.start, item.end)
        yield Ground(item.quote, *place, item.document.kind, item.date, line)
    for claim in laid.facts:
        line = fact_line(1, claim).partition("] ")[2]
        for cited in claim.citations[:1]:
            place = (cited.paragraph_id, cited.start, cited.end)
            yield Ground(claim.text, *place, cited.document.kind, cited.document.date, line)


def _order(span: Span) -> tuple[int, str, int]:
    """Newest document first, within it as it reads."""
    return (-span.day.toordinal(), span.paragraph.id, span.start)
