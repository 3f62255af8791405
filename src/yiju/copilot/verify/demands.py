"""Who is asked and who asks: 供应商要求提交 of a source that says 要求供应商提交.

Leaving the one who asks out turns the one who is asked into him, as no other name stands in the way.
"""

import re

from yiju.copilot.verify.analysis import Token
from yiju.copilot.verify.lexicon import PASSIVE
from yiju.copilot.verify.placing import Placement

_ASKS = frozenset(
    "要求 请求 请 恳请 烦请 通知 命令 责令 责成 敦促 督促 催促 催 提醒 指示 "
    "允许 准许 授权 委托 邀请 聘请 建议 劝 让 叫 派 禁止 限制 强制 迫使 说服".split()
)
"""Verbs whose object is to do what follows."""
_OF_THE_NAME = re.compile(r"^(?:[mqrabjfz]|n|u[jdz]|eng)")
"""Tags of what may stand between such a verb and the head of its object: 要求一级供应商."""
_TOWARDS = frozenset("对 对于 向 给 由 让 叫 为 就 关于 针对 替 跟 与 和".split())
_ONE_WHO = re.compile(r"(?:[商方人者员长部科院厂司行局处会队组家户师]|公司|集团|部门|单位|伙伴|工|总)$")
"""Ends of nouns that name somebody who may ask, where the words do not say so otherwise."""


def demand_problems(placement: Placement) -> list[str]:
    """Reasons where whom the source asks to do something stands in the claim as the one who asks."""
    if placement.verbatim:
        return []
    claim, quote, at = placement.claim.tokens, placement.quote.tokens, placement.at
    for verb in placement.tokens:
        if verb not in at or claim[verb].text not in _ASKS:
            continue
        subject = _subject(placement, verb)
        if subject is not None and _asked(quote, at[verb], at[subject], _begin(placement, subject)):
            return [f"依据中“{claim[subject].text}”是被“{claim[verb].text}”的一方"]
    return []


def _subject(placement: Placement, verb: int) -> int | None:
    """The token of the claim that asks: a name before the verb that nothing turns to an object."""
    claim = placement.claim.tokens
    before = [n for n in placement.tokens if n < verb]
    while before and claim[before[-1]].tag.startswith("d"):
        before.pop()
    if not before or before[-1] not in placement.at or not _acts(claim[before[-1]]):
        return None
    if any(claim[n].text in PASSIVE or claim[n].text in _TOWARDS for n in before):
        return None
    return before[-1]


def _begin(placement: Placement, subject: int) -> int:
    """Where in the quote the words begin that stand before the name in the claim, too: 承运 of 承运商."""
    at = placement.at
    start = at[subject]
    while (before := at.get(subject - 1, -1)) >= 0 and before == start - 1:
        subject, start = subject - 1, before
    return start


def _asked(quote: tuple[Token, ...], verb: int, name: int, begin: int) -> bool:
    """Whether in the quote the name, which begins at ``begin``, is the verb's object, and what it is to do
    follows."""
    if not verb < name or quote[verb].clause != quote[name].clause:
        return False
    if not all(_OF_THE_NAME.match(token.tag) for token in quote[verb + 1 : begin]):
        return False
    rest = [token for token in quote[name + 1 :] if token.clause == quote[name].clause]
    return any(token.tag.startswith(("v", "p", "d")) for token in rest)


def _acts(token: Token) -> bool:
    return token.actor or (token.tag.startswith("n") and bool(_ONE_WHO.search(token.text)))
