"""Numbers, times and codes of a claim: each must stand in the quotes, and beside its own words."""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from yiju.copilot.normalise import Code, Quantity, When
from yiju.copilot.normalise.comparators import bounds_agree, bounds_in
from yiju.copilot.normalise.mentions import is_document_date
from yiju.copilot.verify.agree import agree
from yiju.copilot.verify.analysis import Analysis, Token, is_number
from yiju.copilot.verify.ends import ends_agree
from yiju.copilot.verify.placing import Placement


def number_problems(
    claim: Analysis, quotes: Sequence[Analysis], dates: frozenset[dt.date]
) -> tuple[list[str], dict[int, list[tuple[int, int]]]]:
    """Return the reasons against the claim's numbers, and for each good one its places ``(quote, token)``."""
    reasons: list[str] = []
    places: dict[int, list[tuple[int, int]]] = {}
    for number, token in enumerate(claim.tokens):
        if token.mention is None:
            continue
        found = [
            (which, at)
            for which, quote in enumerate(quotes)
            for at, theirs in enumerate(quote.tokens)
            if theirs.mention is not None and agree(token, theirs, dates, quote.text)
        ]
        if not found:
            if not _excused(token, quotes, dates):
                reasons.append(_absent(token, quotes))
            continue
        bounded = [(which, at) for which, at in found if _same_bound(claim, token, quotes[which], at)]
        if not bounded:
            theirs = quotes[found[0][0]].tokens[found[0][1]]
            reasons.append(f"数字“{token.text}”的界限与依据“{theirs.text}”不同")
        places[number] = bounded or found
    return reasons, places


def _same_bound(claim: Analysis, token: Token, quote: Analysis, at: int) -> bool:
    theirs = quote.tokens[at]
    if isinstance(token.mention, Code) or isinstance(theirs.mention, Code):
        return True
    assert token.mention is not None and theirs.mention is not None
    return ends_agree(claim, token, quote, theirs) and bounds_agree(
        token.mention.bound,
        theirs.mention.bound,
        bounds_in(claim.clause_text(token.clause)),
        bounds_in(quote.clause_text(theirs.clause)),
    )


def _excused(token: Token, quotes: Sequence[Analysis], dates: frozenset[dt.date]) -> bool:
    """A cited document's own date; 一个 … that says no more than "a", unless the quotes count otherwise."""
    mention = token.mention
    if isinstance(mention, When):
        return is_document_date(mention, dates)
    if isinstance(mention, Quantity) and mention.optional:
        return not any(
            isinstance(theirs.mention, Quantity)
            and theirs.mention.unit == mention.unit
            and not theirs.mention.optional
            for quote in quotes
            for theirs in quote.tokens
        )
    return False


def _absent(token: Token, quotes: Sequence[Analysis]) -> str:
    """Say what is missing, and what the quotes have in its place."""
    mention = token.mention
    if isinstance(mention, Code):
        return f"标准、型号或编号“{mention.surface}”不在依据中"
    if isinstance(mention, When):
        return f"日期“{mention.surface}”不在依据中"
    assert isinstance(mention, Quantity)
    for quote in quotes:
        for theirs in quote.tokens:
            other = theirs.mention
            if isinstance(other, Quantity) and other.low == mention.low and other.unit != mention.unit:
                return f"数字“{mention.surface}”的单位与依据“{other.surface}”不同"
            if (
                isinstance(other, Quantity)
                and other.written == mention.written
                and other.unit == mention.unit
            ):
                return f"数字“{mention.surface}”的量级与依据“{other.surface}”不同"
    return f"数字“{mention.surface}”不在依据中"


def slot_problems(placement: Placement, dates: frozenset[dt.date]) -> list[str]:
    """Reasons where a number of the claim stands between the words between which the quote has another
    number.
    """
    claim, quote, at = placement.claim, placement.quote, placement.at
    if placement.verbatim:
        return []
    words = [
        n for n in placement.tokens if n in at and n not in placement.moved and not is_number(claim.tokens[n])
    ]
    reasons: list[str] = []
    for before, after in pairwise([None, *words, None]):
        if before is None and after is None:
            break
        mine = [
            n
            for n in placement.tokens
            if (before is None or n > before) and (after is None or n < after) and is_number(claim.tokens[n])
        ]
        theirs = _numbers_between(
            quote, None if before is None else at[before], None if after is None else at[after]
        )
        if len(mine) != len(theirs):
            continue
        for one, other in zip(mine, theirs, strict=True):
            token, said = claim.tokens[one], quote.tokens[other]
            if not agree(token, said, dates, quote.text) or not _same_bound(claim, token, quote, other):
                reasons.append(f"论断说“{token.text}”，依据此处说“{said.text}”")
    return reasons


def _numbers_between(quote: Analysis, before: int | None, after: int | None) -> list[int]:
    """Numbers of the quote between two of its words of one clause, or from one to the clause's end."""
    clauses = {quote.tokens[at].clause for at in (before, after) if at is not None}
    if len(clauses) != 1:
        return []
    first = -1 if before is None else before
    last = len(quote.tokens) if after is None else after
    return [
        n for n in range(first + 1, last) if quote.tokens[n].clause in clauses and is_number(quote.tokens[n])
    ]


def order_problems(claim: Analysis, numbers: Sequence[int], quotes: Sequence[Analysis]) -> list[str]:
    """Reasons against a clause of numbers alone (2015年至2016年) that no quote gives in this order."""
    if len(numbers) < 2:
        return []
    for quote in quotes:
        given = iter([token for token in quote.tokens if is_number(token)])
        if all(any(agree(claim.tokens[number], theirs) for theirs in given) for number in numbers):
            return []
    words = "”“".join(claim.tokens[number].text for number in numbers)
    return [f"依据中没有依次出现的“{words}”"]
