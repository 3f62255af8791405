"""Names of people as the index keeps them, so that a filter meets them however they are written."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from email.utils import getaddresses
from functools import lru_cache

_ADDRESSES = ("from", "to", "cc")
_LISTS = ("author", "reporter")
_BETWEEN = re.compile(r"[,，、;；]")
_BESIDE = re.compile(r"[(（\[【].*?[)）\]】]|[<＜].*?[>＞]")
"""Company, department or address beside a name."""


def name_key(name: str) -> str:
    """One form for one name: half width, lower case, without what stands in brackets beside it."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(_BESIDE.sub(" ", plain).split())


def people_of(attributes: Mapping[str, str], speakers: Iterable[str]) -> tuple[str, ...]:
    """Whom a chunk is by or addressed to, as keys, sorted.

    Args:
        attributes: of its document: senders and receivers by name and by address, and the author.
        speakers: of its own paragraphs; who speaks elsewhere in the document does not count.
    """
    mails = tuple(attributes.get(label, "") for label in _ADDRESSES)
    lists = tuple(attributes.get(label, "") for label in _LISTS)
    return tuple(sorted((_labelled(mails, lists) | {name_key(speaker) for speaker in speakers}) - {""}))


@lru_cache(maxsize=4096)
def _labelled(mails: tuple[str, ...], lists: tuple[str, ...]) -> frozenset[str]:
    """The keys in a document's labels; every chunk of it asks for the same."""
    found = {name_key(name) for text in lists for name in _BETWEEN.split(text)}
    for name, address in getaddresses(list(mails)):
        found |= {name_key(name), address.casefold()}
    return frozenset(found)
