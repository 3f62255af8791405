"""A visit strategy in extractive mode: facts by section, then the advice that rests on them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from yiju.copilot.advice import agenda, next_steps, questions
from yiju.copilot.draft import Draft, Ledger
from yiju.copilot.findings import Findings
from yiju.copilot.headline import headline
from yiju.copilot.material import Span
from yiju.copilot.progress import Steps
from yiju.copilot.sections import (
    AGENDA,
    COMMITMENTS,
    CONCERNS,
    FACT_SECTIONS,
    NEWS,
    NEXT,
    PEOPLE,
    QUESTIONS,
    RISKS,
    TERMS,
)
from yiju.copilot.taste import Sitting
from yiju.copilot.tasting import arranged, drafted
from yiju.store.types import DraftOutcome, Dropped, Sameness, Section

_DOING = {
    NEWS: "正在看客户最近的变化…",
    PEOPLE: "正在理清谁说了算…",
    CONCERNS: "正在听客户在意什么…",
    COMMITMENTS: "正在核对我方承诺…",
    RISKS: "正在看竞争与风险…",
    TERMS: "正在核对合同条款…",
    AGENDA: "正在定目标与议程…",
    QUESTIONS: "正在准备提问…",
    NEXT: "正在排下一步…",
}
"""What people are told while a section is made."""
PARTS = len(_DOING)
"""Steps of composing a strategy."""


@dataclass(frozen=True, slots=True)
class Composed:
    """The body of a suggestion, whoever drafted it.

    Attributes:
        grounds: ids of the claims that the headline rests on.
        prompts, usage: labels of the prompts a model was asked with, and what that cost.
        notices: what a reader should know of it as a whole.
        varied: what of a talk track was changed because it sounded like others; sameness: how much it does.
        drafting: what became of each section that a model was to draft.
    """

    headline: str
    sections: tuple[Section, ...]
    dropped: tuple[Dropped, ...]
    missing: tuple[str, ...]
    mode: Literal["extractive", "llm"] = "extractive"
    model: str = ""
    grounds: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    usage: Mapping[str, float] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    varied: Literal["", "wording", "points", "model"] = ""
    sameness: Sameness | None = None
    drafting: tuple[DraftOutcome, ...] = ()


def compose_strategy(
    findings: Findings,
    goal: str = "",
    sitting: Sitting | None = None,
    steps: Steps | None = None,
    give: Callable[[Section], None] = lambda section: None,
) -> Composed:
    """Draft every section, verify every fact, drop what fails, and say what each empty section lacks.

    Args:
        sitting: what reviewers taught: it orders, words and refuses.
        steps: told and timed section by section; give: given each section once it is verified.

    Raises:
        Cancelled: it is not wanted any more.
    """
    steps = steps or Steps()
    ledger = Ledger(findings.material, names=known_names(findings), sitting=sitting)
    taken: list[Span] = []
    sections: list[Section] = []
    shown: list[Draft] = []
    ids: dict[str, str] = {}
    for plan in FACT_SECTIONS:
        with steps.stage(f"compose/{plan.title}", _DOING[plan.title]):
            told = [findings.marked(one) for one in drafted(sitting, plan.draft, findings, taken)]
            drafts = arranged(sitting, told, partial(ledger.point, plan.title))
            claims = ledger.admit(plan.title, drafts)
            admitted = ledger.shown(drafts)
            ids |= {draft.key: claim.id for draft, claim in zip(admitted, claims, strict=True)}
            shown += admitted
            sections.append(Section(title=plan.title, claims=claims, missing="" if claims else plan.missing))
        give(sections[-1])
    if sitting:
        sections = [sections[at] for at in sitting.sections([section.title for section in sections])]
    for title, advise in (
        (AGENDA, partial(agenda, findings, shown, goal)),
        (QUESTIONS, partial(questions, findings, shown)),
        (NEXT, partial(next_steps, findings, shown)),
    ):
        with steps.stage(f"compose/{title}", _DOING[title]):
            claims = ledger.admit(title, arranged(sitting, advise(), partial(ledger.point, title)))
            missing = "" if claims else "以上各节的事实不足，先补资料再定"
            sections.append(Section(title=title, claims=claims, missing=missing))
        give(sections[-1])
    line, keys = headline(shown)
    grounds = tuple(ids[key] for key in keys)
    lacks = (*findings.lacking, *missing_of(sections))
    return Composed(line, tuple(sections), tuple(ledger.dropped), lacks, grounds=grounds)


def missing_of(sections: list[Section]) -> tuple[str, ...]:
    """One line for each empty section: what material would fill it."""
    return tuple(f"{s.title}：缺{s.missing}" for s in sections if not s.claims and s.missing)


def known_names(findings: Findings) -> frozenset[str]:
    """Names of this account that verification must never let pass swapped."""
    customer = findings.material.customer
    names = {customer.name, *customer.aliases, *findings.material.seller.people}
    names |= {person.name for person in findings.people}
    return frozenset(name for name in names if len(name) >= 2)
