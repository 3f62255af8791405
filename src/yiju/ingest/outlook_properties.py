"""MAPI properties of a message, a recipient or an attachment in an Outlook ``.msg`` file (MS-OXMSG)."""

import datetime as dt
import struct
from typing import Any

from yiju.errors import ReadFailure
from yiju.ingest.mapi import MOST, codepage_names, moment_of, narrow_text

_STREAM = "__properties_version1.0"
_WIDE, _NARROW, _BINARY = "001F", "001E", "0102"
_INNER = "__substg1.0_3701000D"
_EMBEDDED = 5
"""PR_ATTACH_METHOD of a message within a message; 6 is an OLE object."""


class Properties:
    """The properties of one storage, by their number.

    Args:
        ole: the open compound file.
        place: the storage's path in it.
        header: bytes before the fixed properties: 32 of a message, 24 of one within, 8 of all else.
        codepages: of the message around it, for texts of one byte a letter.
    """

    def __init__(
        self, ole: Any, place: tuple[str, ...], header: int, codepages: tuple[str, ...] | None = None
    ) -> None:
        self._ole, self._place = ole, place
        self._fixed = self._read_fixed(header)
        self._codepages = codepages if codepages is not None else self._own_codepages()

    @property
    def depth(self) -> int:
        """How many storages it lies in."""
        return len(self._place)

    def recipients(self, most: int) -> list["Properties"]:
        """Whom a message went to."""
        return [self._below(name, 8) for name in self._folders("__recip_version1.0_")[:most]]

    def attachments(self, most: int) -> list["Properties"]:
        """What came with a message."""
        return [self._below(name, 8) for name in self._folders("__attach_version1.0_")[:most]]

    def message(self) -> "Properties | None":
        """The message that an attachment is, if it is one."""
        return self._below(_INNER, 24) if self.number(0x3705) == _EMBEDDED else None

    def _below(self, name: str, header: int) -> "Properties":
        return Properties(self._ole, (*self._place, name), header, None if header > 8 else self._codepages)

    def _folders(self, prefix: str) -> list[str]:
        """Storages inside whose name begins so, in order."""
        at = len(self._place)
        entries = self._ole.listdir(streams=False, storages=True)
        inside = {entry[at] for entry in entries if len(entry) > at and tuple(entry[:at]) == self._place}
        return sorted(name for name in inside if name.startswith(prefix))

    def text(self, number: int) -> str:
        """A text; empty where there is none."""
        wide = self._stream(number, _WIDE)
        if wide is not None:
            return wide.decode("utf-16-le", errors="replace").rstrip("\0")
        data = self._stream(number, _NARROW)
        if data is None:
            data = self._stream(number, _BINARY)
        return narrow_text(data.rstrip(b"\0"), self._codepages) if data else ""

    def binary(self, number: int) -> bytes:
        """Bytes; empty where there are none."""
        return self._stream(number, _BINARY) or b""

    def number(self, number: int) -> int | None:
        """A whole number of 32 bits."""
        value = self._fixed.get((number, 0x0003))
        return struct.unpack_from("<i", value)[0] if value else None

    def flag(self, number: int) -> bool:
        """A yes or no."""
        value = self._fixed.get((number, 0x000B))
        return bool(value and value[0])

    def moment(self, number: int) -> dt.datetime | None:
        """A moment, in UTC."""
        value = self._fixed.get((number, 0x0040))
        return moment_of(struct.unpack_from("<Q", value)[0]) if value else None

    def _stream(self, number: int, kind: str) -> bytes | None:
        name = [*self._place, f"__substg1.0_{number:04X}{kind}"]
        if not self._ole.exists(name):
            return None
        if self._ole.get_type(name) != 2:
            return None
        if self._ole.get_size(name) > MOST:
            raise ReadFailure("邮件里有一部分大得不像一封邮件，未读取", hint="请检查文件来源。")
        with self._ole.openstream(name) as stream:
            return bytes(stream.read())

    def _read_fixed(self, header: int) -> dict[tuple[int, int], bytes]:
        name = [*self._place, _STREAM]
        if not self._ole.exists(name):
            return {}
        with self._ole.openstream(name) as stream:
            data = stream.read(MOST)
        found: dict[tuple[int, int], bytes] = {}
        for at in range(header, len(data) - 15, 16):
            kind, number = struct.unpack_from("<HH", data, at)
            found[number, kind] = data[at + 8 : at + 16]
        return found

    def _own_codepages(self) -> tuple[str, ...]:
        """As the message names them: that of its text, that of its other strings."""
        return codepage_names((self.number(0x3FDE), self.number(0x3FFD)))
