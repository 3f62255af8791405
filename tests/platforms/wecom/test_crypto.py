"""Every vector, and whatever else can be sealed; damage is refused with the scheme's code."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiju.platforms.wecom.callbacks import Door, Kind, encrypted_of, wrapped
from yiju.platforms.wecom.crypto import BadEnvelope, Seal, aes_key_of, open_media

KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
SEAL = Seal("token", KEY, "ww1")


def _seal(vectors: dict[str, Any], vector: dict[str, Any]) -> Seal:
    given = vectors["sets"][vector["set"]] | vector.get("override", {})
    return Seal(given["token"], given["aes_key"], given["receive_id"])


def test_what_the_vendor_and_others_sealed_is_opened(vectors: dict[str, Any]) -> None:
    assert len(vectors["decrypt_vectors"]) == 13
    for vector in vectors["decrypt_vectors"]:
        parts = (vector["msg_signature"], vector["timestamp"], vector["nonce"], vector["encrypt"])
        opened = _seal(vectors, vector).open(*parts)
        assert opened == vector["expect"]["plaintext"], vector["id"]
        assert len(opened.encode()) == vector["expect"]["plaintext_utf8_bytes"]


def test_whole_requests_come_through_the_door(vectors: dict[str, Any]) -> None:
    for vector in vectors["decrypt_vectors"]:
        kind: Kind = "xml" if vector["kind"].startswith("xml") else "json"
        door = Door(_seal(vectors, vector), kind, now=partial(float, vector["timestamp"]))
        query = dict(parse_qsl(urlsplit(vector["http"]["target"]).query))
        if vector["http"]["method"] == "GET":
            assert door.verify(query) == vector["expect"]["http_body"]
        else:
            assert door.message(query, vector["http"]["body"].encode()) == vector["expect"]["plaintext"]


def test_what_is_sealed_with_the_same_random_bytes_is_the_same_to_the_byte(vectors: dict[str, Any]) -> None:
    assert len(vectors["encrypt_vectors"]) == 4
    for vector in vectors["encrypt_vectors"]:
        seal, random = _seal(vectors, vector), vector["random16_ascii"].encode()
        assert seal.seal(vector["plaintext"], random=random) == vector["expect"]["encrypt"], vector["id"]
        at, nonce = vector["timestamp"], vector["nonce"]
        assert seal.signature(at, nonce, vector["expect"]["encrypt"]) == vector["expect"]["msg_signature"]
        body = wrapped(
            seal, vector["format"], vector["plaintext"], timestamp=int(at), nonce=nonce, random=random
        )
        assert body == vector["expect"]["http_body"]


def _refused(vectors: dict[str, Any], vector: dict[str, Any]) -> int:
    with pytest.raises(BadEnvelope) as refused:
        encrypted = vector["encrypt"]
        if encrypted is None:
            encrypted = encrypted_of(vector["http_body"].encode(), "xml" if vector["set"] == "A" else "json")
        _seal(vectors, vector).open(vector["msg_signature"], vector["timestamp"], vector["nonce"], encrypted)
    return refused.value.code


def test_damage_is_refused_with_its_code(vectors: dict[str, Any]) -> None:
    assert len(vectors["negative_vectors"]) == 23
    for vector in vectors["negative_vectors"]:
        assert _refused(vectors, vector) == vector["expect"]["code"], (vector["id"], vector["why"])


def test_files_are_opened_whatever_their_block_and_damaged_ones_refused(vectors: dict[str, Any]) -> None:
    for vector in vectors["media_vectors"]:
        opened = open_media(base64.b64decode(vector["ciphertext_base64"]), vector["aeskey"])
        assert hashlib.sha256(opened).hexdigest() == vector["expect"]["sha256"], vector["id"]
    for vector in vectors["media_negative_vectors"]:
        with pytest.raises(BadEnvelope):
            open_media(base64.b64decode(vector["ciphertext_base64"]), vector["aeskey"])


def _opened(encrypted: str) -> str:
    return SEAL.open(SEAL.signature("1", "n", encrypted), "1", "n", encrypted)


@given(st.text(max_size=200))
def test_any_text_comes_back(text: str) -> None:
    assert _opened(SEAL.seal(text)) == text


def test_every_length_of_padding_comes_back() -> None:
    for length in range(201):
        assert _opened(SEAL.seal("x" * length)) == "x" * length
        assert _opened(SEAL.seal("价" * length)) == "价" * length


@given(st.integers(0, 95), st.integers(0, 7))
def test_a_bit_that_fell_over_never_gives_another_message_of_ours(place: int, bit: int) -> None:
    sealed = bytearray(base64.b64decode(SEAL.seal("报价 12,000 元，有效期至 10 月 31 日。")))
    sealed[place % len(sealed)] ^= 1 << bit
    broken = base64.b64encode(bytes(sealed)).decode()
    with pytest.raises(BadEnvelope) as refused:
        SEAL.open(SEAL.signature("1", "n", SEAL.seal("x")), "1", "n", broken)
    assert refused.value.code == -40001


@given(st.binary(max_size=300))
def test_any_bytes_signed_by_the_token_are_opened_or_refused_but_never_break(garbage: bytes) -> None:
    encrypted = base64.b64encode(garbage).decode()
    with pytest.raises(BadEnvelope) as refused:
        _opened(encrypted)
    assert refused.value.code in {-40005, -40007, -40008}


@pytest.mark.parametrize("key", ["", "a" * 42, "a" * 44, "a" * 42 + "=", "密" * 43, "a" * 42 + "\n"])
def test_what_is_no_key_is_refused_before_anything_is_opened(key: str) -> None:
    with pytest.raises(BadEnvelope) as refused:
        aes_key_of(key)
    assert refused.value.code == -40004


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[bytes, bytes]]]:
    seen: list[tuple[bytes, bytes]] = []
    right = hmac.compare_digest

    def compare(one: bytes, other: bytes) -> bool:
        seen.append((one, other))
        return right(one, other)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    yield seen


def test_signature_and_receiver_are_compared_in_constant_time(compared: list[tuple[bytes, bytes]]) -> None:
    encrypted = SEAL.seal("hello")
    signature = SEAL.signature("1", "n", encrypted)
    SEAL.open(signature, "1", "n", encrypted)
    assert compared == [(signature.encode(), signature.encode()), (b"ww1", b"ww1")]
    with pytest.raises(BadEnvelope):  # not ASCII: compared as bytes, not refused by an accident
        SEAL.open("é" * 40, "1", "n", encrypted)
