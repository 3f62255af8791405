"""Asking for pages as their sites want it: rules first, and on to where a page sends its readers."""

from yiju.errors import YijuError, address
from yiju.sync.base import Pace, SourceFailure, SourceGone
from yiju.sync.robots import Robots
from yiju.sync.web_fetch import Answer, Fetcher
from yiju.sync.web_links import is_page, refresh_of, text_of
from yiju.sync.web_state import Known

GONE = frozenset({404, 410})
_WHY = {401: "要登录", 403: "不让看", 404: "没有这个网页", 410: "没有这个网页"}
_MOST_REFRESHES = 3


class Pages:
    """Asks for pages as their sites want it, and goes on where a page sends a browser to."""

    def __init__(self, fetcher: Fetcher, pace: Pace) -> None:
        self.fetcher = fetcher
        self._robots = Robots(fetcher, pace)

    def allow(self, url: str) -> bool:
        """As ``Robots.allow``; an address that may not be asked at all is not refused by its site."""
        return not self.fetcher.allowed.permits(url) or self._robots.allow(url)

    def ask(self, url: str) -> None:
        """Raises SourceFailure where :meth:`allow` says no."""
        if not self.allow(url):
            raise refused(url)

    def get(self, url: str, known: Known | None = None) -> Answer:
        """As ``Fetcher.get``; each redirect leads only where its site lets us read."""
        answer = self.fetcher.get(url, known.marks if known else None, self.ask)
        for _ in range(_MOST_REFRESHES):
            to = self._sent_on(answer)
            if not to:
                return answer
            if not self.fetcher.allowed.permits(to):
                raise SourceFailure(f"{address(url)} 的网页自动转到别的网站 {address(to)}，没有跟过去。")
            self.ask(to)
            answer = self.fetcher.get(to, None, self.ask)
        raise SourceFailure(f"{address(url)} 自动跳转太多次。")

    def page(self, url: str) -> Answer:
        """A page whatever was known of it.

        Raises:
            SourceGone: it is no more.
            SourceFailure, SourceDown: as ``get``; the site does not want it to be read.
        """
        self.ask(url)
        answer = self.get(url)
        if answer.status in GONE:
            raise SourceGone(f"{address(url)} 的网页没有了（HTTP {answer.status}）。")
        check(answer)
        return answer

    def close(self) -> None:
        """Let go of the connections."""
        self.fetcher.close()

    def _sent_on(self, answer: Answer) -> str:
        if answer.status != 200 or not is_page(answer.type, answer.body):
            return ""
        try:
            return refresh_of(text_of(answer.body, answer.charset), answer.url)
        except YijuError:
            return ""


def check(answer: Answer) -> None:
    """Raises SourceFailure where the answer is no page."""
    if answer.status == 200:
        return
    why = _WHY.get(answer.status, "不能读取")
    raise SourceFailure(f"{address(answer.url)} {why}（HTTP {answer.status}）。", hint="检查网址是否正确。")


def refused(url: str) -> SourceFailure:
    """What is wrong where a site does not want an address to be read."""
    return SourceFailure(f"{address(url)} 的 robots.txt 不允许读取这个网页。")
