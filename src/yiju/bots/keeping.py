"""Keeps what came in though the database is slow or away for a moment: platforms do not send it again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from yiju.bots.channel import Receiver
from yiju.bots.types import Incoming

log = logging.getLogger(__name__)
_PAUSES = (0.2, 0.5, 1.0, 2.0)
"""Seconds between tries."""


async def keep_surely(
    receiver: Receiver, incoming: Incoming, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Hand it over, again after pauses. Raises what the last try raised: it was not kept."""
    for pause in _PAUSES:
        try:
            await receiver.accept(incoming)
        except Exception as error:
            log.warning("收到的消息还没有记下，稍后再试：%s", type(error).__name__)
            await sleep(pause)
        else:
            return
    await receiver.accept(incoming)
