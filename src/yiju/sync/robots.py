"""What a site's ``robots.txt`` (RFC 9309) lets us read, and how fast; asked once a run and host."""

import re
from typing import TYPE_CHECKING

from yiju.errors import address
from yiju.sync.base import Pace, SourceDown, SourceFailure
from yiju.sync.web_address import split
from yiju.sync.web_fetch import USER_AGENT, Fetcher

if TYPE_CHECKING:
    from protego import Protego

_NAME = USER_AGENT.partition("/")[0]
_AGENT = re.compile(r"\s*user[- ]?agent\b\s*:?([^#]*)", re.IGNORECASE)
_MOST = 512_000
"""Bytes that are looked at; the standard asks for 500 KiB."""
_SLOWEST = 120.0
"""Seconds between two requests, however much a site asks for: more would be a run that never ends."""


class Robots:
    """The rules of the sites that one source reads.

    Args:
        fetcher: asks for the rules, as it asks for pages.
        pace: slowed to the crawl delay that a site asks for.
    """

    def __init__(self, fetcher: Fetcher, pace: Pace) -> None:
        self._fetcher = fetcher
        self._pace = pace
        self._known: dict[str, Protego | None] = {}

    def allow(self, url: str) -> bool:
        """Whether we may read this address.

        Raises:
            SourceDown: the site cannot say so now (5xx, silence): it is left alone until it can.
        """
        parts = split(url)
        if parts is None:
            return False
        site = parts._replace(path="/robots.txt", query="", fragment="").geturl()
        if site not in self._known:
            self._known[site] = self._rules(site)
        rules = self._known[site]
        return rules is None or bool(rules.can_fetch(url, _NAME))

    def _rules(self, site: str) -> "Protego | None":
        """None where the site has no rules (4xx)."""
        from protego import Protego

        try:
            answer = self._fetcher.get(site)
        except SourceFailure as error:
            raise SourceDown(f"{address(site)} 的 robots.txt 现在读不到：{error}", hint=error.hint) from None
        if answer.status != 200:
            return None
        rules = Protego.parse(_of_us(answer.body[:_MOST].decode("utf-8-sig", "replace")))
        delay = rules.crawl_delay(_NAME)
        if delay is not None and delay > 0:
            self._pace.at_least(min(float(delay), _SLOWEST))
        return rules


def _of_us(text: str) -> str:
    """Rules with all others under one name: a parser that keeps each rule for each of ten thousand names
    would fill the memory.
    """
    lines = []
    for line in text.splitlines():
        said = _AGENT.match(line)
        name = said[1].replace("*", "").strip().lower() if said else ""
        lines.append("User-agent: another" if name and name not in _NAME.lower() else line)
    return "\n".join(lines)
