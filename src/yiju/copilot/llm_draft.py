"""The llm mode: numbered evidence in, checked claims out.

A model proposes statements with evidence ids; code decides. Each statement is judged (``llm_judge``), the
rejected ones are sent back once with the reason, and what fails again is dropped and counted. When the model
gives nothing usable the caller is told so, and falls back to the extractive draft for that section.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import count

from yiju.copilot.llm_drafting import DraftedSection, Drafting
from yiju.copilot.llm_judge import Cite, Judge
from yiju.copilot.llm_prompt import DraftRequest, lay_prompt
from yiju.copilot.llm_verify import Verify, verify_by_rules
from yiju.models.chat import Chat
from yiju.store.types import Citation, Claim, Evidence


def draft_section(
    chat: Chat,
    request: DraftRequest,
    evidence: Sequence[Evidence],
    *,
    cite: Cite,
    verify: Verify | None = None,
    names: Collection[str] = (),
    facts: Sequence[Claim] = (),
    voice: Callable[[Citation], str] = lambda _: "",
    id_prefix: str = "c",
    first_id: int = 1,
    budget: int = 1800,
) -> DraftedSection:
    """Draft one section, talk track or answer.

    Args:
        evidence: most relevant first; ids E1, E2 …, each once.
        cite: makes the citation of a span.
        verify: ``(text, spans) -> Check``; by default ``verify_claim`` with ``names``.
        facts: claims already verified, which advice may rest on without repeating them.
        voice: who speaks where such a claim cites, as ``request.side`` says it.
        id_prefix, first_id: claims get the ids ``{id_prefix}{first_id}`` and on.
        budget: most tokens of a prompt.

    Never raises for anything the model does.
    """
    drafting = start_draft(
        chat,
        request,
        evidence,
        cite=cite,
        verify=verify,
        names=names,
        facts=facts,
        voice=voice,
        budget=budget,
    )
    drafted = drafting.run() if drafting else NO_ROOM
    return replace(drafted, claims=numbered(drafted.claims, id_prefix, first_id))


NO_ROOM = DraftedSection(
    "failed", fallback="没有可以交给大模型的资料，或资料超出了提示词的长度上限。", check="room"
)


def start_draft(
    chat: Chat,
    request: DraftRequest,
    evidence: Sequence[Evidence],
    *,
    cite: Cite,
    verify: Verify | None = None,
    names: Collection[str] = (),
    facts: Sequence[Claim] = (),
    voice: Callable[[Citation], str] = lambda _: "",
    budget: int = 1800,
) -> Drafting | None:
    """A draft that is laid out, and asked nothing yet; None where nothing fits the prompt. As above."""
    laid = lay_prompt(request, evidence, facts, budget=budget)
    if laid is None:
        return None
    numbers = count(1)
    seller, customer = request.values["seller"], request.values["customer"]
    judge = Judge(
        verify=verify or verify_by_rules(names, side=request.side, seller=seller, customer=customer),
        cite=cite,
        new_id=lambda: f"draft-{next(numbers)}",
        own_words=request.own_words,
        seller=seller,
        customer=customer,
        people=frozenset(names),
        side=request.side,
        voice=voice,
    )
    return Drafting(chat, request, laid, judge, budget)


def numbered(claims: Sequence[Claim], prefix: str, first: int) -> tuple[Claim, ...]:
    """The claims with their final ids, in reading order."""
    ids = {claim.id: f"{prefix}{number}" for number, claim in enumerate(claims, first)}
    return tuple(
        claim.model_copy(
            update={"id": ids[claim.id], "rests_on": tuple(ids.get(one, one) for one in claim.rests_on)}
        )
        for claim in claims
    )
