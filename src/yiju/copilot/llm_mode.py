"""The llm mode of a suggestion: section by section a model's draft where it holds, else the extractive one.

What the rules alone can know (changes between versions, contradictions, promises and their state) stays as
the rules found it; the model words the rest. A section whose draft fails keeps its extractive claims, and a
notice says so.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from yiju.copilot.confided import confided
from yiju.copilot.findings import Findings
from yiju.copilot.lately import Past
from yiju.copilot.llm_course import Course, Say
from yiju.copilot.llm_drafting import DraftedSection
from yiju.copilot.llm_fresh import Again
from yiju.copilot.llm_prompt import answer_request, talk_request
from yiju.copilot.llm_sections import ADVICE_INTENTS, INTENTS, StrategyDesk
from yiju.copilot.llm_settle import marked, points, replaced, resting, settled
from yiju.copilot.llm_shelf import Shelf, by_rules, claims_of, places
from yiju.copilot.material import Material, Span
from yiju.copilot.people import people_named
from yiju.copilot.progress import Steps
from yiju.copilot.strategy import Composed, known_names
from yiju.copilot.talk import find_scene
from yiju.copilot.taste import Sitting
from yiju.models.chat import Chat, Leaving, make_chat
from yiju.models.chat_types import Knowing
from yiju.prompts.chosen import Prompts
from yiju.settings import Settings
from yiju.store.types import Section

Told = tuple[Composed, tuple[str, ...]]
"""A suggestion's body, and notices for its reader."""

_AS_FOUND = ("conflict", "superseded", "overdue")
"""Marks of points that a talk track makes as the rules found them."""


@dataclass(frozen=True)
class LlmMode:
    """Drafts with one model.

    Attributes:
        budget: tokens of a prompt.
        say: told what is being drafted.
        prompts: the versions asked with.
        parallel: sections of a strategy that are drafted side by side, at most.
    """

    chat: Chat
    budget: int
    say: Say = lambda line: None
    prompts: Prompts = field(default_factory=Prompts)
    parallel: int = 1

    @property
    def steps(self) -> int:
        """Steps of a strategy beside the extractive ones: gathering, and each section that it drafts."""
        return 1 + len(INTENTS) + len(ADVICE_INTENTS)

    @property
    def searches(self) -> tuple[str, ...]:
        """What a strategy looks for beside the extractive one: something for every section of facts."""
        return tuple(INTENTS.values())

    def strategy(
        self,
        findings: Findings,
        base: Composed,
        goal: str,
        sitting: Sitting | None = None,
        steps: Steps | None = None,
    ) -> Told:
        """The extractive strategy, with every section the model drafted well in its place.

        Args:
            sitting: what reviewers taught: rewrites the model is shown, and what it may not say again.
            steps: told and timed; given each section of facts once it is verified, advice at the end.

        Raises:
            Cancelled: it is not wanted any more.
        """
        from yiju.copilot.llm_graph import Work, draft_all

        steps = steps or Steps()
        llm = self._until(steps.watch.stopped)
        course = llm._course(findings.material, known_names(findings), sitting=sitting)
        desk = StrategyDesk(course, Shelf(findings, base.sections), base, goal, steps)
        draft_all(Work(course, steps, desk.facts(), desk.advice, desk.land), self.parallel)
        composed, said = course.finish(settled(base, desk.sections))
        desk.give_advice(composed.sections)
        return composed, said

    def _until(self, stopped: Callable[[], bool]) -> "LlmMode":
        """The same; a model that writes is left as soon as ``stopped`` says so, where it can be."""
        return replace(self, chat=self.chat.until(stopped)) if isinstance(self.chat, Leaving) else self

    def talk(
        self,
        findings: Findings,
        base: Composed,
        scene: str,
        person: str = "",
        sitting: Sitting | None = None,
        steps: Steps | None = None,
        past: Past | None = None,
    ) -> Told:
        """The talk track in the model's words; contradictions and broken promises stay as found.

        What says that its scene has no ground stays as it is: a model is not asked to find some. What sounds
        like the ``past`` is drafted once more.
        """
        llm = self._until((steps or Steps()).watch.stopped)
        course = llm._course(findings.material, known_names(findings), sitting=sitting)
        if base.missing:
            return course.finish(base)
        shelf = Shelf(findings, base.sections)
        lines = [section for section in base.sections if not _has(section, role="avoid")]
        kept = [section for section in lines if any(_has(section, flag=one) for one in _AS_FOUND)]
        rest = [section for section in lines if section not in kept]
        spans = shelf.lay_facts(
            claims_of(rest), f"{person} {find_scene(scene).query}".strip(), claims_of(kept)
        )
        secret = confided(findings.material)
        spans = [span for span in spans if span.paragraph.id not in secret]
        request = talk_request(
            seller=course.seller,
            customer=course.customer,
            scene=f"{scene}，对{person}说" if person else scene,
            side=course.side,
        )

        def beside(drafted: DraftedSection) -> list[Section]:
            own = points(marked(drafted.claims, claims_of(rest)))
            told = set(places(drafted.claims))
            for section in rest:
                if len(kept) + len(own) < len(lines) and not told & set(places(section.claims)):
                    own.append(section)
            return own

        drafted = course.draft(request, spans, claims_of(rest), lambda one: claims_of(beside(one)))
        if drafted is None:
            return course.finish(base)
        own, varied = beside(drafted), base.varied
        if past and past.all:
            again = Again(course, request, spans, rest, kept, beside, past)
            own, varied = again.fresher(drafted)
        shown = [s.model_copy(update={"title": f"要点{n}"}) for n, s in enumerate([*kept, *own], 1)]
        avoid = [resting(s, claims_of(shown)) for s in base.sections if _has(s, role="avoid")]
        return course.finish(replace(base, sections=(*shown, *avoid), missing=(), varied=varied))

    def answer(
        self,
        question: str,
        spans: Sequence[Span],
        material: Material,
        base: Composed,
        steps: Steps | None = None,
    ) -> Told:
        """The answer in the model's words.

        A refusal stands: no model may answer what no span supports. So does an answer that shows a
        contradiction or a value since replaced, and one about several customers.
        """
        claims = claims_of(base.sections)
        if base.missing:
            return base, ()
        wanted = set(places(claims))
        picked = list({span.key: span for span in spans if span.key in wanted}.values())
        customers = {span.document.customer_id: span.document.customer for span in picked}
        if any(map(by_rules, claims)) or len(customers) != 1:
            return base, ("答案有几种说法或涉及几个客户，未交给大模型改写，按原文摘编。",)
        names = (*customers.values(), material.customer.name, *material.customer.aliases)
        llm = self._until((steps or Steps()).watch.stopped)
        course = llm._course(material, names, *customers.values())
        request = answer_request(
            seller=course.seller, customer=course.customer, question=question, side=course.side
        )
        drafted = course.draft(request, picked, base.sections[0].claims, lambda one: one.claims)
        if drafted is None:
            return course.finish(base)
        section = replaced(base.sections[0], marked(drafted.claims, claims))
        return course.finish(replace(base, sections=(section, *base.sections[1:])))

    def _course(
        self,
        material: Material,
        names: Collection[str],
        customer: str = "",
        *,
        sitting: Sitting | None = None,
    ) -> Course:
        name = customer or material.customer.name
        chat = self.chat
        if isinstance(chat, Knowing):
            chat = chat.knowing(people_named(material.documents))
        return Course(chat, self.budget, self.say, material, names, name, self.prompts, sitting)


def _has(section: Section, *, role: str = "", flag: str = "") -> bool:
    return any(claim.role == role if role else flag in claim.flags for claim in section.claims)


def make_llm_mode(
    settings: Settings, say: Say = lambda line: None, prompts: Prompts | None = None
) -> LlmMode | None:
    """The llm mode of these settings; None where no model is configured.

    Args:
        prompts: the versions to ask with; those that come with Yiju where None.
    """
    chat = make_chat(settings)
    if chat is None:
        if settings.llm_base_url or settings.llm_model:
            say("YIJU_LLM_BASE_URL 和 YIJU_LLM_MODEL 要一起设，只设了一个：本次用摘编模式。")
        return None
    return LlmMode(chat, settings.llm_prompt_tokens, say, prompts or Prompts(), settings.llm_parallel)
