"""A value that the same quote says has since changed is not the value."""

import re
from collections.abc import Sequence

from yiju.copilot.normalise import Quantity, When
from yiju.copilot.normalise.units import same_unit
from yiju.copilot.verify.agree import agree, comparable
from yiju.copilot.verify.analysis import Analysis, Token

_SINCE = re.compile(
    r"(?:^|[^之以今最])(?:后|后来|随后|之后|又|再(?!生|造|版)|现|现在|现已|目前|今后|最终|最后|如今)[^，。；]{0,10}?(?:改|调|变更|修订|降|升|提高|延|缩|更正|定为)"
    r"|^\s*自.{2,12}起[^，。；]{0,6}(?:改|调|变更|修订|降|升|提高|延|缩)|^\s*(?:后|后来|现|现在|现已|目前|如今|最终)[^，。；\d]{0,4}(?:是|为)|\b(?:now|since|later|then)\b"
)
_NEXT = 2


def former_problems(
    claim: Analysis, quotes: Sequence[Analysis], places: dict[int, list[tuple[int, int]]]
) -> list[str]:
    """Reasons against numbers that the quote gives, and then says have become another, which the claim
    leaves out.
    """
    reasons: list[str] = []
    for number, found in places.items():
        token = claim.tokens[number]
        if not isinstance(token.mention, Quantity | When):
            continue
        later = [_became(claim, quotes[which], at) for which, at in found]
        if later and all(other is not None for other in later):
            other = later[0]
            assert other is not None
            reasons.append(f"数字“{token.text}”在依据中后来改为“{other.text}”")
    return reasons


def _became(claim: Analysis, quote: Analysis, at: int) -> Token | None:
    """The number that took the place of the quote's number ``at``, where the claim does not give it too."""
    token = quote.tokens[at]
    assert isinstance(token.mention, Quantity | When)
    for clause in range(token.clause + 1, min(token.clause + 1 + _NEXT, len(quote.clauses))):
        if not _SINCE.search(quote.clause_text(clause)):
            continue
        numbers = [other for other in quote.tokens if other.clause == clause]
        timed = any(isinstance(o.mention, When) for o in quote.tokens if o.clause == token.clause)
        if numbers and (numbers[0].actor or (timed and isinstance(numbers[0].mention, When))):
            continue  # it speaks of another party, or gives its own time: both are true
        for other in numbers:
            if (
                isinstance(other.mention, Quantity | When)
                and comparable(token.mention, other.mention)
                and _same_kind(token, other)
                and not agree(token, other)
                and not any(mine.mention is not None and agree(mine, other) for mine in claim.tokens)
            ):
                return other
    return None


def _same_kind(token: Token, other: Token) -> bool:
    """Whether both numbers have one unit; a bare number may be anything."""
    one, two = token.mention, other.mention
    return not (isinstance(one, Quantity) and isinstance(two, Quantity)) or same_unit(one.unit, two.unit)
