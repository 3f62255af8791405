"""Entries of RSS and Atom feeds as pages to read: whatever the feed's encoding, however broken its XML."""

import datetime as dt
import email.utils
import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from yiju.errors import ReadFailure
from yiju.ingest.dates import parse_date
from yiju.ingest.encoding import decode
from yiju.ingest.visible import visible_line
from yiju.sync.base import SourceFailure
from yiju.sync.changes_text import fingerprint
from yiju.sync.feed_parsed import parsed
from yiju.sync.web_address import split
from yiju.sync.web_shown import shown

_DECLARED = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"\A\s*(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w-]{1,40})")
_TAG = re.compile(r"<[^<>]*>")
_ENDLESS = re.compile(r"&(?:amp;){0,3}#(?:[0-9]{9,}|[xX][0-9a-fA-F]{9,})")
"""A character that cannot be: parsers refuse to count so far, and give up the whole feed."""
_BEGIN = re.compile(r"<(?:item|entry)\b", re.IGNORECASE)
_MOST_MARKS = 10_000
"""Tags of one entry: the parser's time grows with their square."""
MOST = 1000
"""Entries that are looked at."""
_MOST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.

    Attributes:
        key: its id, else its link, else the hash of its title and day.
        link: where the whole of it is; empty where the feed names no address of the web.
        content: as HTML, hidden text included: whoever reads it leaves that out.
    """

    key: str
    title: str
    link: str
    date: dt.date | None
    author: str
    content: str

    @property
    def version(self) -> str:
        """Changes when what it says does."""
        return fingerprint([self.title, self.link, *_TAG.sub("\n", self.content).split("\n")])

    def page(self) -> bytes:
        """The entry as a page of its own, in UTF-8."""
        told = [f"<title>{html.escape(self.title)}</title>"]
        if self.link:
            told.append(f'<link rel="canonical" href="{html.escape(shown(self.link))}">')
        if self.author:
            told.append(f'<meta name="author" content="{html.escape(self.author)}">')
        if self.date:
            told.append(f'<meta property="article:published_time" content="{self.date.isoformat()}">')
        made = (
            f'<!DOCTYPE html><html><head><meta charset="utf-8">{"".join(told)}</head>'
            f"<body><h1>{html.escape(self.title)}</h1><div>{self.content}</div></body></html>"
        )
        return made.encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its title, and its entries in its order.

    Attributes:
        left: entries behind the first thousand, which were not looked at. broken: such as made no sense.
    """

    title: str
    entries: list[Entry]
    left: int = 0
    broken: int = 0


def entries_of(body: bytes, charset: str, url: str) -> Feed:
    """What a feed tells; of entries of one key the first.

    Args:
        charset: as the server says it, or empty.
        url: where it was found, for links that are written short.

    Raises:
        SourceFailure: it is no feed.
    """
    try:
        text = decode(body, declared=charset or _declared(body))
    except ReadFailure as error:
        raise SourceFailure(f"不是 RSS 或 Atom：{error}") from None
    if any(one.count("<") + one.count("&lt;") > _MOST_MARKS for one in _BEGIN.split(text)):
        raise SourceFailure("订阅里有一条的标记多得不像一份资料，未读取。")
    plain = _ENDLESS.sub("\ufffd", _DECLARED.sub("", text))
    told = parsed(plain, url, MOST)
    if not told["version"] and not told["entries"]:
        raise SourceFailure("不是 RSS 或 Atom。", hint="检查地址；有的网站在网页源码里写着 feed 的地址。")
    found: dict[str, Entry] = {}
    broken = 0
    for entry in told["entries"]:
        try:
            made = _entry(entry)
        except Exception:  # one that makes no sense keeps no other from being read
            broken += 1
            continue
        if made is not None:
            found.setdefault(made.key, made)
    title = visible_line(told["title"], _MOST_TITLE)
    return Feed(title, list(found.values()), max(0, told["count"] - MOST), broken)


def _declared(body: bytes) -> str | None:
    said = _ENCODING.match(body)
    return said[1].decode("ascii") if said else None


def _entry(entry: Any) -> Entry | None:
    title = visible_line(html.unescape(_TAG.sub("", str(entry.get("title", "")))), _MOST_TITLE)
    link = str(entry.get("link", "")).strip()
    link = link if split(link) is not None else ""
    content = max(_contents(entry), key=len, default="")
    if not title and not content.strip():
        return None
    date = _day(entry)
    known = str(entry.get("id", "")) or link
    if not known:
        known = hashlib.sha256(f"{title}\0{date}".encode("utf-8", "replace")).hexdigest()
    return Entry(
        key=known[:1000],
        title=title or "（无标题）",
        link=link,
        date=date,
        author=visible_line(str(entry.get("author", "")), 200),
        content=content,
    )


def _contents(entry: Any) -> Iterator[str]:
    """What is told of it, as HTML: the whole, the summary."""
    for one in entry["content"]:
        value = str(one.get("value", ""))
        plain = one.get("type") == "text/plain" and not _TAG.search(value)
        yield "<br>".join(html.escape(value).split("\n")) if plain else value


def _day(entry: Any) -> dt.date | None:
    """The day on which it was published, in the zone in which that is written."""
    for name in ("published", "updated", "created"):
        said = str(entry.get(name, "")).strip()
        if not said:
            continue
        try:
            return email.utils.parsedate_to_datetime(said).date()
        except (ValueError, TypeError, IndexError, OverflowError):
            pass
        if (date := parse_date(said)) is not None:
            return date
        if (parsed := entry.get(f"{name}_parsed")) is not None:
            return dt.date(*parsed[:3])
    return None
