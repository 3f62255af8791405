"""The guard itself: without it a test could reach a network or a paid model unseen."""

import asyncio
import socket

import httpx
import pytest

from tests.support.offline import LeftTheMachine


def test_other_machines_are_out_of_reach() -> None:
    with pytest.raises(LeftTheMachine, match="look up"):
        httpx.get("http://api.example.com/v1/models")
    with pytest.raises(LeftTheMachine, match="connect"), socket.socket() as four:
        four.connect(("192.0.2.1", 443))
    with pytest.raises(LeftTheMachine), socket.socket(socket.AF_INET6) as six:
        six.connect_ex(("2001:db8::1", 443))


def test_async_code_is_held_too() -> None:
    async def reach() -> None:
        await asyncio.open_connection("192.0.2.1", 80)

    with pytest.raises(LeftTheMachine):
        asyncio.run(reach())


def test_this_machine_stays_within_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()
        socket.create_connection(("localhost", server.getsockname()[1]), timeout=1).close()
