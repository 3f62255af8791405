"""What the copilot is asked for: a visit strategy, a talk track, or an answer."""

import regex

from yiju.bots.intent_slots import LEAD, NOT_A_NAME, ids
from yiju.bots.intent_types import Intent
from yiju.bots.intents_strategy import read_strategy
from yiju.bots.intents_talk import read_talk
from yiju.bots.names import Names
from yiju.bots.typed import Typed, without_doing, without_greeting

_READ = 2000
"""Characters of a question in which names are looked for."""
_WISH = regex.compile(r"(?:有没有|有什么|有)(?=.+(?:话术|策略|台词))")
_THEN = regex.compile(
    r"(?:那么?|还有|另外|对了|至于|然后)\s*[,、]?\s*(?P<core>.{1,24}?)(?P<ne>呢|咧|咋样)?[?？]*"
)
_TELL = regex.compile(r"(?:介绍|说说|聊聊|讲讲|了解|关于|说)(?:一下|下)?\s*")
_STANDS = regex.compile(
    r"(?:公司|客户|那边|这边|这家)*\s*(?:的?(?:基本|整体|总体)?(?:情况|近况|现状|概况|信息|资料|介绍))?"
    r"(?:最近|现在|目前)?(?:怎么?样|如何|咋样)?了?[?？]*"
)
"""How somebody is doing, and nothing of what."""
_NAME = regex.compile(r"[\p{Han}A-Za-z·()]{3,14}")
"""What may be a company's name and nothing else."""
_NE = regex.compile(r"(?P<core>[^,，。;]{1,16}?)呢[?？]*")


def read(typed: Typed, names: Names) -> Intent | None:
    """A strategy, a talk track, a customer's name alone, or a follow-up; None where it is none of these."""
    wish = _WISH.match(typed.key)
    asked = Typed(typed.text[wish.end() :], typed.key[wish.end() :], True) if wish else typed
    asked = without_doing(_unasked(asked) if wish else asked)
    whole = read_talk(asked, names) or read_strategy(asked, names) or _about(asked, names)
    return whole or _follow(typed, names) or _mistyped(typed, names)


def question(typed: Typed, names: Names) -> Intent:
    """A question, as typed, with the customers that it names."""
    typed = without_greeting(typed)
    found = names.find(typed.key[:_READ])
    customers = tuple(dict.fromkeys(c.id for mention in found for c in mention.customers))
    mixed = len(found) > 1 or any(len({c.name for c in m.customers}) > 1 for m in found)
    return Intent(kind="ask", customers=customers, mixed=mixed, text=typed.text)


def _about(typed: Typed, names: Names) -> Intent | None:
    """A customer, and nothing said of them: 威瑟兰, 威瑟兰怎么样, 介绍一下威瑟兰."""
    lead = _TELL.match(typed.key)
    rest = typed.part(lead.end()) if lead else typed
    mentions = names.find(rest.key, slot=True)
    if len(mentions) != 1 or mentions[0].start or not _STANDS.fullmatch(rest.key, mentions[0].end):
        return None
    return Intent(kind="about", customers=ids(mentions[0]))


def _mistyped(typed: Typed, names: Names) -> Intent | None:
    """A name alone that is nearly a customer's (威瑟蓝): who is meant is asked, nothing is searched for."""
    name = typed.key.rstrip(" .。!！?？~")
    if not _NAME.fullmatch(name) or NOT_A_NAME.search(name) or names.find(name) or names.named(name):
        return None
    return Intent(kind="about", called=typed.text[: len(name)]) if names.close_to(name) else None


def _unasked(typed: Typed) -> Typed:
    key = typed.key.rstrip("?？吗 ")
    return Typed(typed.text[: len(key)], key, typed.wished)


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
        and LEAD.sub("", core.key[: mentions[0].start]) == ""
        and not core.key[mentions[0].end :]
    )
    found = question(core, names)
    return Intent(
        kind="follow", customers=found.customers, mixed=found.mixed, text="" if whole else core.text
    )
