"""Outlook's ``winmail.dat`` written out: attributes, lists of properties, attachments."""

import struct

SIGNATURE = b"\x78\x9f\x3e\x22"
MESSAGE = b"\x07\x03\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"


def attribute(level: int, number: int, value: bytes) -> bytes:
    """One attribute with its checksum."""
    return struct.pack("<BHHI", level, number, 6, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def properties(values: dict[int, str | bytes | int], *, codepage: str = "", inner: bytes = b"") -> bytes:
    """A list of MAPI properties. Text is wide, or in ``codepage``; ``inner`` is a message within."""
    packed = [_one(number, value, codepage) for number, value in values.items()]
    if inner:
        packed.append(_variable(0x000D, 0x3701, MESSAGE + inner))
    packed.append(struct.pack("<HH16sIIHH", 0x001F, 0x8001, bytes(16), 1, 4, 0x41, 0) + _sized("甲".encode()))
    return struct.pack("<I", len(packed)) + b"".join(packed)


def _one(number: int, value: str | bytes | int, codepage: str) -> bytes:
    if isinstance(value, int):
        return struct.pack("<HHi", 0x0003, number, value)
    if isinstance(value, bytes):
        return _variable(0x0102, number, value)
    text = f"{value}\0"
    if codepage:
        return _variable(0x001E, number, text.encode(codepage))
    return _variable(0x001F, number, text.encode("utf-16-le"))


def _variable(kind: int, number: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, number) + _sized(data)


def _sized(data: bytes) -> bytes:
    return struct.pack("<II", 1, len(data)) + data + bytes(-len(data) % 4)


def stream(message: bytes, *things: bytes, codepage: int = 936, older: bytes = b"") -> bytes:
    """A whole stream: the message's properties, older attributes, attachments as ``attached`` makes them."""
    head = attribute(1, 0x9006, struct.pack("<I", 0x10000)) + attribute(
        1, 0x9007, struct.pack("<II", codepage, 0)
    )
    return SIGNATURE + b"\x01\x00" + head + older + attribute(1, 0x9003, message) + b"".join(things)


def attached(short: bytes, data: bytes, listed: bytes = b"") -> bytes:
    """An attachment: its short name, its bytes, its properties."""
    made = attribute(2, 0x9002, bytes(14)) + attribute(2, 0x8010, short + b"\0")
    made += attribute(2, 0x800F, data) if data else b""
    return made + (attribute(2, 0x9005, listed) if listed else b"")
