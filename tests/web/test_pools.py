"""What takes minutes runs beside what takes a glance."""

import asyncio
import threading

from fastapi import FastAPI
from nicegui import run
from starlette.requests import HTTPConnection

from tests.support.browser import house_in
from yiju.web.deps import session_soon
from yiju.web.pages.theme import aside, at_length


def test_pages_and_sessions_are_looked_up_while_replays_run(app: FastAPI) -> None:
    house = house_in(app)
    done, started, most = threading.Event(), [0], [0]
    lock = threading.Lock()

    def replaying() -> str:
        with lock:
            started[0] += 1
            most[0] = max(most[0], started[0])
        done.wait(20)
        with lock:
            started[0] -= 1
        return "made"

    async def walk() -> list[str]:
        run.setup()
        long = [asyncio.create_task(at_length(house.replays, replaying)) for _ in range(40)]
        await asyncio.sleep(0.1)
        assert await asyncio.wait_for(aside(str, "seen"), 5) == "seen"
        scope = {"type": "http", "headers": [(b"cookie", b"yiju_session=x")], "yiju": house}
        assert await asyncio.wait_for(session_soon(HTTPConnection(scope)), 5) is None
        done.set()
        return await asyncio.gather(*long)

    assert asyncio.run(walk()) == ["made"] * 40
    assert most == [2]
