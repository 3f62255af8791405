"""A verified draft put to the gate of its section: shown, or failed with the check that it did not pass."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from yiju.copilot.llm_checks import TOLD
from yiju.copilot.llm_drafting import DraftedSection
from yiju.copilot.llm_gate import Drafted, refusal
from yiju.copilot.llm_prompt import DraftRequest
from yiju.store.types import Citation, Claim, Dropped


def accepted(
    drafted: DraftedSection,
    request: DraftRequest,
    *,
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
        base: the extractive claims of the section; ``shown``: what is shown if the draft is accepted.
        facts: what the model was given to rest advice on.
        voice, seller, customer, people: as in ``Drafted``.
    """
    if drafted.status != "drafted":
        return drafted
    check = refusal(
        Drafted(
            claims=drafted.claims,
            refused=sum(one.check != "" for one in drafted.dropped),
            base=base,
            shown=shown(drafted),
            grounds={claim.id: claim for claim in (*facts, *drafted.claims)},
            voice=voice,
            seller=seller,
            customer=customer,
            people=people,
            own_words=request.own_words,
        )
    )
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
