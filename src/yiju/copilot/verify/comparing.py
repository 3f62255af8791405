"""Who is compared with whom: A的报价比B低4% is not B的报价比A低4%, whatever else the words share."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yiju.copilot.verify.placing import Placement

_HOW = "[低高多少贵快慢好差长短大小早晚强弱优劣轻重远近宽窄严松薄厚]|便宜|先进|落后|领先"
_THAN = re.compile(
    r"(?P<one>[^,，。；;：:！!？?\n]*?)(?<![占对同环相性评百配正反])(?:比(?![例较如价选赛重率分拟照测特亚对])|较(?![为好大多高低少强快]))"
    rf"(?P<other>[^,，。；;：:！!？?\n比]{{1,20}}?)(?:还|更|要|再|都|又)*(?P<how>{_HOW})"
)
_BY_WORD = re.compile(
    rf"(?P<one>[^,，。；;：:！!？?\n]*?)(?P<how>{_HOW})(?:于|过)(?P<other>[^,，。；;：:！!？?\n\d%]{{1,20}})"
)
_AGAINST = re.compile(
    r"(?:与|和|跟|同)(?P<other>[^,，。；;：:！!？?\n]{1,20}?)相比[,，]?(?P<one>[^,，。；;：:！!？?\n]*?)"
    rf"(?:还|更|要|再|都|又)*(?P<how>{_HOW})"
)
_OF = re.compile("(?:公司|集团|这边|那边|家)?(?:的.*)?$")
_SELVES = (("我方", "我们", "我司", "我公司", "本公司"), ("客户", "贵司", "贵方", "你们", "您"))


@dataclass(frozen=True, slots=True)
class _Compared:
    """What is compared, ``one`` with the ``other``, and how."""

    one: str
    other: str
    how: str


def comparison_problems(placement: Placement) -> list[str]:
    """Reasons where the claim compares with what the quote compares, and the other way round."""
    claim, quote = placement.claim, placement.quote
    if placement.verbatim or not placement.tokens:
        return []
    start, end = claim.tokens[placement.tokens[0]].start, claim.tokens[placement.tokens[-1]].end
    other = compared_round(claim.text[start:end], quote.text) or compared_round(claim.text, quote.text)
    return [f"与“{other}”相比的一方与依据相反"] if other else []


def compared_round(claim: str, quote: str) -> str:
    """With whom canonical ``claim`` compares what ``quote`` compares the other way round; empty if nobody."""
    mine = list(_compared(claim))
    theirs = list(_compared(quote)) if mine else []
    for said in mine:
        alike = [one for one in theirs if one.how == said.how]
        turned = [one for one in alike if _crossed(said, one) or _crossed(one, said)]
        if turned and len(turned) == len(alike):
            return said.other
    return ""


def _compared(text: str) -> Iterator[_Compared]:
    for form in (_THAN, _BY_WORD, _AGAINST):
        for found in form.finditer(text):
            other = _OF.sub("", found["other"])
            if len(other) > 1 or other == "您":
                yield _Compared(found["one"], other, found["how"])


def _crossed(one: _Compared, two: _Compared) -> bool:
    """Whether what ``one`` compares with is what ``two`` compares, and not what it compares with."""
    return _names(one.other, two.one) and not _names(one.other, two.other)


def _names(who: str, text: str) -> bool:
    words = next((selves for selves in _SELVES if who in selves), (who,))
    return any(word in text for word in words)
