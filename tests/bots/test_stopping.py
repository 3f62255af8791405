"""Stopping: what each part may take adds up to less than a process is given."""

import asyncio
import re
import time
from pathlib import Path

from yiju.bots import runtime, tasks
from yiju.bots.dingtalk import alarms
from yiju.bots.wecom import socket
from yiju.platforms.dingtalk.timing import Timing as DingTalkTiming
from yiju.platforms.wecom.timing import Timing as WeComTiming

PAGE = Path(__file__).parents[2] / "docs" / "bots.md"


def test_channels_close_in_order_before_they_are_cut_and_all_of_it_before_the_process_is_killed() -> None:
    wecom = socket._CLOSING + WeComTiming().close_within
    dingtalk = DingTalkTiming().drain + alarms._LAST
    assert max(wecom, dingtalk) <= tasks.CLOSING < runtime.ENDING
    told = re.search(r"Give the process (\d+) seconds", PAGE.read_text("utf-8"))
    assert told is not None
    assert int(told[1]) > runtime.DRAINING + runtime.CUT + runtime.ENDING + runtime.GIVING_BACK


def test_what_swallows_a_cancel_ends_at_the_second() -> None:
    async def deaf() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.Event().wait()

    async def scene() -> float:
        task = asyncio.create_task(deaf())
        await asyncio.sleep(0)
        begun = time.monotonic()
        await tasks.end(task, within=20, again=0.2)
        assert task.cancelled()
        return time.monotonic() - begun

    assert asyncio.run(scene()) >= 0.2
