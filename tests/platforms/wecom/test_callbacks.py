"""The door: bad signatures, repeats, old timestamps, huge bodies and bombs stay out."""

import base64
import json
from typing import Any

import pytest

from yiju.platforms.wecom.callbacks import MOST_BYTES, Door, Kind, Replays, encrypted_of
from yiju.platforms.wecom.crypto import BadEnvelope, Seal
from yiju.platforms.wecom.xml import BadXml, cdata, fields_of, written

SEAL = Seal("token", base64.b64encode(bytes(range(32))).decode().rstrip("="), "ww1")
NOW = 1_760_000_000
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<xml><Encrypt>&b;</Encrypt></xml>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Encrypt>&a;</Encrypt></xml>'


def _door(kind: Kind = "json", now: float = NOW) -> Door:
    return Door(SEAL, kind, now=lambda: now)


def _request(
    message: str, *, at: int = NOW, kind: Kind = "json", nonce: str = "n1"
) -> tuple[dict[str, str], bytes]:
    encrypted = SEAL.seal(message)
    query = {
        "msg_signature": SEAL.signature(str(at), nonce, encrypted),
        "timestamp": str(at),
        "nonce": nonce,
    }
    if kind == "json":
        return query, json.dumps({"encrypt": encrypted}).encode()
    return query, f"<xml><ToUserName/><Encrypt>{cdata(encrypted)}</Encrypt></xml>".encode()


def _code(door: Door, query: dict[str, str], body: bytes) -> int:
    with pytest.raises(BadEnvelope) as refused:
        door.message(query, body)
    return refused.value.code


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_a_message_comes_in_once(kind: Kind) -> None:
    door = _door(kind)
    query, body = _request("你好", kind=kind)
    assert door.message(query, body) == "你好"
    assert _code(door, query, body) == -40001  # repeated


def test_what_could_not_be_kept_may_come_again() -> None:
    door = _door()
    query, body = _request("你好")
    door.message(query, body)
    door.forget(query)
    assert door.message(query, body) == "你好"


@pytest.mark.parametrize("at", [NOW - 301, NOW + 301, 0])
def test_old_and_future_timestamps_stay_out(at: int) -> None:
    assert _code(_door(), *_request("你好", at=at)) == -40001


@pytest.mark.parametrize("at", [NOW - 300, NOW + 300])
def test_the_border_of_the_window_is_in(at: int) -> None:
    assert _door().message(*_request("你好", at=at)) == "你好"


@pytest.mark.parametrize(
    "wrong",
    [
        {"msg_signature": ""},
        {"msg_signature": "0" * 40},
        {"msg_signature": "é" * 40},
        {"timestamp": "¹²³"},
        {"timestamp": ""},
        {"timestamp": "9" * 400},
        {"nonce": ""},
        {"nonce": "n" * 65},
        {"nonce": "n2"},
    ],
)
def test_wrong_parameters_stay_out(wrong: dict[str, str]) -> None:
    query, body = _request("你好")
    assert _code(_door(), query | wrong, body) == -40001
    assert _code(_door(), {k: v for k, v in query.items() if k not in wrong}, body) == -40001


def test_a_huge_body_stays_out_before_it_is_read() -> None:
    query, body = _request("你好")
    assert _code(_door(), query, body + b" " * MOST_BYTES) == -40002


@pytest.mark.parametrize(
    "body", [BOMB, OUTSIDE, "<xml>", "", "<xml/>", "<xml><Encrypt/><Encrypt/></xml>", "\0"]
)
def test_bombs_and_what_is_no_envelope_stay_out(body: str) -> None:
    query, _ = _request("你好", kind="xml")
    assert _code(_door("xml"), query, body.encode()) in {-40002, -40001}
    if "!" in body:
        assert _code(_door("xml"), query, body.encode()) == -40002


@pytest.mark.parametrize("body", [b"[" * 100_000, b"[]", b"1", b'{"encrypt":1}', b'{"encrypt":', b"\xff"])
def test_json_that_is_no_envelope_stays_out(body: bytes) -> None:
    assert _code(_door(), _request("你好")[0], body) == -40002


@pytest.mark.parametrize("text", ["\ud800", "密文", "QUJD\u00e9"])
def test_what_is_encrypted_by_nobody_stays_out(text: str) -> None:
    query, _ = _request("你好")
    assert _code(_door(), query, json.dumps({"encrypt": text}).encode()) == -40010
    with pytest.raises(BadEnvelope):
        _door().verify(query | {"echostr": text})


def test_a_repeat_is_known_for_two_hours_and_the_memory_is_bounded() -> None:
    clock = [0.0]
    replays = Replays(now=lambda: clock[0], most=3)
    assert replays.first(("n", "1", "s"))
    clock[0] = 7199.0
    assert not replays.first(("n", "1", "s"))
    clock[0] = 7200.0
    assert replays.first(("n", "1", "s"))
    for other in ("a", "b", "c"):
        assert replays.first((other, "1", "s"))
    assert replays.first(("n", "1", "s"))


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_a_reply_can_be_opened_by_the_platform(kind: Kind) -> None:
    body = _door(kind).reply("收到", "n9")
    if kind == "json":
        found: dict[str, Any] = json.loads(body)
        assert found["timestamp"] == NOW
        assert found["nonce"] == "n9"
        assert SEAL.open(found["msgsignature"], str(NOW), "n9", found["encrypt"]) == "收到"
    else:
        fields = fields_of(body)
        assert SEAL.open(fields["MsgSignature"], fields["TimeStamp"], "n9", fields["Encrypt"]) == "收到"
    assert encrypted_of(body.encode(), kind)


def test_xml_keeps_text_numbers_repeats_and_end_marks() -> None:
    fields = {
        "Content": "a]]>b<c>&",
        "Items": {"Item": [{"Key": "k1"}, {"Key": "k2"}]},
    }
    assert fields_of(written(fields)) == fields
    assert "<CreateTime>7</CreateTime>" in written({"CreateTime": 7})


def test_deep_xml_is_not_read() -> None:
    with pytest.raises(BadXml):
        fields_of("<a>" * 50 + "x" + "</a>" * 50)
