"""A service that answers in JSON, as a source: its records, page by page, each a document."""

import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from yiju.errors import address
from yiju.sync.base import Cursor, Everything, Item, Pace, Remark, SourceFailure
from yiju.sync.config import Secret
from yiju.sync.rest_complete import lacks
from yiju.sync.rest_config import Config, origin_of
from yiju.sync.rest_http import Client, Reply
from yiju.sync.rest_moment import is_to_come
from yiju.sync.rest_record import at, cleaned, item_of, lies_there, worded
from yiju.sync.rest_sent import plain, values
from yiju.sync.rest_since import asked, greater
from yiju.sync.web_address import join, moved_to

__all__ = ["Config", "RestSource", "connect"]

_HELD = 200
"""Records told last whose documents are at hand: more are drawn from ``items`` before none is fetched."""
_COMPARED = 200_000
"""Keys of one run that are looked at for whether they come twice."""
_NOT_ITS_OWN = "它们若是几件事，fields.key 要写能把它们分开的（可用 join 连起几个字段）。"
_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]+))*)")
_NEXT = re.compile(r";\s*rel\s*=\s*(?:\"[^\"]*\bnext\b[^\"]*\"|next\b)", re.IGNORECASE)


class RestSource:
    """See ``yiju.sync.base.Source``."""

    kind = "rest"

    def __init__(self, config: Config, pace: Pace) -> None:
        self.name = config.name
        self._config = config
        self._client = Client(config, pace)
        self._held: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    def items(self, cursor: str) -> Iterator[Item | Cursor | Everything | Remark]:
        """Every record of every page, new ones alone where ``since`` is configured.

        Raises:
            SourceFailure: an answer makes no sense, a page repeats itself, or there are too many of them.
            SourceDown: as ``Client.ask``.
        """
        config, since = self._config, self._config.since
        whole = True
        if since is not None and is_to_come(cursor):
            cursor = ""  # kept before such values were known for what they are
        greatest = cursor
        versions: dict[int, int] = {}
        number = 0
        for records in self._pages(cursor):
            for record in records:
                number += 1
                if lack := lacks(config, record):
                    whole = False
                    title = _said(config.fields.title, record)
                    named = f"{_named(config, record, number)}{title and f'《{title}》'}"
                    yield Remark(f"一条记录{lack}，跳过了：{named}。")
                    continue
                try:
                    item = self._told(record)
                    reached = at(since.field, record) if since is not None else None
                except Exception as error:  # one record that makes no sense costs no other
                    whole = False
                    named = f"{_named(config, record, number)}（{type(error).__name__}）"
                    yield Remark(f"一条记录读不懂，跳过了：{named}。")
                    continue
                if is_to_come(reached):
                    yield Remark(
                        f"记录 {item.key[:60]} 的 {since.field if since else ''} 在将来，不作为起点。"
                    )
                elif reached is not None:
                    greatest = greater(greatest, reached)
                yield item
                key, version = hash(item.key), hash(item.version)
                if versions.get(key, version) != version:
                    yield Remark(f"编号 {item.key[:60]} 有几条不同的记录，只留最后一条。{_NOT_ITS_OWN}")
                if len(versions) < _COMPARED:
                    versions[key] = version
            if since is not None and since.ordered and greatest != cursor:
                yield Cursor(greatest)
        if since is not None and greatest:
            yield Cursor(greatest)
        elif since is None and config.complete and whole:
            yield Everything()

    def _told(self, record: Any) -> Item:
        item, content = item_of(self._config, cleaned(record))
        if content is not None:
            self._held[item.key, item.version] = content
            while len(self._held) > _HELD:
                self._held.popitem(last=False)
        return item

    def fetch(self, item: Item) -> bytes:
        """The record's document, or its file. Raises SourceGone, SourceFailure, SourceDown."""
        if item.ref:
            return self._client.file(join(self._config.url, item.ref)).body
        content = self._held.pop((item.key, item.version), None)
        if content is None:
            raise SourceFailure("记录要等下次列出时再读。")
        return content

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _pages(self, cursor: str) -> Iterator[list[Any]]:
        config, paging = self._config, self._config.paging
        params, body = values(config.params), plain(config.body)
        if config.method == "POST" and body is None:
            body = {}
        if config.since is not None and (value := asked(config.since, cursor)):
            _set(params, body, config.since.within, config.since.param, value)
        if paging.size and paging.size_param:
            _set(params, body, paging.within, paging.size_param, paging.size)
        url, at_record, number = config.url, 0, paging.start
        seen: set[str] = set()
        before = ""
        for _ in range(config.max_pages):
            if paging.by == "page":
                _set(params, body, paging.within, paging.param, number)
            elif paging.by == "offset":
                _set(params, body, paging.within, paging.param, at_record)
            reply = self._client.ask(url, params, body)
            told = reply.json()
            records = self._records(told, reply)
            digest = hashlib.sha256(json.dumps(records, sort_keys=True, default=str).encode()).hexdigest()
            if records and digest == before and len(records) < paging.size:
                return  # behind its last page, this service tells that one again
            if records and digest in seen:
                raise SourceFailure(f"{address(url)} 的同一页反复出现，翻页到此为止。", hint="检查 paging。")
            seen.add(digest)
            before = digest
            yield records
            number, at_record = number + 1, at_record + len(records)
            following = self._next(told, reply, len(records))
            if following is None:
                return
            if paging.by == "cursor":
                _set(params, body, paging.within, paging.param, following)
            elif following:
                url, params = following, self._secrets(following)
        raise SourceFailure(
            f"超过 {config.max_pages} 页，后面的没有读。", hint="确实需要，请调大 max_pages。"
        )

    def _secrets(self, url: str) -> dict[str, str]:
        """The parameters that an address of theirs leaves out: those that are nobody else's to know."""
        if origin_of(url) != self._config.origin:
            return {}
        return values({name: one for name, one in self._config.params.items() if isinstance(one, Secret)})

    def _records(self, told: Any, reply: Reply) -> list[Any]:
        config, where = self._config, address(reply.url)
        if config.ok is not None and not at(config.ok, told):
            raise SourceFailure(
                f"{where} 说没有成功（{config.ok} 不成立）。", hint="检查 auth、参数，或稍后再试。"
            )
        found = at(config.records, told)
        if found is None and config.ok is not None and lies_there(config.records, told):
            return []  # null, and it says that all is well
        if found is None:
            raise SourceFailure(
                f"{where} 的回答里没有 {config.records}。",
                hint="检查 records 和参数；没有记录时就这样回答的服务，请写上 ok。",
            )
        if not isinstance(found, list):
            raise SourceFailure(f"{where} 的回答里 {config.records} 不是列表。", hint="检查 records。")
        return found

    def _next(self, told: Any, reply: Reply, count: int) -> str | None:
        """What leads to the next page (empty: the next number); None where this was the last."""
        paging = self._config.paging
        if paging.by == "none" or (not count and paging.by in {"page", "offset"}):
            return None
        if paging.by in {"page", "offset"}:
            return ""  # also after a short page: a service may give less at once than it was asked for
        if paging.by == "link":
            found = next(
                (one for one in _LINK.finditer(reply.headers.get("link", "")) if _NEXT.search(one[2])), None
            )
            return _whole(moved_to(reply.url, found[1]), reply) if found else None
        value = worded(at(paging.value, told))
        if not value:
            return None
        return value if paging.by == "cursor" else _whole(join(reply.url, value), reply)


def connect(config: Config, pace: Pace) -> RestSource:
    """The service, as a source."""
    return RestSource(config, pace)


def _whole(url: str, reply: Reply) -> str:
    if not url:
        raise SourceFailure(f"{address(reply.url)} 给的下一页地址不是网址。", hint="检查 paging。")
    return url


def _set(params: dict[str, str], body: dict[str, Any] | None, within: str, name: str, value: Any) -> None:
    if within == "body" and body is not None:
        body[name] = value
    else:
        params[name] = str(value)


def _named(config: Config, record: Any, number: int) -> str:
    """A record, for people, whatever is wrong with it. ``number``: among those of this run, from 1."""
    return _said(config.fields.key, record) or f"第 {number} 条，没有编号"


def _said(path: str | None, record: Any) -> str:
    try:
        return worded(cleaned(at(path, record)))[:60]
    except Exception:
        return ""
