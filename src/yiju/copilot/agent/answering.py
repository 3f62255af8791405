"""A model's last word as a suggestion: its own statements as far as they hold, and claims of the rules."""

from collections.abc import Sequence
from dataclasses import replace

from yiju.copilot.accounts import label_of
from yiju.copilot.agent.opinions import more_asked
from yiju.copilot.agent.tools.base import Hand
from yiju.copilot.agent.wording import Judged, ask_statements, judge_statements
from yiju.copilot.ask import ANSWER
from yiju.copilot.llm_draft import numbered
from yiju.copilot.llm_mode import LlmMode
from yiju.copilot.llm_shelf import by_rules, places
from yiju.copilot.progress import Steps
from yiju.copilot.strategy import Composed
from yiju.store.types import Claim, Customer, Section, Suggestion

CONFIRM = "等您确认"


def answered(hand: Hand, llm: LlmMode, text: str, customer: str, seconds: float) -> Suggestion | None:
    """The suggestion, made and not kept yet; None where nothing that may be shown is left.

    Without claims it does no more than ask whether to keep what the person thinks.

    Args:
        llm: words what is not worded yet, and repairs; its chat is paid from the turn's budget.
        seconds: that it took so far.
    """
    given = hand.table.answer
    proposal = hand.table.proposal
    if given is not None:
        judged = judge_statements(hand, llm, text, given.statements)
        facts = [hand.table.facts[name] for name in given.facts if name in hand.table.facts]
    else:
        judged = _TOLD_NOTHING if proposal else ask_statements(hand, llm, text)
        facts = []
    claims = _claims(hand, judged, facts)
    if not claims and (proposal is None or more_asked(text)):
        return None
    alone = proposal is not None and not claims  # beside an answer, it is asked and not kept with it
    missing = f"要{proposal.told}吗？请确认，确认之前什么都不会记下。" if proposal and alone else ""
    section = Section(title=ANSWER, claims=claims, missing=missing)
    label = llm.prompts.load("agent").label
    composed = replace(
        judged.composed,
        headline=CONFIRM if alone else "",
        sections=(section,),
        missing=(missing,) if missing else (),
        mode="llm" if judged.claims else "extractive",
        model=llm.chat.name,
        prompts=tuple(dict.fromkeys((label, *judged.composed.prompts))),
        usage=_usage(llm),
    )
    about = _about(hand, claims)
    steps = Steps(seconds={"agent": round(seconds, 4)})
    request = {"question": text, "customer": customer, "as_of": hand.today.isoformat()}
    notices = hand.copilot.notices()
    return hand.copilot.save("answer", about[0], composed, request, steps, notices, label=label_of(about))


_TOLD_NOTHING = Judged((), Composed("", (), (), ()), ())


def _claims(hand: Hand, judged: Judged, facts: Sequence[Claim]) -> tuple[Claim, ...]:
    """What is shown: statements, then claims of the rules, none of a place that was told already; each
    marked with its customer where there are several."""
    told = set(places(judged.claims))
    chosen = [fact for fact in facts if by_rules(fact) or not told & set(places([fact]))]
    claims = [*judged.claims, *chosen]
    about = {id(claim): _owner(hand, claim) for claim in claims}
    if len({one.id for one in about.values() if one}) > 1:
        claims = [_of_whom(claim, hand, about[id(claim)]) for claim in claims]
    return numbered([claim.model_copy(update={"id": f"a{n}"}) for n, claim in enumerate(claims)], "c", 1)


def _of_whom(claim: Claim, hand: Hand, customer: Customer | None) -> Claim:
    if customer is None or any(flag.startswith("about:") for flag in claim.flags):
        return claim
    return claim.model_copy(update={"flags": (*claim.flags, f"about:{hand.called[customer.id]}")})


def _owner(hand: Hand, claim: Claim) -> Customer | None:
    """The customer whose material a claim cites; None for what comes from rows."""
    owners = hand.table.owners
    found = next((owners[c.document.id] for c in claim.citations if c.document.id in owners), "")
    return hand.table.customers.get(found)


def _about(hand: Hand, claims: Sequence[Claim]) -> list[Customer]:
    """The customers that an answer is about: those cited, else the one talked of, else all."""
    owners = {one.id for one in (_owner(hand, claim) for claim in claims) if one}
    found = [one for one in hand.scope if one.id in owners]
    return found or ([hand.default] if hand.default else list(hand.scope))


def _usage(llm: LlmMode) -> dict[str, float]:
    usages = getattr(llm.chat, "usages", [])
    return {
        "calls": len(usages),
        "prompt_tokens": sum(one.prompt_tokens for one in usages),
        "answer_tokens": sum(one.answer_tokens for one in usages),
        "seconds": round(sum(one.seconds for one in usages), 2),
    }
