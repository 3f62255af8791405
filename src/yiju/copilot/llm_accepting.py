"""A verified draft put to the gate of its section: shown, or failed with the check that it did not pass."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from yiju.copilot.llm_checks import TOLD, Check
from yiju.copilot.llm_drafting import DraftedSection
from yiju.copilot.llm_gate import Drafted, refusal
from yiju.copilot.llm_prompt import DraftRequest
from yiju.copilot.sections import CONCERNS
from yiju.store.types import Citation, Claim, Dropped


def accepted(
    drafted: DraftedSection,
    request: DraftRequest,
    *,
    whole: DraftedSection,
    base: Sequence[Claim],
    shown: Callable[[DraftedSection], Sequence[Claim]],
    facts: Sequence[Claim],
    voice: Callable[[Citation], str],
    seller: str,
    customer: str,
    people: Collection[str],
) -> DraftedSection:
    """The draft as it is, or a failed one.

    Args:
        whole: the draft before reviewers' and the sales office's refusals were taken out: what they took is
            told in its own words only where the whole would have been shown.
        base: the extractive claims of the section; ``shown``: what is shown if the draft is accepted.
        facts: what the model was given to rest advice on.
        voice, seller, customer, people: as in ``Drafted``.
    """

    def refused(given: DraftedSection) -> Check | None:
        return refusal(
            Drafted(
                claims=given.claims,
                refused=sum(one.check != "" for one in given.dropped),
                base=base,
                shown=shown(given),
                grounds={claim.id: claim for claim in (*facts, *given.claims)},
                voice=voice,
                seller=seller,
                customer=customer,
                people=people,
                own_words=request.own_words,
                theirs=request.title == CONCERNS,
            )
        )

    check = refused(drafted) if drafted.status == "drafted" else None
    if whole.status == "drafted" and any(not one.check for one in drafted.dropped):
        drafted = _withheld(drafted, refused(whole))
    if check is None:
        return drafted
    gone = [
        Dropped(section=request.title, text=one.text, reason=TOLD[check], cause="unproven", check=check)
        for one in drafted.claims
    ]
    return replace(
        drafted,
        status="failed",
        claims=(),
        dropped=(*drafted.dropped, *gone),
        fallback=f"大模型写的这一节{TOLD[check]}。",
        check=check,
    )


def _withheld(drafted: DraftedSection, check: Check | None) -> DraftedSection:
    """The draft with words that only reviewers or the sales office refused counted as refused by the gate."""
    if check is None:
        return drafted
    marked = (one if one.check else one.model_copy(update={"check": check}) for one in drafted.dropped)
    return replace(drafted, dropped=tuple(marked))
