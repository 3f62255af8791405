"""Which of a claim's words the evidence must hold, and what it says when it does not."""

from yiju.copilot.verify.analysis import Token
from yiju.copilot.verify.placing import Placement
from yiju.copilot.verify.synonyms import OPPOSITE

_CARRYING = ("n", "v", "a", "i", "l", "j", "b", "z", "s", "t", "m", "q", "eng", "x", "f", "g", "o")


def coverage_problems(placement: Placement) -> list[str]:
    """Reasons for the content words of a clause that its place in the quote lacks."""
    claim, quote = placement.claim, placement.quote
    there = {token.key for token in quote.tokens}
    reasons: list[str] = []
    absent: list[str] = []
    for number in placement.missing:
        token = claim.tokens[number]
        opposite = OPPOSITE.get(token.key, frozenset()) & there
        if token.mention is not None:
            continue
        if opposite:
            words = next(other.text for other in quote.tokens if other.key in opposite)
            reasons.append(f"方向相反：论断说“{token.text}”，依据说“{words}”")
        elif token.actor:
            reasons.append(f"名称“{token.text}”不在依据中")
        elif carries(token):
            absent.append(token.text)
    if absent:
        reasons.append("依据中没有：" + "、".join(f"“{word}”" for word in absent))
    return reasons


def carries(token: Token) -> bool:
    """Whether a word is one that paraphrase may not bring in: a noun, verb, adjective, name."""
    return token.content and token.tag.startswith(_CARRYING)
