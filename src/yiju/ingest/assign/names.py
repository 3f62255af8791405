"""Names of customers as they stand in texts: the longest counts, and no part of another word."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_ADDRESS = re.compile(r"[\w.+'-]+@([\w-]+(?:\.[\w-]+)+)")
_SHORTEST_LATIN = 3
_SHORT_CHINESE, _SHORT_LATIN = 2, 4
"""Names up to this long stand in many texts that mean something else."""


def plain(text: str) -> str:
    """A text as names are compared in it: width, case and runs of spaces do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_domain(name: str) -> bool:
    """Whether an alias is a mail domain."""
    return _DOMAIN.fullmatch(plain(name)) is not None


def domains_in(addresses: str) -> set[str]:
    """The domains of the mail addresses in a header."""
    return {found.lower() for found in _ADDRESS.findall(addresses)}


def is_short(name: str) -> bool:
    """Whether a name is so short that it may mean something else."""
    return len(name) <= (_SHORT_LATIN if name.isascii() else _SHORT_CHINESE)


@dataclass(frozen=True, slots=True)
class Mention:
    """How often somebody is named in a text, and by the longest of the names that were used."""

    count: int
    name: str


class Names:
    """Finds whom a text names.

    Args:
        names: whom → the names they go by. One name may be of several.
        besides: names that mean none of them: our own.
    """

    def __init__(self, names: Mapping[str, Collection[str]], besides: Iterable[str] = ()) -> None:
        self._whose: dict[str, set[str]] = {}
        ours = {plain(name) for name in besides}
        for whom, given in names.items():
            for name in map(plain, given):
                if _usable(name) and name not in ours and not is_domain(name):
                    self._whose.setdefault(name, set()).add(whom)
        every = sorted({*self._whose, *filter(_usable, ours)}, key=lambda name: (-len(name), name))
        self._pattern = re.compile("|".join(map(_bounded, every))) if every else None

    def of(self, name: str) -> set[str]:
        """Who goes by exactly this name."""
        return self._whose.get(plain(name), set())

    def in_text(self, text: str) -> dict[str, Mention]:
        """Whom a text names. A name within a longer one does not count."""
        if self._pattern is None:
            return {}
        counts: Counter[str] = Counter()
        longest: dict[str, str] = {}
        for found in self._pattern.finditer(plain(text)):
            for whom in self._whose.get(found[0], ()):
                counts[whom] += 1
                longest[whom] = max(longest.get(whom, ""), found[0], key=len)
        return {whom: Mention(count, longest[whom]) for whom, count in counts.items()}


def _usable(name: str) -> bool:
    return len(name) >= (_SHORTEST_LATIN if name.isascii() else 2)


def _bounded(name: str) -> str:
    before = r"(?<![a-z0-9])" if name[0].isascii() and name[0].isalnum() else ""
    after = r"(?![a-z0-9])" if name[-1].isascii() and name[-1].isalnum() else ""
    return before + re.escape(name) + after
