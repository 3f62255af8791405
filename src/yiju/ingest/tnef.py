"""Outlook's ``winmail.dat`` (MS-OXTNEF) as the mail it holds: attributes, and MAPI properties within them.

What is damaged ends the reading where it is: what stood before it is kept, and it is told.
"""

import datetime as dt
import struct
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path

from yiju.errors import ReadFailure
from yiju.ingest.mail_parts import Parts
from yiju.ingest.mapi import EPOCH, MOST, codepage_names, moment_of, narrow_text
from yiju.ingest.outlook import opened
from yiju.ingest.sniff import TNEF_SIGNATURE as SIGNATURE
from yiju.ingest.tnef_values import BINARY, NARROW, OBJECT, WIDE, Values, values_at

_HEAD = struct.Struct("<BHHI")
_ON_ATTACHMENT = 2
_BEGINS, _TITLE, _DATA, _OF_ATTACHMENT = 0x9002, 0x8010, 0x800F, 0x9005
_OF_MESSAGE, _PEOPLE, _CODEPAGE = 0x9003, 0x9004, 0x9007
_SUBJECT, _BODY, _SENT, _FROM = 0x8004, 0x800C, 0x8005, 0x8000
_MOST_THINGS = 1000
_MESSAGE = b"\x07\x03\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"
"""IID_IMessage, before a message within a message."""
_CHINA = dt.timezone(dt.timedelta(hours=8))


@dataclass(slots=True)
class TnefObject:
    """A message, a recipient or an attachment of a TNEF stream: see ``MapiObject``."""

    values: Values
    depth: int = 0
    codepages: tuple[str, ...] = ()
    people: list[Values] = field(default_factory=list)
    things: list[Values] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    """Depths at which the bytes ended early; one list for all that lies in a message."""

    def text(self, number: int) -> str:
        """A text; empty where there is none."""
        wide = self.values.get((number, WIDE))
        if wide is not None:
            return wide[:MOST].decode("utf-16-le", errors="replace").rstrip("\0")
        data = self.values.get((number, NARROW)) or self.values.get((number, BINARY)) or b""
        return narrow_text(data[:MOST].rstrip(b"\0"), self.codepages) if data else ""

    def binary(self, number: int) -> bytes:
        """Bytes; empty where there are none."""
        return self.values.get((number, BINARY), b"")

    def number(self, number: int) -> int | None:
        """A whole number of 32 bits."""
        value = self.values.get((number, 0x0003), b"")
        return struct.unpack_from("<i", value)[0] if len(value) >= 4 else None

    def flag(self, number: int) -> bool:
        """A yes or no."""
        return any(self.values.get((number, 0x000B), b"")[:2])

    def moment(self, number: int) -> dt.datetime | None:
        """A moment, in UTC."""
        value = self.values.get((number, 0x0040), b"")
        return moment_of(struct.unpack_from("<Q", value)[0]) if len(value) >= 8 else None

    def recipients(self, most: int) -> list["TnefObject"]:
        """Whom a message went to."""
        return [self._below(one) for one in self.people[:most]]

    def attachments(self, most: int) -> list["TnefObject"]:
        """What came with a message."""
        return [self._below(one) for one in self.things[:most]]

    def message(self) -> "TnefObject | None":
        """The message that an attachment is, if it is one."""
        data = self.values.get((0x3701, OBJECT), b"")
        if not data.startswith(_MESSAGE + SIGNATURE):
            return None
        return read_tnef(data[len(_MESSAGE) :], self.depth + 1, self.cut)

    def _below(self, values: Values) -> "TnefObject":
        return TnefObject(values, self.depth, self.codepages, cut=self.cut)


def open_tnef(path: Path) -> tuple[Message, Parts]:
    """A ``winmail.dat``'s headers, and what it is made of. Raises ReadFailure: it holds nothing."""
    return unpack_tnef(path.read_bytes())


def unpack_tnef(data: bytes) -> tuple[Message, Parts]:
    """The same of its bytes."""
    found = read_tnef(data)
    if not found.values and not found.things:
        raise ReadFailure("winmail.dat 已损坏，里面读不出邮件", hint="请发件人改用普通格式重发。")
    message, parts = opened(found)
    if found.cut:
        parts.warnings.append("winmail.dat 不完整，只读到损坏之处")
    return message, parts


def read_tnef(data: bytes, depth: int = 0, cut: list[int] | None = None) -> TnefObject:
    """A TNEF stream's message.

    Args:
        depth: how many messages it lies in.
        cut: of the message around it, to add to.

    Raises:
        ReadFailure: it is none.
    """
    if not data.startswith(SIGNATURE):
        raise ReadFailure("不是 winmail.dat（TNEF）", hint="请确认文件后缀与内容一致。")
    found = TnefObject({}, depth, cut=[] if cut is None else cut)
    older: Values = {}
    at = len(SIGNATURE) + 2
    while at + _HEAD.size <= len(data):
        level, number, _, size = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        value = data[at : at + size]
        at += size + 2  # its checksum is not asked: other programs get it wrong
        if len(value) < size:
            found.cut.append(depth)
        if level == _ON_ATTACHMENT:
            _add_to_attachment(found, number, value)
        elif number == _CODEPAGE and len(value) >= 4:
            found.codepages = codepage_names([*struct.unpack_from("<I", value)])
        else:
            _add_to_message(found, older, number, value)
    found.values = older | found.values
    found.codepages = codepage_names((found.number(0x3FDE), found.number(0x3FFD))) + found.codepages
    return found


def _add_to_message(found: TnefObject, older: Values, number: int, value: bytes) -> None:
    if number == _OF_MESSAGE:
        values, _ = _values(found, value)
        found.values |= values
    elif number == _PEOPLE:
        at, count = 4, struct.unpack_from("<I", value)[0] if len(value) >= 4 else 0
        while at < len(value) and len(found.people) < min(count, _MOST_THINGS):
            values, at = _values(found, value, at)
            found.people.append(values)
    elif number == _SUBJECT:
        older[0x0037, NARROW] = value
    elif number == _BODY:
        older[0x1000, NARROW] = value
    elif number == _FROM:
        older.update(_sender(value))
    elif number == _SENT and (moment := _written(value)) is not None:
        older[0x0E06, 0x0040] = struct.pack("<Q", int((moment - EPOCH).total_seconds()) * 10**7)


def _add_to_attachment(found: TnefObject, number: int, value: bytes) -> None:
    if number == _BEGINS or not found.things:
        if len(found.things) > _MOST_THINGS:
            return
        found.things.append({})
    thing = found.things[-1]
    if number == _TITLE:
        thing.setdefault((0x3704, NARROW), value)
    elif number == _DATA:
        thing[0x3701, BINARY] = value
    elif number == _OF_ATTACHMENT:
        values, _ = _values(found, value)
        thing |= values


def _values(found: TnefObject, value: bytes, at: int = 0) -> tuple[Values, int]:
    values, end, whole = values_at(value, at)
    if not whole:
        found.cut.append(found.depth)
    return values, end


def _sender(value: bytes) -> Values:
    """Name and address of an old ``attFrom``: four lengths, then both, each ended by a zero."""
    if len(value) < 8:
        return {}
    name, address = struct.unpack_from("<HH", value, 4)
    mail = value[8 + name : 8 + name + address].rstrip(b"\0")
    return {
        (0x0C1A, NARROW): value[8 : 8 + name].rstrip(b"\0"),
        (0x0C1F, NARROW): mail.rpartition(b":")[2],
    }


def _written(value: bytes) -> dt.datetime | None:
    """An old date: year, month, day, hour, minute, second by the sender's clock, whose zone is not told."""
    try:
        return dt.datetime(*struct.unpack_from("<6H", value)).replace(tzinfo=_CHINA)
    except (struct.error, ValueError, OverflowError):
        return None
