"""Pictures and sound, told by their first bytes."""

from yiju.ingest.forms import Form

_PICTURES = (".png", ".jpg", ".jpeg", ".jfif", ".bmp", ".tif", ".tiff", ".webp")
_SOUND = (".wav", ".mp3", ".m4a")
MEDIA: dict[str, Form] = {
    **dict.fromkeys(_PICTURES, Form.IMAGE),
    **dict.fromkeys(_SOUND, Form.AUDIO),
}
"""Suffixes of what can be recognised or transcribed."""
_MAGIC: tuple[tuple[bytes, Form], ...] = (
    (b"\x89PNG\r\n\x1a\n", Form.IMAGE),
    (b"\xff\xd8\xff", Form.IMAGE),
    (b"II*\x00", Form.IMAGE),
    (b"MM\x00*", Form.IMAGE),
    (b"ID3", Form.AUDIO),
)
_BRANDS = (b"M4A ", b"M4B ")
_PLAIN_BRANDS = (b"mp41", b"mp42", b"isom", b"iso2", b"dash", b"3gp4", b"3gp5")
"""Of sound and of films: here the suffix decides."""


def media_form(head: bytes, suffix: str) -> Form | None:
    """``IMAGE`` or ``AUDIO``; None for anything else, films included."""
    for magic, form in _MAGIC:
        if head.startswith(magic):
            return form
    if head.startswith(b"RIFF"):
        return {b"WEBP": Form.IMAGE, b"WAVE": Form.AUDIO}.get(head[8:12])
    if head[4:8] == b"ftyp":
        sound = head[8:12] in _BRANDS or (suffix == ".m4a" and head[8:12] in _PLAIN_BRANDS)
        return Form.AUDIO if sound else None
    if head.startswith(b"BM") and b"\x00" in head[2:14] and head[6:10] == b"\x00\x00\x00\x00":
        return Form.IMAGE
    return Form.AUDIO if _is_mpeg(head) else None


def _is_mpeg(head: bytes) -> bool:
    """Whether an MPEG audio frame of layer III begins here (ISO 11172-3, 2.4.2.3)."""
    return (
        len(head) > 3
        and head[0] == 0xFF
        and head[1] & 0xE6 == 0xE2
        and head[2] & 0xF0 not in (0x00, 0xF0)
        and head[2] & 0x0C != 0x0C
    )
