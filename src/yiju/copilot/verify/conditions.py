"""Conditions and exceptions that a trim may not drop, before and after what they govern."""
# ruff: noqa: E501  (tables: one group a line)

import re
from collections.abc import Sequence

from yiju.copilot.verify.analysis import Analysis, Token
from yiju.copilot.verify.lexicon import ROLES, Marker
from yiju.copilot.verify.placing import Placement

_EXCEPTED = re.compile(r"除外|例外|^除(?!此|了|尘|湿|锈|草|名).+外$")
_SHOWN = re.compile(
    r"^(?:例|正)?如.{0,14}(?:所示|所述|所列|所附|见|图|表)|^如.{1,40}等$|^(?:例如|比如|诸如|正如|如此|如下)"
)
_IN_CASE = re.compile(r"(?:的话|之时|(?:情况|情形|前提|条件|场合)之?下|前提是|条件是)$")
_WHEN = re.compile(r"(?:时候?|之?后|以后)$")
# Ends in 时 or 后 and says no more than when, or is a word of its own.
_NO_EVENT = re.compile(
    r"(?:同|当|及|届|随|小|临|准|平|有|此|按|实|暂|历|到|那|这|彼|何|工|课|学|定|限|适|即)时候?$|(?:今|最|此|随|然|其|先|前|幕|售|背|身|滞|落)后$"
    r"|^(?:之后|以后|之时|.{0,3}[年月日天]以?之?后|.{0,3}[年月日点]时?)$"
)
_ENOUGH = re.compile(
    r"逾期|超过|超出|超期|迟延|延迟|延误|违反|违约|未按|未能|未在|不足|不能|不按|拒不|达到|达不到|低于|少于|高于|每(?:满|增|超)|连续.{1,8}(?:次|日|天|月|年)|上去|翻倍|翻番|届满|[无没](?:有)?(?:异议|争议|违约|投诉)|无异议|没有异议|不反对|无争议|无违约"
)
# What a contract or an offer waits for; and how it says what comes then.
_AWAITED = re.compile(
    r"验收|合格|通过|批准|审批|审核|审定|同意|签[字署收订约]|盖章|确认|收到|收讫|到账|到位|生效|到货|开票|付清|结清|交付|移交|达[到标]|[期届]满|逾期|违约|上线|达成"
)
_DUE = re.compile(
    r"应|须|方可|方能|才|可以?(?!能)|有权|将|会(?!议|见|晤|谈)|再|即可|予以|不得|支付|付款|退还"
)
# What a party may do when something has gone wrong: the clause before says what.
_REMEDY = re.compile(
    r"有权(?:解除|终止|扣|拒|要求|没收|暂停|追究|单方|取消|更换|换)|可以?(?:单方|随时)?(?:解除|终止|扣除|扣|没收|追究|取消)|视为"
)
_BREACH = re.compile(r"未|违反|逾期|拒不|不履行|不按|不符|不能|延误|迟延")
# What comes by itself where nothing was done: 未发生故障，保修自动延长.
_HAPPENS = re.compile(r"自动|视为|默认|顺延")
_NONE = re.compile(r"[未无没不]")
_MUST_PASS = re.compile(r"^(?:尚|还|仍)?(?:须|需|必须|应|要)先?经(?!常|济|营)")
_PARTIES = tuple(role for role in ROLES if not role.isascii())
_CHANGED = re.compile(r"[到至由从]\s*\d|(?:提高|上升|下降|降低|增加|减少|调整|变更|增至|降至|升至)")
_ONLY_THEN = re.compile(
    r"(?:首|头|前|第一)[一两二三四五六七八九十\d]?个?(?:年|月|季度?|次|批|单|期)$|(?:试用|促销|优惠|免租)期内?$"
)
_THEN = re.compile(r"自动|有权|可以?|应|须|则|即|视为|不予|扣|承担|支付|解除|终止|免|罚|赔|会|将|给|降|让")
_PAST = re.compile(
    r"了(?!解|结)|(?<![通超经])过(?!程|渡|户|期|万|半)|[已曾]|昨|今[天日年早]|近日|日前|(?:表示|说(?!明)|称(?!号|重)|指出|认为|介绍|透露|强调|发现|显示|宣布)"
)
_LIMITED = re.compile(
    r"^\s*(?:且)?(?:仅限|只限|限于|限(?!时|期|定|制)|仅适用|只适用|仅在|只在|仅对|只对|仅针对|只针对|仅当)|前提(?!交|出|供|醒|升|高|下)|条件是|才(?:行|可|能|算|有效|作数)|方[可能]|^\s*(?:还|但)?(?:得|要|须|需|还要|还得)(?:等|先|经|看)|^\s*仅此|专享|专属|独享|以.{1,20}为(?:前提|条件|限)|不适用"
)
_BUT = re.compile(r"^\s*(?:但是?|不过|只是|然而|惟|唯)(?!凡|愿)")
_ASKED = re.compile(
    r"须|需|要(?!求)|应|得(?!到|出|知)|必|只[有限能可对在]|仅|(?<![无有期])限(?![期制])|除|不含|不包括|不得|不超过|不适用|若|如果|先(?!进|生|后)|以.{1,16}为"
)
_PLAIN = re.compile(r"^(?:[好是真对行没会嗯哎]|可以|没错|没问题|不会|不是|一样|这样|那样|挺好|蛮好)+的$")


def condition_problems(placements: Sequence[Placement]) -> list[str]:
    """Reasons where a sentence of a quote is used without the words that condition it."""
    reasons: list[str] = []
    for quote in {id(placement.quote): placement.quote for placement in placements}.values():
        kept = {at for p in placements if p.quote is quote for at in p.at.values()}
        used = {quote.tokens[at].clause for at in kept}
        sentence_of = {token.clause: token.sentence for token in quote.tokens}
        told = placements[0].claim.text
        for clause in sorted(set(sentence_of) - used):
            there = {other for other in used if sentence_of[other] == sentence_of[clause]}
            text = quote.clause_text(clause).strip()
            if text in told:
                continue
            before = any(other > clause for other in there)
            after = any(other < clause for other in there)
            # A, B, 若 C, D: with B and D unused, what follows 若 is C's own affair
            own = clause - 1 not in there and clause + 1 in sentence_of and not before
            own = own and sentence_of[clause + 1] == sentence_of[clause]
            own = own or _punishes(quote, clause, text)
            if (before and _leads(quote, clause, text)) or (after and _trails(quote, clause, text, own)):
                reasons.append(f"依据中的条件“{text}”被省去")
        reasons += [f"依据中的条件“{text}”被省去" for text in _led_within(quote, kept) if text not in told]
        if "才" not in told and _only_then(quote, kept):
            reasons.append("依据中的“才”和它的条件被省去")
    return reasons


def _leads(quote: Analysis, clause: int, text: str) -> bool:
    """Whether an unused clause conditions those after it."""
    tokens = _tokens(quote, clause)
    if _bracketed(quote, clause):
        return False
    if _has_if(tokens, text) or _EXCEPTED.search(text):
        return True
    if text.endswith("的话") or text.startswith(("待", "等")):
        return True
    if _IN_CASE.search(text):
        return not _PAST.search(_rest(quote, clause))
    if text.startswith(("只有", "唯有", "仅当", "凡")) or _MUST_PASS.search(text):
        return True
    if tokens and tokens[-1].text == "的" and len(tokens) > 1 and not _PLAIN.match(text):
        return not any(token.text in {"是", "有"} for token in tokens)
    rest = _rest(quote, clause)
    if _WHEN.search(text):
        return _awaits(text, rest)
    if _PAST.search(text):
        return False
    if _HAPPENS.search(rest) and _NONE.search(text):
        return True
    then = _THEN.search(rest) or rest.strip().startswith(_PARTIES)
    return bool(_ENOUGH.search(text) and then) or bool(_REMEDY.search(rest) and len(tokens) > 1)


def _trails(quote: Analysis, clause: int, text: str, own: bool) -> bool:
    """Whether an unused clause limits what comes before it; ``own``: it has a consequence of its own."""
    if _EXCEPTED.search(text) or _LIMITED.search(text):
        return True
    if not own and (_has_if(_tokens(quote, clause)[:2], text) or text.endswith("的话")):
        return True
    return bool(_BUT.search(text) and _ASKED.search(text))


def _punishes(quote: Analysis, clause: int, text: str) -> bool:
    """Whether a clause says what follows if a duty is broken (如逾期，…): the duty itself stands without it."""
    return (
        bool(_BREACH.search(text))
        and bool(_rest(quote, clause).strip())
        and bool(
            _REMEDY.search(_rest(quote, clause))
            or re.search(r"应|须|支付|承担|赔|罚|扣", _rest(quote, clause))
        )
    )


def _led_within(quote: Analysis, kept: set[int]) -> list[str]:
    """Conditions at the head of a clause whose rest is used from its next word on: 验收合格后甲方付款."""
    found: list[str] = []
    for clause in sorted({quote.tokens[at].clause for at in kept}):
        numbers = [at for at, token in enumerate(quote.tokens) if token.clause == clause]
        first = next(at for at in numbers if at in kept)
        if first == numbers[0]:
            continue
        head = quote.text[quote.clauses[clause][0] : quote.tokens[first].start].strip()
        rest = quote.text[quote.tokens[first].start : quote.clauses[clause][1]]
        if (
            _IN_CASE.search(head)
            or (_WHEN.search(head) and len(head) > 3 and _awaits(head, rest))
            or (_ENOUGH.search(head) and head.endswith("了"))
            or _ONLY_THEN.search(head)
        ):
            found.append(head)
    return found


def _only_then(quote: Analysis, kept: set[int]) -> bool:
    """Whether a 才 that is not used stands before a used word, and what it waits for is not used either."""
    for number, token in enumerate(quote.tokens):
        if token.text not in {"才", "方可", "方能"} or number in kept:
            continue
        if any(at > number and quote.tokens[at].clause == token.clause for at in kept):
            waited = [
                at
                for at, other in enumerate(quote.tokens[:number])
                if other.sentence == token.sentence and other.content and other.clause >= token.clause - 1
            ]
            if any(at not in kept for at in waited):
                return True
    return False


def _awaits(head: str, rest: str) -> bool:
    """Whether ``head``, which ends in 时 or 后, is something that what follows waits for, not only its time."""
    if _NO_EVENT.search(head) or _PAST.search(head) or _PAST.search(rest):
        return False
    return bool(_AWAITED.search(head) or _ENOUGH.search(head) or _DUE.search(rest)) or not _CHANGED.search(
        rest
    )


def _tokens(quote: Analysis, clause: int) -> list[Token]:
    return [token for token in quote.tokens if token.clause == clause]


def _rest(quote: Analysis, clause: int) -> str:
    return quote.clause_text(clause + 1) if clause + 1 < len(quote.clauses) else ""


def _bracketed(quote: Analysis, clause: int) -> bool:
    start = quote.clauses[clause][0]
    return quote.text[start - 1 : start] in {"(", "（"}


def _has_if(tokens: list[Token], text: str) -> bool:
    return any(token.marker is Marker.IF for token in tokens) and not _SHOWN.search(text)
