"""Names and titles that sources give themselves, as far as we repeat them in our own words and in prompts.

A nickname, a mail's sender, a subject or a file's name is written by whoever sent it: one that gives an
order, or states something, is no name. The printed tag still shows a title and a speaker as they are, so that
the place is found by hand.
"""

from functools import lru_cache

import regex

from yiju.copilot.planted import is_planted
from yiju.store.types import Document

UNTITLED = "这份资料"
_LONGEST = 40
"""Characters of a name."""
_STATES = regex.compile(
    r"\d\s*(?:[%％‰折元万亿]|个?点|percent)|[¥￥$€]\s*\d|百分之"
    r"|(?=.{10})(?:.*[，。；：！？]|.*[!?]\s*\S)",
    regex.IGNORECASE,
)
"""A figure of money or a share; several clauses."""


@lru_cache(maxsize=8192)
def name_told(name: str) -> str:
    """A speaker's or sender's name; empty where it is none, but an order or a statement."""
    bare = regex.split(r"<[^<>]*@", name)[0]
    return "" if len(bare) > _LONGEST or is_planted(bare) or _STATES.search(bare) else name


def title_told(document: Document) -> str:
    """A document's title as our own words may name it."""
    return UNTITLED if is_planted(document.title) else document.title
