"""What a learned wording of advice says around the evidence: it asks, orders, is polite; it states nothing.

A frame is learned around one customer's evidence and put around another's. Whatever it says of that evidence
(已经办完, 客户同意, 不用再提) would be true of the first at best. So all it adds must be of a list of words
that state nothing; anything else must stand in the evidence, and no word that turns a statement may come in,
move or vanish.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from yiju.copilot.llm_lexicon import advice_words
from yiju.copilot.normalise import canonical
from yiju.copilot.taste import Point
from yiju.copilot.verify import verify_claim
from yiju.copilot.verify.analysis import Token, analyse
from yiju.copilot.verify.lexicon import FUNCTION, ROLES, SAYING, Marker

_MARKS = "，,；;：:。！!？?“”‘’\"'—…\n()（）|→"
_SEGMENT = re.compile(rf"((?:[^{_MARKS}]|(?<=\d)[,:](?=\d))+)([{_MARKS}]*)")
_ORDERS = re.compile(r"[\s〓]*(?:请|把|就|对|向|围绕|针对|关于|以|先|再)")
_PAST = (Marker.DONE, Marker.FORMER)
_SAYS = frozenset("提 提出 要求 确认".split())
_OPENING = "“‘\"'：:"
_QUOTED = ("”", "’")
_HELD = "〓"
"""Stands for evidence that is kept whole."""
_LEAST = 4
_ASPECT = frozenset("了 过 完 掉 毕 好了 完了 成 妥".split())
_WARNING = frozenset("不 不要 别 勿 切勿 避免".split())
_TOWARDS = frozenset("请 向 和 与 跟 给 对 同 让".split())
_OURS = frozenset({"我们", "我方", "我司"})
_ASKING = re.compile(r"谁|什么|哪|怎么|怎样|如何|多少|几|何时|何人|是否|能否|可否|有无|还是|吗|呢")


def asserts(text: str, point: Point) -> str:
    """What ``text`` says of a point's evidence that is not said there; empty where nothing.

    Both are read by clause. A clause of the point, of its facts or of their quotes may stand as it is, or cut
    where no word that turns it (negation, modality, aspect, decision) is cut off. What is left is asked word
    by word. A piece of a quote that is not shown yet must follow from the quote, by the verifier.
    """
    plain = canonical(text)
    told = [point.text, *(ground.text for ground in point.grounds), *(one.quote for one in point.grounds)]
    told = [canonical(one) for one in told]
    known = {segment: _moved(segment, plain, told) for one in told for segment, _end in _segments(one)}
    found = list(_segments(plain))
    for number, (segment, _end) in enumerate(found):
        beside = number > 0 and found[number - 1][1][-1:] in _QUOTED
        own = _Own(_without(segment, known), beside=beside, asking=_asks(found, number))
        if wrong := own.wrong("\n".join(told)):
            return wrong
    return _cut_off(plain, point)


def _segments(text: str) -> Iterator[tuple[str, str]]:
    """Clauses with the marks behind each; quotation marks part them too."""
    for match in _SEGMENT.finditer(text):
        if match[1].strip():
            yield match[1].strip(), match[2]


def _asks(found: Sequence[tuple[str, str]], number: int) -> bool:
    """Whether a clause holds a word that asks, in a sentence that ends with a question mark."""
    if not _ASKING.search(found[number][0]):
        return False
    for _segment, end in found[number:]:
        if "？" in end or "?" in end:
            return True
        if "。" in end or "！" in end or "；" in end:
            return False
    return False


def _without(segment: str, known: Mapping[str, bool]) -> str:
    """A clause with what is kept of known clauses replaced; of one that was moved, nothing that turns it."""
    while True:
        best = ""
        for clause, moved in known.items():
            match = SequenceMatcher(None, segment, clause, autojunk=False).find_longest_match()
            piece = segment[match.a : match.a + match.size]
            if len(piece) <= len(best) or _HELD in piece or (len(piece) < _LEAST and piece != clause):
                continue
            if _keeps(clause, match.b, match.b + match.size, moved=moved):
                best = piece
        if not best:
            return segment
        segment = segment.replace(best, _HELD)


def _keeps(clause: str, start: int, end: int, *, moved: bool) -> bool:
    """Whether a cut of a clause has every word of it that turns it, and what that is said of."""
    turning = [token for token in analyse(clause).tokens if _turns(token)]
    if not turning:
        return True
    return not moved and start == 0 and all(token.end <= end for token in turning)


def _moved(segment: str, plain: str, told: Sequence[str]) -> bool:
    """Whether a known clause stands behind something else in the new text than where it comes from."""
    at = plain.find(segment[:_LEAST])
    if at < 0:
        return False
    before = _bare(plain[:at])[-2:]
    opens = not plain[:at].strip() or plain[:at].rstrip()[-1] in _OPENING
    for one in told:
        there = one.find(segment)
        earlier = _bare(one[:there])
        if there >= 0 and (opens if not earlier else earlier[-2:] == before):
            return False
    return True


def _bare(text: str) -> str:
    return re.sub(rf"[{_MARKS}\s]", "", text)


def _turns(token: Token) -> bool:
    return token.marker is not None or token.text in _ASPECT or token.text in advice_words("turning")


@lru_cache(maxsize=1)
def _frame() -> frozenset[str]:
    listed = (advice_words(name) for name in ("frame", "ask", "material"))
    return frozenset().union(*listed) - (advice_words("turning") - {"确认"})


@dataclass(frozen=True)
class _Own:
    """A clause's own words. ``beside``: it goes on right behind a quote."""

    text: str
    beside: bool
    asking: bool

    def wrong(self, known: str) -> str:
        """What they say that is not said in ``known``; empty where nothing."""
        tokens = analyse(self.text).tokens
        for number, token in enumerate(tokens):
            if token.text in _WARNING and self._warns(token, tokens[number + 1 :]):
                continue
            if (
                token.text in _ASPECT
                or token.text in _WARNING
                or token.marker in {Marker.DONE, Marker.FORMER}
            ):
                return f"“{token.text}”没有依据"
            if token.text in ROLES:
                if self._may_name(token, tokens, number, known):
                    continue
                return f"“{token.text}”怎么说没有依据"
            if (token.text in _frame() and self._may(token)) or (
                self.asking and token.text in advice_words("asked")
            ):
                continue
            if _turns(token) or (token.text in _frame() and token.text not in known):
                return f"“{token.text}”没有依据"
            if token.text not in FUNCTION and token.text not in known and token.text not in _unsaid():
                return f"“{token.text}”不在依据中"
        return ""

    def _warns(self, token: Token, after: Sequence[Token]) -> bool:
        """Whether a negation begins a clause and tells us what not to say or promise."""
        first = next((one for one in after if one.content or one.marker), None)
        alone = not self.beside and _HELD not in self.text and not self.text[: token.start].strip()
        return alone and first is not None and first.text in _unsaid()

    def _may(self, token: Token) -> bool:
        """Whether a word of the frame states nothing where it stands: a verb right behind evidence says what
        became of it, unless that is asked or ordered.
        """
        if self.asking or not token.tag.startswith("v") or token.text in {"请", "请教", "关于"}:
            return True
        held = 0 if self.beside else self.text.find(_HELD)
        return held < 0 or token.start < held or _ORDERS.match(self.text) is not None

    def _may_name(self, token: Token, tokens: Sequence[Token], number: int, known: str) -> bool:
        """Whether a party is asked or spoken to, or is ourselves about to act, not said to have spoken."""
        if self.asking or (number and tokens[number - 1].text in _TOWARDS):
            return True
        first = next((one for one in tokens[number + 1 :] if one.content or one.light), None)
        says = first is not None and first.text in SAYING | advice_words("tell") | _SAYS
        return not says and (
            token.text in _OURS or (token.text in known and not self.beside and _HELD not in self.text)
        )


def _unsaid() -> frozenset[str]:
    return advice_words("unsaid")


def _cut_off(text: str, point: Point) -> str:
    """What a quote says that a shorter piece than was shown leaves out or turns; empty where nothing."""
    for ground in point.grounds:
        quote = canonical(ground.quote)
        piece = _piece(text, quote)
        if len(piece) < _LEAST or len(piece) >= len(_piece(canonical(point.text), quote)):
            continue
        check = verify_claim(piece, [quote], document_dates=[ground.date] if ground.date else ())
        if not check.supported:
            return check.reasons[0] if check.reasons else "与依据不符"
    return ""


def _piece(text: str, quote: str) -> str:
    match = SequenceMatcher(None, text, quote, autojunk=False).find_longest_match()
    return text[match.a : match.a + match.size].strip(_MARKS + "、. ")
