"""What a quote's clause goes on to say after the words used: 客户收购华铸失败 does not support 客户收购华铸.

A claim may stop inside a clause where the rest only adds to it (、 并 至 30台 …). It may not where the rest is
said of the words used (是误传, 须经批准), makes them the name of something else (停产风险, 降价方案, 合同的
补充协议) or of a part (货款的一半).
"""
# ruff: noqa: E501  (tables: one group a line)

import re

from yiju.copilot.normalise import Code
from yiju.copilot.verify.analysis import Analysis, Token, analyse
from yiju.copilot.verify.lexicon import ROLES, Marker
from yiju.copilot.verify.placing import Placement

# Says no more than what it follows.
_LIGHT = re.compile(
    r"^(?:人民币|工作|事宜|事项|服务|业务|活动|任务|文件|资料|等(?![待级效候])|[了过呢吧啊嘛着”」』’》\"'\]])+"
)
# More of the same kind, or where, when, how and how much: nothing is said of the words used.
_ADDS = re.compile(
    r"^(?:[、/+]|和|与(?!否)|及(?![时格])|以及|并(?!非|不|未|没|无)|且(?!慢)|而且|同时|至(?!今)|到(?!期|账)|于|在(?!望)|给|向|往|从|自(?!费|负|理)|按|以(?!上|下|前|后|为|失)|经由|用|对|为了|跟|共(?!同)|约|每|仅?供"
    r"|\d|[一二两三四五六七八九十]\d?[个台套件家次批项年天]|包括|其中(?!的))"
)
_JOINS = re.compile(r"^(?:[、/+]|和|与|及|以及|并|且|而且|同时)")
_FAILS = re.compile(r"失败|落空|受阻|告吹|未果|搁浅|泡汤|作罢|取消|被否|否决|误传|不实|存疑|未能|没能|无望")
# Said of the words used, as of a thing.
_OVER = re.compile(
    r"^(?:是|[纯实]属|实为|只|仅(?!供)|为(?!了)|系(?!统|列)|属|归|才|尚|还(?!款)|仍|须|需(?!求)|应(?!用|急|收|付)|必|要(?!求|约)|待|有待|亟|未|没|无|不|难|非|存在|存疑|面临|遭|遇|受|被|由|能否|可[能否行]|可以|可(?!靠|持)|会(?!议|上|谈|同|见)"
    r"|已|将|均|都|也|就|则|便|后(?!续|勤)|前(?!期)|时(?!间)|之[前后时]|以[前后]|以?来(?!访|料|样)|期间|的?话|以失败|自费|自[负理]|另[计行付算]|单[列独]|一事|之事|这一|这件|此事|此举|与否"
    r"|在望|落空|告[吹急终]|泡汤|无望|流产|失败|受[阻挫]|搁[浅置]|夭折|作罢|破裂|取消|中[止断]|终止|暂停|暂缓|推迟|延[期后缓迟]|撤[销回]|作废|失效|到期|完毕前|遥遥|堪忧|成[疑谜]|待定|未定|告负|不[实下])"
)
# Heads that make of the words before them the name of something.
_HEAD = (
    "风险|可能性?|概率|几率|希望|前景|方案|计划|规划|预案|草案|讨论稿|初稿|草稿|申请书?|请求|说法|传闻|谣言|消息|流言|问题|难度|压力|困难|阻力|隐患|意向书?|意愿|需求|诉求|要求|建议|提议|议案|倾向|苗头|迹象|条件|前提|目标"
    "|公告|通告|通知书?|公示|补充协议|附件|协议|模板|清单|名单|规则|办法|细则|流程|程序|资格|能力|成本|过程|阶段|进度|事件|事故|案例|争议|纠纷|谈判|预期|预测|设想|想法|思路|提案|标准|比例|比率|占比|时间|日期|期限|时限"
    "|与否|率|度(?!电)|性|量|额|权|价|费|书|稿|函|版|类|型|者|商|人|方|组|部"
)  # fmt: skip
_NAMES = re.compile(rf"^(?:{_HEAD})")
_ENDS_AS_NAME = re.compile(rf"^[\u4e00-\u9fff]{{0,4}}(?:{_HEAD})$")
_PART = re.compile(
    r"^(?:的)?(?:\d[\d.]*\s?[%％‰]|百分之|千分之|一半|半数|[一二三四五六七八九十\d]+分之|[一二三四五六七八九\d]成(?!为|立|功))|^(?:之)?[中里内](?:的|有)|^其中的"
)
_OF = re.compile(r"^(?:的|之(?!前|后|间|一))(?=\S)")
_LATER = re.compile(r"已|未|不|尚|仍|没|无|是(?!否)|为(?!了)|失败|落空|受阻")
_OR = re.compile(r"^(?:或者?|还是|抑或)")
_STATES = ("v", "a", "d", "l", "i", "z", "c", "m")
_PIVOT = re.compile(
    "请|邀|聘|委托|组织|安排|派|让|叫|令|使|要求|允许|准许|接受|帮|助|通知|告知|支持|禁止|同意|指定|授权|号召|带领|带|陪|代|供|用|有|没|无|作|为|向|给|对|与|和|同|在|从|由|以|按|负责|开始|继续|进行|公司"
)
_IS = frozenset({"是", "系", "属于"})
_TOUCHES = frozenset("提到 谈到 说到 讲到 聊到 问到 提及 谈及".split())
_ANY = frozenset({Marker.NOT, Marker.MAY})
_LOOK = 8
_WORD = 3


def remainder_problems(placement: Placement) -> list[str]:
    """Reasons where the clause in which the claim stops goes on to say something of what it used."""
    quote = placement.quote
    if quote.foreign or not placement.at or not _states(placement):
        return []
    back = {there: mine for mine, there in placement.at.items()}
    last: dict[int, int] = {}
    for at in sorted(back):
        last[quote.tokens[at].clause] = at
    for clause, at in last.items():
        if clause != max(last) and not any(_predicate(t) for k, t in _used(placement) if t.clause == clause):
            continue  # a subject alone, of which a later clause speaks
        end = _end(placement, back[at], at)
        rest = quote.text[end : quote.clauses[clause][1]].strip()
        if rest and _told(placement.claim, rest):
            continue
        if turn := _turning(rest, quote.tokens[at], quote, stitched=len(last) > 1 and clause == max(last)):
            return [f"依据接着说“{turn}”，被省去"]
    return []


def _told(claim: Analysis, rest: str) -> bool:
    """Whether the claim gives the rest too, elsewhere."""
    return rest[:3] in claim.text if len(rest) > 1 else False


def _states(placement: Placement) -> bool:
    """Whether the claim's clause says something; a name alone (采购总监周敏), or that a thing was spoken of
    (提到切换窗口), does not.
    """
    words = [placement.claim.tokens[number] for number in placement.tokens]
    if any(token.text in _TOUCHES for token in words):
        return False
    if any(_predicate(token) for token in words):
        return True
    heavy = [token for token in words if token.content]
    claim = placement.claim
    end = claim.clauses[words[-1].clause][1]
    if claim.text[end : end + 1] in {":", "：", "|", "→"}:
        return False  # a label
    return bool(heavy) and (len(heavy) > 1 or len(heavy[0].text) > _WORD) and not _is_name(heavy[-1])


def _is_name(token: Token) -> bool:
    return token.actor and (token.tag != "nz" or token.text in ROLES)


def _predicate(token: Token) -> bool:
    if token.mention is not None:
        return not isinstance(token.mention, Code)
    return (
        token.marker is not None
        or token.text in _IS
        or (token.content and token.tag.startswith(_STATES) and not token.actor)
    )


def _used(placement: Placement) -> list[tuple[int, Token]]:
    return [(at, placement.quote.tokens[at]) for at in placement.at.values()]


def _end(placement: Placement, number: int, at: int) -> int:
    """Where in the quote the claim's word ends: inside a longer word (满意 in 满意度), or in a later one."""
    token, theirs = placement.claim.tokens[number], placement.quote.tokens[at]
    if token.mention is not None or theirs.mention is not None:
        return theirs.end
    text = placement.quote.text
    found = text.find(token.text, theirs.start, max(theirs.end, theirs.start + len(token.text)))
    if found < 0 and placement.verbatim:
        found = text.find(token.text, theirs.start)
    if found >= 0:
        return found + len(token.text)
    for size in range(len(token.text) - 1, 0, -1):  # cut apart: its tail may stand a little later
        found = text.find(token.text[-size:], theirs.start, theirs.end + _LOOK)
        if found >= 0 and (found >= theirs.end or size > 1):
            return max(theirs.end, found + size)
    return theirs.end


def _turning(rest: str, last: Token, quote: Analysis, *, stitched: bool) -> str:
    """The rest, where it turns what the words before it say; "" where it only adds to them."""
    whole = rest
    if light := _LIGHT.match(rest):
        rest = rest[light.end() :].strip()
    if not rest or not any(char.isalnum() for char in rest):
        return ""
    if _PART.search(rest) and not last.tag.startswith(("v", "a")):
        return whole
    if _OR.match(rest):
        anyway = any(
            token.marker in _ANY or token.text in {"任何", "均"}
            for token in quote.tokens
            if token.clause == last.clause
        )
        return "" if anyway else whole
    if _ADDS.match(rest):
        return whole if _FAILS.search(rest) and not _JOINS.match(rest) else ""
    if _OF.match(rest) or _OVER.match(rest):
        return whole
    named = last.mention is None and not (last.text.isascii() and last.actor)
    if named and (_NAMES.match(rest) or _ENDS_AS_NAME.match(rest)):
        return whole
    if _LATER.search(rest):
        return whole
    return whole if _alone(rest, last, quote, stitched=stitched) else ""


def _alone(rest: str, last: Token, quote: Analysis, *, stitched: bool) -> bool:
    """Whether the rest is a verb with nothing after it, said of what is before it (收购丙方|遇冷).

    After 请, 委托 … it is what the one named does (委托第三方检测); words from two clauses have no such verb.
    """
    if not last.tag.startswith("n") and not last.actor:
        return False
    following = [t for t in analyse(rest).tokens if t.content or t.mention is not None]
    verbs = [t for t in following if t.tag.startswith(("v", "a"))]
    if stitched:
        return bool(verbs)
    before = quote.text[quote.clauses[last.clause][0] : last.start]
    acts = any(
        t.tag.startswith("v") and t.end <= last.start and t.clause == last.clause for t in quote.tokens
    )
    return len(following) == len(verbs) == 1 and acts and not _PIVOT.search(before)
