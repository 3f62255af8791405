"""Outlook's compressed RTF (MS-OXRTFCP)."""

import struct

from yiju.errors import ReadFailure

_MOST = 64 * 1024 * 1024
_PREFIX = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


def unpack_rtf(data: bytes) -> bytes:
    """The RTF, unpacked.

    Raises:
        ReadFailure: damaged, or larger than any mail.
    """
    if len(data) < 16:
        raise ReadFailure("邮件的 RTF 正文已损坏", hint="请在 Outlook 里另存为 .eml 后再导入。")
    _, size, kind = struct.unpack_from("<III", data)
    if kind == 0x414C454D:
        return data[16:]
    if kind != 0x75465A4C or size > _MOST:
        raise ReadFailure("邮件的 RTF 正文已损坏或过大", hint="请在 Outlook 里另存为 .eml 后再导入。")
    window = bytearray(_PREFIX) + bytearray(4096 - len(_PREFIX))
    at, write, out = 16, len(_PREFIX), bytearray()
    while at < len(data) and len(out) < size:
        flags = data[at]
        at += 1
        for bit in range(8):
            if at >= len(data) or len(out) >= size:
                break
            if not flags >> bit & 1:
                out.append(data[at])
                window[write] = data[at]
                write, at = (write + 1) % 4096, at + 1
                continue
            if at + 1 >= len(data):
                return bytes(out)
            offset, length = data[at] << 4 | data[at + 1] >> 4, (data[at + 1] & 15) + 2
            at += 2
            if offset == write:
                return bytes(out)
            for step in range(length):
                byte = window[(offset + step) % 4096]
                out.append(byte)
                window[write] = byte
                write = (write + 1) % 4096
    return bytes(out)
