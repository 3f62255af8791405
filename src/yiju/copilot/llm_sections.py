"""What a model is handed for each section of a strategy, and what of its draft is shown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from yiju.copilot.llm_course import Course, Started
from yiju.copilot.llm_drafting import DraftedSection
from yiju.copilot.llm_prompt import DraftRequest, strategy_request
from yiju.copilot.llm_settle import mixed, replaced
from yiju.copilot.llm_shelf import Place, Shelf, by_rules, claims_of
from yiju.copilot.progress import Steps
from yiju.copilot.sayable import is_open, kept_marked
from yiju.copilot.sections import AGENDA, COMMITMENTS, FACT_SECTIONS, NEXT, QUESTIONS
from yiju.copilot.strategy import Composed
from yiju.store.types import Claim, Section

INTENTS = {plan.title: plan.intent for plan in FACT_SECTIONS if plan.title != COMMITMENTS}
"""Sections of facts that a model words. What the rules alone can know, it does not."""
ADVICE_INTENTS = {
    AGENDA: "这次见面要达成什么、按什么顺序谈",
    QUESTIONS: "只有这个客户才问得着的问题，直接写成问句",
    NEXT: "我方谁在会前会后做什么",
}
_MOST_FACTS, _MOST_ADVICE = 6, 4


@dataclass
class StrategyDesk:
    """The sections of one strategy while they are drafted. ``base``: the extractive draft of it."""

    course: Course
    shelf: Shelf
    base: Composed
    goal: str
    steps: Steps
    _landed: dict[str, Section] = field(default_factory=dict)

    @property
    def sections(self) -> list[Section]:
        """All of them in order: the drafted ones, and the extractive ones where none was usable."""
        return [self._landed.get(section.title, section) for section in self.base.sections]

    def facts(self) -> Iterator[tuple[str, Started | None]]:
        """Lay the sections of facts out, one by one. What one prompt holds is added to no other."""
        told: set[Place] = set()
        for section in self.base.sections:
            if section.title in INTENTS:
                own = [claim for claim in section.claims if not by_rules(claim)]
                spans = self.shelf.lay(own, INTENTS[section.title], told)
                told |= {span.key for span in spans}
                request = self._request(section.title, INTENTS[section.title], "fact")
                started = self.course.begin(
                    request, spans, base=section.claims, beside=partial(self._shown, section)
                )
                yield section.title, started
            elif section.title not in ADVICE_INTENTS:
                self.steps.give(section)

    def advice(self) -> Mapping[str, Started | None]:
        """Lay the sections of advice out: they rest on the facts that are shown."""
        facts = [claim for claim in claims_of(self.sections) if claim.nature == "fact" and is_open(claim)]
        facts.sort(key=lambda claim: not by_rules(claim))  # where room is short, what the rules found stays
        return {
            section.title: self.course.begin(
                self._request(section.title, ADVICE_INTENTS[section.title], "advice"),
                (),
                facts,
                base=section.claims,
                beside=partial(self._shown, section),
            )
            for section in self.base.sections
            if section.title in ADVICE_INTENTS
        }

    def land(self, title: str, drafted: DraftedSection | None) -> None:
        """Put a draft in its section's place. Sections of facts are given out at once."""
        section = next(section for section in self.base.sections if section.title == title)
        if drafted is not None:
            section = self._landed[title] = self._mixed(section, drafted)
        if title in INTENTS:
            self.steps.give(section)

    def give_advice(self, sections: Sequence[Section]) -> None:
        """Give out the sections of advice as they stand in the end."""
        for section in sections:
            if section.title in ADVICE_INTENTS:
                self.steps.give(section)

    def _mixed(self, section: Section, drafted: DraftedSection) -> Section:
        if section.title in ADVICE_INTENTS:
            return _advised(section, drafted)
        made = mixed(section, drafted.claims, len(drafted.dropped), self.shelf)
        return replaced(made, kept_marked(made.claims, self.shelf.findings.kept_back))

    def _shown(self, section: Section, drafted: DraftedSection) -> Sequence[Claim]:
        return self._mixed(section, drafted).claims

    def _request(self, title: str, intent: str, nature: Literal["fact", "advice"]) -> DraftRequest:
        course = self.course
        return strategy_request(
            seller=course.seller,
            customer=course.customer,
            section=title,
            intent=intent,
            goal=self.goal,
            most=_MOST_ADVICE if nature == "advice" else _MOST_FACTS,
            natures=(nature,),
            side=course.side,
        )


def _advised(section: Section, drafted: DraftedSection) -> Section:
    """A section of advice in the model's words; the goal that was given stays first."""
    given = [claim for claim in section.claims if "given" in claim.flags]
    rest = [claim for claim in section.claims if claim not in given]
    return replaced(section, (*given, *drafted.claims, *rest[: len(drafted.dropped)]))
