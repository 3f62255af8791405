"""What says to be in base64 or quoted-printable and is so in part, as list servers write their footer below;
and what is in base64 and does not say so."""

import re
from base64 import b64decode

from yiju.errors import ReadFailure
from yiju.ingest.encoding import decode
from yiju.ingest.encoding_words import words_share

_LINE = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
_WORDS = re.compile(rb"[A-Za-z]{2,}[,.;:]?\s+[A-Za-z]{2,}[,.;:]?\s+[A-Za-z]{2,}")
_ALL = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
_SHORTEST = 24
_WORDED = 0.4
"""Share of Chinese characters in words; of bytes taken at random few are."""
_SOFT = re.compile(rb"=[ \t]+(?=\r?\n)")


def unpacked(raw: bytes) -> tuple[bytes, bytes] | None:
    """The bytes that base64 holds up to its end, and what stands below it as it is.

    None where it is base64 throughout, or damaged within, so that the usual way is as good.
    """
    lines = raw.splitlines()
    packed: list[bytes] = []
    for at, line in enumerate(lines):
        bare = line.strip()
        if bare and (not _LINE.fullmatch(bare) or (packed and _is_complete(packed))):
            return _parted(packed, lines[at:])
        if bare:
            packed.append(bare)
    return None


def bare(raw: bytes) -> bytes | None:
    """The bytes that base64 holds which nobody calls so; None where it is none, or holds no words."""
    lines = raw.split()
    packed = b"".join(lines)
    if len(packed) < _SHORTEST or len(packed) % 4 or not _ALL.fullmatch(packed):
        return None
    if len({len(line) for line in lines[:-1]}) > 1 or raw.strip().count(b" "):
        return None  # lines of base64 are of one length, words are not
    data = b64decode(packed)
    try:
        text = decode(data)
    except ReadFailure:
        return None
    return data if words_share(text) > _WORDED or _WORDS.search(data) else None


def _is_complete(packed: list[bytes]) -> bool:
    """Whether padding has ended it, or a line shorter than those above."""
    last = packed[-1]
    return last.endswith(b"=") or (
        len(packed) > 1 and len(last) < len(packed[-2]) and not sum(map(len, packed)) % 4
    )


def _parted(packed: list[bytes], rest: list[bytes]) -> tuple[bytes, bytes] | None:
    joined = b"".join(packed)
    below = b"\n".join(rest)
    if not packed:
        return (b"", below) if _WORDS.search(below) or not below.isascii() else None
    if len(joined) % 4 or not (_is_complete(packed) or len(packed) == 1):
        return (b"", b"\n".join([*packed, *rest])) if _WORDS.search(below) else None
    return b64decode(joined), below


def without_soft_blanks(raw: bytes) -> bytes:
    """Quoted-printable whose soft line ends have got blanks behind them (RFC 2045 6.7 (3))."""
    return _SOFT.sub(b"=", raw)
