"""Signatures and encrypted events: known values, edges, refusals."""

import json
from typing import Any
from urllib.parse import quote_plus

import pytest

from yiju.errors import YijuError
from yiju.platforms.dingtalk.callbacks import BadBody, EventDoor, check_card, check_message, read_body
from yiju.platforms.dingtalk.signing import BadSignature, sign, sign_card
from yiju.platforms.wecom.crypto import Seal

_STAMP = "1577262236757"
_HOUR_MS = 3_600_000


def test_bot_messages_are_signed_with_the_apps_secret() -> None:
    assert sign("this is a secret", _STAMP) == "DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA="


@pytest.mark.parametrize(
    ("secret", "stamp", "made", "quoted"),
    [
        (
            "this is secret",
            _STAMP,
            "hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM=",
            "hmPWwU%2B7lVdm3ZZz0r9tSfx0L4Q26jWOZr9%2BGs6EZQM%3D",
        ),
        (
            "SECtest0001",
            "1760000000000",
            "jw9D+hb6siQcuClfKTDABndaPFvcZzQRoxdaoVBs0vM=",
            "jw9D%2Bhb6siQcuClfKTDABndaPFvcZzQRoxdaoVBs0vM%3D",
        ),
    ],
)
def test_custom_robots(secret: str, stamp: str, made: str, quoted: str) -> None:
    assert sign(secret, stamp) == made
    assert quote_plus(made) == quoted


def test_clicks_are_signed_over_the_time_alone() -> None:
    assert sign_card("example-secret", "1760000000000") == "46RabBiW+J6qxJt6/Ohz6e7Ylq6C+VBy32qM4vb2CKY="


def _headers(stamp: str = _STAMP, **changes: str) -> dict[str, str]:
    return {"timestamp": stamp, "sign": sign("this is a secret", stamp), **changes}


@pytest.mark.parametrize("age", [0, _HOUR_MS, -_HOUR_MS])
def test_within_the_window(age: int) -> None:
    check_message(_headers(), "this is a secret", 3600, lambda: (int(_STAMP) + age) / 1000)


@pytest.mark.parametrize("age", [_HOUR_MS + 1, -_HOUR_MS - 1])
def test_beyond_the_window(age: int) -> None:
    with pytest.raises(BadSignature) as caught:
        check_message(_headers(), "this is a secret", 3600, lambda: (int(_STAMP) + age) / 1000)
    assert caught.value.code == "old"


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({}, "missing"),
        ({"timestamp": _STAMP}, "missing"),
        ({"sign": "x"}, "missing"),
        (_headers(sign="!!!"), "base64"),
        (_headers(sign="依据"), "base64"),
        (_headers(sign="DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CE="), "sign"),
        (_headers(timestamp="1577262236758"), "sign"),
        (_headers(timestamp="-1577262236757"), "timestamp"),
        (_headers(timestamp="１５７７"), "timestamp"),
        (_headers(timestamp="1" * 400), "timestamp"),
    ],
)
def test_refusals_look_alike_but_in_the_log(headers: dict[str, str], why: str) -> None:
    with pytest.raises(BadSignature) as caught:
        check_message(headers, "this is a secret", 3600, lambda: int(_STAMP) / 1000)
    assert caught.value.code == why
    assert str(caught.value) == "签名不对。"


def test_a_click_signed_with_another_secret() -> None:
    stamp = "1760000000000"
    headers = {"x-ddpaas-signature-timestamp": stamp, "x-ddpaas-signature": sign_card("other", stamp)}
    with pytest.raises(BadSignature):
        check_card(headers, "example-secret", 300, lambda: 1760000000)
    headers["x-ddpaas-signature"] = sign_card("example-secret", stamp)
    check_card(headers, "example-secret", 300, lambda: 1760000000)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"a":"' + b"x" * 300_000 + b'"}']
)
def test_bodies_that_are_no_objects_or_too_large(body: bytes) -> None:
    with pytest.raises(BadBody):
        read_body(body)


_A: dict[str, Any] = {
    "key": "1234567890123456789012345678901234567890123",
    "receiver": "dingsnotzck6pm5veliw",
    "stamp": "1614767836",
    "nonce": "A7Co0cJLMzIDtMMI",
    "signature": "9a95a004dd16f5c307e849b994173f76aa26e5eb",
    "encrypt": "YvkvaGe4hQxd3VxRmEty0dVlnCOAqwf56xwTRHDHoOURqhalbmBJQk5FNcRk42Gl5T0YQXZNwpwWSm1xAFJ5ZA==",
}
_B: dict[str, Any] = {
    "key": "4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij",
    "receiver": "suite4xxxxxxxxxxxxxxx",
    "stamp": "1445827045067",
    "nonce": "nEXhMP4r",
    "signature": "5a65ceeef9aab2d149439f82dc191dd6c5cbe2c0",
    "encrypt": "1a3NBxmCFwkCJvfoQ7WhJHB+iX3qHPsc9JbaDznE1i03peOk1LaOQoRz3+nlyGNhwmwJ3vDMG+OzrHMeiZI7gTRW"
    "VdUBmfxjZ8Ej23JVYa9VrYeJ5as7XM/ZpulX8NEQis44w53h1qAgnC3PRzM7Zc/D6Ibr0rgUathB6zRHP8PYrfgnNOS9PhSBdHlegK+A"
    "GGanfwjXuQ9+0pZcy0w9lQ==",
}


def _door(vector: dict[str, Any], **changes: Any) -> EventDoor:
    now = int(vector["stamp"][:10])
    made = {"token": "123456", "aes_key": vector["key"], "receive_id": vector["receiver"], **changes}
    return EventDoor(**made, window_s=300, now=lambda: now)


def _query(vector: dict[str, Any], name: str = "msg_signature") -> dict[str, str]:
    return {name: vector["signature"], "timestamp": vector["stamp"], "nonce": vector["nonce"]}


def test_the_vendors_answer_opens() -> None:
    seal = Seal("123456", _A["key"], _A["receiver"])
    assert seal.open(_A["signature"], _A["stamp"], _A["nonce"], _A["encrypt"]) == "success"


@pytest.mark.parametrize("name", ["msg_signature", "signature"])
def test_the_vendors_event_opens(name: str) -> None:
    body = json.dumps({"encrypt": _B["encrypt"]}).encode()
    assert _door(_B).open(_query(_B, name), body) == {
        "EventType": "check_create_suite_url",
        "Random": "LPIdSnlF",
        "TestSuiteKey": "suite4xxxxxxxxxxxxxxx",
    }


def test_our_answer_to_an_event_opens_with_the_same_key() -> None:
    told = _door(_A).success("nonce1")
    seal = Seal("123456", _A["key"], _A["receiver"])
    assert seal.open(told["msg_signature"], told["timeStamp"], told["nonce"], told["encrypt"]) == "success"
    assert told["nonce"] == "nonce1"


@pytest.mark.parametrize(
    ("door", "query", "body"),
    [
        (_door(_B), _query(_B) | {"nonce": "other"}, {"encrypt": _B["encrypt"]}),
        (_door(_B, token="other"), _query(_B), {"encrypt": _B["encrypt"]}),
        (_door(_B, receive_id="dingother"), _query(_B), {"encrypt": _B["encrypt"]}),
        (_door(_A), _query(_A), {"encrypt": _A["encrypt"]}),  # "success" is no event
        (_door(_B), _query(_B) | {"timestamp": "1445820000000"}, {"encrypt": _B["encrypt"]}),
        (_door(_B), _query(_B) | {"msg_signature": ""}, {"encrypt": _B["encrypt"]}),
        (_door(_B), _query(_B), {"encrypt": 1}),
        (_door(_B), _query(_B), {}),
    ],
)
def test_events_that_are_not_taken(door: EventDoor, query: dict[str, str], body: dict[str, Any]) -> None:
    with pytest.raises((YijuError, BadBody)):
        door.open(query, json.dumps(body).encode())
