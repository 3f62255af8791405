"""Outlook ``.msg`` files made by hand: an OLE compound file with MAPI properties, as MS-OXMSG says."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _SMALL, _CUTOFF = 512, 64, 4096


@dataclass
class Storage:
    """A folder of a compound file."""

    streams: dict[str, bytes] = field(default_factory=dict)
    storages: dict[str, "Storage"] = field(default_factory=dict)


class _Chains:
    """Sectors of one size, and for each the next of its stream."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.sectors: list[bytes] = []
        self.next: list[int] = []

    @property
    def table(self) -> bytes:
        return b"".join(struct.pack("<I", one) for one in self.next).ljust(_SECTOR, b"\xff")

    def put(self, data: bytes) -> int:
        """Add a stream; where it begins."""
        if not data:
            return _END
        first = len(self.sectors)
        for at in range(0, len(data), self.size):
            self.sectors.append(data[at : at + self.size].ljust(self.size, b"\0"))
            self.next.append(len(self.sectors))
        self.next[-1] = _END
        return first


def properties(
    texts: Mapping[int, str | bytes],
    *,
    header: int,
    numbers: Mapping[int, int] | None = None,
    moments: Mapping[int, int] | None = None,
    codepage: str = "",
) -> Storage:
    """A storage with these properties.

    Args:
        texts: by number; bytes are binary properties.
        header: bytes before the fixed properties: 32 of a message, 24 of one within, 8 of all else.
        moments: in 100 ns since 1601.
        codepage: texts are written in it, one byte a letter; as UTF-16 where empty.
    """
    made = Storage()
    fixed = bytes(header)
    for number, text in texts.items():
        if isinstance(text, bytes):
            made.streams[f"__substg1.0_{number:04X}0102"] = text
        elif codepage:
            made.streams[f"__substg1.0_{number:04X}001E"] = text.encode(codepage)
        else:
            made.streams[f"__substg1.0_{number:04X}001F"] = text.encode("utf-16-le")
    for number, value in (numbers or {}).items():
        fixed += struct.pack("<HHIiI", 0x0003, number, 6, value, 0)
    for number, moment in (moments or {}).items():
        fixed += struct.pack("<HHIQ", 0x0040, number, 6, moment)
    made.streams["__properties_version1.0"] = fixed
    return made


def write(path: Path, root: Storage) -> Path:
    """Write a compound file (MS-CFB, version 3)."""
    entries: list[tuple[str, int, int, list[int], bytes]] = []  # name, kind, child, siblings, data

    def add(name: str, storage: Storage, kind: int) -> int:
        at = len(entries)
        entries.append((name, kind, _FREE, [_FREE, _FREE], b""))
        children: list[tuple[str, int]] = []
        for key, data in storage.streams.items():
            children.append((key, len(entries)))
            entries.append((key, 2, _FREE, [_FREE, _FREE], data))
        for key, inner in storage.storages.items():
            children.append((key, add(key, inner, 1)))
        children.sort(key=lambda child: (len(child[0]), child[0].upper()))
        for (_, before), (_, after) in pairwise(children):
            entries[before][3][1] = after
        first = children[0][1] if children else _FREE
        name_, kind_, _, siblings, data_ = entries[at]
        entries[at] = (name_, kind_, first, siblings, data_)
        return at

    add("Root Entry", root, 5)
    sectors, fat = _Chains(_SECTOR), _Chains(_SMALL)
    starts = {
        at: (fat if len(data) < _CUTOFF else sectors).put(data)
        for at, (_, kind, _, _, data) in enumerate(entries)
        if kind == 2
    }
    small = b"".join(fat.sectors)
    small_at, small_table = sectors.put(small), sectors.put(fat.table)
    directory = b""
    for at, (name, kind, child, siblings, data) in enumerate(entries):
        written = name.encode("utf-16-le")
        directory += written.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(written) + 2, kind, 1, siblings[0], siblings[1], child
        )
        start, size = (starts[at], len(data)) if kind == 2 else (small_at if kind == 5 else 0, 0)
        directory += bytes(36) + struct.pack("<IQ", start, len(small) if kind == 5 else size)
    directory_at = sectors.put(directory)
    count = 1
    while -(-(len(sectors.next) + count) // 128) > count:
        count += 1
    fat_at = len(sectors.next)
    sectors.next += [_FAT] * count
    table = sectors.table.ljust(count * _SECTOR, b"\xff")
    places = [fat_at + n for n in range(count)] + [_FREE] * (109 - count)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack(
        "<HHHHH6xIIIIIIIII", 62, 3, 0xFFFE, 9, 6, 0, count, directory_at, 0, _CUTOFF, small_table, 1, _END, 0
    )
    head += b"".join(struct.pack("<I", place) for place in places)
    path.write_bytes(head + b"".join(sectors.sectors) + table)
    return path
