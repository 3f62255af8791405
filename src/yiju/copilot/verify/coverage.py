"""Which of a claim's words the evidence must hold, and what it says when it does not."""

import itertools

from yiju.copilot.verify.analysis import Token
from yiju.copilot.verify.placing import Placement
from yiju.copilot.verify.synonyms import OPPOSITE

_SMALL_TAGS = ("d", "c", "p", "u", "y", "r", "e", "o", "k", "h", "zg", "ug", "ud")


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
    """Whether a word is one that paraphrase may not bring in; single particles and adverbs may slip in."""
    return token.content and (len(token.text) > 1 or not token.tag.startswith(_SMALL_TAGS))


def exchange_problems(placement: Placement) -> list[str]:
    """Reasons where a word that says little, or another number, has taken the place of one that says more."""
    claim, quote, at = placement.claim, placement.quote, placement.at
    if placement.verbatim:
        return []
    fixed = [n for n in placement.tokens if n in at and n not in placement.moved]
    reasons: list[str] = []
    for before, after in itertools.pairwise(fixed):
        mine = [n for n in range(before + 1, after) if n not in at and claim.tokens[n].light]
        if not mine:
            continue
        theirs = [
            token
            for number, token in enumerate(quote.tokens[at[before] + 1 : at[after]], at[before] + 1)
            if token.content and number not in at.values()
        ]
        if 0 < len(theirs) <= _CLOSE and theirs[0].clause == quote.tokens[at[before]].clause:
            reasons.append(f"论断说“{claim.tokens[mine[0]].text}”，依据此处说“{theirs[0].text}”")
    return reasons


_CLOSE = 2
