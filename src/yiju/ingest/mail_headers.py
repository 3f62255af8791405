"""Headers of a mail as text: encoded words, raw 8-bit bytes, folds."""

import email.utils
import quopri
import re
from base64 import b64decode
from email.message import Message
from urllib.parse import unquote_to_bytes

from yiju.errors import ReadFailure
from yiju.ingest.encoding import decode, decode_as, is_utf8, usual_name
from yiju.ingest.visible import visible_line

_WORD = re.compile(r"=\?([\w.:-]+?)(?:\*[\w-]*)?\?([bBqQ])\?([^?\n]*)\?=")

_KEPT = re.compile("\ue000(\\d+)\ue001")
_OWN = dict.fromkeys(range(0xE000, 0xE002))
_PERCENTS = re.compile(r"%[89A-Fa-f][0-9A-Fa-f](?:%[0-9A-Fa-f]{2})")


def header(message: Message, name: str) -> str:
    """A header as text: encoded words and raw 8-bit bytes decoded, folds undone; empty if it is not there."""
    for key, raw in message.raw_items():
        if key.lower() == name.lower():
            return decode_header(str(raw))
    return ""


def decode_header(raw: str) -> str:
    """Header text. Neighbouring encoded words of one charset are joined first: mailers cut them anywhere."""
    text = eight_bit(re.sub(r"\r?\n(?=[ \t])", "", raw))
    text = re.sub(r"(\?=)\s+(?==\?)", r"\1", text)
    out, at = "", 0
    charset, pending = "", list[tuple[str, str]]()
    for match in _WORD.finditer(text):
        gap = text[at : match.start()]
        if gap or usual_name(match[1]) != charset:
            out += _joined(pending, charset) + gap
            pending = []
        charset, at = usual_name(match[1]), match.end()
        pending.append((match[2].lower(), match[3]))
    return visible_line(out + _joined(pending, charset) + text[at:])


def percent_decoded(name: str) -> str:
    """A file name that was written as part of an address: ``%E6%8A%A5…``; as it is where it was not."""
    if not _PERCENTS.search(name):
        return name
    data = unquote_to_bytes(name)
    text = decode_as(data, "utf-8") or decode_as(data, "gb18030")
    return visible_line(text) if text and any(char >= "\u2e80" for char in text) else name


def addresses(raw: str) -> str:
    """``Name <address>, …`` with names decoded."""
    words: list[str] = []

    def kept(word: re.Match[str]) -> str:
        words.append(word.group())
        return f"\ue000{len(words) - 1}\ue001"

    def shown(text: str) -> str:
        return decode_header(_KEPT.sub(lambda match: words[int(match[1])], text))

    # Commas and brackets within an encoded word part no addresses, though none should stand there.
    text = _WORD.sub(kept, eight_bit(re.sub(r"\r?\n[ \t]*", " ", raw)).translate(_OWN))
    pairs = email.utils.getaddresses([text])
    people = [(shown(name), shown(address)) for name, address in pairs]
    found = [
        f"{name} <{address}>" if name and address and name != address else name or address
        for name, address in people
    ]
    return ", ".join(dict.fromkeys(filter(None, found)))


def _joined(words: list[tuple[str, str]], charset: str) -> str:
    """Encoded words of one charset: cut within a character, or within the four letters of base64."""
    joined: list[tuple[str, str]] = []
    for encoding, text in words:
        last, before = joined[-1] if joined else ("", "")
        if encoding == last == "b" and len(before) % 4 and not before.endswith("="):
            joined[-1] = (encoding, before + text)
        else:
            joined.append((encoding, text))
    data = b"".join(_word_bytes(encoding, text) for encoding, text in joined)
    return decode_bytes(data, charset) if data else ""


def _word_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("ascii", errors="ignore")
    try:
        if encoding == "b":
            return b64decode(raw + b"=" * (-len(raw) % 4))
        return quopri.decodestring(raw.replace(b"_", b" "))
    except ValueError:
        return raw


def decode_bytes(data: bytes, charset: str) -> str:
    """Bytes of a header by the charset it names; by what they are, where they are plainly another's."""
    unicode = decode_as(data, "utf-8")
    if unicode is not None and not unicode.isascii() and is_utf8(data, unicode, charset):
        return unicode
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
    return decode_bytes(data, "utf-8")
