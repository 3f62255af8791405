"""What is only asked, or denied or withdrawn right after, is not stated."""
# ruff: noqa: E501  (tables: one group a line)

import re

from yiju.copilot.verify.analysis import Analysis
from yiju.copilot.verify.placing import Placement

_END = re.compile(r"[^。！？!?；;\n]*([。！？!?；;\n]|$)")
_ASKING = re.compile(
    r"[？?]|吗|呢|是否|能否|可否|会否|有无|是不是|有没有|能不能|会不会|要不要|可不可以|对不对|行不行|好不好|什么|怎么|怎样|哪|谁|几[个天家次]|多少|多久|多大|多长"
    r"|啥|([\u4e00-\u9fff])[没不]\1|(?:没有?|吧)$|为何|何时|何人|如何|请问|询问|请教|想知道|问(?!题|世|卷)"
    r"|\b(?:what|when|where|why|which|who|how|whether|asks?|asked|if)\b",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"\s*(?:(?:这|那)?(?:对|是|好|行|可以|可行|真的|没错|属实|有这回事|是真的|没问题)(?:吗|吧|么|不)|是不是|对不对|right|correct)\s*",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"不属实|不实|失实|不是真|不是事实|并非事实|非事实|与事实不符|不符合事实|是假|谣言|谣传|误传|讹传|纯属|子虚乌有|没有?这回事|没有?这事|没有?的事|不成立|说错了"
    r"|口误|笔误|辟谣|(?:予以|矢口|当场|随即|均|都|已|断然)否认|否认了?(?:此事|这一|该|上述|这种)?|站不住脚|误会|乌龙|撇清|澄清|编的|编造|捏造|虚构|(?:后来|事后|经查|最终|调查|核实|查证|查明|复查)[^，。；]{0,6}(?:证明|证实|查明|发现|显示)[^，。；]{0,6}(?:不|没|非|假|错)|无中生有|not true|untrue|false|denied",
    re.IGNORECASE,
)
_WITHDRAWN = re.compile(
    r"^\s*(?:但|但是|不过|然而)?(?:现|后|后来|目前|随后|之后|现在|又|已|该|此|这)[^，。；]{0,6}?(?:取消|作废|撤回|撤销|失效|废止|中止|作罢|搁置|推翻|不再)"
)
_OF_IT = re.compile(
    r"^\s*(?:[”」』])?(?:但|但是|不过|其实|事实上|实际上)?(?:这|该|此|上述|以上|对此|不|并不|并非|更正|辟谣)"
)
# The same within the clause: 年返利2%的做法已经废止.
_OF_THIS = re.compile(
    r"^(?:的|这|该|一)[^，。；]{0,10}?(?:已经?|被|现|早已|并)?(废止|废除|取消|作废|失效|撤回|推翻|不再有效|不属实|不实|不成立|不是真的|是假的)"
)
_EITHER = re.compile(r"([\u4e00-\u9fff]{1,2})[不没]\1(?![\u4e00-\u9fff]?[，。]?就)")
_NEAR = 24


def context_problems(placement: Placement) -> list[str]:
    """Reasons where the words used stand in a question, or are denied or withdrawn by what follows them."""
    quote = placement.quote
    if not placement.at:
        return []
    last = max(placement.at.values())
    told = placement.claim.text
    return _asked(quote, last, told) + _open(quote, last, told) + _taken_back(quote, last, told)


def _open(quote: Analysis, last: int, told: str) -> list[str]:
    """会不会续约还不知道 leaves open what it names."""
    found = _EITHER.search(quote.clause_text(quote.tokens[last].clause))
    return [f"依据说“{found[0]}”，并未说定"] if found and found[0] not in told else []


def _asked(quote: Analysis, last: int, told: str) -> list[str]:
    token = quote.tokens[last]
    own_end = quote.clauses[token.clause][1]
    end = _END.match(quote.text, own_end)
    assert end is not None
    own = quote.clause_text(token.clause).rstrip()
    rest = quote.text[own_end : end.end()].strip("，,？?。 ")
    asked = end[1] in {"？", "?"} and (not rest or _TAG.fullmatch(rest) is not None)
    if not (asked or own.endswith("吗") or _TAG.fullmatch(rest)) or _ASKING.search(told):
        return []
    return ["依据此处是问句"]


def _taken_back(quote: Analysis, last: int, told: str) -> list[str]:
    token = quote.tokens[last]
    rest = quote.text[token.end : quote.clauses[token.clause][1]].strip()
    if (found := _OF_THIS.search(rest)) and found[1] not in told:
        return [f"依据随后说“{rest}”，被省去"]
    for clause in (token.clause + 1, token.clause + 2):
        if clause >= len(quote.clauses):
            break
        text = quote.clause_text(clause).strip()
        numbers = {other.sentence for other in quote.tokens if other.clause == clause}
        within = numbers == {token.sentence}
        if not text or len(text) > _NEAR:
            continue
        found = _DENIED.search(text) if within or _OF_IT.search(text) else None
        found = found or _WITHDRAWN.search(text)
        if found and text not in told and found[0].strip() not in told:
            return [f"依据随后说“{text}”，被省去"]
    return []
