"""Everything the copilot is asked about the sample customers, and a look into what it gives."""

from collections.abc import Iterator

from tests.support.samples import CAR, DISTRIBUTOR, HOSPITAL, TODAY
from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.store.types import Citation, Claim, Suggestion

CUSTOMERS = (CAR, DISTRIBUTOR, HOSPITAL)
SCENES = {CAR: ("异议处理", "高层汇报"), DISTRIBUTOR: ("报价",), HOSPITAL: ("催款",)}
QUESTIONS_ASKED = {
    CAR: (
        "年降比例是多少",
        "MPX-3投标什么时候截止？",
        "质保期多长",
        "供应链排放2030年目标降多少？",
        "谁有否决权",
    ),
    DISTRIBUTOR: ("返利比例是多少？", "HbA1c试剂盒现在多少钱？", "付款账期多久"),
    HOSPITAL: ("还欠多少钱？", "还款计划是怎么约定的？", "违约金怎么算"),
}

Given = tuple[Reader, list[Suggestion]]
"""Who asked, and all that was given."""


def give_all(who: Reader) -> list[Suggestion]:
    """A strategy for each customer, talk tracks and answers."""
    copilot = Copilot(who)
    made = [copilot.strategy(name, goal="推进合作", as_of=TODAY) for name in CUSTOMERS]
    made += [copilot.talk(name, scene=scene, as_of=TODAY) for name in CUSTOMERS for scene in SCENES[name]]
    made += [
        copilot.ask(question, customer=name, as_of=TODAY)
        for name, asked in QUESTIONS_ASKED.items()
        for question in asked
    ]
    return made


def claims(suggestion: Suggestion, title: str = "") -> list[Claim]:
    """Its claims, or those under one title."""
    return [c for s in suggestion.sections for c in s.claims if title in ("", s.title)]


def cited(made: list[Suggestion]) -> Iterator[tuple[Suggestion, Claim, Citation]]:
    """Every citation of these suggestions, with what it belongs to."""
    for suggestion in made:
        for claim in claims(suggestion):
            for citation in claim.citations:
                yield suggestion, claim, citation


def strategy_of(made: list[Suggestion], name: str) -> Suggestion:
    """The strategy for this customer."""
    return next(s for s in made if s.kind == "strategy" and s.customer == name)
