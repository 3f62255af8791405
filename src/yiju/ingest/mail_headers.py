"""Headers of a mail as text: encoded words, raw 8-bit bytes, folds."""

import email.utils
import quopri
import re
from base64 import b64decode
from email.message import Message

from yiju.errors import ReadFailure
from yiju.ingest.encoding import decode, decode_as
from yiju.ingest.visible import visible_line

_WORD = re.compile(r"=\?([\w.:-]+?)(?:\*[\w-]*)?\?([bBqQ])\?([^?\n]*)\?=")


def header(message: Message, name: str) -> str:
    """A header as text: encoded words and raw 8-bit bytes decoded, folds undone; empty if it is not there."""
    for key, raw in message.raw_items():
        if key.lower() == name.lower():
            return decode_header(str(raw))
    return ""


def decode_header(raw: str) -> str:
    """Header text. Encoded words of one charset are joined first: mailers cut them in mid-character."""
    text = eight_bit(re.sub(r"\r?\n(?=[ \t])", "", raw))
    text = re.sub(r"(\?=)\s+(?==\?)", r"\1", text)
    out, at = "", 0
    charset, pending = "", b""

    def flush() -> str:
        nonlocal pending
        data, pending = pending, b""
        return _bytes(data, charset) if data else ""

    for match in _WORD.finditer(text):
        gap = text[at : match.start()]
        if gap or match[1].lower() != charset:
            out += flush() + gap
        charset, at = match[1].lower(), match.end()
        pending += _word_bytes(match[2], match[3])
    return visible_line(out + flush() + text[at:])


def addresses(raw: str) -> str:
    """``Name <address>, …`` with names decoded."""
    pairs = email.utils.getaddresses([eight_bit(re.sub(r"\r?\n[ \t]*", " ", raw))])
    people = [(decode_header(name), address.strip()) for name, address in pairs]
    people = [(name, address) for name, address in people if name or address]
    return ", ".join(
        f"{name} <{address}>" if name and address else name or address for name, address in people
    )


def _word_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("ascii", errors="ignore")
    try:
        if encoding in "bB":
            return b64decode(raw + b"=" * (-len(raw) % 4))
        return quopri.decodestring(raw.replace(b"_", b" "))
    except ValueError:
        return raw


def _bytes(data: bytes, charset: str) -> str:
    text = decode_as(data, charset)
    if text is not None:
        return text
    try:
        return decode(data)
    except ReadFailure:
        return data.decode("utf-8", errors="replace")


def eight_bit(raw: str) -> str:
    """Raw bytes in a header, which the parser keeps as surrogates, as text."""
    if raw.isascii():
        return raw
    data = raw.encode("utf-8", errors="surrogateescape")
    return _bytes(data, "utf-8")
