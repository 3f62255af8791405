"""Which of a claim's words the evidence must hold, and what it says when it does not."""

from itertools import pairwise

from yiju.copilot.verify.analysis import Token
from yiju.copilot.verify.lexicon import SAYING
from yiju.copilot.verify.placing import Placement
from yiju.copilot.verify.synonyms import DIRECTIONS, OPPOSITE

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
    return token.content and (
        len(token.text) > 1 or token.key in DIRECTIONS or not token.tag.startswith(_SMALL_TAGS)
    )


def exchange_problems(placement: Placement) -> list[str]:
    """Reasons where a word that says little has taken the place of one that says more,
    or one of its opposite.
    """
    claim, quote, at = placement.claim, placement.quote, placement.at
    if placement.verbatim:
        return []
    fixed = [n for n in placement.tokens if n in at and n not in placement.moved]
    kept = set(at.values())
    reasons: list[str] = []
    for before, after in pairwise([None, *fixed, None]):
        mine = [
            n for n in _gap(placement.tokens, before, after) if n not in at and _stands_in(claim.tokens[n])
        ]
        skipped = _skipped(placement, before, after, kept)
        if (
            mine
            and 0 < len(skipped) <= _CLOSE
            and (before is not None or claim.tokens[mine[0]].text not in SAYING)
        ):
            reasons.append(f"论断说“{claim.tokens[mine[0]].text}”，依据此处说“{skipped[0].text}”")
        if after is not None and before is not None:
            turned = OPPOSITE.get(claim.tokens[after].key, frozenset())
            for token in quote.tokens[at[before] + 1 : at[after]]:
                if token.key in turned and token.clause != quote.tokens[at[after]].clause:
                    reasons.append(f"方向相反：论断说“{claim.tokens[after].text}”，依据说“{token.text}”")
    return reasons


def _gap(tokens: tuple[int, ...], before: int | None, after: int | None) -> range:
    return range(tokens[0] if before is None else before + 1, tokens[-1] + 1 if after is None else after)


def _stands_in(token: Token) -> bool:
    """Whether a word that need not be found is yet heavy enough to push another out."""
    return token.light or (
        not token.content
        and token.marker is None
        and len(token.text) > 1
        and token.tag.startswith(("n", "v", "a", "b"))
    )


def _skipped(placement: Placement, before: int | None, after: int | None, kept: set[int]) -> list[Token]:
    """The quote's content words, in one clause, where the claim's gap is;
    at the clause's ends only the next one.
    """
    quote, at = placement.quote, placement.at
    if before is None and after is None:
        return []
    anchor = at[after] if before is None and after is not None else at[before] if before is not None else 0
    clause = quote.tokens[anchor].clause
    if before is None:
        numbers = range(anchor - 1, max(anchor - 3, -1), -1)
    elif after is None:
        numbers = range(anchor + 1, min(anchor + 3, len(quote.tokens)))
    else:
        numbers = range(at[before] + 1, at[after])
    return [
        quote.tokens[n]
        for n in numbers
        if n not in kept and quote.tokens[n].content and quote.tokens[n].clause == clause
    ]


_CLOSE = 2
