"""One mail that a server cannot tell of keeps no other from being read, and is not lost from sight."""

import socket
import threading
from typing import Any

import pytest

from tests.sync.support import current, items
from tests.sync.test_imap_wire import serving, usual
from yiju.store.store import Store
from yiju.sync.imap_config import Config
from yiju.sync.run import Ran, run_source

HEAD = (
    b"Message-ID: <%d@x>\r\nDate: Thu, 15 Jan 2026 08:00:00 +0800\r\nFrom: a@x.example\r\n"
    b"Subject: mail %d\r\n\r\n"
)


class _Server:
    """Three mails, of which some cannot be told of or given."""

    def __init__(self, *broken: int) -> None:
        self.broken, self.asked = set(broken), list[bytes]()

    def answer(self, one: socket.socket, tag: bytes, rest: bytes) -> None:
        if b"SEARCH" in rest:
            one.sendall(b"* SEARCH 1 2 3\r\n" + tag + b" OK done\r\n")
        elif b"EXAMINE" in rest:
            one.sendall(
                b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 4] x\r\n" + tag + b" OK x\r\n"
            )
        elif b"FETCH" in rest:
            self.asked.append(rest)
            self._fetched(one, tag, rest)
        else:
            usual(one, tag, rest)

    def _fetched(self, one: socket.socket, tag: bytes, rest: bytes) -> None:
        said = rest.split()[2].decode()
        uids = [uid for part in said.split(",") for uid in _span(part)]
        if self.broken & set(uids):
            one.sendall(tag + b" NO [SERVERBUG] some messages could not be fetched\r\n")
            return
        for uid in uids:
            head = HEAD % (uid, uid)
            whole = head + b"price %d\r\n" % uid
            told, data = b"BODY[]<0>", whole
            if b"HEADER" in rest:
                told, data = b"RFC822.SIZE %d BODY[HEADER.FIELDS (SUBJECT)]" % len(whole), head
            one.sendall(b"* %d FETCH (UID %d %s {%d}\r\n%s)\r\n" % (uid, uid, told, len(data), data))
        one.sendall(tag + b" OK done\r\n")


def _span(part: str) -> range:
    first, _, last = part.partition(":")
    return range(int(first), int(last or first) + 1)


def _run(store: Store, port: int) -> Ran:
    given: dict[str, Any] = {"name": "m", "kind": "imap", "customer": "甲", "user": "a", "rate": "10000/s"}
    given |= {"password": "env:MAIL_PASSWORD", "host": "127.0.0.1", "port": port}
    return run_source(store, Config.model_validate(given), threading.Event())


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "x")


def test_one_broken_mail_keeps_no_other_from_being_read(store: Store) -> None:
    there = _Server(2)
    with serving(there.answer) as port:
        ran = _run(store, port)
        assert (ran.outcome, ran.counts["read"], ran.counts["failed"]) == ("done", 2, 1), ran
        assert set(current(store)) == {"mail 1", "mail 3"}
        again = _run(store, port)
        assert (again.outcome, again.counts) == ("done", {"offered": 1, "failed": 1})
        there.broken.clear()  # the server was put right
        assert _run(store, port).counts["read"] == 1
        assert set(current(store)) == {"mail 1", "mail 2", "mail 3"}
        assert {one.outcome for one in items(store, "m").values()} == {"read"}


def test_a_server_that_tells_of_none_is_asked_a_few_times_and_fails(store: Store) -> None:
    there = _Server(1, 2, 3)
    with serving(there.answer) as port:
        ran = _run(store, port)
    assert ran.outcome == "failed" and "SERVERBUG" in ran.reason
    assert len(there.asked) <= 8 and items(store, "m") == {}
