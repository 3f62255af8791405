"""Who does what to whom: names that changed places, and subjects that were exchanged by leaving words out."""

from yiju.copilot.verify.analysis import Token
from yiju.copilot.verify.lexicon import PASSIVE, TOWARDS
from yiju.copilot.verify.placing import Placement


def role_problems(placement: Placement) -> list[str]:
    """Reasons where two names, or nouns, stand around a verb the other way round than in the quote."""
    if placement.verbatim:
        return []
    return _reversed(placement) or _carried_off(placement) or _own_subject_lost(placement)


def _nouns(placement: Placement) -> list[int]:
    claim = placement.claim
    return [
        number
        for number in placement.tokens
        if number in placement.at
        and (claim.tokens[number].actor or claim.tokens[number].tag.startswith(("n", "eng")))
    ]


def _reversed(placement: Placement) -> list[str]:
    claim, quote, at = placement.claim, placement.quote, placement.at
    verbs = [n for n in placement.tokens if n in at and _is_verb(claim.tokens[n])]
    nouns = _nouns(placement)
    for one in nouns:
        for other in nouns:
            if other <= one or at[one] <= at[other] or claim.tokens[one].key == claim.tokens[other].key:
                continue
            if _same_clause(quote.tokens[at[one]], quote.tokens[at[other]]) and (
                (
                    any(one < verb < other and at[other] < at[verb] < at[one] for verb in verbs)
                    and not _passive_differs(placement, one, other)
                )
                or (
                    _marked(claim.tokens, other)
                    and _marked(quote.tokens, at[one])
                    and not _marked(claim.tokens, one)
                )
            ):
                return [f"“{claim.tokens[one].text}”与“{claim.tokens[other].text}”的主客位置与依据相反"]
    return []


def _same_clause(one: Token, other: Token) -> bool:
    return one.clause == other.clause


def _is_verb(token: Token) -> bool:
    return (token.content and token.tag.startswith(("v", "p"))) or token.key in {
        "高于",
        "低于",
        "上升",
        "下降",
    }


def _marked(tokens: tuple[Token, ...], number: int) -> bool:
    """Whether a case word (向, 给, 由 …) stands before the noun, adjectives between allowed."""
    return any(
        tokens[at].text in TOWARDS | PASSIVE
        for at in range(max(0, number - 2), number)
        if tokens[at].clause == tokens[number].clause
    )


def _passive_differs(placement: Placement, one: int, other: int) -> bool:
    claim, quote, at = placement.claim, placement.quote, placement.at
    mine = any(token.text in PASSIVE for token in claim.tokens[one:other])
    theirs = any(token.text in PASSIVE for token in quote.tokens[at[other] : at[one]])
    return mine != theirs


def _carried_off(placement: Placement) -> list[str]:
    """A name taken out of order from another clause of the quote."""
    claim, quote, at = placement.claim, placement.quote, placement.at
    home = {quote.tokens[at[n]].clause for n in placement.tokens if n in at and n not in placement.moved}
    for number in _nouns(placement):
        if number in placement.moved and quote.tokens[at[number]].clause not in home:
            return [f"“{claim.tokens[number].text}”在依据中属于另一句"]
    return []


def _own_subject_lost(placement: Placement) -> list[str]:
    """A later clause's verb given to an earlier clause's subject, though the later clause names its own."""
    claim, quote, at = placement.claim, placement.quote, placement.at
    placed = [n for n in placement.tokens if n in at and n not in placement.moved]
    kept = set(at.values())
    for before, after in zip(placed, placed[1:], strict=False):
        first, then = quote.tokens[at[before]], quote.tokens[at[after]]
        if first.clause == then.clause:
            continue
        opening = [
            token
            for number, token in enumerate(quote.tokens[: at[after]])
            if token.clause == then.clause and number not in kept and token.actor
        ]
        if opening and any(claim.tokens[n].actor for n in placed if n <= before):
            return [f"依据中“{then.text}”的主体是“{opening[0].text}”"]
    return []
