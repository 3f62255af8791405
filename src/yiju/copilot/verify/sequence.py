"""What comes first: 付款后发货 is not 发货后付款, 先验收再付款 not 先付款再验收, 验收前 not 验收后."""

import re
from collections.abc import Iterator

from yiju.copilot.verify.analysis import Token
from yiju.copilot.verify.placing import Placement

_THEN = ("后", "再", "然后", "随后", "接着", "才")
_BEFORE = ("前", "之前", "以前")
_SIDE = {"前": "前", "之前": "前", "以前": "前", "后": "后", "之后": "后", "以后": "后"}
_ONE_WORD = re.compile("[会事课赛战售税婚产饭班期][前后]")
"""An occasion and its side, cut as one word or as two (会后, 会 + 前)."""
_SIDES = (
    "(?P<side>前(?![期任台景端面述者往后天]|提(?![交供出前醒起]))|后(?![期面续果悔勤者来端天]|方(?![可能])))"
)
"""前 and 后 that are no part of 前期, 前提, 后续, 后方 …"""
_BETWEEN = r"[^,，。；;：:、\d前后]{0,6}?"


def sequence_problems(placement: Placement) -> list[str]:
    """Reasons where an act stands before another, or before a time, that it follows in the quote."""
    if placement.verbatim:
        return []
    return _exchanged(placement) or _turned(placement)


def _exchanged(placement: Placement) -> list[str]:
    """Two acts around 后, 再 or 前 the other way round."""
    claim, quote, at = placement.claim, placement.quote, placement.at
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


def _turned(placement: Placement) -> list[str]:
    """The same act with 前 for 后; where the quote says it in the clause of what follows, there alone."""
    claim, quote, at = placement.claim, placement.quote, placement.at
    for number, anchor, side in _sides(placement):
        after = next((at[n] for n in placement.tokens if n > number and n in at), None)
        clause = None if after is None else quote.clause_text(quote.tokens[after].clause)
        names = {anchor} | {token.text for token in quote.tokens if _same(token, claim.tokens, anchor)}
        said = _said(names, clause or "") or _said(names, quote.text)
        if said and side not in said:
            return [f"“{anchor}”之{side}，依据说的是“{anchor}”之{said.pop()}"]
    return []


def _sides(placement: Placement) -> Iterator[tuple[int, str, str]]:
    """Each 前 or 后 of the clause: the number of its token, the word it hangs on, and which it is."""
    claim = placement.claim
    before: Token | None = None
    for number in placement.tokens:
        token = claim.tokens[number]
        if _ONE_WORD.fullmatch(token.text):
            yield number, token.text[0], token.text[1]
        elif (side := _side(token, claim.text)) and before is not None and before.end == token.start:
            yield number, before.text, side
        before = token


def _side(token: Token, text: str) -> str:
    """前, 后 or empty; 前提 before 交 or 供 is cut wrongly."""
    if token.text == "前提" and text[token.end : token.end + 1] in {"交", "供", "出"}:
        return "前"
    return _SIDE.get(token.text, "")


def _said(names: set[str], text: str) -> set[str]:
    """On which sides of a word a text says that something is."""
    words = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    form = re.compile(f"(?:{words}){_BETWEEN}(?:之|以|的)?{_SIDES}")
    return {found["side"] for found in form.finditer(text)}


def _same(token: Token, mine: tuple[Token, ...], anchor: str) -> bool:
    return any(one.text == anchor and one.key == token.key for one in mine)
