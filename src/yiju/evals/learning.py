"""How much a taste moves drafts towards a director: taught on some customers, looked at on others."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from yiju.copilot.verify import verify_claim
from yiju.evals.directors import Director, Opinion
from yiju.sandbox.judged import JudgedClaim
from yiju.sandbox.situations import occasion_of, points_of, situation_of
from yiju.store.types import Claim, Kind, Section, Suggestion


@dataclass(frozen=True, slots=True)
class Looked:
    """One suggestion as a director sees it.

    Attributes:
        claims: how many it shows; accepted: how many the director would leave as they are.
        distance: sum over claims of the normalised edit distance to what the director would write, 1 for one
            that would be rejected; grams: the same by character bigrams (1 - Dice).
        tau: Kendall's tau between its order of facts and the director's, over pairs on which the director
            has a preference; None where there are none.
        facts, supported: facts, and those that the verifier supports by their printed quotes.
        learned: claims in a learned wording.
    """

    claims: int
    accepted: int
    distance: float
    grams: float
    tau: float | None
    facts: int
    supported: int
    learned: int


def opinions(director: Director, suggestion: Suggestion) -> list[tuple[Section, Claim, Opinion]]:
    """What a director would do with every claim."""
    by_id = {claim.id: claim for section in suggestion.sections for claim in section.claims}
    return [
        (
            section,
            claim,
            director.opinion(section, claim, [by_id[one] for one in claim.rests_on if one in by_id]),
        )
        for section in suggestion.sections
        for claim in section.claims
    ]


def verdicts(director: Director, suggestion: Suggestion) -> list[JudgedClaim]:
    """The same as verdicts to learn from, as if they had been given in the sandbox."""
    points = {claim.id: point for claim, point in points_of(suggestion)}
    occasion = occasion_of(suggestion)
    return [
        JudgedClaim(
            annotation=f"{suggestion.id}-{claim.id}",
            suggestion_id=suggestion.id,
            claim_id=claim.id,
            unit=suggestion.unit,
            customer=suggestion.customer,
            author=director.name,
            at=suggestion.created_at,
            as_of=occasion.as_of,
            verdict=opinion.verdict,
            reasons=frozenset({opinion.reason} - {""}),
            rewrite=opinion.rewrite,
            comment=opinion.comment,
            point=points[claim.id],
            situation=situation_of(points[claim.id], occasion),
        )
        for _section, claim, opinion in opinions(director, suggestion)
    ]


def look(director: Director, suggestion: Suggestion) -> Looked:
    """One suggestion through a director's eyes."""
    judged = opinions(director, suggestion)
    facts = [claim for _section, claim, _opinion in judged if claim.nature == "fact"]
    return Looked(
        claims=len(judged),
        accepted=sum(opinion.verdict == "accept" for *_, opinion in judged),
        distance=sum(_distance(claim, opinion) for _, claim, opinion in judged),
        grams=sum(_grams(claim, opinion) for _, claim, opinion in judged),
        tau=kendall(
            [director.rank(section, claim) for section, claim, _ in judged if claim.nature == "fact"]
        ),
        facts=len(facts),
        supported=sum(map(_supported, facts)),
        learned=sum("learned" in claim.flags for _, claim, _ in judged),
    )


def kendall(ranks: Sequence[float]) -> float | None:
    """Tau of an order against ranks (the lower, the earlier); pairs of one rank are left out."""
    pairs = [(one, two) for one, two in combinations(ranks, 2) if one != two]
    if not pairs:
        return None
    return sum(1 if one < two else -1 for one, two in pairs) / len(pairs)


def _distance(claim: Claim, opinion: Opinion) -> float:
    from rapidfuzz.distance import Levenshtein

    if opinion.verdict != "edit":
        return float(opinion.verdict == "reject")
    return float(Levenshtein.normalized_distance(claim.text, opinion.rewrite))


def _grams(claim: Claim, opinion: Opinion) -> float:
    if opinion.verdict != "edit":
        return float(opinion.verdict == "reject")
    one, two = (frozenset(pairwise(text)) for text in (claim.text, opinion.rewrite))
    return 1 - 2 * len(one & two) / (len(one) + len(two)) if one or two else 0.0


def _supported(fact: Claim) -> bool:
    """Whether the printed words follow from the printed quote; of several quotes, by its verdict."""
    if len(fact.citations) != 1:
        return fact.verdict in {"supported", "conflict"}
    citation = fact.citations[0]
    said = (
        fact.text.partition("：“")[0] if citation.document.kind in {Kind.CALL, Kind.MAIL, Kind.POST} else ""
    )
    quote = f"{said}：{citation.quote}" if said and said != fact.text else citation.quote
    return verify_claim(fact.text, [quote], document_dates=[citation.document.date]).supported
