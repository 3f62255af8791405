"""HTTP mode: the same, by calls; refusals look alike and tell nothing."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.bots.dingtalk.conftest import Start
from tests.support.dingtalk_cards import click
from tests.support.dingtalk_channel import Near
from tests.support.dingtalk_gateway import DingTalkGateway
from yiju.bots.types import Button, Line, Message, Press
from yiju.platforms.dingtalk.signing import sign, sign_card
from yiju.platforms.wecom.crypto import Seal

_KEY = "4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij"
_CARD_SECRET = "card-very-secret"
_MESSAGES, _CARDS, _EVENTS = (f"/bots/dingtalk/{name}" for name in ("messages", "cards", "events"))


@pytest.fixture
def near(far: DingTalkGateway, start: Start) -> Near:
    made = start(
        dingtalk_mode="http",
        dingtalk_card_secret=_CARD_SECRET,
        dingtalk_event_token="123456",
        dingtalk_event_aes_key=_KEY,
    )
    far.wait(lambda: far.count("/v1.0/card/callbacks/register"))
    return made


@pytest.fixture
def client(near: Near) -> Iterator[TestClient]:
    app = FastAPI()
    assert near.channel.router is not None
    app.include_router(near.channel.router)
    with TestClient(app, client=("127.0.0.1", 50000)) as made:  # as behind a proxy on this machine
        yield made


def _now() -> str:
    return str(int(time.time() * 1000))


def _signed(far: DingTalkGateway, stamp: str = "") -> dict[str, str]:
    stamp = stamp or _now()
    return {"timestamp": stamp, "sign": sign(far.SECRET, stamp)}


def test_a_message_is_kept_and_answered_with_nothing(
    far: DingTalkGateway, near: Near, client: TestClient
) -> None:
    body = far.message("你好", "u-li")
    for _ in range(2):
        given = client.post(_MESSAGES, json=body, headers=_signed(far))
        assert (given.status_code, given.json()) == (200, {"msgtype": "empty"})
    [incoming] = near.kept.accepted
    assert (incoming.text, incoming.sender) == ("你好", "u-li")


def test_an_address_that_no_signature_covers_is_not_remembered(
    far: DingTalkGateway, near: Near, client: TestClient
) -> None:
    theirs = far.message("x", "forger")["sessionWebhook"]
    forged = far.message("你好", "u-li", sessionWebhook=theirs)
    assert client.post(_MESSAGES, json=forged, headers=_signed(far)).status_code == 200
    assert near.send(*near.channel.push("u-li", Message(title="t", lines=(Line(text="x"),)))) == []
    assert [(one.way, one.to) for one in far.said] == [("people", "u-li")]


def test_bad_signatures_old_ones_and_bad_bodies(far: DingTalkGateway, near: Near, client: TestClient) -> None:
    body = json.dumps(far.message("你好"))
    old = _signed(far, str(int(time.time() * 1000) - 301_000))
    for headers in ({}, {"timestamp": _now(), "sign": "x"}, old):
        given = client.post(_MESSAGES, content=body, headers=headers)
        assert (given.status_code, given.content) == (403, b"")
    for bad in ("[]", "{", "x" * 300_000):
        given = client.post(_MESSAGES, content=bad, headers=_signed(far))
        assert (given.status_code, given.content) == (400, b"")
    assert near.kept.accepted == []


def test_taps_are_registered_signed_and_answered(
    far: DingTalkGateway, near: Near, client: TestClient
) -> None:
    asked = next(one[3] for one in far.asked if one[1] == "/v1.0/card/callbacks/register")
    assert asked["callbackUrl"] == "https://copilot.example.com/bots/dingtalk/cards"
    button = Button(label="采纳", press=Press(action="adopt", suggestion="s1"))
    near.send(
        *near.channel.push(
            "u-li", Message(title="t", lines=(Line(text="x"),), buttons=(button,), suggestion="s1")
        )
    )
    [card] = far.cards.all.values()
    assert card.http == asked["callbackRouteKey"] == "yiju"
    body = click(card, "u-li", *card.buttons("u-li")["采纳"], far.CORP)
    stamp = _now()
    headers = {"x-ddpaas-signature-timestamp": stamp, "x-ddpaas-signature": sign_card(_CARD_SECRET, stamp)}
    given = client.post(_CARDS, json=body, headers=headers)
    far.cards.pressed(card, "u-li", given.json())
    assert card.seen_by("u-li")["fb_note"] == "已采纳"
    assert [one.sender for one in near.kept.pressed] == ["u-li"]
    assert client.post(_CARDS, json=body).status_code == 403
    assert client.post(_CARDS, json=body, headers=headers | {"x-ddpaas-signature": "x"}).status_code == 403


def _event(
    far: DingTalkGateway, event: dict[str, Any], token: str = "123456"
) -> tuple[dict[str, str], dict[str, str]]:
    seal = Seal(token, _KEY, far.CLIENT)
    stamp, nonce, encrypted = _now(), "nonce1", seal.seal(json.dumps(event))
    query = {"msg_signature": seal.signature(stamp, nonce, encrypted), "timestamp": stamp, "nonce": nonce}
    return query, {"encrypt": encrypted}


def test_events_are_opened_and_answered_in_kind(far: DingTalkGateway, near: Near, client: TestClient) -> None:
    query, body = _event(far, {"EventType": "user_leave_org", "CorpId": far.CORP, "UserId": ["u-gone"]})
    told = client.post(_EVENTS, params=query, json=body).json()
    opened = Seal("123456", _KEY, far.CLIENT).open(
        told["msg_signature"], told["timeStamp"], told["nonce"], told["encrypt"]
    )
    assert opened == "success"
    assert [(one.kind, one.sender) for one in near.kept.accepted] == [("left", "u-gone")]
    query, body = _event(far, {"EventType": "check_url"})
    assert client.post(_EVENTS, params=query, json=body).status_code == 200
    near.kept.failing = 1
    query, body = _event(far, {"EventType": "user_leave_org", "CorpId": far.CORP, "UserId": ["u-b"]})
    assert client.post(_EVENTS, params=query, json=body).status_code == 503
    query, body = _event(far, {"EventType": "user_leave_org", "UserId": ["u-c"]}, token="other")
    assert client.post(_EVENTS, params=query, json=body).status_code == 403
    assert client.post(_EVENTS, params=query, content="x" * 300_000).status_code == 400
    assert len(near.kept.accepted) == 1


def test_what_is_encrypted_by_nobody_is_refused_like_all_else(near: Near, client: TestClient) -> None:
    query = {"msg_signature": "0" * 40, "timestamp": _now(), "nonce": "n"}
    for encrypted in ("\ud800", "密文", "AAAA"):
        given = client.post(_EVENTS, params=query, content=json.dumps({"encrypt": encrypted}))
        assert (given.status_code, given.content) == (403, b"")


@pytest.mark.parametrize("path", [_MESSAGES, _CARDS, _EVENTS])
def test_refusals_do_not_fill_the_log(
    near: Near, client: TestClient, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    for given in (b"x", "é".encode()):
        headers = {b"timestamp": _now().encode(), b"sign": given, b"x-ddpaas-signature": given}
        for _ in range(30):
            assert client.post(path, json={}, headers=headers).status_code == 403
    assert 1 <= caplog.text.count(path) <= 40  # a minute may end in between


def test_stream_mode_has_no_address(start: Start) -> None:
    assert start().channel.router is None
