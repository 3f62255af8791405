"""Pages of the web as a source: named ones, and those that a list page links to (a board of tenders)."""

import heapq
import re
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass

from yiju.errors import YijuError, address
from yiju.sync.base import Cursor, Gone, Item, Pace, Remark, SourceDown, SourceFailure
from yiju.sync.web_address import canonical
from yiju.sync.web_config import Config
from yiju.sync.web_fetch import Answer, Fetcher
from yiju.sync.web_links import is_page, links_of, text_of
from yiju.sync.web_page import bytes_of, name_of, safe_name, version_of
from yiju.sync.web_pages import GONE, Pages, check, refused
from yiju.sync.web_shown import shown
from yiju.sync.web_state import Known, State

_CURSOR_EVERY = 10
_SPOOL = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Target:
    """An address to ask for; ``kept`` ones become documents. ``depth``: how many links led to it."""

    url: str
    depth: int
    kept: bool


class WebSource:
    """See ``yiju.sync.base.Source``. Never says that it told everything: lists forget their old entries."""

    kind = "web"

    def __init__(self, config: Config, pace: Pace) -> None:
        self.name = config.name
        self._config = config
        self.pages = Pages(
            Fetcher(config.allowed(), pace, most_mb=config.most_mb, seconds=config.timeout), pace
        )
        self._failed: dict[str, SourceFailure] = {}
        self._spool: dict[str, bytes] = {}
        self._seen: set[str] = set()
        self._queue: deque[_Target] = deque()
        self._asked: Counter[bool] = Counter()

    def items(self, cursor: str) -> Iterator[Item | Cursor | Gone | Remark]:
        """All configured pages, then those that the list pages lead to.

        New ones first, then those that were asked for longest ago: so of more than may be asked for in one
        run each has its turn.
        """
        state, down = State.of(cursor), dict[str, SourceDown]()
        trouble: SourceFailure | None = None
        told = left = 0
        for target in self._in_turn(state):
            site = address(target.url)
            if site in down or self._is_dead(target, state):
                continue
            if self._asked[target.kept] >= self._config.most and not self._is_known(target, state):
                left += 1
                continue
            try:
                for one in self._ask(target, state, self._queue):
                    yield one
                    told += 1
                    if told % _CURSOR_EVERY == 0:
                        yield Cursor(state.dumped())
            except SourceDown as error:  # the other sites may answer
                down[site] = error
            except SourceFailure as error:
                trouble = error
        yield Cursor(state.dumped())
        if left:
            yield Remark(f"还有 {left} 个网页没有读，一次最多读 {self._config.most} 个（most），下次接着读。")
        if down or trouble:
            raise next(iter(down.values()), None) or trouble or AssertionError

    def _in_turn(self, state: State) -> Iterator[_Target]:
        config = self._config
        self._queue = deque(_Target(url, config.depth, kept=True) for url in config.urls)
        self._queue.extend(_Target(url, 0, kept=False) for url in config.start)
        self._seen, self._asked = {one.url for one in self._queue}, Counter()
        later: list[tuple[float, int, _Target]] = []
        while self._queue or later:
            if not self._queue:
                yield heapq.heappop(later)[2]
                continue
            target = self._queue.popleft()
            at = state.asked_at(target.url) if target.kept and target.url not in config.urls else None
            if at is None or self._is_known(target, state):
                yield target
            else:
                heapq.heappush(later, (at, len(self._seen) + len(later), target))

    def fetch(self, item: Item) -> bytes:
        """As its base class."""
        if item.key in self._failed:
            raise self._failed[item.key]
        kept = self._spool.pop(item.key, None)
        return kept if kept is not None else bytes_of(self.pages.page(item.key))

    def close(self) -> None:
        """As its base class."""
        self.pages.close()
        self._spool.clear()

    def _ask(self, target: _Target, state: State, queue: deque[_Target]) -> Iterator[Item | Gone]:
        """Ask for one address; tell of it if it is kept, and queue what it leads to."""
        known = state.pages.get(target.url) if target.kept else None
        ends = target.depth >= self._config.depth
        if known and self._is_known(target, state):
            state.keep(target.url, known)
            yield known.item(target.url)
            return
        try:
            if not self.pages.allow(target.url):
                if target.url not in self._config.urls and target.kept:
                    return  # a link that we may not follow
                raise refused(target.url)
            self._asked[target.kept] += 1
            if target.kept:
                state.tried(target.url, time.time())
            answer = self.pages.get(target.url, known if known and ends else None)
            if answer.status in GONE and known:
                state.pages.pop(target.url)
                yield Gone(target.url)
                return
            if answer.status == 304 and known:
                known.at = time.time()
                state.keep(target.url, known)
                yield known.item(target.url)
                return
            check(answer)
            if not ends:
                queue.extend(self._led_to(answer, target))
        except SourceFailure as error:
            if not target.kept:
                raise
            state.told[target.url] = time.time()
            yield self._failure(target.url, known, error)
            return
        if target.kept:
            yield self._told(target.url, answer, state)

    def _is_known(self, target: _Target, state: State) -> bool:
        """Whether a page was asked for so lately that nothing has to be asked now."""
        known = state.pages.get(target.url) if target.kept else None
        linked = target.url not in self._config.urls and target.depth >= self._config.depth
        return known is not None and linked and self._is_lately(known.at)

    def _is_dead(self, target: _Target, state: State) -> bool:
        """Whether it was told lately of a link that it leads nowhere: whoever was told tries it again."""
        linked = target.kept and target.url not in self._config.urls
        return linked and self._is_lately(state.told.get(target.url, 0.0))

    def _is_lately(self, at: float) -> bool:
        return 0 <= time.time() - at < self._config.recheck

    def _told(self, key: str, answer: Answer, state: State) -> Item:
        before = state.pages.get(key)
        known = Known(
            version=version_of(answer),
            name=before.name if before else name_of(answer),
            uri=shown(answer.url),
            etag=answer.marks.etag,
            modified=answer.marks.modified,
            at=time.time(),
        )
        state.keep(key, known)
        self._failed.pop(key, None)
        self._spool[key] = bytes_of(answer)
        while len(self._spool) > 1 and sum(map(len, self._spool.values())) > _SPOOL:
            self._spool.pop(next(iter(self._spool)))
        return known.item(key)

    def _failure(self, key: str, known: Known | None, error: SourceFailure) -> Item:
        """A page that cannot be had, told as one whose fetching fails: so it is counted by its own name."""
        self._failed[key] = error
        name = known.name if known else safe_name(key.rpartition("/")[2].partition("?")[0], ".html")
        return Item(key=key, version=f"failed:{error}"[:200], name=name, uri=shown(key))

    def _led_to(self, answer: Answer, target: _Target) -> Iterator[_Target]:
        """Where the links of a page lead that are to be read; each once."""
        if not is_page(answer.type, answer.body):
            return
        try:
            found = links_of(text_of(answer.body, answer.charset), answer.url)
        except YijuError as error:
            raise SourceFailure(f"{address(answer.url)} 的网页无法解析：{error}") from None
        for link in found:
            url = canonical(link)
            if url in self._seen or not self.pages.fetcher.allowed.permits(url):
                continue
            kept = re.search(self._config.links, url) is not None
            listed = bool(self._config.follow) and re.search(self._config.follow, url) is not None
            if kept or (listed and target.depth + 1 < self._config.depth):
                self._seen.add(url)
                yield _Target(url, target.depth + 1, kept=kept)


def connect(config: Config, pace: Pace) -> WebSource:
    """The source, ready to be asked."""
    return WebSource(config, pace)


__all__ = ["Config", "WebSource", "connect"]
