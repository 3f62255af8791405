"""Cards that are open because somebody waits: opened when an answer takes a while, closed in any case."""

import asyncio
import contextlib
import logging
import threading
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from yiju.bots.dingtalk.pacing import Bucket, Pace
from yiju.bots.dingtalk.template import Template, blank
from yiju.bots.dingtalk.watching import Watch
from yiju.bots.fates import Fate
from yiju.errors import in_words
from yiju.platforms.dingtalk.cards import Space, create_card, stream_card, update_card
from yiju.platforms.dingtalk.errors import DingTalkError
from yiju.platforms.dingtalk.rest import Api

log = logging.getLogger(__name__)

State = Literal["coming", "opening", "open", "absent", "unknown"]
"""``unknown``: opened by another process perhaps, or nobody knows."""
WAITING = "正在查阅资料…"
SHOWN = "依据的回答"
"""In lists of chats, where it cannot be changed once the answer is there."""
BESIDE = "回答见上下的消息。"
UNANSWERED = "这次没有答出来，请再问一次。"
_CLOSING: dict[Fate | None, str] = {"beside": BESIDE, "none": UNANSWERED, "asked": UNANSWERED}


@dataclass
class _Live:
    track: str
    space: Space
    at: dict[str, str]
    pace: Pace
    fate: Callable[[], Awaitable[Fate]]
    state: State = "coming"
    text: str = ""
    answered: bool = False
    writing: bool = False
    frame: asyncio.Lock = field(default_factory=asyncio.Lock)
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)


class LiveCards:
    """Of one process. To be used on one event loop, but for ``answered``."""

    def __init__(
        self,
        api: Api,
        template: Template,
        plenty: Callable[[], Awaitable[bool]],
        *,
        patience: float = 0.7,
        longest: float = 600.0,
        tick: float = 0.5,
        look: float = 3.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """
        Args:
            plenty: whether the month's calls allow showing answers while they are made.
            patience: seconds within which a quick answer makes a card needless.
            tick: seconds after which it is looked again whether what was told may be shown now.
            look: seconds after which it is asked again what another process has made of it.
            longest: seconds after which an open card is closed though no answer came.
        """
        self._api = api
        self._template = template
        self._plenty = plenty
        self._patience = patience
        self._longest = longest
        self._tick = tick
        self._look = look
        self._clock = clock
        self._bucket = Bucket(clock=clock)
        self._cards: dict[str, _Live] = {}
        self._lock = threading.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(
        self, track: str, space: Space, at: dict[str, str], fate: Callable[[], Awaitable[Fate]]
    ) -> None:
        """Open one soon, unless the answer is faster.

        Args:
            fate: what has become of the answer, as another process may have made or sent it.
        """
        if track in self._cards:
            return
        card = self._cards[track] = _Live(track, space, at, Pace(self._bucket, self._clock), fate)
        task = asyncio.create_task(self._live(card))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def answered(self, track: str) -> State:
        """The answer is there: none is opened from now on. From any thread."""
        card = self._cards.get(track)
        if card is None:
            return "unknown"
        with self._lock:
            card.answered = True
            return "absent" if card.state == "coming" else card.state

    async def show(self, track: str, text: str) -> None:
        """Show how far it is, if that is due; of what is not open yet, as soon as it is."""
        card = self._cards.get(track)
        if card is None or card.answered:
            return
        card.text = text
        if card.state == "open" and not card.frame.locked():
            await self._show(card, text)

    async def _show(self, card: _Live, text: str) -> None:
        if not card.pace.due(text):
            return
        async with card.frame:
            try:
                if (writing := self._template.flow("writing")) and not card.writing:
                    await update_card(self._api, card.track, writing)
                    card.writing = True
                await stream_card(self._api, card.track, self._template.key, text, str(uuid.uuid4()))
                card.pace.shown(text)
            except DingTalkError as error:
                card.pace.throttled()
                if error.kind not in {"throttled", "busy"}:
                    log.warning("钉钉卡片的进度没有显示：代码 %s", error.code)

    async def settle(self, track: str) -> State:
        """Whether it is open: nothing is on its way any more, no frame either."""
        card = self._cards.get(track)
        if card is None:
            return "unknown"
        card.answered = True
        await card.settled.wait()
        async with card.frame:
            return card.state

    def done(self, track: str) -> None:
        """It is finished."""
        card = self._cards.pop(track, None)
        if card is not None:
            card.over.set()

    async def abandon(self, track: str, why: str, *, elsewhere: bool = False) -> None:
        """Finish it with a sentence, if one is open. ``elsewhere``: a lost process may have opened it."""
        if (elsewhere or track in self._cards) and await self.settle(track) in {"open", "unknown"}:
            await self._finish(track, why)
        self.done(track)

    async def close(self) -> None:
        """Let go of all: whoever answers next finishes them."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._cards.clear()

    async def _live(self, card: _Live) -> None:
        try:
            await self._wait(card)
            if self._may_open(card) and await self._plenty() and await card.fate() == "asked":
                card.state = await self._open(card)
            else:
                card.state = "absent"
        except Exception as error:  # the database, perhaps; the answer finds out
            card.state = "unknown"
            log.warning("钉钉卡片没有打开：%s", in_words(error))
        finally:
            card.settled.set()
        await self._keep(card, Watch(card.fate, self._look))

    async def _keep(self, card: _Live, watch: Watch) -> None:
        """Show how far it is, until it is finished, here or elsewhere, or the time is over."""
        until = asyncio.get_running_loop().time() + self._longest
        over = False
        while not over:
            if card.state != "absent" and await watch.is_settled():
                break
            card.answered = card.answered or not watch.waited_for  # no frame after the last one
            if card.state == "open" and not card.answered and not card.frame.locked():
                await self._show(card, card.text or WAITING)
            over = await self._over(card, until - asyncio.get_running_loop().time())
        if over and card.state != "absent" and not card.over.is_set():
            await watch.look()
        await self._leave(card, watch.fate)

    async def _leave(self, card: _Live, fate: Fate | None) -> None:
        """Close it, unless it shows an answer, or may: that is its sender's, and never touched again."""
        if not card.over.is_set() and card.state != "absent" and fate in _CLOSING:
            await self._finish(card.track, _CLOSING[fate], failed=fate != "beside")
        self.done(card.track)

    async def _over(self, card: _Live, left: float) -> bool:
        """After a moment: whether it is finished, or the time is over."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, min(self._tick, left))):  # ``wait_for`` may swallow a cancel
                await card.over.wait()
        return card.over.is_set() or left <= 0

    async def _wait(self, card: _Live) -> None:
        until = asyncio.get_running_loop().time() + self._patience
        while not card.answered and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(min(0.05, self._patience))

    def _may_open(self, card: _Live) -> bool:
        with self._lock:
            card.state = "absent" if card.answered else "opening"
            return not card.answered

    async def _open(self, card: _Live) -> State:
        values = {**blank(), self._template.key: "", **self._template.flow("coming")}
        try:
            await create_card(
                self._api,
                self._template.id,
                card.track,
                card.space,
                values,
                shown=SHOWN,
                at=card.at,
                route=self._template.route,
            )
        except DingTalkError as error:
            log.warning("钉钉卡片没有打开：代码 %s", error.code)
            return {"silent": "unknown", "card-exists": "open"}.get(error.kind, "absent")  # type: ignore[return-value]
        return "open"

    async def _finish(self, track: str, text: str, *, failed: bool = False) -> None:
        guid = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{track} abandoned"))
        try:
            await stream_card(self._api, track, self._template.key, text, guid, end="finish")
            if over := self._template.flow("failed" if failed else "finished"):
                await update_card(self._api, track, {self._template.key: text, **over})
        except DingTalkError as error:
            log.warning("钉钉卡片没有收尾：代码 %s", error.code)
