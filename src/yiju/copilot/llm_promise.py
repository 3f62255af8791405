"""Promises, bribes and slander in advice: words that only the evidence can justify, or nothing can."""

import re

from yiju.copilot.llm_lexicon import advice_pattern, advice_words
from yiju.copilot.verify.analysis import Token, analyse
from yiju.copilot.verify.lexicon import Marker

_WARNS = frozenset("别 避免 切勿 勿 不要 不宜 不应 不得 不能 不可 不做 不作 暂不 未经 没有 拒绝".split())
_NOT_A_WARNING = frozenset("不仅 不但 不只 不光 不单 不管 不论".split())
_BETWEEN = re.compile(
    "^[向对给在被就把]|^(?:客户|对方|任何|价格|方面|授权|让步|作出|做出|提出|给出|单方面|现场|关于|或|和|与|、|提前|明确|再|要|得|能|可|宜|应|必|会|去)$"
)


def never(text: str) -> str:
    """A word that no advice may hold; empty where there is none."""
    found = advice_pattern("never").search(text)
    return found[0] if found else ""


def slander(text: str, known: str) -> str:
    """A word that blackens others or crowns ourselves and does not stand in ``known``; empty if none."""
    for found in advice_pattern("slander").finditer(text):
        if found[0] not in known:
            return found[0]
    return ""


def promised(text: str, *, spoken: bool) -> list[str]:
    """The words of canonical ``text`` that promise something, but those it warns against."""
    patterns = [advice_pattern("promise"), *([advice_pattern("spoken")] if spoken else [])]
    return [
        found[0]
        for pattern in patterns
        for found in pattern.finditer(text)
        if not warned(text, found.start())
    ]


def warned(text: str, at: int) -> bool:
    """Whether a word of negation governs the place: 不要口头答应降价, not 特别承诺, 未来免费, 不仅免费."""
    tokens = analyse(text).tokens
    here = next((token.clause for token in tokens if token.end > at), -1)
    before = [token for token in tokens if token.start < at and token.clause == here]
    for token in reversed(before):
        if _warns(token):
            return True
        if token.end > at or _may_stand_between(token):
            continue
        return False
    return False


def contradicted(text: str) -> str:
    """What a proposal would have us not do, unless that is only to hold one's tongue; empty if nothing."""
    tokens = analyse(text).tokens
    for number, token in enumerate(tokens):
        if not _warns(token) or token.text in text[: token.start]:
            continue
        after = [one for one in tokens[number + 1 :] if one.clause == token.clause and one.content]
        if after and not any(one.text in advice_words("shunned") for one in after[:2]):
            return text[token.start : after[0].end]
    return ""


def _warns(token: Token) -> bool:
    if token.text in _NOT_A_WARNING:
        return False
    return token.marker is Marker.NOT or token.text in _WARNS


def _may_stand_between(token: Token) -> bool:
    return bool(
        token.text in advice_words("shunned")
        or _BETWEEN.match(token.text)
        or advice_pattern("promise").fullmatch(token.text)
    )
