"""What an operator has to know: in the log, and to the group of the custom robot, once a day for each."""

import asyncio
import contextlib
import datetime as dt
import logging

from yiju.platforms.dingtalk.errors import DingTalkError
from yiju.platforms.dingtalk.robot import Robot
from yiju.sandbox.moments import CHINA

log = logging.getLogger(__name__)
_LAST = 2.0
"""Seconds for alarms that are on their way when the bots stop."""


class Alarms:
    """``robot``: None where none is set up. Told from any thread, sent on the loop that is bound."""

    def __init__(self, robot: Robot | None) -> None:
        self._robot = robot
        self._told: set[str] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sending: set[asyncio.Future[None]] = set()

    def bind(self) -> None:
        """This is the loop."""
        self._loop = asyncio.get_running_loop()

    def __call__(self, text: str, kind: str = "") -> None:
        """Tell it. ``kind``: what is told once a day; the text itself unless given."""
        today = f"{dt.datetime.now(CHINA):%Y-%m-%d}"
        key = f"{today} {kind or text}"
        if key in self._told:
            return
        self._told = {one for one in self._told if one.startswith(today)} | {key}
        log.error("%s", text)
        if self._robot is not None and self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._begin, text, key)

    async def close(self) -> None:
        """What is being sent is finished, within seconds."""
        if self._sending:
            await asyncio.wait(self._sending, timeout=_LAST)

    def _begin(self, text: str, key: str) -> None:
        task = asyncio.ensure_future(self._send(text, key))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _send(self, text: str, key: str) -> None:
        assert self._robot is not None
        try:
            await self._robot.send("依据告警", f"#### 依据告警\n\n{text}", key=key)
        except DingTalkError as error:
            log.warning("钉钉群机器人没有发出告警：代码 %s", error.code)
