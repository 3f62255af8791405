"""What comes first: 付款后发货 is not 发货后付款, nor 先验收再付款 先付款再验收."""

from yiju.copilot.verify.placing import Placement

_THEN = ("后", "再", "然后", "随后", "接着", "才")
_BEFORE = ("前", "之前", "以前")


def sequence_problems(placement: Placement) -> list[str]:
    """Reasons where two acts stand around 后, 再 or 前 the other way round than in the quote."""
    claim, quote, at = placement.claim, placement.quote, placement.at
    if placement.verbatim:
        return []
    placed = [n for n in placement.tokens if n in at and claim.tokens[n].content]
    for position, one in enumerate(placed):
        for other in placed[position + 1 :]:
            if at[one] <= at[other] or claim.tokens[one].key == claim.tokens[other].key:
                continue
            mine = _order(claim.text[claim.tokens[one].end : claim.tokens[other].start])
            theirs = _order(quote.text[quote.tokens[at[other]].end : quote.tokens[at[one]].start])
            if mine and mine == theirs:
                return [f"“{claim.tokens[one].text}”与“{claim.tokens[other].text}”的先后与依据相反"]
    return []


def _order(between: str) -> str:
    """How the words between two acts put them: "then", "before" or ""."""
    if any(word in between for word in _BEFORE):
        return "before"
    return "then" if any(word in between for word in _THEN) else ""
