"""MAPI properties of a message, a recipient or an attachment in an Outlook ``.msg`` file (MS-OXMSG)."""

import datetime as dt
import struct
from typing import Any

from yiju.errors import ReadFailure
from yiju.ingest.encoding import decode, decode_as

_STREAM = "__properties_version1.0"
_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_WIDE, _NARROW, _BINARY = "001F", "001E", "0102"
_MOST = 64 * 1024 * 1024


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

    def below(self, name: str, header: int) -> "Properties":
        """Those of a storage inside."""
        return Properties(self._ole, (*self._place, name), header, None if header > 8 else self._codepages)

    def folders(self, prefix: str) -> list[str]:
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
        return self._decoded(data.rstrip(b"\0")) if data else ""

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
        if not value:
            return None
        try:
            return _EPOCH + dt.timedelta(microseconds=struct.unpack_from("<Q", value)[0] // 10)
        except OverflowError:
            return None

    def _stream(self, number: int, kind: str) -> bytes | None:
        name = [*self._place, f"__substg1.0_{number:04X}{kind}"]
        if not self._ole.exists(name):
            return None
        if self._ole.get_type(name) != 2:
            return None
        if self._ole.get_size(name) > _MOST:
            raise ReadFailure("邮件里有一部分大得不像一封邮件，未读取", hint="请检查文件来源。")
        with self._ole.openstream(name) as stream:
            return bytes(stream.read())

    def _read_fixed(self, header: int) -> dict[tuple[int, int], bytes]:
        name = [*self._place, _STREAM]
        if not self._ole.exists(name):
            return {}
        with self._ole.openstream(name) as stream:
            data = stream.read(_MOST)
        found: dict[tuple[int, int], bytes] = {}
        for at in range(header, len(data) - 15, 16):
            kind, number = struct.unpack_from("<HH", data, at)
            found[number, kind] = data[at + 8 : at + 16]
        return found

    def _own_codepages(self) -> tuple[str, ...]:
        """As the message names them: that of its text, that of its other strings."""
        numbers = (self.number(0x3FDE), self.number(0x3FFD))
        names = {936: "gb18030", 54936: "gb18030", 20936: "gb18030", 950: "big5", 65001: "utf-8"}
        return tuple(names.get(n, f"cp{n}") for n in numbers if n and n not in (20127, 1200))

    def _decoded(self, data: bytes) -> str:
        """UTF-8 where it is; a Chinese codepage that is named goes before a guess, a Western one after it."""
        for name in self._codepages:
            text = decode_as(data, name)
            if text is not None and name in ("gb18030", "big5", "utf-8"):
                return text
        try:
            return decode(data, declared=next(iter(self._codepages), None))
        except ReadFailure:
            return ""
