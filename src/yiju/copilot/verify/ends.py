"""Whether a date opens a time or closes it: 自3月1日起 is not 至3月1日, 3月31日开始 not 3月31日截止."""

import re

from yiju.copilot.normalise import When
from yiju.copilot.verify.analysis import Analysis, Token

_OPENS_BEFORE = re.compile(
    r"(?:自从?|(?<![服听随])从|始于|开始(?:时间|日期)?[为是:：]?|启动于|生效日期?[为是:：]?)\s*$"
)
_OPENS_AFTER = re.compile(r"^\s*(?:[零0]?时)?(?:之?[日]?起|开始|开[放售]|启动|生效|始)")
_CLOSES_BEFORE = re.compile(
    r"(?:[至到]|截[至止]到?(?:时间|日期)?[为是:：]?|止于|终止于|到期日?[为是:：]?|届满日?[为是:：]?)\s*$"
)
_CLOSES_AFTER = re.compile(r"^\s*(?:[0-9时分]*)?(?:为?止|截止|到期|届满|终止|结束|停止|失效|[之以]?前)")
_REACH = 8


def ends_agree(claim: Analysis, token: Token, quote: Analysis, theirs: Token) -> bool:
    """Whether claim and quote do not give one date as a beginning and as an end."""
    if not isinstance(token.mention, When) or not isinstance(theirs.mention, When):
        return True
    return {_side(claim, token), _side(quote, theirs)} != {"opens", "closes"}


def _side(text: Analysis, token: Token) -> str:
    """opens, closes, or "" where neither or both are said."""
    mention = token.mention
    assert isinstance(mention, When)
    said = text.text[token.start : token.end]
    at = said.find(mention.surface)
    start, end = (
        (token.start + at, token.start + at + len(mention.surface)) if at >= 0 else (token.start, token.end)
    )
    before, after = text.text[max(0, start - _REACH) : start], text.text[end : end + _REACH]
    opens = bool(_OPENS_BEFORE.search(before) or _OPENS_AFTER.match(after))
    closes = bool(_CLOSES_BEFORE.search(before) or _CLOSES_AFTER.match(after))
    return "" if opens == closes else "opens" if opens else "closes"
