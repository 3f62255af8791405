"""Citation recall and precision (Gao et al., "Enabling Large Language Models to Generate Text with
Citations", EMNLP 2023, the ALCE benchmark), with our verifier for its entailment model.

A fact is *recalled* where all its quotes together support it. Of a recalled fact a citation counts
as *precise* unless it is irrelevant: it does not support the fact alone, and the others support it
without it. Citations of facts that are not recalled are not precise.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from yiju.store.types import Citation, Claim, Suggestion

Supports = Callable[[Claim, Sequence[Citation]], bool]
"""(fact, some of its citations) → whether they support it."""


@dataclass(frozen=True, slots=True)
class CitationCounts:
    """Counts over the facts of one suggestion."""

    facts: int
    recalled: int
    citations: int
    precise: int

    @property
    def recall(self) -> float | None:
        """Share of facts that their citations support; None where no fact is stated."""
        return self.recalled / self.facts if self.facts else None

    @property
    def precision(self) -> float | None:
        """Share of citations that a fact needs or that support it alone; None where nothing is cited."""
        return self.precise / self.citations if self.citations else None


def count_citations(suggestion: Suggestion, supports: Supports) -> CitationCounts:
    """Judge every fact of a suggestion; advice cites nothing and is left out."""
    facts = [c for s in suggestion.sections for c in s.claims if c.nature == "fact"]
    recalled = precise = citations = 0
    for claim in facts:
        good, needed = _judge(claim, supports)
        recalled += good
        precise += needed
        citations += len(claim.citations)
    return CitationCounts(len(facts), recalled, citations, precise)


def _judge(claim: Claim, supports: Supports) -> tuple[bool, int]:
    cited = claim.citations
    if not cited or not supports(claim, cited):
        return False, 0
    if len(cited) == 1:
        return True, 1
    needed = 0
    for at, citation in enumerate(cited):
        others = cited[:at] + cited[at + 1 :]
        needed += supports(claim, [citation]) or not supports(claim, others)
    return True, needed
