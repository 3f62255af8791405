"""Who does what to whom: names that changed places, and subjects that were exchanged by leaving words out."""

import itertools
import re

from yiju.copilot.verify.analysis import Token
from yiju.copilot.verify.coverage import carries
from yiju.copilot.verify.lexicon import PASSIVE
from yiju.copilot.verify.placing import Placement

_AND = frozenset({"和", "与", "及", "以及", "或", "或者", "跟", "同", "、", "and", "or"})

_BY_WHOM = re.compile(r"(?<![自理缘经])由(?!此|于)|被(?!动)")
_UNDERGOES = frozenset({"被", "遭"})
_BY = frozenset({"被", "由", "遭", "受", "为"})


def role_problems(placement: Placement) -> list[str]:
    """Reasons where two names, or nouns, stand around a verb the other way round than in the quote."""
    if placement.verbatim:
        return []
    return (
        _reversed(placement) or _turned(placement) or _carried_off(placement) or _own_subject_lost(placement)
    )


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
            if quote.tokens[at[one]].clause != quote.tokens[at[other]].clause:
                continue
            across = any(one < verb < other and at[other] < at[verb] < at[one] for verb in verbs)
            both_act = claim.tokens[one].actor and claim.tokens[other].actor
            joined = _joined(claim.tokens[one + 1 : other]) or _joined(quote.tokens[at[other] + 1 : at[one]])
            by = _by(claim.text[claim.tokens[one].end : claim.tokens[other].end]) and _by(
                quote.text[quote.tokens[at[other]].end : quote.tokens[at[one]].start]
            )
            if by or ((across or (both_act and not joined)) and not _passive_differs(placement, one, other)):
                return [f"“{claim.tokens[one].text}”与“{claim.tokens[other].text}”的主客位置与依据相反"]
    return []


def _turned(placement: Placement) -> list[str]:
    """A被B收购 for A收购B: the same names in the same order, one of the two in the passive."""
    claim, quote, at = placement.claim, placement.quote, placement.at
    verbs = [n for n in placement.tokens if n in at and _is_verb(claim.tokens[n])]
    kept = set(at.values())
    for verb in verbs:
        subject = next((n for n in _nouns(placement) if n < verb and claim.tokens[n].actor), None)
        before = quote.tokens[at[verb] - 1] if at[verb] else None
        if subject is not None and before is not None and before.text in _UNDERGOES:
            acted = (
                at[subject] < at[verb] - 1
                and at[verb] - 1 not in kept
                and before.clause == quote.tokens[at[subject]].clause
            )
            if acted and not any(claim.tokens[n].text in PASSIVE for n in range(subject, verb)):
                return [f"依据中“{claim.tokens[subject].text}”是被“{claim.tokens[verb].text}”的一方"]
    for one, other in itertools.pairwise(_nouns(placement)):
        if at[one] >= at[other] or quote.tokens[at[one]].clause != quote.tokens[at[other]].clause:
            continue
        mine = any(token.text in _BY for token in claim.tokens[one + 1 : other])
        theirs = any(token.text in _BY for token in quote.tokens[at[one] + 1 : at[other]])
        for verb in verbs:
            between = one < verb < other, at[one] < at[verb] < at[other]
            after = verb > other, at[verb] > at[other]
            if (mine and not theirs and after[0] and between[1]) or (
                theirs and not mine and between[0] and after[1]
            ):
                return [f"“{claim.tokens[one].text}”与“{claim.tokens[other].text}”的主客位置与依据相反"]
    return []


def _by(between: str) -> bool:
    return bool(_BY_WHOM.search(between))


def _joined(between: tuple[Token, ...]) -> bool:
    """Whether two names are only listed: A和B, A、B."""
    return all(token.text in _AND for token in between)


def _is_verb(token: Token) -> bool:
    return (token.content and token.tag.startswith(("v", "p"))) or token.key in {
        "高于",
        "低于",
        "上升",
        "下降",
    }


def _passive_differs(placement: Placement, one: int, other: int) -> bool:
    claim, quote, at = placement.claim, placement.quote, placement.at
    mine = any(token.text in PASSIVE for token in claim.tokens[one:other])
    theirs = any(token.text in PASSIVE for token in quote.tokens[at[other] : at[one]])
    return mine != theirs


def _carried_off(placement: Placement) -> list[str]:
    """A word taken out of order from another clause of the quote."""
    claim, quote, at = placement.claim, placement.quote, placement.at
    home = {quote.tokens[at[n]].clause for n in placement.tokens if n in at and n not in placement.moved}
    for number in placement.tokens:
        token = claim.tokens[number]
        if number in placement.moved and carries(token) and quote.tokens[at[number]].clause not in home:
            return [f"“{token.text}”在依据中属于另一句"]
    return []


def _own_subject_lost(placement: Placement) -> list[str]:
    """A later clause's verb given to an earlier clause's subject, though the later clause names its own."""
    claim, quote, at = placement.claim, placement.quote, placement.at
    placed = [
        n for n in placement.tokens if n in at and n not in placement.moved and _weighs(claim.tokens[n])
    ]
    kept = set(at.values())
    for before, after in itertools.pairwise(placed):
        first, then = quote.tokens[at[before]], quote.tokens[at[after]]
        if first.clause == then.clause:
            continue
        opening = [
            token
            for number, token in enumerate(quote.tokens[: at[after]])
            if token.clause == then.clause and number not in kept and token.content
        ]
        acting = [token for token in opening if token.actor]
        if acting and any(claim.tokens[n].actor for n in placed if n <= before):
            return [f"依据中“{then.text}”的主体是“{acting[0].text}”"]
        passed = quote.tokens[at[before] + 1 : at[after]]
        if opening and any(token.key == then.key and token.clause != then.clause for token in passed):
            return [f"依据中此处的“{then.text}”说的是“{opening[0].text}”"]
    return []


def _weighs(token: Token) -> bool:
    return token.content or token.mention is not None
