"""Presses of the AI bot's cards and its thumbs: dealt with at once, over either of its transports."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from yiju.bots.channel import Receiver
from yiju.bots.types import Incoming, Pressed
from yiju.bots.wecom import streams
from yiju.bots.wecom.buttons import BOT, pressed_card
from yiju.bots.wecom.reading import FEEDBACK
from yiju.store.database import Database

log = logging.getLogger(__name__)
BUDGET = 3.0
"""Seconds for a press: the platform takes an update of its card for five."""
Told = Callable[[Incoming, str], Awaitable[None]]


class Presses:
    """Hands presses over, and says what their cards become."""

    def __init__(self, sql: Database, receiver: Receiver, told: Told, *, budget: float = BUDGET) -> None:
        """
        Args:
            told: tells somebody a sentence, by a message of its own.
        """
        self._sql, self._receiver, self._told, self._budget = sql, receiver, told, budget
        self._late: set[asyncio.Task[None]] = set()

    async def card(self, incoming: Incoming) -> dict[str, Any] | None:
        """What the pressed card becomes; None where it stays as it is, or the press took too long."""
        if incoming.press is None:
            log.warning("企业微信卡片上的按钮不认识。")
            return pressed_card(None, incoming.about, Pressed(), BOT)
        pressing = asyncio.ensure_future(self._receiver.press(incoming))
        done, _ = await asyncio.wait((pressing,), timeout=self._budget)
        self._follow(incoming, pressing, late=not done)
        if not done:
            return None
        return pressed_card(incoming.press, incoming.about, pressing.result(), BOT)

    async def feedback(self, incoming: Incoming) -> None:
        """Bind the platform's thumbs to the suggestion that the answer showed."""
        id = incoming.about.removeprefix(FEEDBACK)
        stream = await asyncio.to_thread(streams.find, self._sql, incoming.chat, id)
        if incoming.press is None or stream is None or not stream.suggestion:
            log.info("企业微信的一次点评没有记：看不懂，或所指的回答不是建议。")
            return
        press = incoming.press.model_copy(update={"suggestion": stream.suggestion})
        pressed = await self._receiver.press(incoming.model_copy(update={"press": press}))
        if pressed.told:
            await self._told(incoming, pressed.told)

    def _follow(self, incoming: Incoming, pressing: asyncio.Future[Pressed], *, late: bool) -> None:
        task = asyncio.create_task(self._after(incoming, pressing, late=late))
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def _after(self, incoming: Incoming, pressing: asyncio.Future[Pressed], *, late: bool) -> None:
        pressed = await pressing
        told = pressed.told or (pressed.label if late else "")
        if told:
            await self._told(incoming, told)
