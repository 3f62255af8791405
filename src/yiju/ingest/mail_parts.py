"""What a mail is made of: the readable text, what is attached."""

import quopri
import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.utils import collapse_rfc2231_value

from yiju.errors import ReadFailure
from yiju.ingest.encoding import TooMuch, decode, decode_as
from yiju.ingest.encoding_words import words_share
from yiju.ingest.mail_attached import Attached, attached, is_packed
from yiju.ingest.mail_base64 import bare, unpacked, without_soft_blanks
from yiju.ingest.mail_bodies import Body, Plain
from yiju.ingest.mail_headers import decode_bytes, decode_header, eight_bit, header, percent_decoded
from yiju.ingest.mail_mending import mend
from yiju.ingest.visible import visible_line

_SEVEN_BIT = re.compile(r"^(?:iso-2022-\w+|hz(?:-gb-2312)?|utf-?7)$", re.IGNORECASE)
_OBSOLETE = re.compile(rb"^([A-Za-z][\w-]{0,60})[ \t]+:", re.MULTILINE)
"""RFC 822 allowed blanks before the colon."""
_PAGE = re.compile(r"<(?:html|body|div|p|table)[\s>]", re.IGNORECASE)
_NEEDED = ("from", "to", "subject", "date", "message-id", "content-type", "received")
_MOST_PARTS = 200


@dataclass(slots=True)
class Parts:
    """Readable text of a mail, and what was not read.

    Attributes:
        bodies: its texts, in order.
        attachments: files and inner mails.
    """

    bodies: list[Body] = field(default_factory=list)
    attachments: list[Attached] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def texts(self) -> list[Plain]:
        """All plain text."""
        return [text for body in self.bodies for text in body.texts]

    @property
    def pages(self) -> list[str]:
        """All pages."""
        return [page for body in self.bodies for page in body.pages]


def parse_message(data: bytes) -> Message:
    """A message, however sloppy: UTF-16, leading blank lines and boundaries that do not match are mended.

    Raises:
        ReadFailure: there is no mail header.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:8]:
        data = decode(data).encode("utf-8")
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    head, gap, body = _split(data)
    message = message_from_bytes(_OBSOLETE.sub(rb"\1:", head) + gap + body)
    if not any(key.lower() in _NEEDED for key, _ in message.raw_items()):
        raise ReadFailure("没有邮件头 (not a mail message)")
    mend(message)
    return message


def _split(data: bytes) -> tuple[bytes, bytes, bytes]:
    """Headers, the empty line, the body."""
    found = re.search(rb"\r?\n\r?\n", data)
    return (data[: found.start()], found.group(), data[found.end() :]) if found else (data, b"", b"")


def collect(message: Message) -> Parts:
    """The readable parts of a message, outermost first. Inner mails count as attachments."""
    parts = Parts()
    packed: list[tuple[Message, str]] = []
    stack: list[tuple[Message, Body | None]] = [(message, None)]
    for _ in range(_MOST_PARTS):
        if not stack:
            break
        part, choice = stack.pop()
        name = _file_name(part)
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner = part.get_payload()
            first = inner[0] if isinstance(inner, list) and inner else None
            subject = header(first, "subject") if isinstance(first, Message) else ""
            parts.attachments.append(attached(part, name or f"{subject or '邮件'}.eml"))
        elif part.is_multipart():
            if choice is None and kind == "multipart/alternative":
                choice = Body()
                parts.bodies.append(choice)
            children = part.get_payload()
            inside = children if isinstance(children, list) else []
            stack.extend((c, choice) for c in reversed(inside) if isinstance(c, Message))
        elif kind.startswith("multipart/") and not str(part.get_payload()).strip():
            continue
        elif is_packed(kind, name):
            packed.append((part, name))
        elif _is_apart(part, message, name):
            parts.attachments.append(attached(part, name))
        else:
            _add_text(part, kind, parts, choice)
    for part, name in packed:
        _unpack(part, name, parts)
    texts = "\n".join([*parts.pages, *(text for text, _, _ in parts.texts)])
    parts.attachments = [one.beside(texts) for one in parts.attachments]
    if stack:
        parts.warnings.append(f"邮件部件过多，只读前 {_MOST_PARTS} 个")
    return parts


def _unpack(part: Message, name: str, parts: Parts) -> None:
    """What Outlook has packed is the mail's own; its text where the mail has none beside it."""
    from yiju.ingest.tnef import unpack_tnef

    one = attached(part, name or "winmail.dat")
    try:
        _, inner = unpack_tnef(one.content())
    except Exception:  # whatever the damage leads to: the mail around it is read; reading this will say why
        parts.attachments.append(one)
        return
    parts.attachments.extend(inner.attachments)
    parts.warnings.extend(inner.warnings)
    own = parts.bodies or [Body()]
    if not any(text.strip() for text, _, _ in parts.texts):
        own[0].texts.extend(inner.texts)
    if not parts.pages:
        own[0].pages.extend(inner.pages)
    parts.bodies = own


def _file_name(part: Message) -> str:
    """An attachment's name, raw bytes in its header decoded too; empty where it has none."""
    kept = Message()
    for key, raw in part.raw_items():
        if key.lower() in ("content-disposition", "content-type"):
            kept[key] = eight_bit(str(raw))
    for where, what in (("content-disposition", "filename"), ("content-type", "name")):
        try:
            value = kept.get_param(what, header=where)
        except (LookupError, ValueError, TypeError):
            continue
        if isinstance(value, tuple):  # RFC 2231: its bytes, whatever charset it claims
            return visible_line(decode_bytes(value[2].encode("latin-1", "replace"), value[0] or "utf-8"))
        if value and isinstance(value, str):
            return percent_decoded(decode_header(collapse_rfc2231_value(value)))
    return ""


def _is_apart(part: Message, message: Message, name: str) -> bool:
    """Whether a part is attached. What is all of a mail is its text, though it has a name."""
    if part.get_content_disposition() == "attachment" or not _readable(part, message):
        return True
    return bool(name) and part is not message


def _readable(part: Message, message: Message) -> bool:
    return part.get_content_type() in ("text/plain", "text/html", "text/enriched") or (
        part is message and part.get_content_maintype() in ("text", "multipart")
    )


def _add_text(part: Message, kind: str, parts: Parts, choice: Body | None) -> None:
    """Add a part's text: to the choice that it is one of, else as a text of its own."""
    text = _payload(part)
    if text is None:
        parts.warnings.append(f"一段 {kind} 无法解码")
    elif not text.strip():
        return
    else:
        if choice is None:
            parts.bodies.append(choice := Body())
        if kind == "text/html" or (kind.startswith("multipart/") and _PAGE.search(text[:2000])):
            choice.pages.append(text)
        else:
            flowed = str(part.get_param("format", "")).lower() == "flowed"
            choice.texts.append((text, flowed, str(part.get_param("delsp", "")).lower() == "yes"))


def _payload(part: Message) -> str | None:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return None
    if not isinstance(data, bytes):
        return None
    packing = str(part.get("content-transfer-encoding", "")).strip().lower()
    footer = b""
    if packing in ("", "7bit", "8bit", "binary"):
        data = bare(data) or data
    if packing in ("base64", "quoted-printable"):
        raw = re.split(rb"\r?\n\r?\n", part.as_bytes(), maxsplit=1)[-1]
        if packing == "quoted-printable":
            data = quopri.decodestring(without_soft_blanks(raw)) if raw.isascii() else data
        elif (found := unpacked(raw)) is not None:
            data, footer = found
    below = _below(footer)
    charset = part.get_param("charset", "") or ""
    charset = charset[2] if isinstance(charset, tuple) else str(charset)
    if b"~{" in data and b"\x1b" not in data and data.isascii():
        text = decode_as(data, "hz")
        if text is not None and words_share(text) > 0.3:
            return text.replace("\r\n", "\n") + below
    if _SEVEN_BIT.match(charset):
        text = decode_as(data, charset)
        if text is not None:
            return text.replace("\r\n", "\n") + below
    try:
        return decode(data or footer, declared=charset or None) + (below if data else "")
    except TooMuch:
        raise
    except ReadFailure:
        return None


def _below(footer: bytes) -> str:
    """What stands below a packed text, as text."""
    if not footer.strip():
        return ""
    try:
        return "\n\n" + decode(footer)
    except ReadFailure:
        return ""
