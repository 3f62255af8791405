"""Conditions and exceptions that a trim may not drop."""

from collections.abc import Sequence

from yiju.copilot.verify.analysis import Analysis
from yiju.copilot.verify.lexicon import Marker
from yiju.copilot.verify.placing import Placement

_AFTERWARDS = frozenset({"除非", "unless", "前提", "provided", "if", "subject"})


def condition_problems(placements: Sequence[Placement]) -> list[str]:
    """Reasons where a sentence of a quote is used without the clause that conditions it."""
    reasons: list[str] = []
    for quote in {id(placement.quote): placement.quote for placement in placements}.values():
        used = {
            quote.tokens[at].clause
            for placement in placements
            if placement.quote is quote
            for at in placement.at.values()
        }
        sentence_of = {token.clause: token.sentence for token in quote.tokens}
        for clause in sorted(set(sentence_of) - used):
            later = [other for other in used if other > clause and sentence_of[other] == sentence_of[clause]]
            earlier = [
                other for other in used if other < clause and sentence_of[other] == sentence_of[clause]
            ]
            words = _condition(quote, clause)
            said = quote.clause_text(clause) in placements[0].claim.text
            if words and not said and (later or (earlier and any(word in _AFTERWARDS for word in words))):
                reasons.append(f"依据中的条件“{quote.clause_text(clause)}”被省去")
    return reasons


def _condition(quote: Analysis, clause: int) -> list[str]:
    """The words that make a clause a condition; empty where it is none."""
    tokens = [token for token in quote.tokens if token.clause == clause]
    start = quote.clauses[clause][0]
    if not tokens or quote.text[start - 1 : start] in {"(", "（"}:
        return []
    words = [token.text.lower() for token in tokens if token.marker is Marker.IF]
    text = quote.clause_text(clause)
    if not words and text.startswith("除") and text.endswith("外") and not text.startswith(("除此", "除了")):
        words = ["除…外"]
    if (
        not words
        and len(tokens) > 3
        and tokens[-1].text == "的"
        and any(t.tag.startswith("v") for t in tokens)
    ):
        words = ["…的"]
    return words
