"""The bound a number is given with: 不低于, 以上, 超过, 30天内, 2030年前 …"""
# ruff: noqa: E501  (tables: one entry or group a line)

import re
from enum import StrEnum


class Bound(StrEnum):
    """What a number bounds. ``WITHIN`` is an upper bound on a duration, often left unsaid."""

    NONE = ""
    LOW = "low"
    HIGH = "high"
    WITHIN = "within"
    BEFORE = "before"
    AFTER = "after"
    FROM = "from"
    ABOUT = "about"


_CAN = "(?:得|能|应|可|会|宜)?"
_LOW = rf"不{_CAN}(?:低于|少于|小于|短于|早于)|至少|最少|起码|≥|>=|超过|高于|大于|多于|超出|超|逾|突破|长于|(?<!低于)(?<!跌破)下限|最低|>|at least|no less than|not less than|no fewer than|more than|over|above|exceeding|a minimum of"
_HIGH = rf"不{_CAN}(?:超过|高于|大于|多于|超出|超|逾|长于)|至多|最多|顶多|≤|<=|低于|小于|少于|不足|不到|不满|未达|未超过|短于|(?<!达到)(?<!超过)(?<!突破)上限|最高|封顶|<|at most|no more than|not more than|up to|not exceeding|not exceed|less than|fewer than|under|below|a maximum of"
_BEFORE = rf"不{_CAN}(?:晚于|迟于)|早于|截至|截止到|截止|before|by|no later than|until"
_AFTER = "晚于|迟于|after"
_FROM = "自从|自|since|starting"
_ABOUT = "大约|大概|约为|约|将近|接近|近|about|approximately|around|nearly|almost|ca."
_PREFIX = re.compile(
    rf"(?:(?P<high>{_HIGH})|(?P<low>{_LOW})|(?P<before>{_BEFORE})|(?P<after>{_AFTER})|(?P<from>{_FROM})|(?P<about>{_ABOUT}))"
    r"(?:了|过|为|人民币)?\s*$",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"\s*(?:\(含\))?(?:(?P<low>\(?[及或]?以上\)?|or more|and above)|(?P<high>\(?[及或]?以下\)?|or less|and below)|(?P<within>以内|之内|内)"
    r"|(?P<before>之前|以前|前(?!后|期|述|来|往|三|几|置|景|端|两|沿|台|任|身|提(?![交供出醒])|列|言))|(?P<after>之后|以后|后(?!期|续|勤|果|来|者|台|端|备|面))"
    r"|(?P<from>起(?!草|诉|重|动|点|源|降|飞|义|止|来|到|床|码|价|始|吊|因|步))|(?P<about>左右|上下(?!班|游|级)))(?:\(含\))?"
)
_REACH = 14


def bound_around(text: str, start: int, end: int) -> tuple[Bound, int, int]:
    """The bound on ``text[start:end]`` and the span widened by the words that say it."""
    before = _PREFIX.search(text, max(0, start - _REACH), start)
    after = _SUFFIX.match(text, end)
    new_start = before.start() if before else start
    if before and before.start() and _cuts_a_word(text, before.start()):
        before, new_start = None, start
    if before and before.lastgroup != "from":
        bound = Bound(before.lastgroup or "")
        if bound is Bound.ABOUT and after:
            bound = Bound(after.lastgroup or "")
        # 近5年内: both words belong to the number
        return bound, new_start, after.end() if after else end
    if after:
        return Bound(after.lastgroup or ""), new_start, after.end()
    return (Bound.FROM, new_start, end) if before else (Bound.NONE, start, end)


def _cuts_a_word(text: str, at: int) -> bool:
    """Whether a Latin word would be cut in two (``nearby 5``) or a Chinese look-alike begins earlier (契约, 最近)."""
    if text[at].isascii() and text[at].isalpha():
        return text[at - 1].isalpha()
    return text[at - 1 : at + 1] in _LOOKALIKE


_LOOKALIKE = frozenset(
    {
        "契约",
        "合约",
        "条约",
        "签约",
        "履约",
        "节约",
        "预约",
        "违约",
        "最近",
        "附近",
        "靠近",
        "临近",
        "亲自",
        "各自",
        "来自",
        "独自",
        "高超",
        "赶超",
        "反超",
    }
)
_ANYWHERE = re.compile(
    rf"(?P<high>{_HIGH}|以下|以内|之内)|(?P<low>{_LOW}|以上)"
    rf"|(?P<before>{_BEFORE}|之前|以前|期限|最晚|最迟|deadline)|(?P<after>{_AFTER}|之后|以后)",
    re.IGNORECASE,
)


def bounds_in(clause: str) -> frozenset[Bound]:
    """Every bound that a clause words, wherever it stands: 不低于招标控制价的85% bounds the number from afar."""
    return frozenset(Bound(match.lastgroup or "") for match in _ANYWHERE.finditer(clause))


_ALIKE = {Bound.WITHIN: Bound.HIGH, Bound.ABOUT: Bound.NONE}


def bounds_agree(
    claim: Bound, quote: Bound, claim_clause: frozenset[Bound], quote_clause: frozenset[Bound]
) -> bool:
    """Whether a claim may give a number with ``claim`` where the quote gives it with ``quote``.

    ``内``, ``起`` and ``约`` may be dropped; every other bound stays, and none is added.
    """
    mine, theirs = _ALIKE.get(claim, claim), _ALIKE.get(quote, quote)
    if mine is theirs or mine in quote_clause or (mine is Bound.NONE and theirs in claim_clause):
        return True
    if mine is Bound.NONE:
        return quote in {Bound.WITHIN, Bound.FROM}
    return {mine, theirs} <= {Bound.FROM, Bound.AFTER}
