"""What stands around a command word: customers, joining words, goals; and sentences that only speak of it."""

import regex

from yiju.bots.names import Mention, Names
from yiju.bots.typed import Typed

GOAL = regex.compile(
    r"(?:本次|这次|拜访)?(?:的)?(?:目标|目的|重点是|主题是)(?:是|为)?\s*[:,]?\s*|(?:主要|重点)?想谈"
)
"""Before a goal."""
LEAD = regex.compile(
    r"(?:关于|针对|对于|对|给|为|向|去|见|拜访|[今明后]天|[上下]午|[上下这本]周[一二三四五六日天]?|[上下这本]次|要|的|我|再|"
    r"一[份个次]|做|写|出|用|请|帮|[\s,:;、])*"
)
"""Joining words before a customer's name."""
LINK = regex.compile(r"(?:公司|客户|那边|这边|这家)?(?:的|\s|[,:;、，：；。]|一[份个]|用)*")
"""The same after it."""
PERSON = regex.compile(
    r"(?:面对|对着|对|跟|和|向|给|找|见)\s*(?P<who>[A-Za-z][A-Za-z.\- ]*[A-Za-z]|\p{Han}{1,8}?)"
    r"(?=说|讲|谈|聊|用|开口|沟通|汇报|解释|的|[,:;、\s]|$)"
)
"""To whom something is said."""
NOT_A_NAME = regex.compile(r"[?？吗呢了过]|什么|怎么|如何|哪|谁|多少|我们|你们|他们|上次|之前|有没有|是")
"""What no company is called."""
_OPENS = regex.compile(r"[\s:,;、\-]|给|对|为|关于|去|跟|和|向|针对|见|$")
_NOUN = regex.compile(r"(?:的|是|里|中|有|怎么|为什么|什么|上|和|与|库|会|该|能|要)")


def begins(typed: Typed, end: int, after: Typed, names: Names) -> bool:
    """Whether what follows a leading command word are its slots, not the rest of a sentence about it."""
    if not after.key:
        return True
    mentions = names.find(after.key)
    if mentions and mentions[0].start == 0:
        return True
    apart = typed.key[end : end + 1] in " :,;、-"
    if not apart and (_NOUN.match(after.key) or not _OPENS.match(after.key)):
        return False
    return not (after.asks and not mentions and not GOAL.search(after.key) and not typed.wished)


def ends(typed: Typed, end: int, after: Typed) -> bool:
    """Whether a command word that stands later ends the message, or is followed by slots set apart."""
    if not after.key:
        return True
    apart = typed.key[end : end + 1] in " :,;、"
    slots = GOAL.match(after.key) or PERSON.match(after.key)
    return bool((apart or slots) and (not after.asks or GOAL.match(after.key)))


AND = regex.compile(r"\s*(?:[和与跟及、&]|以及)\s*")
"""What joins two customers' names."""


def without(typed: Typed, start: int, end: int) -> Typed:
    """It without a stretch of it."""
    return Typed(
        f"{typed.text[:start]} {typed.text[end:]}", f"{typed.key[:start]} {typed.key[end:]}", typed.wished
    )


def ids(mention: Mention) -> tuple[str, ...]:
    """The customers that a name fits."""
    return tuple(customer.id for customer in mention.customers)
