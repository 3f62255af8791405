"""How well given advice is grounded, by mode and model: ALCE's recall and precision of citations per claim,
and how much of what was drafted was left out.

Gao et al., "Enabling Large Language Models to Generate Text with Citations" (EMNLP 2023), section 4: a claim
is *recalled* where all it cites together entails it; a citation is *precise* where the claim is recalled and
the citation either entails it alone, or the others do not entail it without it. The entailment model is our
verifier, on printed words and quotes alone: it does not know who 我们 is in a quote, so a claim that says
客户 for it counts as not recalled. The figures are a lower bound there.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from yiju.evals.scorers.citations import count_citations
from yiju.evals.scorers.support import claim_holds
from yiju.store.types import Claim, Section, Suggestion

MODES = {"extractive": "摘编", "llm": "模型", "llm, own words": "模型自己写的"}


@dataclass
class Grounding:
    """Counts over some suggestions. ``dropped``: drafts left out as unproven."""

    mode: str
    model: str
    suggestions: int = 0
    facts: int = 0
    recalled: int = 0
    citations: int = 0
    precise: int = 0
    dropped: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The counts with the figures they make; None where there is nothing to make one of."""
        told = self.facts + self.dropped
        return vars(self) | {
            "recall": _share(self.recalled, self.facts),
            "precision": _share(self.precise, self.citations),
            "dropped_share": _share(self.dropped, told),
        }


def grounding(
    suggestions: Iterable[Suggestion], progress: Callable[[int], None] = lambda done: None
) -> list[dict[str, Any]]:
    """One row for each mode and model, and of the model's mode one more for the claims it worded alone."""
    rows: dict[tuple[str, str], Grounding] = {}
    for done, one in enumerate(suggestions, start=1):
        _count(rows, one, one.mode)
        if one.mode == "llm":
            _count(rows, _own(one), "llm, own words")
        progress(done)
    return [row.as_dict() for _, row in sorted(rows.items())]


def _count(rows: dict[tuple[str, str], Grounding], one: Suggestion, mode: str) -> None:
    model = one.model if mode != "extractive" else ""
    row = rows.setdefault((mode, model), Grounding(mode, model))
    names = [one.customer]
    found = count_citations(one, lambda claim, cited: claim_holds(claim, cited, names))
    row.suggestions += 1
    row.facts += found.facts
    row.recalled += found.recalled
    row.citations += found.citations
    row.precise += found.precise
    row.dropped += one.dropped


def _own(one: Suggestion) -> Suggestion:
    """What the model worded, and what of it was left out."""

    def worded(claim: Claim) -> bool:
        return claim.id.startswith("m")

    sections = tuple(Section(title=s.title, claims=tuple(filter(worded, s.claims))) for s in one.sections)
    dropped = sum(draft.check != "" for draft in one.dropped_claims)
    return one.model_copy(update={"sections": sections, "dropped": dropped})


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
