"""How a number is shared out: 双方各出资100万元 is not 双方合计出资100万元."""

import re
from collections.abc import Sequence

from yiju.copilot.verify.analysis import Analysis, is_number

_EACH = re.compile(r"各(?!种|类|方面|界|级|省|地|位|项|自治)|每|分别|人均|平均|均(?:为|[出支付承])")
_ALL = re.compile(r"合计|共计|总共|一共|总计|累计|合共|(?<![公同])共(?!同|和|有|享|识|建|赢|性)")
_OF_ALL = re.compile(r"^(?!.*每).*各.*(?:合计|共计|总共|一共|总计|累计|合共)")
_UNDER = re.compile(r"各(?!种|类|方面|界|级|省|地|位|项|自治)|分别")


def sharing_problems(
    claim: Analysis, quotes: Sequence[Analysis], places: dict[int, list[tuple[int, int]]]
) -> list[str]:
    """Reasons where the claim gives a number for each and the quote one for all, or the other way round."""
    reasons: list[str] = []
    for number, found in places.items():
        if not is_number(claim.tokens[number]):
            continue
        mine = _before(claim, number)
        each, whole, under = bool(_EACH.search(mine)), bool(_ALL.search(mine)), bool(_UNDER.search(mine))
        theirs = [_before(quotes[which], at) for which, at in found]
        if each and not _total(mine) and theirs and all(_total(text) for text in theirs):
            reasons.append(f"数字“{claim.tokens[number].text}”在依据中是合计")
        elif under and theirs and not any(_EACH.search(text) for text in theirs):
            reasons.append(f"论断说各为“{claim.tokens[number].text}”，依据没有这样说")
        elif whole and not each and theirs and all(_EACH.search(t) and not _ALL.search(t) for t in theirs):
            reasons.append(f"数字“{claim.tokens[number].text}”在依据中不是合计")
    return reasons


def _total(text: str) -> bool:
    """Whether one number is given for all: 合计, also where 各 comes before it (各标段合计)."""
    return bool(_OF_ALL.search(text) or (_ALL.search(text) and not _EACH.search(text)))


def _before(text: Analysis, number: int) -> str:
    """The number's clause up to the number, from the number before it on."""
    token = text.tokens[number]
    start = text.clauses[token.clause][0]
    for other in text.tokens[:number]:
        if other.clause == token.clause and is_number(other) and other.end > start:
            start = other.end
    return text.text[start : token.end]
