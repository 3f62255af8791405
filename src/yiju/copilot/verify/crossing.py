"""What is taken from another place than the words around it must be said of the same subject.

周敏同意降价 and 李航拒绝降价5% do not support 周敏同意降价5%; 周敏负责采购 and 李航提交报告 do not support
周敏负责采购，提交报告.
"""

from collections.abc import Sequence

from yiju.copilot.normalise import Code
from yiju.copilot.verify.analysis import Analysis, Token
from yiju.copilot.verify.lexicon import Marker
from yiju.copilot.verify.placing import Placement

_TURNS = frozenset({Marker.NOT, Marker.STOP})


def crossing_problems(
    claim: Analysis,
    quotes: Sequence[Analysis],
    places: dict[int, list[tuple[int, int]]],
    placements: Sequence[Placement],
) -> list[str]:
    """Reasons against numbers and clauses that the quotes tell of another subject than the claim."""
    return [
        *_numbers_of_others(claim, quotes, places, placements),
        *_clauses_of_others(claim, placements),
    ]


def _numbers_of_others(
    claim: Analysis,
    quotes: Sequence[Analysis],
    places: dict[int, list[tuple[int, int]]],
    placements: Sequence[Placement],
) -> list[str]:
    reasons: list[str] = []
    home = {number: placement.quote for placement in placements for number in placement.tokens}
    for number, found in places.items():
        token = claim.tokens[number]
        if number not in home or isinstance(token.mention, Code):
            continue
        if any(quotes[which] is home[number] for which, _ in found):
            continue
        mine = [t for t in claim.tokens if t.clause == token.clause]
        strangers = [_stranger(claim, mine, quotes[which], at) for which, at in found]
        if strangers and all(strangers):
            reasons.append(f"数字“{token.text}”在依据中说的是“{strangers[0]}”")
    return reasons


def _stranger(claim: Analysis, mine: list[Token], quote: Analysis, at: int) -> str:
    """The name of whom the quote tells the number, or the word that turns it, where the claim has neither."""
    sentence = [t for t in quote.tokens if t.sentence == quote.tokens[at].sentence]
    actors = [t for t in sentence if _is_name(t)]
    told = [t for t in mine if _is_name(t)]
    if told and actors and not any(_same(one, other) for one in told for other in actors):
        return actors[0].text
    clause = [t for t in sentence if t.clause == quote.tokens[at].clause]
    turned = [t for t in clause if t.marker in _TURNS]
    return turned[0].text if turned and not any(t.marker in _TURNS for t in mine) else ""


def _clauses_of_others(claim: Analysis, placements: Sequence[Placement]) -> list[str]:
    """A later clause without a subject goes on with the last one named; its quote may not name another."""
    reasons: list[str] = []
    for earlier, placement in enumerate(placements[1:]):
        before = placements[earlier]
        named = [claim.tokens[n] for n in before.tokens if _is_name(claim.tokens[n])]
        first = next(
            (claim.tokens[n] for n in placement.tokens if claim.tokens[n].content and n in placement.at), None
        )
        if not named or first is None or _is_thing(first) or not placement.at:
            continue
        if before.tokens[0] >= placement.tokens[0] or named[0] is not _subject(claim, before):
            continue
        quote = placement.quote
        start = min(placement.at.values())
        head = [t for t in quote.tokens[:start] if t.clause == quote.tokens[start].clause and t.content]
        if head and _is_name(head[-1]) and not any(_same(head[-1], one) for one in claim.tokens):
            reasons.append(f"依据中“{first.text}”的主体是“{head[-1].text}”")
    return reasons


def _subject(claim: Analysis, placement: Placement) -> Token | None:
    return next((claim.tokens[n] for n in placement.tokens if claim.tokens[n].content), None)


def _is_thing(token: Token) -> bool:
    return token.actor or token.tag.startswith(("n", "eng"))


def _is_name(token: Token) -> bool:
    return token.actor and not isinstance(token.mention, Code)


def _same(one: Token, other: Token) -> bool:
    return one.key == other.key or one.text in other.text or other.text in one.text
