"""Whoever calls without being the platform is looked at twenty times a second, no more."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from yiju.bots.sources import Sources
from yiju.bots.wecom.doors import make_router
from yiju.platforms.wecom.callbacks import Door
from yiju.platforms.wecom.crypto import BadEnvelope

PATH = "/bots/x"


def test_each_source_has_its_own_measure_and_it_fills_again() -> None:
    now = 0.0
    sources = Sources(20.0, clock=lambda: now)
    assert [sources.admits("a") for _ in range(25)] == [True] * 20 + [False] * 5
    assert sources.admits("b")
    now = 0.5
    assert [sources.admits("a") for _ in range(12)] == [True] * 10 + [False] * 2
    now = 100.0
    assert [sources.admits("a") for _ in range(21)] == [True] * 20 + [False], "no more than a second's"


def test_the_platforms_own_are_not_counted() -> None:
    sources = Sources(2.0, clock=lambda: 0.0)
    for _ in range(50):
        assert sources.admits("a")
        sources.ours("a")
    assert [sources.admits("a") for _ in range(3)] == [True, True, False]


class _Door(Door):
    """Lets in whoever says so."""

    def __init__(self) -> None:
        pass

    def message(self, query: object, body: bytes) -> str:
        """What was sent."""
        if body != b"ours":
            raise BadEnvelope(-40001, "签名不符")
        return ""


def _statuses(peer: str, headers: dict[str, str], forgeries: int = 40) -> list[int]:
    """What strangers are answered, and last the platform: all from one address."""

    async def handle(_: str) -> str:
        return ""

    app = FastAPI()
    app.include_router(make_router(PATH, _Door(), handle, "text/xml"))
    with TestClient(app, client=(peer, 1)) as client:
        told = [client.post(PATH, content=b"forged", headers=headers).status_code for _ in range(forgeries)]
        return [*told, client.post(PATH, content=b"ours", headers=headers).status_code]


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        ("127.0.0.1", {"x-forwarded-for": "203.0.113.9"}),
        ("127.0.0.1", {}),
        ("::1", {}),
        ("::ffff:127.0.0.1", {}),
        ("172.17.0.2", {}),
        ("fd00::2", {}),
        ("9.9.9.9", {"x-forwarded-for": "203.0.113.9"}),
    ],
)
def test_strangers_do_not_shut_the_platform_out_behind_a_proxy(peer: str, headers: dict[str, str]) -> None:
    assert _statuses(peer, headers) == [403] * 40 + [200]


@pytest.mark.parametrize("peer", ["9.9.9.9", "2620:fe::9"])
def test_a_stranger_who_comes_directly_is_turned_away(peer: str) -> None:
    told = _statuses(peer, {}, 60)
    assert told[:20] == [403] * 20 and 429 in told
