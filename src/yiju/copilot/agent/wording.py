"""A model's last word, judged customer by customer by what judges every draft of a model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from yiju.copilot.accounts import names_of
from yiju.copilot.agent.tools.answer import MOST, Worded
from yiju.copilot.agent.tools.base import Hand
from yiju.copilot.llm_checks import TOLD, unsaid
from yiju.copilot.llm_course import Course, Started
from yiju.copilot.llm_mode import LlmMode
from yiju.copilot.llm_prompt import answer_request
from yiju.copilot.llm_schema import Statement
from yiju.copilot.material import Material, Span
from yiju.copilot.sayable import kept_marked
from yiju.copilot.strategy import Composed
from yiju.store.types import Claim, Customer, Dropped

_SPANS = MOST * 3
"""Of one prompt: all that its statements may name."""
_NONE = "E0"
"""In place of a number that does not lie on the table: no span of a prompt has it."""
_TITLE = "回答"
_EMPTY = Composed("", (), (), ())


@dataclass(frozen=True)
class Judged:
    """What of it may be shown, and what became of the rest (``composed`` has no sections)."""

    claims: tuple[Claim, ...]
    composed: Composed
    customers: tuple[str, ...]
    """Of each claim, its customer's id."""


def judge_statements(hand: Hand, llm: LlmMode, question: str, statements: Sequence[Worded]) -> Judged:
    """Verify statements, repair once what does not hold, drop what fails again.

    Each rests on one customer's material: a statement on two customers' cannot be verified as one. None
    rests on what was replaced or is contradicted, whichever tool laid it down (``Hand.holds``).
    """
    groups: dict[str, list[Worded]] = {}
    lost: list[Dropped] = []
    for one in statements:
        spans = [hand.table.spans[e] for e in one.evidence if e in hand.table.spans]
        owners = {span.document.customer_id for span in spans}
        if not all(map(hand.holds, spans)):
            gone = Dropped(section=_TITLE, text=one.text, reason="", cause="unproven", check="verdicts")
            lost.append(unsaid(gone))
        elif len(owners) == 1:
            groups.setdefault(owners.pop(), []).append(one)
        else:
            gone = Dropped(section=_TITLE, text=one.text, reason=TOLD["ids"], cause="unproven", check="ids")
            lost.append(unsaid(gone))
    judged = [_judge(hand, llm, question, hand.table.customers[one], group) for one, group in groups.items()]
    return _together(judged, lost)


def ask_statements(hand: Hand, llm: LlmMode, question: str) -> Judged:
    """Have the model word what it found, where it ended without doing so: of the customer found most of."""
    owners = [span.document.customer_id for span in hand.table.spans.values()]
    if not owners:
        return _together([], [])
    most = max(dict.fromkeys(owners), key=owners.count)
    return _together([_judge(hand, llm, question, hand.table.customers[most], None)], [])


def _judge(
    hand: Hand, llm: LlmMode, question: str, customer: Customer, statements: Sequence[Worded] | None
) -> Judged:
    """One customer's; ``statements`` None: they are asked for."""
    cited = [e for one in statements or () for e in one.evidence if e in hand.table.spans]
    own = [name for name, span in hand.table.spans.items() if span.document.customer_id == customer.id]
    chosen = [name for name in dict.fromkeys([*cited, *own]) if hand.holds(hand.table.spans[name])][:_SPANS]
    spans: list[Span] = [hand.table.spans[name] for name in chosen]
    documents = hand.reader.documents([customer])
    material = Material(customer, tuple(documents), tuple(spans), hand.today, customer.seller)
    names = names_of(hand.reader.customers())  # another customer's name must stand in the evidence itself
    course = Course(llm.chat, llm.budget, llm.say, material, names, hand.called[customer.id], llm.prompts)
    request = answer_request(
        seller=course.seller, customer=course.customer, question=question, most=MOST, side=course.side
    )
    started = course.begin(request, spans, base=(), beside=lambda drafted: drafted.claims)
    if started is not None and course.may_ask(started):
        local = {name: f"E{number}" for number, name in enumerate(chosen, 1)}
        _draft(started, local, statements)
    drafted = course.end(started) if started is not None else None
    composed, _notices = course.finish(_EMPTY)
    claims = tuple(kept_marked(drafted.claims if drafted else (), hand.standing(customer.id).secret))
    return Judged(claims, composed, (customer.id,) * len(claims))


def _draft(started: Started, local: dict[str, str], statements: Sequence[Worded] | None) -> None:
    """``local``: the number of a span in this prompt, by its number on the table."""
    assert started.drafting is not None
    if statements is None:
        started.drafted = started.drafting.run()
        return
    entries = [
        Statement(nature="fact", text=one.text, evidence=[local.get(e, _NONE) for e in one.evidence])
        for one in statements
    ]
    started.drafted = started.drafting.take(entries)


def _together(judged: Sequence[Judged], lost: Sequence[Dropped]) -> Judged:
    """Several customers' as one."""
    usage: dict[str, float] = {}
    for one in judged:
        for key, value in one.composed.usage.items():
            usage[key] = round(usage.get(key, 0.0) + value, 2)
    composed = replace(
        _EMPTY,
        dropped=(*lost, *(gone for one in judged for gone in one.composed.dropped)),
        drafting=tuple(outcome for one in judged for outcome in one.composed.drafting),
        prompts=tuple(dict.fromkeys(label for one in judged for label in one.composed.prompts)),
        usage=usage,
    )
    claims = tuple(claim for one in judged for claim in one.claims)
    return Judged(claims, composed, tuple(owner for one in judged for owner in one.customers))
