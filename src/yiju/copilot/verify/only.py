"""不只是价格 does not say 不是价格: more than this one thing, not none of it."""

import re

from yiju.copilot.verify.lexicon import Marker
from yiju.copilot.verify.placing import Placement

_NOT_ONLY = re.compile(
    r"(?:不|并非|绝非|非|不是|不在于?|不限于)(?:仅仅|单单|仅|只|单|光|止)(?!能|可|得|准|需|须|要|有(?!.{0,12}还))"
)
_DENIES = frozenset({Marker.NOT})


def only_problems(placement: Placement) -> list[str]:
    """Reasons where the claim denies what the quote says is not all."""
    claim, quote, at = placement.claim, placement.quote, placement.at
    told = claim.text[claim.tokens[placement.tokens[0]].start : claim.tokens[placement.tokens[-1]].end]
    if not any(claim.tokens[n].marker in _DENIES for n in placement.tokens) or _NOT_ONLY.search(told):
        return []
    for clause in {quote.tokens[there].clause for there in at.values()}:
        if found := _NOT_ONLY.search(quote.clause_text(clause)):
            return [f"依据说“{found[0]}”，并未否定"]
    return []
