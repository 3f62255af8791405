"""RSS and Atom feeds as a source: each entry a document, or, on request, the page that it links to."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from pydantic import Field, field_validator

from yiju.errors import address
from yiju.sync.base import Cursor, Item, Pace, Remark, SourceDown, SourceFailure, SourceGone
from yiju.sync.config import Seconds, SourceConfig
from yiju.sync.feed_entries import MOST, Entry, Feed, entries_of
from yiju.sync.web_address import canonical, split
from yiju.sync.web_fetch import Answer, Fetcher, Marks
from yiju.sync.web_guard import Allowed
from yiju.sync.web_page import bytes_of, known_suffix, safe_name
from yiju.sync.web_pages import Pages, check
from yiju.sync.web_shown import shown


class Config(SourceConfig):
    """A feed.

    Attributes:
        follow: keep the page that an entry links to, and not what the feed says of it. An entry whose link
            leads to a host that may not be asked, or to a page that is missing, is kept as the feed has it.
        hosts: further hosts that may be asked, beside the feed's own. internal: as for web pages.
    """

    kind: Literal["feed"]
    url: str
    follow: bool = False
    hosts: list[str] = Field(default_factory=list)
    internal: bool = False
    most_mb: float = Field(10, gt=0, le=200)
    timeout: Seconds = Field(60.0, gt=0, le=600)

    @field_validator("url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        if split(url) is None:
            raise ValueError(f"要 http:// 或 https:// 开头、不带密码的网址，不是 {url[:80]}")
        return canonical(url)

    def _place(self) -> str:
        return self.url


class FeedSource:
    """See ``yiju.sync.base.Source``. A feed forgets its old entries: what is not told is not gone."""

    kind = "feed"

    def __init__(self, config: Config, pace: Pace) -> None:
        self.name = config.name
        self._config = config
        self._allowed = Allowed.of([config.url, *config.hosts], internal=config.internal)
        self._fetcher = Fetcher(self._allowed, pace, most_mb=config.most_mb, seconds=config.timeout)
        self._pages = Pages(self._fetcher, pace)
        self._entries: dict[str, Entry] = {}

    def items(self, cursor: str) -> Iterator[Item | Cursor | Remark]:
        """Every entry of the feed, if anything in it has changed."""
        answer = self._feed(_marks(cursor))
        if answer.status == 304:
            return
        feed = self._read(answer)
        for entry in feed.entries:
            yield self._item(entry, feed.title)
        if feed.left:
            yield Remark(f"订阅里还有 {feed.left} 条没有读：一次只读前 {MOST} 条。")
        if feed.broken:
            yield Remark(f"订阅里有 {feed.broken} 条读不懂，已略过。")
        yield Cursor(json.dumps({"etag": answer.marks.etag, "modified": answer.marks.modified}))

    def fetch(self, item: Item) -> bytes:
        """As its base class."""
        if item.ref:
            try:
                return bytes_of(self._pages.page(item.ref))
            except SourceDown as error:  # the feed answers; a page elsewhere need not
                if address(item.ref) == address(self._config.url) or error.retry_after is not None:
                    raise
                raise SourceFailure(str(error), hint=error.hint) from None
            except SourceGone as error:
                name = safe_name(item.name.removesuffix(known_suffix(item.ref)), ".html")
                raise SourceGone(str(error), instead=replace(item, name=name, ref="")) from None
        if item.key not in self._entries:
            self._read(self._feed(Marks()))
        if item.key not in self._entries:
            raise SourceGone("订阅里没有这一条了。")
        return self._entries[item.key].page()

    def close(self) -> None:
        """As its base class."""
        self._pages.close()
        self._entries.clear()

    def _feed(self, marks: Marks) -> Answer:
        url = self._config.url
        self._pages.ask(url)
        answer = self._fetcher.get(url, marks, self._pages.ask)
        if answer.status != 304:
            check(answer)
        return answer

    def _read(self, answer: Answer) -> Feed:
        feed = entries_of(answer.body, answer.charset, answer.url)
        self._entries = {entry.key: entry for entry in feed.entries}
        return feed

    def _item(self, entry: Entry, feed: str) -> Item:
        followed = self._config.follow and self._allowed.permits(entry.link)
        return Item(
            key=entry.key,
            version=f"link:{entry.version}" if followed else entry.version,
            name=safe_name(entry.title, (known_suffix(entry.link) if followed else "") or ".html"),
            uri=shown(entry.link or self._config.url),
            facts={"feed": feed} if feed else {},
            date=entry.date,
            ref=entry.link if followed else "",
        )


def _marks(cursor: str) -> Marks:
    try:
        told = json.loads(cursor) if cursor else {}
        return Marks(str(told.get("etag", "")), str(told.get("modified", "")))
    except (ValueError, AttributeError):
        return Marks()


def connect(config: Config, pace: Pace) -> FeedSource:
    """The source, ready to be asked."""
    return FeedSource(config, pace)
