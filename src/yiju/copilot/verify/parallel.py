"""Words of one claim clause taken from two clauses of a quote that say the same of different things.

运费由乙方承担，关税由甲方承担 does not support 运费由甲方承担: what is left out between the two places
holds the first clause's own ending and the second clause's own beginning.
"""

from itertools import pairwise

from yiju.copilot.normalise import When
from yiju.copilot.verify.analysis import Token
from yiju.copilot.verify.coverage import carries
from yiju.copilot.verify.placing import Placement

_NOUNS = ("n", "eng", "vn", "j", "nz", "nr", "ns", "nt", "l")
_SETTING = frozenset(
    "在 据 根据 按 按照 依照 对 对于 关于 截至 自 从 随着 为 为了 经 因 由于 其中 包括 除".split()
)

_SPEAKS_OF = frozenset({"由", "被", "归", "是", "为", "在", "已", "未", "将", "应", "须"})


def parallel_problems(placement: Placement) -> list[str]:
    """Reasons where the first part of one quote clause was joined to the last part of another."""
    if placement.verbatim or placement.quote.foreign:
        return []
    return _joined(placement) or _predicate_borrowed(placement)


def _joined(placement: Placement) -> list[str]:
    claim, quote, at = placement.claim, placement.quote, placement.at
    fixed = [n for n in placement.tokens if n in at and n not in placement.moved and _weighs(claim.tokens[n])]
    kept = set(at.values())
    for before, after in pairwise(fixed):
        first, then = quote.tokens[at[before]], quote.tokens[at[after]]
        if first.clause == then.clause or _only_sets(placement, first.clause):
            continue
        tail = _left_out(placement, range(at[before] + 1, len(quote.tokens)), first.clause, kept)
        head = _left_out(placement, range(at[after]), then.clause, kept)
        if not tail or not head:
            continue
        if own := [token for token in head if _is_thing(token) or _acted_on(placement, token)]:
            return [f"依据中“{then.text}”说的是“{own[0].text}”，不是“{first.text}”"]
        verb = head[-1]
        if _is_verb(verb) and _is_verb(first) and not _is_verb(then) and verb.key != first.key:
            return [f"依据中“{then.text}”前是“{verb.text}”，不是“{first.text}”"]
    return []


def _predicate_borrowed(placement: Placement) -> list[str]:
    """A和B入围，C落选: what is said of A and B is not said of C."""
    claim, quote, at = placement.claim, placement.quote, placement.at
    kept = set(at.values())
    for number in sorted(placement.moved):
        token = claim.tokens[number]
        if not (carries(token) and _is_verb(token)):
            continue
        before = next(
            (
                n
                for n in range(number - 1, placement.tokens[0] - 1, -1)
                if n in at and _is_thing(claim.tokens[n])
            ),
            None,
        )
        if before is None or before in placement.moved:
            continue
        clause = quote.tokens[at[before]].clause
        if clause == quote.tokens[at[number]].clause:
            continue
        own = [t for t in _left_out(placement, range(len(quote.tokens)), clause, kept) if _is_verb(t)]
        if own:
            return [f"依据中“{claim.tokens[before].text}”是“{own[0].text}”，不是“{token.text}”"]
    return []


def _only_sets(placement: Placement, clause: int) -> bool:
    """Whether the words used of a clause are its time or setting, which reach over the clauses after it."""
    quote = placement.quote
    used = [quote.tokens[at] for at in placement.at.values() if quote.tokens[at].clause == clause]
    opening = next((token for token in quote.tokens if token.clause == clause), None)
    timed = all(isinstance(token.mention, When) or not token.content for token in used)
    return timed or (opening is not None and opening.text in _SETTING)


def _acted_on(placement: Placement, token: Token) -> bool:
    """Whether 由, 归, 是 … follow the word right away: what it names is what they speak of."""
    tokens = placement.quote.tokens
    after = next((other for other in tokens if other.start >= token.end), None)
    return (
        after is not None
        and after.clause == token.clause
        and (after.text in _SPEAKS_OF or after.text[0] in "由归被")
    )


def _left_out(placement: Placement, numbers: range, clause: int, kept: set[int]) -> list[Token]:
    quote = placement.quote
    return [
        quote.tokens[n]
        for n in numbers
        if n not in kept and quote.tokens[n].clause == clause and _weighs(quote.tokens[n])
    ]


def _weighs(token: Token) -> bool:
    return token.content or (token.mention is not None and not isinstance(token.mention, When))


def _is_thing(token: Token) -> bool:
    return token.actor or (token.mention is None and token.tag.startswith(_NOUNS))


def _is_verb(token: Token) -> bool:
    return (
        not token.actor
        and token.content
        and (token.tag.startswith(("v", "d", "a", "p")) and token.tag != "vn")
    )
