"""What advice must not say on its own: figures, dates and promises come from evidence or not at all.

A judgement cannot be verified as a fact is. These checks see to it that it adds nothing checkable to the
facts it rests on, and that it is about them at all.
"""

import re

from yiju.copilot.normalise import Code, Mention, Quantity, When, canonical, find_mentions
from yiju.copilot.normalise.mentions import same_time
from yiju.copilot.words import content_words

_PROMISE = re.compile(
    "保证|承诺|担保|一定会|免费|赠送|白送|独家|降价|让利|优惠|折扣|打折|返点|返利|回扣|佣金|赔付|赔偿|包退|包换|无条件|终身|"
    "全额|提前交付|提前交货|延长账期|放宽账期|免除|豁免|特价|底价|最低价|全权"
)
_SPOKEN_PROMISE = re.compile(
    "今天内|今晚|明天|后天|明早|本周|这周|下周|周[一二三四五六日天]前|星期[一二三四五六日天]|本月|下月|下个月|月底|月初|年底前|年内|"
    "一定|肯定能|绝对|百分之百|随时"
)
_NOT = re.compile(
    "(?:不要|不得|不能|不可|避免|切勿|勿|别|不宜|不应|不做|不作|未|没有|暂不|不)[^，。；]{0,6}$"
)
_ADVICE = re.compile(
    "建议|应当|应该|应[^用对急变收付]|可以|可先|可就|可用|可借|可在|宜|请|不妨|准备|争取|询问|问清|确认|核对|核实|避免|不要|安排|约|"
    "跟进|澄清|说明|优先|务必|尽快|需要|须|需|围绕|推动|带上|提交|展示|邀请|了解|关注|强调|拜访|汇报|落实|判断|可能|或许|意味|"
    "说明我方|吗|什么|哪|谁|怎么|如何|是否|几|多少|？"
)
_OWN_COUNT = re.compile(".*(?:[点步]|问题|方面|要点|议题|话题|步骤)$")


def reads_as_advice(text: str) -> bool:
    """Whether a statement is worded as a proposal, a question or a judgement, not as a plain fact."""
    return bool(_ADVICE.search(text))


def untraced(text: str, base: str, *, spoken: bool = False) -> str:
    """The first figure, date, code or promise that an advice's base does not hold; empty if all are there.

    Args:
        base: quotes of the evidence it rests on, those facts' texts, and the user's own words.
        spoken: our side says it to the customer: times promised must be in the base too.
    """
    said, known = canonical(text), canonical(base)
    held = find_mentions(known)
    for mention in find_mentions(said):
        if not _held(mention, held) and not _counts_itself(mention, said):
            return f"“{mention.surface}”在所依据的资料中没有"
    for pattern in (_PROMISE, _SPOKEN_PROMISE) if spoken else (_PROMISE,):
        for found in pattern.finditer(said):
            if found[0] not in known and not _NOT.search(said[: found.start()]):
                return f"许诺“{found[0]}”没有依据"
    return ""


def about(text: str, base: str, names: str) -> bool:
    """Whether advice speaks of what it rests on: they share a content word that is not a party's name."""
    return bool(
        (content_words(canonical(text)) & content_words(canonical(base))) - content_words(canonical(names))
    )


def _counts_itself(mention: Mention, said: str) -> bool:
    """Whether a small number in words only counts what is proposed: 三个问题, 第一步, 两点."""
    if not isinstance(mention, Quantity) or mention.low > 5 or re.search(r"\d", mention.surface):
        return False
    return mention.ordinal or bool(_OWN_COUNT.match(said[mention.start : mention.end + 2]))


def _held(mention: Mention, held: list[Mention]) -> bool:
    if isinstance(mention, Code):
        return any(isinstance(other, Code) and other.key == mention.key for other in held)
    if isinstance(mention, When):
        return any(isinstance(other, When) and same_time(mention, other, frozenset()) for other in held)
    return mention.optional or any(
        isinstance(other, Quantity)
        and (other.low, other.high, other.unit) == (mention.low, mention.high, mention.unit)
        for other in held
    )
