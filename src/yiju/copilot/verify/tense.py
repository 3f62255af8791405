"""Whether a quote says that something has been done, or that it is still to come."""

import re

from yiju.copilot.normalise import When
from yiju.copilot.normalise.comparators import Bound
from yiju.copilot.verify.analysis import Analysis
from yiju.copilot.verify.lexicon import Marker

_FINISHED = re.compile(r"^(?:了|过(?!程|渡|户)|完(?!善|备)|好了|成功|到位|妥当|就绪)")
_TO_COME = re.compile(
    r"明天|明日|明早|明晚|后天|大后天|明年|后年|下下?个?(?:周|星期|礼拜|月|季度|年)|下半年|周[一二三四五六日天末]|月底|月末|年底|年末|年内|即将|稍后|随后|回头|届时|到时"
    r"|请|要求|催|应|须|需|将|拟|计划|准备|打算|争取|力争|待|逾期|尽快|抓紧|尽早|务必"
)
_REACH = 6


def is_done(quote: Analysis, head: int) -> bool:
    """Whether the quote has 已, 了, 过, 完 … on the verb at ``head``; 曾 says so too."""
    token = quote.tokens[head]
    clause = [at for at, other in enumerate(quote.tokens) if other.clause == token.clause]
    if any(
        quote.tokens[at].marker in {Marker.DONE, Marker.FORMER} or quote.tokens[at].text.startswith("已")
        for at in clause
        if at <= head
    ):
        return not _dated_ahead(quote, token.clause)
    if (
        token.text.endswith(("了", "过", "完", "完成", "完毕"))
        and len(token.text) > 1
        and token.text not in _VERBS
    ):
        return True
    rest = quote.text[token.end : quote.clauses[token.clause][1]]
    if _FINISHED.match(rest):
        return True
    close = rest[:_REACH]
    return close.startswith(("完成", "完毕", "已", "均已", "都已")) or rest.rstrip().endswith("了")


_VERBS = frozenset({"完成", "超过", "通过", "经过", "为了", "除了"})


def is_to_come(quote: Analysis, head: int) -> bool:
    """Whether the clause of ``head`` asks for it, plans it, or sets it a time ahead."""
    clause = quote.tokens[head].clause
    return bool(_TO_COME.search(quote.clause_text(clause))) or _dated_ahead(quote, clause)


def _dated_ahead(quote: Analysis, clause: int) -> bool:
    """Whether the clause sets a time by which something is to be done (12月20日前提交)."""
    return any(
        isinstance(token.mention, When) and token.mention.bound is Bound.BEFORE
        for token in quote.tokens
        if token.clause == clause
    )
