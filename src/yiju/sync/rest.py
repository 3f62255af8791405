"""A service that answers in JSON, as a source: its records, page by page, each a document."""

import datetime as dt
import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from yiju.errors import address
from yiju.sync.base import Cursor, Everything, Item, Pace, SourceFailure
from yiju.sync.rest_config import Config, Since
from yiju.sync.rest_http import Client, Reply
from yiju.sync.rest_record import at, item_of, worded
from yiju.sync.rest_sent import plain, values

__all__ = ["Config", "RestSource", "connect"]

_HELD = 200
"""Records told last whose documents are at hand: more are drawn from ``items`` before none is fetched."""
_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]+))*)")
_NEXT = re.compile(r";\s*rel\s*=\s*(?:\"[^\"]*\bnext\b[^\"]*\"|next\b)", re.IGNORECASE)


class RestSource:
    """See ``yiju.sync.base.Source``."""

    kind = "rest"

    def __init__(self, config: Config, pace: Pace) -> None:
        self.name = config.name
        self._config = config
        self._client = Client(config, pace)
        self._held: OrderedDict[str, bytes] = OrderedDict()

    def items(self, cursor: str) -> Iterator[Item | Cursor | Everything]:
        """Every record of every page, new ones alone where ``since`` is configured.

        Raises:
            SourceFailure: an answer makes no sense, a page repeats itself, or there are too many of them.
            SourceDown: as ``Client.ask``.
        """
        config, since = self._config, self._config.since
        greatest = cursor
        for records in self._pages(cursor):
            for record in records:
                item, content = item_of(config, record)
                if content is not None:
                    self._hold(item.key, content)
                if since is not None:
                    greatest = _greater(greatest, at(since.field, record))
                yield item
            if since is not None and since.ordered and greatest != cursor:
                yield Cursor(greatest)
        if since is not None and greatest:
            yield Cursor(greatest)
        elif since is None and config.complete:
            yield Everything()

    def fetch(self, item: Item) -> bytes:
        """The record's document, or its file. Raises SourceGone, SourceFailure, SourceDown."""
        if item.ref:
            return self._client.file(urljoin(self._config.url, item.ref)).body
        content = self._held.pop(item.key, None)
        if content is None:
            raise SourceFailure("记录要等下次列出时再读。")
        return content

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _hold(self, key: str, content: bytes) -> None:
        self._held[key] = content
        while len(self._held) > _HELD:
            self._held.popitem(last=False)

    def _pages(self, cursor: str) -> Iterator[list[Any]]:
        config, paging = self._config, self._config.paging
        params, body = values(config.params), plain(config.body)
        if config.method == "POST" and body is None:
            body = {}
        if config.since is not None and (value := _asked(config.since, cursor)):
            _set(params, body, config.since.within, config.since.param, value)
        if paging.size and paging.size_param:
            _set(params, body, paging.within, paging.size_param, paging.size)
        url, at_record, number = config.url, 0, paging.start
        seen: set[str] = set()
        for _ in range(config.max_pages):
            if paging.by == "page":
                _set(params, body, paging.within, paging.param, number)
            elif paging.by == "offset":
                _set(params, body, paging.within, paging.param, at_record)
            reply = self._client.ask(url, params, body)
            told = reply.json()
            records = self._records(told, reply)
            digest = hashlib.sha256(json.dumps(records, sort_keys=True, default=str).encode()).hexdigest()
            if records and digest in seen:
                raise SourceFailure(f"{address(url)} 的同一页反复出现，翻页到此为止。", hint="检查 paging。")
            seen.add(digest)
            yield records
            number, at_record = number + 1, at_record + len(records)
            following = self._next(told, reply, len(records))
            if following is None:
                return
            if paging.by == "cursor":
                _set(params, body, paging.within, paging.param, following)
            elif following:
                url, params = following, {}
        raise SourceFailure(
            f"超过 {config.max_pages} 页，后面的没有读。", hint="确实需要，请调大 max_pages。"
        )

    def _records(self, told: Any, reply: Reply) -> list[Any]:
        found = at(self._config.records, told)
        if found is None:
            return []
        if not isinstance(found, list):
            raise SourceFailure(
                f"{address(reply.url)} 的回答里 {self._config.records} 不是列表。", hint="检查 records。"
            )
        return found

    def _next(self, told: Any, reply: Reply, count: int) -> str | None:
        """What leads to the next page (empty: the next number); None where this was the last."""
        paging = self._config.paging
        if paging.by == "none" or (not count and paging.by in {"page", "offset"}):
            return None
        if paging.by in {"page", "offset"}:
            return None if paging.size and count < paging.size else ""
        if paging.by == "link":
            found = next(
                (one for one in _LINK.finditer(reply.headers.get("link", "")) if _NEXT.search(one[2])), None
            )
            return urljoin(reply.url, found[1]) if found else None
        value = worded(at(paging.value, told))
        if not value:
            return None
        return value if paging.by == "cursor" else urljoin(reply.url, value)


def connect(config: Config, pace: Pace) -> RestSource:
    """The service, as a source."""
    return RestSource(config, pace)


def _set(params: dict[str, str], body: dict[str, Any] | None, within: str, name: str, value: Any) -> None:
    if within == "body" and body is not None:
        body[name] = value
    else:
        params[name] = str(value)


def _greater(one: str, other: Any) -> str:
    text = worded(other)
    if not text or not one:
        return text or one
    try:
        return text if float(text) > float(one) else one
    except ValueError:
        return max(one, text)


def _asked(since: Since, cursor: str) -> str:
    """The value of the parameter: the greatest that was seen, less the overlap, as the service wants it."""
    if not cursor:
        return since.first
    if since.form == "raw":
        return cursor
    moment = _moment(cursor)
    if moment is None:
        return cursor
    moment -= dt.timedelta(seconds=since.overlap)
    if since.form == "date":
        return moment.date().isoformat()
    if since.form == "iso":
        return moment.isoformat() if moment.tzinfo else moment.isoformat(sep="T" if "T" in cursor else " ")
    seconds = (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()
    return str(int(seconds * 1000 if since.form == "epoch_ms" else seconds))


def _moment(text: str) -> dt.datetime | None:
    try:
        number = float(text)
        return dt.datetime.fromtimestamp(number / 1000 if number > 1e11 else number, dt.UTC)
    except (ValueError, OverflowError, OSError):
        pass
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None
