"""What became of a section that a model was to draft, as it is stored, counted and audited."""

from collections import Counter
from collections.abc import Iterable, Sequence

from yiju.copilot.llm_checks import TOLD, Check
from yiju.copilot.llm_drafting import DraftedSection
from yiju.models.chat import Usage
from yiju.store.types import DraftOutcome


def outcome_of(
    section: str,
    model: str,
    drafted: DraftedSection | None,
    fallen: Check | None,
    also: Iterable[DraftedSection] = (),
) -> DraftOutcome:
    """The record of one section.

    Args:
        drafted: how its drafting ended; None where the model was not asked.
        fallen: the check that it did not pass; None where the model's draft is shown.
        also: further drafts of the same section that nobody is shown: what they tried counts.
    """
    refused: Counter[str] = Counter()
    for one in (drafted, *also):
        if one is not None:
            refused += refused_in(one)
    return DraftOutcome(
        section=section,
        model=model,
        outcome="fallen_back" if fallen else "drafted",
        check=fallen or "",
        reason=TOLD[fallen] if fallen else "",
        written=drafted.written if drafted else 0,
        refused=dict(refused),
    )


def refused_in(drafted: DraftedSection) -> Counter[str]:
    """How much of a draft no reader sees, by check: statements, what stood beside them, a whole answer."""
    found: Counter[str] = Counter(one.check for one in drafted.dropped if one.check)
    found.update(drafted.mended)
    if drafted.check == "unreadable":
        found["unreadable"] += 1
    return found


def cost_of(usages: Sequence[Usage]) -> dict[str, float]:
    """What the readable answers cost together, as a suggestion keeps it; empty without any."""
    if not usages:
        return {}
    return {
        "calls": len(usages),
        "prompt_tokens": sum(usage.prompt_tokens for usage in usages),
        "answer_tokens": sum(usage.answer_tokens for usage in usages),
        "seconds": round(sum(usage.seconds for usage in usages), 2),
    }
