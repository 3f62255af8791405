"""What a mail server may do to whoever reads it: nothing but be read, or be given up."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.certificates import make_certificate
from tests.support.website import Told
from yiju.sync.base import Item, SourceDown, SourceFailure
from yiju.sync.imap import _fields, connect
from yiju.sync.imap_config import Config

Answer = Callable[[socket.socket, bytes, bytes], None]
"""Given the connection, a command's tag, and the rest of its line."""
GREETING = b"* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n"


@contextlib.contextmanager
def serving(answer: Answer, greeting: bytes = GREETING) -> Iterator[int]:
    """A server that answers each command as it is told to."""

    def serve(one: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), one, one.makefile("rb") as said:
            if not greeting:
                drip(one)
            one.sendall(greeting)
            for line in said:
                tag, _, rest = line.strip().partition(b" ")
                answer(one, tag, rest)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listening.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=accept, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def drip(one: socket.socket) -> None:
    while True:
        one.sendall(b"x")
        time.sleep(0.02)


def usual(one: socket.socket, tag: bytes, rest: bytes) -> None:
    word = rest.split()[0].upper()
    if word == b"CAPABILITY":
        one.sendall(b"* CAPABILITY IMAP4rev1 STARTTLS\r\n")
    if word == b"EXAMINE":
        one.sendall(b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 2] x\r\n")
    if b"SEARCH" in rest:
        one.sendall(b"* SEARCH 1\r\n")
    one.sendall(tag + b" OK done\r\n")


def listed(port: int, **fields: Any) -> list[Item]:
    given: dict[str, Any] = {
        "name": "m",
        "kind": "imap",
        "customer": "甲",
        "user": "a",
        "password": "env:MAIL_PASSWORD",
    }
    given |= {"host": "127.0.0.1", "port": port, "timeout": 0.3, "most_mb": 1} | fields
    source = connect(Config.model_validate(given), Told())
    try:
        return [one for one in source.items("") if isinstance(one, Item)]
    finally:
        source.close()


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "x")


@pytest.mark.timeout(30)
def test_a_greeting_that_drips_is_given_up() -> None:
    with serving(usual, b"") as port, pytest.raises(SourceDown, match="没有回答"):
        listed(port)


@pytest.mark.timeout(30)
@pytest.mark.parametrize("word", [b"LOGIN", b"EXAMINE", b"SEARCH", b"FETCH"])
def test_an_answer_that_drips_is_given_up(word: bytes) -> None:
    def answer(one: socket.socket, tag: bytes, rest: bytes) -> None:
        if word in rest:
            one.sendall(b"* 1 FETCH (UID 1 BODY[] {9000}\r\n" if word == b"FETCH" else b"* OK ")
            drip(one)
        usual(one, tag, rest)

    with serving(answer) as port, pytest.raises((SourceDown, SourceFailure), match=r"没有回答|不能登录"):
        listed(port)


@pytest.mark.timeout(30)
@pytest.mark.parametrize("huge", [b"{99999999999}\r\n", b"{" + b"9" * 5000 + b"}\r\n", b"lines"])
def test_an_answer_larger_than_may_be_asked_for_is_not_read(huge: bytes) -> None:
    def answer(one: socket.socket, tag: bytes, rest: bytes) -> None:
        if b"FETCH" in rest and huge != b"lines":
            one.sendall(b"* 1 FETCH (UID 1 BODY[HEADER] " + huge)
        while b"FETCH" in rest:
            one.sendall(b"* OK %s\r\n" % (b"x" * 10_000))
        usual(one, tag, rest)

    with serving(answer) as port, pytest.raises(SourceFailure, match=r"超过 17 MB|不合 IMAP 规矩"):
        listed(port, timeout=20)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", [b" ", b"\r\n ", b" \r\n\t", b"\t", b":", b"a:", b"\r", b"=?utf-8?q?", b"<", b"1"]
)
def test_no_head_takes_longer_than_its_length(piece: bytes) -> None:
    for around in (b"Subject: x%sx\r\n", b"Message-ID:%s\r\n", b"%s"):
        assert isinstance(_fields(around % (piece * (1_000_000 // len(piece)))), dict)


def test_folded_fields_read_as_one_line() -> None:
    raw = b"Subject: =?utf-8?q?a?=\r\n\t =?utf-8?q?b?=  \r\nFROM : x@y\r\n"
    raw += b"subject: later\r\nno field\r\n z\r\n\r\n"
    assert _fields(raw) == {"subject": b"=?utf-8?q?a?= =?utf-8?q?b?=", "from": b"x@y"}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("before", [b"", b"* SEARCH 99\r\n* 1 FETCH (UID 99)\r\n"])
@pytest.mark.parametrize("behind", [b"", b"* SEARCH 98\r\n", b"tags", b"* OK half a li"])
def test_what_is_said_in_the_clear_is_no_answer_under_tls(
    tmp_path: Path, before: bytes, behind: bytes
) -> None:
    """Whoever sits between may say more than the server did before TLS begins, and knows the tags to come."""
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    make_certificate(certificate, key)
    trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trust.load_cert_chain(certificate, key)
    said: list[bytes] = []

    def serve() -> None:
        with contextlib.suppress(OSError, ValueError):
            plain = listening.accept()[0]
            plain.sendall(GREETING)
            while b"STARTTLS" not in (line := plain.recv(1000)):
                usual(plain, *line.split(maxsplit=1))
            tag = line.split()[0]
            more = [b"%s%d OK forged\r\n" % (tag[:4], int(tag[4:]) + n) for n in range(1, 9)]
            plain.sendall(before + tag + b" OK begin\r\n" + (b"".join(more) if behind == b"tags" else behind))
            with trust.wrap_socket(plain, server_side=True) as one, one.makefile("rb") as lines:
                for line in lines:
                    given, _, rest = line.strip().partition(b" ")
                    said.append(rest)
                    usual(one, given, rest)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, daemon=True).start()
        port = listening.getsockname()[1]
        assert listed(port, tls="starttls", ca=str(certificate), timeout=5) == []
    assert any(b"LOGIN" in one for one in said) and any(b"EXAMINE" in one for one in said)
    assert [one.split()[2] for one in said if b"FETCH" in one] == [b"1"]
