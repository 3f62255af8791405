"""What is attached to a mail: its name, and its bytes when they are asked for."""

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.message import Message

NO_MATERIAL = frozenset(
    (
        "application/pkcs7-signature application/x-pkcs7-signature application/pgp-signature "
        "application/pgp-encrypted message/delivery-status message/disposition-notification "
        "text/rfc822-headers text/x-amp-html text/calendar application/ics text/vcard text/x-vcard "
        "text/css text/javascript application/javascript application/x-javascript"
    ).split()
)
"""Signatures, receipts, invitations, cards, style sheets and scripts: nothing that is cited."""


_PACKED = ("application/ms-tnef", "application/vnd.ms-tnef")


def is_packed(kind: str, name: str) -> bool:
    """Whether a part, by its type or its name, holds what Outlook has packed together."""
    return kind in _PACKED or name.lower() in ("winmail.dat", "win.dat")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file or a mail that came with a mail.

    Attributes:
        name: as the sender gave it; by its type where they gave none.
        embedded: a picture shown within the text: a logo, a signature.
        material: whether it is of a sort that is read at all.
        content: its bytes. Raises ValueError where they cannot be decoded.
        known_as: of a picture, how a text would show it.
    """

    name: str
    content: Callable[[], bytes]
    embedded: bool = False
    material: bool = True
    known_as: tuple[str, ...] = ()

    def beside(self, texts: str) -> "Attached":
        """The same, told whether the texts of its mail show it: by its id, its address or its name.

        That a text mentions its name is not enough."""
        return replace(self, embedded=self.embedded or any(name in texts for name in self.known_as))


def attached(part: Message, name: str) -> Attached:
    """A part of a message as an attachment.

    Args:
        name: its decoded file name; empty where it has none.
    """
    kind = part.get_content_type()
    named = name or f"附件{mimetypes.guess_extension(kind) or ''}"
    is_picture = kind.startswith("image/")
    own = str(part.get("content-id", "")).strip("<> \t\r\n")
    place = str(part.get("content-location", "")).strip()
    return Attached(
        named,
        lambda: _content(part),
        embedded=is_picture and not name,
        material=kind not in NO_MATERIAL,
        known_as=(
            *([f"cid:{own}"] if own else ()),
            *([f'"{place}"'] if place else ()),
            *([f"cid:{name}", f'src="{name}"', f"[image: {name}]"] if name else ()),
        )
        if is_picture
        else (),
    )


def _content(part: Message) -> bytes:
    payload = part.get_payload()
    try:
        if not isinstance(payload, list):
            return _bytes(part)
        inner = payload[0] if payload else None
        if not isinstance(inner, Message):
            return b""
        packed = "base64" in str(part.get("content-transfer-encoding", "")).lower()
        if not packed or inner.items():
            return inner.as_bytes()
        text = Message()  # an inner mail may not be sent in base64, and is: it reads as one without headers
        text["Content-Transfer-Encoding"] = "base64"
        text.set_payload(inner.get_payload())
        return _bytes(text)
    except (LookupError, AssertionError, TypeError, AttributeError, UnicodeError) as error:
        raise ValueError(str(error)) from error


def _bytes(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        raise TypeError("no bytes")
    return data
