"""Lists of MAPI properties as a TNEF stream writes them (MS-OXTNEF 2.1.3.4, MS-OXCDATA 2.11)."""

import struct

WIDE, NARROW, BINARY, OBJECT = 0x001F, 0x001E, 0x0102, 0x000D
Values = dict[tuple[int, int], bytes]
"""Number and type of a property → its bytes; of several values the first."""

_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
"""Bytes of a value of fixed length, filled up to four."""
_SEVERAL = 0x1000
_MOST_VALUES = 20_000


class _Cut(Exception):
    """The bytes end, or are none of a list."""


def values_at(data: bytes, at: int) -> tuple[Values, int, bool]:
    """The list that begins there: its properties, where it ends, and whether it was whole."""
    found: Values = {}
    try:
        count, at = _number(data, at)
        for _ in range(min(count, _MOST_VALUES)):
            at = _value(data, at, found)
    except _Cut:
        return found, len(data), False
    return found, at, count <= _MOST_VALUES


def _value(data: bytes, at: int, found: Values) -> int:
    head, at = _number(data, at)
    kind, number = head & 0xFFFF, head >> 16
    named = number >= 0x8000
    if named:
        at = _past_name(data, at)
    base = kind & ~_SEVERAL
    fixed = _SIZES.get(base)
    count = 1
    if kind & _SEVERAL or fixed is None:
        count, at = _number(data, at)
    for turn in range(count):
        size, at = (fixed, at) if fixed is not None else _number(data, at)
        if at + size > len(data) or turn >= _MOST_VALUES or base not in _KNOWN:
            raise _Cut
        if not turn and not named:
            found[number, base] = data[at : at + size]
        at += _filled(size)
    return at


_KNOWN = frozenset({*_SIZES, WIDE, NARROW, BINARY, OBJECT})


def _past_name(data: bytes, at: int) -> int:
    """Behind the name of a property that a program has made up."""
    kind, at = _number(data, at + 16)
    if kind == 0:
        return at + 4
    size, at = _number(data, at)
    return at + _filled(size)


def _number(data: bytes, at: int) -> tuple[int, int]:
    try:
        return struct.unpack_from("<I", data, at)[0], at + 4
    except struct.error:
        raise _Cut from None


def _filled(size: int) -> int:
    return size + -size % 4
