"""What the copilot is asked for: a visit strategy, a talk track, or an answer."""

import regex

from yiju.bots.intent_types import Intent
from yiju.bots.names import Mention, Names
from yiju.bots.typed import Typed, without_doing, without_greeting
from yiju.copilot.talk import find_scene, scene_names

_STRATEGY = regex.compile(
    r"拜访(?:的)?(?:策略|方案|计划|准备|要点|建议)|访前(?:准备|简报|要点)|见面策略|谈判策略|策略"
)
_VISIT = regex.compile(
    r"(?:(?:我们?|[今明后]天|上午|下午|晚上|下?周[一二三四五六日天]?|马上|一会儿?|要|准备|打算|计划|想|需要|怎么|如何|该)+\s*)*"
    r"(?:去|来)?(?:拜访|会见|见一?见|见|会会)(?:一下)?\s*(?P<name>\x00)\s*(?:公司|客户)?"
    r"(?:\s*[,;]?\s*(?:该?(?:怎么|如何)(?:谈|聊|准备|开口|说)|(?:该)?(?:谈|聊|说|准备)(?:些|点)?什么|(?:帮我|请)?(?:做|来)?(?:准备|规划)(?:一下)?"
    r"|有什么建议|要点|要准备什么|给个建议)[?]*)?"
    r"(?:\s*[,;:]?\s*(?:本次|这次)?(?:目标|目的|想谈|主要谈|重点)(?:是|为)?\s*[:,]?\s*(?P<goal>.+))?"
)
_TALK = regex.compile(r"(?:销售|沟通|电话|拜访|现场|谈判)?(?:的)?(?:话术|台词|说辞)")
_HOW = regex.compile(r"(?:我)?(?:该|应该)?(?:怎么|怎样|如何)(?:跟|和|向|对|给|同)\s*(?P<rest>.+?)[?？]*")
_GOAL = regex.compile(
    r"(?:本次|这次|拜访)?(?:的)?(?:目标|目的|重点是|主题是)(?:是|为)?\s*[:,]?\s*|(?:主要|重点)?想谈"
)
_GOALISH = regex.compile(
    r"谈|聊|争取|推|确认|了解|催|收|解决|续|拿|让|把|敲定|签|落实|沟通|介绍|汇报|摸|打听|看|弄清|搞定|降|涨"
)
_LEAD = regex.compile(
    r"(?:关于|针对|对于|对|给|为|向|去|见|拜访|[今明后]天|[上下]午|[上下这本]周[一二三四五六日天]?|[上下这本]次|要|的|我|再|"
    r"一[份个次]|做|写|出|用|请|帮|[\s,:;、])*"
)
_LINK = regex.compile(r"(?:公司|客户|那边|这边|这家)?(?:的|\s|[,:;、，：；。]|一[份个]|用)*")
_OPENS = regex.compile(r"[\s:,;、\-]|给|对|为|关于|去|跟|和|向|针对|见|$")
_NOUN = regex.compile(r"(?:的|是|里|中|有|怎么|为什么|什么|上|和|与|库|会|该|能|要)")
_NOT_A_NAME = regex.compile(r"[?？吗呢了过]|什么|怎么|如何|哪|谁|多少|我们|你们|他们|上次|之前|有没有|是")
_WISH = regex.compile(r"(?:有没有|有什么|有)(?=.+(?:话术|策略|台词))")
_PERSON = regex.compile(
    r"(?:面对|对着|对|跟|和|向|给|找|见)\s*(?P<who>[A-Za-z][A-Za-z.\- ]*[A-Za-z]|\p{Han}{1,8}?)"
    r"(?=说|讲|谈|聊|用|开口|沟通|汇报|解释|的|[,:;、\s]|$)"
)
_NOBODY = frozenset("客户 对方 他们 他 她 人家 贵方 甲方 我 我们 大家 这个 这".split())
_FILL = regex.compile(
    r"^(?:场景|用于|关于|用来|应对|如何|怎么|怎样|说|讲|谈|聊|时|用|的|一下|[\s,:;、。?？])+|(?:场景|时候|时|的|一下|[\s,:;、。?？])+$|[\s,;、]+(?:说|讲|谈|聊|用|沟通|汇报)$"
)
_THEN = regex.compile(
    r"(?:那么?|还有|另外|对了|至于|然后)\s*[,、]?\s*(?P<core>.{1,24}?)(?P<ne>呢|咧|咋样)?[?？]*"
)
_NE = regex.compile(r"(?P<core>[^,，。;]{1,16}?)呢[?？]*")


def read(typed: Typed, names: Names) -> Intent | None:
    """A strategy, a talk track, or a follow-up; None where it is none of these."""
    wish = _WISH.match(typed.key)
    asked = Typed(typed.text[wish.end() :], typed.key[wish.end() :], True) if wish else typed
    asked = without_doing(_unasked(asked) if wish else asked)
    return _talk(asked, names) or _strategy(asked, names) or _follow(typed, names)


def question(typed: Typed, names: Names) -> Intent:
    """A question, as typed, with the customers that it names."""
    typed = without_greeting(typed)
    found = names.find(typed.key)
    customers = tuple(dict.fromkeys(c.id for mention in found for c in mention.customers))
    mixed = len(found) > 1 or any(len({c.name for c in m.customers}) > 1 for m in found)
    return Intent(kind="ask", customers=customers, mixed=mixed, text=typed.text)


def _unasked(typed: Typed) -> Typed:
    key = typed.key.rstrip("?？吗 ")
    return Typed(typed.text[: len(key)], key, typed.wished)


def _strategy(typed: Typed, names: Names) -> Intent | None:
    match = _STRATEGY.search(typed.key)
    if match is None:
        return _visit(typed, names)
    before, after = typed.part(0, match.start()), typed.part(match.end())
    if not match.start():
        if not _begins(typed, match.end(), after, names):
            return None
        customers, called, goal = _customer_and_goal(after, names)
        if after.asks and not customers and not _GOAL.search(after.key) and not typed.wished:
            return None
        return Intent(kind="strategy", customers=customers, called=called, text=goal)
    who = _only_name(before, names)
    if who is None or not _ends(typed, match.end(), after):
        return None
    return Intent(kind="strategy", customers=who[0], called=who[1], text=_goal(after).text)


def _visit(typed: Typed, names: Names) -> Intent | None:
    """明天去见威瑟兰，帮我准备一下: only of a customer that is known."""
    mentions = names.find(typed.key)
    if not mentions:
        return None
    first = mentions[0]
    key = f"{typed.key[: first.start]}\x00{typed.key[first.end :]}"
    match = _VISIT.fullmatch(key)
    if match is None:
        return None
    moved = first.end - first.start - 1
    goal = typed.text[match.start("goal") + moved :].strip() if match["goal"] else ""
    return Intent(kind="strategy", customers=_ids(first), text=goal)


def _talk(typed: Typed, names: Names) -> Intent | None:
    match = _TALK.search(typed.key)
    if match is None:
        return _how(typed, names)
    before, after = typed.part(0, match.start()), typed.part(match.end())
    if not before.key:
        if not _begins(typed, match.end(), after, names):
            return None
        said = after
    else:
        known = names.find(before.key) or find_scene(before.key).name in scene_names()
        lead = _LEAD.match(before.key)
        plain = lead is not None and lead.end() == len(before.key)
        if not (known or plain or typed.wished or _PERSON.search(before.key)) or not _ends(
            typed, match.end(), after
        ):
            return None
        if before.asks and not typed.wished:
            return None
        said = Typed(f"{before.text} {after.text}", f"{before.key} {after.key}")
    if said.asks and before.key and not typed.wished:
        return None
    return _talk_slots(said, names)


def _how(typed: Typed, names: Names) -> Intent | None:
    """怎么跟威瑟兰催款: of a known customer, in a known scene."""
    match = _HOW.fullmatch(typed.key)
    if match is None:
        return None
    rest = typed.part(match.start("rest"), match.end("rest"))
    mentions = names.find(rest.key)
    if not mentions or mentions[0].start > 0 or rest.key.endswith(("的", "了")):
        return None
    found = _talk_slots(rest, names)
    return found if find_scene(found.text).name in scene_names() and len(found.text) <= 8 else None


def _talk_slots(said: Typed, names: Names) -> Intent:
    mentions = names.find(said.key)
    customers: tuple[str, ...] = ()
    called = ""
    if mentions:
        first = mentions[0]
        customers = _ids(first)
        said = Typed(
            f"{said.text[: first.start]} {said.text[first.end :]}",
            f"{said.key[: first.start]} {said.key[first.end :]}",
        )
    person, said = _person(said)
    said = _filled(said)
    if not mentions:
        called, said = _called(said)
    return Intent(kind="talk", customers=customers, called=called, text=said.text, person=person)


def _person(said: Typed) -> tuple[str, Typed]:
    for match in _PERSON.finditer(said.key):
        who = said.part(match.start("who"), match.end("who"))
        if who.key in _NOBODY:
            said = Typed(
                f"{said.text[: match.start()]} {said.text[match.end() :]}",
                f"{said.key[: match.start()]} {said.key[match.end() :]}",
            )
            return "", said
        if find_scene(who.key).name in scene_names() and who.key != find_scene(who.key).name[:0]:
            continue
        left = Typed(
            f"{said.text[: match.start()]} {said.text[match.end() :]}",
            f"{said.key[: match.start()]} {said.key[match.end() :]}",
        )
        return who.text, left
    return "", said


def _called(said: Typed) -> tuple[str, Typed]:
    """A name that is none of the viewer's customers', where one stands: 话术 蓝海 催款."""
    words = said.key.split()
    if len(words) >= 2 and find_scene(words[0]).name not in scene_names():
        rest = said.part(len(words[0]))
        if find_scene(rest.key).name in scene_names() and not _NOT_A_NAME.search(words[0]):
            return said.part(0, len(words[0])).text, rest
    return "", said


def _filled(said: Typed) -> Typed:
    """Without words that only join: 场景, 用于, 的 …"""
    while match := _FILL.search(said.key):
        if match.start() == 0 and match.end() == len(said.key):
            return said.part(0, 0)
        said = said.part(match.end()) if match.start() == 0 else said.part(0, match.start())
    return Typed(" ".join(said.text.split()), " ".join(said.key.split()))


def _begins(typed: Typed, end: int, after: Typed, names: Names) -> bool:
    """Whether what follows a leading command word are its slots, not the rest of a sentence about it."""
    if not after.key:
        return True
    mentions = names.find(after.key)
    if mentions and mentions[0].start == 0:
        return True
    apart = typed.key[end : end + 1] in " :,;、-"
    if not apart and (_NOUN.match(after.key) or not _OPENS.match(after.key)):
        return False
    return not (after.asks and not mentions and not _GOAL.search(after.key) and not typed.wished)


def _ends(typed: Typed, end: int, after: Typed) -> bool:
    """Whether a command word that stands later ends the message, or is followed by slots set apart."""
    if not after.key:
        return True
    apart = typed.key[end : end + 1] in " :,;、"
    slots = _GOAL.match(after.key) or _PERSON.match(after.key)
    return bool((apart or slots) and (not after.asks or _GOAL.match(after.key)))


def _only_name(before: Typed, names: Names) -> tuple[tuple[str, ...], str] | None:
    """What stands before 拜访策略: a customer, an unknown name, nothing to the point; None: something else."""
    mentions = names.find(before.key)
    if mentions:
        first = mentions[0]
        lead, link = _LEAD.fullmatch(before.key, 0, first.start), _LINK.match(before.key, first.end)
        tail = _LEAD.fullmatch(before.key[link.end() if link else first.end :])
        return (_ids(first), "") if lead is not None and tail is not None else None
    lead = _LEAD.match(before.key)
    at = lead.end() if lead else 0
    rest = before.part(at)
    name = rest.key.rstrip("的 ")
    if not name:
        return (), ""
    if len(name) > 20 or _NOT_A_NAME.search(rest.key) or " " in name:
        return None
    return (), rest.text[: len(name)]


def _customer_and_goal(after: Typed, names: Names) -> tuple[tuple[str, ...], str, str]:
    """Customers, unknown name and goal of what follows 拜访策略, in whichever order they stand."""
    mentions = names.find(after.key)
    marker = _GOAL.search(after.key)
    if mentions and (
        marker is None or mentions[0].start < marker.start() or not after.key[: marker.start()].strip(" ,:;")
    ):
        first = mentions[0]
        left, right = after.part(0, first.start), after.part(first.end)
        goal = _goal(right)
        if not goal.key:
            lead = _LEAD.match(left.key)
            goal = _goal(left.part(lead.end() if lead else 0))
        return _ids(first), "", goal.text
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
    link = _LINK.match(right.key)
    right = right.part(link.end() if link else 0)
    marker = _GOAL.match(right.key)
    return right.part(marker.end()) if marker else right


def _follow(typed: Typed, names: Names) -> Intent | None:
    """那付款条件呢: what is said of it rests on what was asked before."""
    match = _THEN.fullmatch(typed.key) or _NE.fullmatch(typed.key)
    if match is None:
        return None
    core = typed.part(match.start("core"), match.end("core"))
    if not core.key or (core.asks and not match.groupdict().get("ne")):
        return None
    if not typed.key.startswith("那") and not typed.key.rstrip("?？").endswith("呢"):
        return None
    mentions = names.find(core.key)
    whole = (
        len(mentions) == 1
        and _LEAD.sub("", core.key[: mentions[0].start]) == ""
        and not core.key[mentions[0].end :]
    )
    found = question(core, names)
    return Intent(
        kind="follow", customers=found.customers, mixed=found.mixed, text="" if whole else core.text
    )


def _ids(mention: Mention) -> tuple[str, ...]:
    return tuple(customer.id for customer in mention.customers)
