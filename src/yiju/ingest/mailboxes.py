"""Mailbox files (``.mbox``, RFC 4155): one file, many messages, taken out one by one."""

import re
from collections.abc import Iterator
from pathlib import Path

_SEPARATOR = b"From "
_TIMED = re.compile(rb"From .*\d:\d\d")
_HEADER = re.compile(rb"[!-9;-~]{1,80}[ \t]*:|>?From ")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_ID = re.compile(rb"^Message-ID:\s*(<[^<>\s]{1,400}>)", re.IGNORECASE | re.MULTILINE)
_BOOKKEEPING = frozenset(
    (
        b"status x-status x-keywords x-uid x-uidl x-imap x-imapbase x-mozilla-status x-mozilla-status2 "
        b"x-mozilla-keys x-account-key x-gmail-labels content-length lines"
    ).split()
)


def messages(path: Path) -> Iterator[bytes]:
    """The messages of a mailbox file, as they came: without separators and a mail program's own notes.

    A separator is a ``From `` line at the start or after an empty line, above a header, and tells a time
    where the first one does: ``From`` that begins a sentence is none, whether or not the program that wrote
    the file marked it.
    """
    timed = False
    lines: list[bytes] = []
    held: bytes | None = None  # a line that may be a separator, until the next one tells
    blank, inside = True, False
    with path.open("rb") as file:
        for line in file:
            if held is not None:
                if _HEADER.match(line) and (not timed or _TIMED.match(held)):
                    timed = timed or (not inside and _TIMED.match(held) is not None)
                    if inside and lines:
                        yield _message(lines)
                    lines, inside = [], True
                else:
                    lines.append(held)
                held = None
            if blank and line.startswith(_SEPARATOR):
                held = line
            elif inside and not (not lines and line.startswith(b">From ")):
                lines.append(line)
            blank = not line.strip(b"\r\n")
    if inside and lines:
        yield _message(lines if held is None else [*lines, held])


def message_id(message: bytes) -> str:
    """Its ``Message-ID``; empty where it has none."""
    found = _ID.search(message[: head_length(message)])
    return found[1].decode("utf-8", "replace") if found else ""


def head_length(message: bytes) -> int:
    """Bytes of the headers."""
    found = re.search(rb"\r?\n\r?\n", message)
    return found.start() if found else len(message)


def _message(lines: list[bytes]) -> bytes:
    """One message, without a program's notes (read, answered, numbered): they change when it is looked at."""
    if lines and not lines[-1].strip(b"\r\n"):
        lines = lines[:-1]  # the empty line before the next separator
    kept: list[bytes] = []
    in_head, dropping = True, False
    for line in lines:
        if in_head and not line.strip(b"\r\n"):
            in_head = False
        elif in_head and line[:1] not in (b" ", b"\t"):
            dropping = line.partition(b":")[0].strip().lower() in _BOOKKEEPING
        if not (in_head and dropping):
            kept.append(line)
    return _QUOTED.sub(rb"\1", b"".join(kept))
