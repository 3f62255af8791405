"""Feedback as typed: 采纳 2, 修改 2：改成…, 驳回 2 理由, 用了, 没用上, 👎, 会后：有推进; and 依据 3."""

from collections.abc import Sequence

import regex

from yiju.bots.intent_types import Intent, IntentKind
from yiju.bots.names import Mention, Names, names_a_company
from yiju.bots.numerals import MANY, ONE, numbers_in
from yiju.bots.typed import Typed
from yiju.sandbox.types import Outcome

_THIS = r"(?:这[条份个]|它|全部|整[条份]|上一?条|刚才(?:那|这)条)?(?:建议|话术|策略|回答)?"
_I = r"(?:我们?|已经?|已)?"
_UNREAD = r"(?:最后|倒数|后|末|除|第)[^?？吗呢]{0,8}?[条节项点个]"
"""Claims that are told in another way than by number."""
_WHOLE = regex.compile(r"(?:全部|全都|所有|整[份个条]|全体)(?:的?(?:建议|话术|策略|回答))?")
"""For all of it: no number, and nothing said besides."""
_LIKE_NUMBERS = regex.compile(
    rf"{_UNREAD}$|(?:第|最后|倒数|除了?)\s*[\d一二两三四五六七八九十]|[-~到至]?\s*\d+(?![\d个年月日天元万亿台件份名家次款批周岁吨%.])"
)
"""How something begins that stands where numbers belong."""


def _verb(words: str, *, reason: str = "") -> "regex.Pattern[str]":
    """The verb, the numbers it is for, and what is said besides."""
    because = rf"(?:{reason or '(?!)'}\s*[:,]?\s*)?"
    rest = rf"(?:\s*{reason}\s*)?(?:(?P<sep>\s*[:,;。]\s*|\s+){because}(?P<said>.+)|\s*[:,;])?"
    return regex.compile(
        rf"{_I}{_THIS}(?:{words})了?{_THIS}\s*(?P<n>{MANY})?{rest}|"
        rf"{_I}{_THIS}(?:{words})了?\s*(?P<odd>{_UNREAD})|"
        rf"{_I}(?P<n2>{MANY})\s*(?:{words})了?(?:(?P<sep2>\s*[:,;。]\s*|\s+)(?P<said2>.+))?"
    )


_VERBS: tuple[tuple[IntentKind, "regex.Pattern[str]"], ...] = (
    ("reject", _verb(r"驳回|否决|不采[纳用]|不接受|不同意", reason=r"(?:理由|原因|因为)(?:是|为)?")),
    ("adopt", _verb(r"采纳")),
    ("unused", _verb(r"没用上|没有用上|没用到|没有用到|没使用|没有使用|未使用|未用")),
    ("used", _verb(r"用了|用上了?|用到了|用过了|使用了")),
    (
        "down",
        _verb(
            r"👎[🏻-🏿]?|\[(?:弱|踩)\]|点踩|差评|没帮助|没有帮助|帮助不大|不好用|没用处?|没有用处?",
            reason=r"(?:理由|原因|因为)(?:是|为)?",
        ),
    ),
    ("up", _verb(r"👍[🏻-🏿]?|\[(?:赞|强)\]|点赞|赞|好评|有用|很有用|有帮助|好用|很有帮助")),
)
_ALONE = regex.compile(rf"{_I}(?:采用|接受)了?(?:\s*(?P<n>{MANY})|这[条份个])?")
_EDIT = regex.compile(
    rf"(?:修改|修订|更正)(?:一下)?{_THIS}\s*(?P<n>{ONE})?"
    r"(?:(?P<sep>\s*[:,;]\s*|\s+|(?=改?[成为]))(?:改?[成为]|应(?:该?是|为))?\s*[:,]?\s*(?P<said>.+)|\s*[:,;])?"
)
_NOTHING_YET = regex.compile(r"改?[成为]?\s*[:,;]?")
_EDIT_TO = regex.compile(
    rf"(?:把\s*(?P<n>{ONE})|(?P<n2>第\s*{ONE}|{ONE}(?<=条)))\s*(?:改[成为]|换成|应(?:该?是|为))\s*[:,]?\s*(?P<said>.+)"
)
_OF_THAT = r"(?:(?:这|那|上面|刚才)[个条份些段]*(?:结论|说法|话|回答|策略|话术|建议|数字?)?的?)?"
_SOURCE = regex.compile(
    rf"(?:查?看?一?[看下查]?\s*)?{_OF_THAT}(?:(?:依据|出处|来源|原文|引用)\s*[:,(]?\s*(?P<n>{MANY})?\)?|(?P<n2>{MANY})\s*的?\s*(?:依据|出处|来源|原文))"
    r"(?:的?(?:原文|出处|来源|上下文|全文|是什么|有哪些|呢|在哪[里儿]?|是哪[里儿来的]*|内容))*[?]*|[\[【(](?:依据)?\s*(?P<n3>\d{1,3})[\]】)]"
)
_AFTER = regex.compile(
    r"(?:会后|会谈|拜访|谈完|见完)(?:的?(?:结果|反馈|情况)|了)?(?P<sep>\s*[:,;]\s*|\s+|是)?(?P<said>.*)"
)
_AFTER_HEADS = regex.compile(r"会后|(?:会谈|拜访)(?:的?结果|反馈)|(?:谈完|见完)了?[\s:,]")
_AFTER_ANOTHER = regex.compile(
    r"(?:会后|(?:会谈|拜访)的?(?:结果|反馈))\s*(?:"
    r"\s(?P<name>[\w·()]{2,20})\s*:\s*(?P<said>.+)|"
    r"[\s:,](?P<name2>[\w·()]{2,20})\s+(?P<said2>.+)|"
    r"[\s:,]?(?P<name3>[\w·()]{2,20}?)(?P<said3>(?:丢单|丢标|输单|落标|赢单|赢了|中标|成交|签下|签单|签了|签约).*))"
)
"""A meeting with somebody who is none of the viewer's customers."""
_REMARK = regex.compile(
    r"客户|对方|他们|双方|我[们方]|大家|顺利|终于|最[后终]|初步|正式"
    r"|[这本上下首]次|今天|昨天|项目|合同|订单|价格|报价|会[谈议]|气氛|进展|推进|交流|沟通|谈[判完]|目前|暂时|明显|略|整体|总体"
    r"|满意|同意|答应|愿意|认可|决定|确认|.总$|.总[满同答认愿]|经理|主任|院长|丢|输|赢|签|成交"
)
"""What stands in a remark on a meeting, and in no customer's name."""
_PARTICLES = regex.compile(r"[的了过很太不没未有好是在会要都也就还又再已被把让给]")
"""What stands in a remark, and in few names: those that say what they are (有限公司) may hold it."""
_OUTCOMES: tuple[tuple[Outcome, str], ...] = (
    ("lost", r"丢单|丢标|输单|没中标|未中标|落标|没拿下|输了|丢了"),
    (
        "same",
        r"没变化|没有变化|没啥变化|无变化|没进展|没有进展|无进展|没推进|没有推进|老样子|没动静|原地踏步",
    ),
    ("won", r"赢单|赢了|中标|成交|签下|签单|签了|签约|拿下"),
    ("back", r"倒退|退步|变差|恶化|更糟"),
    ("forward", r"推进|进展|往前|前进|进一步|向前"),
)
_NEITHER = regex.compile(r"没签|未签|没有签|没谈成|没成|未能")


def read(typed: Typed, names: Names) -> Intent | None:
    """Feedback or a source asked for; None where it is neither."""
    if match := _SOURCE.fullmatch(typed.key):
        given = match["n"] or match["n2"] or match["n3"] or ""
        return Intent(kind="source", numbers=numbers_in(given))
    if found := _edit(typed):
        return found
    for kind, pattern in _VERBS:
        if (match := pattern.fullmatch(typed.key)) and (found := _told(kind, typed, match, names)):
            return found
    if match := _ALONE.fullmatch(typed.key):
        return Intent(kind="adopt", numbers=numbers_in(match["n"] or ""))
    return _after(typed, names)


def outcome_in(key: str) -> Outcome:
    """How a meeting went, in folded words; empty where they do not say it, or say several things."""
    found: set[Outcome] = set()
    for outcome, words in _OUTCOMES:
        if regex.search(words, key):
            found.add(outcome)
            key = regex.sub(words, " ", key)
    return found.pop() if len(found) == 1 and not _NEITHER.search(key) else ""


def _told(kind: IntentKind, typed: Typed, match: "regex.Match[str]", names: Names) -> Intent | None:
    if match["odd"]:
        return Intent(kind=kind, called=typed.part(match.start("odd"), match.end("odd")).text)
    group = "said" if match["said"] else "said2"
    said = typed.part(match.start(group), match.end(group)) if match[group] else None
    said = None if said and _WHOLE.fullmatch(said.key) else said
    numbers = match["n"] or match["n2"] or ""
    sep = (match["sep"] or match["sep2"] or "").strip()
    if said and said.asks and not sep and not numbers:
        return None
    if said and (_unread(said, names) or (kind == "adopt" and not sep and not numbers)):
        return Intent(kind=kind, called=said.text)
    return Intent(kind=kind, numbers=numbers_in(numbers), text=said.text if said else "")


def _unread(said: Typed, names: Names) -> bool:
    """Whether it stands where numbers belong, and is none: to judge the whole by it would be a guess."""
    named = any(one.start == 0 and one.end == len(said.key) for one in names.find(said.key))
    return named or _LIKE_NUMBERS.match(said.key) is not None


def _edit(typed: Typed) -> Intent | None:
    if match := _EDIT_TO.fullmatch(typed.key):
        said = typed.part(match.start("said"))
        return Intent(kind="edit", numbers=numbers_in(match["n"] or match["n2"]), text=said.text)
    if not (match := _EDIT.fullmatch(typed.key)):
        return None
    numbers = numbers_in(match["n"] or "")
    if not match["said"] or _NOTHING_YET.fullmatch(match["said"]):
        return Intent(kind="edit", numbers=numbers)
    said = typed.part(match.start("said"))
    if not numbers and _LIKE_NUMBERS.match(said.key):
        return Intent(kind="edit", called=said.text)
    if said.asks and not numbers and match["sep"].strip() not in (":", "："):
        return None
    return Intent(kind="edit", numbers=numbers, text=said.text)


def _of_another(typed: Typed, mentions: Sequence[Mention]) -> Intent | None:
    """A meeting with somebody who is none of the viewer's: nothing is booked on whom one talked of before."""
    match = _AFTER_ANOTHER.fullmatch(typed.key)
    if match is None:
        return None
    for nth in ("", "2", "3"):
        if not match[f"name{nth}"]:
            continue
        start, end = match.span(f"name{nth}")
        said = typed.part(match.start(f"said{nth}"))
        known = any(one.start < end and start < one.end for one in mentions)
        if not known and not _is_remark(match[f"name{nth}"]) and not said.asks:
            called = typed.part(start, end).text
            return Intent(kind="outcome", called=called, outcome=outcome_in(said.key), text=said.text)
    return None


def _is_remark(text: str) -> bool:
    """Whether this is said of a meeting rather than a name."""
    return bool(_REMARK.search(text) or (_PARTICLES.search(text) and not names_a_company(text)))


def _after(typed: Typed, names: Names) -> Intent | None:
    """How the meeting went, with the customer where one is named: ``会后 威瑟兰：有推进``."""
    mentions = names.find(typed.key, slot=True)
    if found := _of_another(typed, mentions):
        return found
    key, text = typed.key, typed.text
    customers: tuple[str, ...] = ()
    if mentions and (mentions[0].start == 0 or _AFTER_HEADS.match(key)):
        first = mentions[0]
        customers = tuple(c.id for c in first.customers)
        key, text = key[: first.start] + " " + key[first.end :], text[: first.start] + " " + text[first.end :]
        key, text = key.lstrip(), text.lstrip()
    if not _AFTER_HEADS.match(key + " ") or not (match := _AFTER.fullmatch(key)):
        return None
    at = match.start("said")
    said = Typed(text[at:], key[at:]).part(0)
    said = said.part(len(said.key) - len(said.key.lstrip(" :,;的")))
    outcome = outcome_in(said.key)
    if said.key and not outcome and (not (customers or (match["sep"] or "").strip()) or said.asks):
        return None
    if said.asks and (match["sep"] or "").strip() not in (":",):
        return None
    return Intent(kind="outcome", customers=customers, outcome=outcome, text=said.text)
