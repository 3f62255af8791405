"""What a model is handed: spans of this viewer's material, none known to be stale or contradicted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from yiju.copilot.findings import Findings
from yiju.copilot.material import Span
from yiju.copilot.salience import recency, substance
from yiju.copilot.sections import FACT_SECTIONS
from yiju.store.types import Claim, Section

Place = tuple[str, int, int]
"""A span's key: paragraph id, start, end."""

_MOST, _MOST_ADDED = 12, 6
_RELEVANT = 0.4
"""Least relevance of what retrieval adds: the first dozen of its hits."""
_BY_RULES = frozenset({"changed", "conflict", "superseded", "overdue", "open", "done"})
"""Flags of claims that only the rules can make."""


def places(claims: Iterable[Claim]) -> list[Place]:
    """The places that claims cite, each once, in order."""
    cited = ((c.paragraph_id, c.start, c.end) for claim in claims for c in claim.citations)
    return list(dict.fromkeys(cited))


def claims_of(sections: Iterable[Section]) -> list[Claim]:
    """All claims, in reading order."""
    return [claim for section in sections for claim in section.claims]


def by_rules(claim: Claim) -> bool:
    """Whether a claim says what only the rules can know: a change, a contradiction, a promise's state."""
    return claim.verdict == "conflict" or bool(_BY_RULES & set(claim.flags))


@dataclass(frozen=True)
class Shelf:
    """Spans for the prompts of one suggestion. ``base``: the extractive draft of it."""

    findings: Findings
    base: Sequence[Section]

    @cached_property
    def _spans(self) -> dict[Place, Span]:
        return {span.key: span for span in self.findings.material.spans}

    @cached_property
    def _unfit(self) -> frozenset[Place]:
        """Values since replaced, and both sides of a contradiction: alone, either would mislead."""
        found = {c.older.span.key for c in self.findings.conflicts}
        found |= {c.newer.span.key for c in self.findings.conflicts if c.relation == "conflict"}
        return frozenset(found)

    def fit(self, span: Span) -> bool:
        """Whether a model may see a span."""
        return span.document.id not in self.findings.superseded and span.key not in self._unfit

    def cited(self, claims: Iterable[Claim]) -> list[Span]:
        """The spans that claims rest on, as far as a model may see them."""
        spans = (self._spans.get(place) for place in places(claims))
        return [span for span in spans if span is not None and self.fit(span)]

    def lay(self, claims: Iterable[Claim], query: str, told: Iterable[Place]) -> list[Span]:
        """Spans for one prompt, best first: what ``claims`` rest on, then what retrieval adds to them.

        Args:
            told: what other prompts hold; nothing of it, nor of the extractive draft, is added.
        """
        known = {*told, *places(claims_of(self.base))}
        return (self.cited(claims) + self._relevant(query, known))[:_MOST]

    def lay_facts(self, claims: Iterable[Claim], query: str, shown: Iterable[Claim]) -> list[Span]:
        """As ``lay``, but adding what the rules would tell in any section, the most relevant first."""
        told = {*places(shown), *places(claims_of(self.base))}
        relevance = self.findings.relevance(query)
        taken: list[Span] = []
        drafts = [draft for plan in FACT_SECTIONS for draft in plan.draft(self.findings, taken)]
        spans = dict.fromkeys(d.spans[0] for d in drafts if d.spans and not d.conflict)
        found = [span for span in spans if span.key not in told and self.fit(span)]
        found.sort(key=lambda span: -relevance.get(span.paragraph.id, 0.0))
        return (self.cited(claims) + found)[:_MOST]

    def _relevant(self, query: str, told: set[Place]) -> list[Span]:
        material, relevance = self.findings.material, self.findings.relevance(query)
        found = [
            (2.0 * relevance[s.paragraph.id] + substance(material, s) + recency(material, s), s)
            for s in material.spans
            if relevance.get(s.paragraph.id, 0.0) >= _RELEVANT and s.key not in told and self.fit(s)
        ]
        found.sort(key=lambda pair: (-pair[0], pair[1].key))
        return [span for score, span in found[:_MOST_ADDED] if score > 0]
