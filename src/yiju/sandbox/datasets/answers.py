"""Claims in the form that a model answers in (``copilot.llm_schema``)."""

from collections.abc import Mapping, Sequence
from typing import Any

from yiju.sandbox.datasets.judged import Judged
from yiju.sandbox.datasets.laying import Situation
from yiju.store.types import Claim, Section

_MOST_IDS = 3
"""Evidence ids of one statement, by the schema."""
LINE = ("why", "say", "reply", "fallback")
"""The parts of a talk track's line, in the schema's order; the first two it cannot do without."""


def statements(
    judged: Judged, claims: Sequence[Claim], situation: Situation, texts: Mapping[str, str] | None = None
) -> dict[str, Any] | None:
    """``{"statements": […]}``; None where one would lack its grounds, or have too many.

    Args:
        texts: words by claim id, instead of those that hold.
    """
    own = {claim.id: f"S{number}" for number, claim in enumerate(claims, 1)}
    rows = []
    for claim in claims:
        evidence = _evidence(claim, situation)
        rests_on = [name for one in claim.rests_on if (name := situation.facts.get(one) or own.get(one))]
        wrong = not evidence if claim.nature == "fact" else not rests_on
        if wrong or len(evidence) > _MOST_IDS:
            return None
        rows.append(
            {
                "nature": claim.nature,
                "evidence": evidence if claim.nature == "fact" else [],
                "rests_on": rests_on[:_MOST_IDS] if claim.nature == "advice" else [],
                "text": (texts or {}).get(claim.id) or judged.text(claim),
            }
        )
    return {"statements": rows}


def parts_of(section: Section) -> dict[str, Claim]:
    """The claims of one line of a talk track by what they are in it."""
    return {claim.role: claim for claim in reversed(section.claims) if claim.role in LINE}


def line(
    judged: Judged, parts: Mapping[str, Claim], situation: Situation, texts: Mapping[str, str] | None = None
) -> dict[str, Any] | None:
    """One line, with those of its parts that stand; None without a ground. ``texts``: as ``statements``."""
    evidence = _evidence(parts["why"], situation)
    if not evidence or len(evidence) > _MOST_IDS:
        return None
    words = {
        role: ((texts or {}).get(claim.id) or judged.text(claim)) if judged.stands(claim) else ""
        for role, claim in parts.items()
    }
    return {"evidence": evidence, **{role: words.get(role, "") for role in LINE}}


def _evidence(claim: Claim, situation: Situation) -> list[str]:
    places = [(c.paragraph_id, c.start, c.end) for c in claim.citations]
    return list(dict.fromkeys(situation.evidence[place] for place in places if place in situation.evidence))
