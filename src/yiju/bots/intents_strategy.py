"""拜访策略 威瑟兰 谈年降, 威瑟兰的拜访策略, 明天去见威瑟兰: a visit strategy asked for."""

import regex

from yiju.bots.intent_slots import AND, GOAL, LEAD, LINK, NOT_A_NAME, begins, ends, ids
from yiju.bots.intent_types import Intent
from yiju.bots.names import Names
from yiju.bots.typed import Typed

_STRATEGY = regex.compile(
    r"拜访(?:的)?(?:策略|方案|计划|准备|要点|建议)|访前(?:准备|简报|要点)|见面策略|谈判策略|策略"
)
_GOING = (
    r"我们?|[今明后]天|上午|下午|晚上|下?周[一二三四五六日天]?|马上|一会儿?"
    r"|要|准备|打算|计划|想|需要|怎么|如何|该"
)
_READY = (
    r"该?(?:怎么|如何)(?:谈|聊|准备|开口|说)|该?(?:谈|聊|说|准备)(?:些|点)?什么"
    r"|(?:帮我|请)?(?:做|来)?(?:准备|规划)(?:一下)?|有什么建议|要点|要准备什么|给个建议"
)
_VISIT = regex.compile(
    rf"(?:(?:{_GOING})\s*)*(?:去|来)?(?:拜访|会见|见一?见|见|会会)(?:一下)?\s*\x00\s*(?:公司|客户)?"
    rf"(?:\s*[,;]?\s*(?:{_READY})[?]*)?"
    r"(?:\s*[,;:]?\s*(?:本次|这次)?(?:目标|目的|想谈|主要谈|重点)(?:是|为)?\s*[:,]?\s*(?P<goal>.+))?"
)
_MEET = r"(?:去|来)?(?:拜访|会见|见一?见|见|会会)(?:一下)?"
_PREPARE = r"[\s,;]*(?:请|麻烦)?(?:帮我|给我)?(?:做|来)?(?:个|点)?(?:准备|规划)(?:一下|下)?"
_NAME = r"(?P<name>[\w·()]{2,16}?)"
_UNNAMED = regex.compile(
    rf"(?:{_NAME}\s*)?(?:(?:{_GOING})\s*)+{_MEET}{_PREPARE}|"
    rf"(?:(?:{_GOING})\s*)*{_MEET}\s*{_NAME.replace('name', 'name2')}\s*(?:公司|客户)?{_PREPARE}"
)
_NOBODY = regex.compile(rf"(?:{_GOING}|去|来|客户|对方|他们?|她们?|人家|甲方)+")
"""What stands where a name may, and is none."""
_GOALISH = regex.compile(
    r"谈|聊|争取|推|确认|了解|催|收|解决|续|拿|让|把|敲定|签|落实|沟通|介绍|汇报|摸|打听|看|弄清|搞定|降|涨"
)
"""What a goal begins with, and no name."""

_SECOND = regex.compile(
    r"(?!(?:\p{Han}{1,3}(?:总|经理|主任|院长|科长|处长|部长|总监|博士|老师|先生|女士)|\p{Han}工)(?:$|[\s,:;]))"
    r"(?P<name>[\p{Han}A-Za-z·()]{2,12})(?:\s*[,:;\s]\s*(?:目标|想谈|谈).*)?"
)
"""A name and nothing else, nobody's who is addressed by a title; a goal may follow it."""


def read_strategy(typed: Typed, names: Names) -> Intent | None:
    """A strategy; None where it is none."""
    match = _STRATEGY.search(typed.key)
    if match is None:
        return _visit(typed, names)
    before, after = typed.part(0, match.start()), typed.part(match.end())
    if not match.start():
        if not begins(typed, match.end(), after, names):
            return None
        if found := _of_several(after, names):
            return found
        customers, called, goal = _customer_and_goal(after, names)
        if after.asks and not customers and not GOAL.search(after.key) and not typed.wished:
            return None
        return Intent(kind="strategy", customers=customers, called=called, text=goal)
    who = _only_name(before, names)
    if who is None or not ends(typed, match.end(), after):
        return None
    return Intent(kind="strategy", customers=who[0], called=who[1], text=_goal(after).text)


def _visit(typed: Typed, names: Names) -> Intent | None:
    """明天去见威瑟兰，帮我准备一下; of a name that is nobody's, only where one asks to be prepared."""
    mentions = names.find(typed.key)
    if not mentions:
        return _unknown_visit(typed)
    first = mentions[0]
    if (match := _UNNAMED.fullmatch(typed.key)) and match["name"] == typed.key[: first.end]:
        return Intent(kind="strategy", customers=ids(first))
    key = f"{typed.key[: first.start]}\x00{typed.key[first.end :]}"
    match = _VISIT.fullmatch(key)
    if match is None:
        return None
    moved = first.end - first.start - 1
    goal = typed.text[match.start("goal") + moved :].strip() if match["goal"] else ""
    return Intent(kind="strategy", customers=ids(first), text=goal)


def _unknown_visit(typed: Typed) -> Intent | None:
    """宁川下周要去拜访，帮我准备一下: who that is, is asked; where no name stands, for whom."""
    match = _UNNAMED.fullmatch(typed.key)
    if match is None:
        return None
    group = "name" if match["name"] else "name2"
    called = match[group] or ""
    if not called or _NOBODY.fullmatch(called):
        return Intent(kind="strategy")
    if NOT_A_NAME.search(called):
        return None
    return Intent(kind="strategy", called=typed.part(match.start(group), match.end(group)).text)


def _only_name(before: Typed, names: Names) -> tuple[tuple[str, ...], str] | None:
    """What stands before 拜访策略: a customer, an unknown name, nothing that counts; None: something else."""
    mentions = names.find(before.key, slot=True)
    if mentions:
        first = mentions[0]
        lead, link = LEAD.fullmatch(before.key, 0, first.start), LINK.match(before.key, first.end)
        tail = LEAD.fullmatch(before.key[link.end() if link else first.end :])
        return (ids(first), "") if lead is not None and tail is not None else None
    lead = LEAD.match(before.key)
    at = lead.end() if lead else 0
    rest = before.part(at)
    name = rest.key.rstrip("的 ")
    if not name:
        return (), ""
    if len(name) > 20 or NOT_A_NAME.search(rest.key) or " " in name:
        return None
    return (), rest.text[: len(name)]


def _of_several(after: Typed, names: Names) -> Intent | None:
    """拜访策略 威瑟兰和川岳: a second customer, known or not, right behind the first; else None."""
    mentions = names.find(after.key, slot=True)
    joined = AND.match(after.key, mentions[0].end) if mentions else None
    if joined is None or after.key[: mentions[0].start].strip(" ,:;"):
        return None
    customers = ids(mentions[0])
    if len(mentions) > 1 and mentions[1].start == joined.end():
        goal = _goal(after.part(mentions[1].end)).text
        both = tuple(dict.fromkeys((*customers, *ids(mentions[1]))))
        return Intent(kind="strategy", customers=both, mixed=True, text=goal)
    second = _SECOND.fullmatch(after.key, joined.end())
    if second is None or NOT_A_NAME.search(second["name"]) or _GOALISH.search(second["name"]):
        return None
    start, end = second.span("name")
    called, goal = after.part(start, end).text, _goal(after.part(end)).text
    return Intent(kind="strategy", customers=customers, called=called, text=goal)


def _customer_and_goal(after: Typed, names: Names) -> tuple[tuple[str, ...], str, str]:
    """Customers, unknown name and goal of what follows 拜访策略, in whichever order they stand."""
    mentions = names.find(after.key, slot=True)
    marker = GOAL.search(after.key)
    if mentions and (
        marker is None or mentions[0].start < marker.start() or not after.key[: marker.start()].strip(" ,:;")
    ):
        first = mentions[0]
        left, right = after.part(0, first.start), after.part(first.end)
        goal = _goal(right)
        if not goal.key:
            lead = LEAD.match(left.key)
            goal = _goal(left.part(lead.end() if lead else 0))
        return ids(first), "", goal.text
    head = after.part(0, marker.start()) if marker else after
    tail = after.part(marker.end()).text if marker else ""
    lead = regex.match(r"[\s:,;、\-]*(?:给|对|为|关于|针对)?\s*", head.key)
    head = head.part(lead.end() if lead else 0)
    if not head.key:
        return (), "", tail
    if _GOALISH.match(head.key):
        return (), "", tail or head.text
    words = regex.match(r"[^\s,:;、]+", head.key)
    cut = words.end() if words else len(head.key)
    rest = _goal(head.part(cut))
    return (), head.part(0, cut).text.rstrip("的"), tail or rest.text


def _goal(right: Typed) -> Typed:
    """What follows a customer's name, as a goal: without 的, commas and 目标是."""
    link = LINK.match(right.key)
    right = right.part(link.end() if link else 0)
    marker = GOAL.match(right.key)
    return right.part(marker.end()) if marker else right
