"""The size of a ZIP archive's directory, told before it is read: each of its entries costs memory."""

import struct
from pathlib import Path

_MOST = 8 * 1024 * 1024
"""Bytes: some 100,000 entries."""
_END_RECORD, _END_RECORD_64 = b"PK\x05\x06", b"PK\x06\x06"


def small_directory(path: Path) -> bool:
    """Whether the archive's directory is of a size that may be read as a whole."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 66_000))
        tail = file.read()
    return _stated(tail, _END_RECORD, 12, "<I") <= _MOST and _stated(tail, _END_RECORD_64, 40, "<Q") <= _MOST


def _stated(tail: bytes, record: bytes, offset: int, form: str) -> int:
    """The directory's size as an end record gives it; 0 where there is none: opening the file will say so."""
    at = tail.rfind(record)
    if at < 0 or len(tail) < at + offset + struct.calcsize(form):
        return 0
    (size,) = struct.unpack_from(form, tail, at + offset)
    return 0 if form == "<I" and size == 0xFFFFFFFF else int(size)
