"""Feeds are taken apart within a deadline, the same here and in a process of their own."""

import datetime as dt
import time

import pytest

from yiju.sync.base import SourceFailure
from yiju.sync.feed_entries import entries_of
from yiju.sync.feed_parsed import parsed, taken_apart

URL = "https://a.example/"


def _feed(items: str) -> str:
    return f"<rss version='2.0'><channel><title>要闻</title>{items}</channel></rss>"


@pytest.mark.timeout(60)
def test_no_feed_keeps_its_parser_longer_than_is_said() -> None:
    marks = " ".join(f"a{number}='1'" for number in range(40_000))
    hostile = _feed(f"<item><title>一</title><description><b {marks}/></description></item>")
    begun = time.monotonic()
    with pytest.raises(SourceFailure, match="还没有完"):
        parsed(hostile, URL, 10, seconds=1.5)
    assert time.monotonic() - begun < 20


def test_a_large_feed_reads_as_a_small_one() -> None:
    item = (
        "<item><guid>{0}</guid><title>公告{0}</title><pubDate>Thu, 15 Jan 2026 08:00 +0800</pubDate></item>"
    )
    feed = _feed("".join(item.format(number) for number in range(800)))
    assert len(feed) > 50_000
    assert parsed(feed, URL, 500) == taken_apart(feed, URL, 500)
    found = entries_of(feed.encode(), "utf-8", URL)
    assert (len(found.entries), found.left, found.title) == (800, 0, "要闻")
    assert (found.entries[7].key, found.entries[7].date) == (f"{URL}7", dt.date(2026, 1, 15))
