"""Outlook's ``.msg`` files (MS-OXMSG) as the mail they hold, with headers as every mail has them."""

import datetime as dt
import email.utils
from email import message_from_string
from email.message import Message
from email.mime.base import MIMEBase
from pathlib import Path

import olefile

from yiju.errors import ReadFailure
from yiju.ingest.mail_attached import NO_MATERIAL, Attached
from yiju.ingest.mail_bodies import Body
from yiju.ingest.mail_parts import Parts
from yiju.ingest.mapi import MapiObject
from yiju.ingest.outlook_properties import Properties
from yiju.ingest.rtf import rtf_content
from yiju.ingest.rtf_packed import unpack_rtf

_CHINA = dt.timezone(dt.timedelta(hours=8))
"""The file tells the moment it was sent, not the sender's clock."""
_MOST_PARTS = 500
_MOST_DEPTH = 6
_TO, _CC = 1, 2


def open_outlook(path: Path) -> tuple[Message, Parts]:
    """A ``.msg`` file's headers, and what it is made of.

    Raises:
        ReadFailure: damaged, or no mail.
    """
    try:
        with olefile.OleFileIO(str(path)) as ole:
            return opened(Properties(ole, (), 32))
    except ReadFailure:
        raise
    except Exception as error:  # olefile raises whatever the damage leads to
        raise ReadFailure(
            f"Outlook 邮件已损坏，无法打开（{type(error).__name__}）",
            hint="请在 Outlook 里打开后另存一份，或请发件人重发。",
        ) from error


def opened(found: MapiObject) -> tuple[Message, Parts]:
    """A message's headers, and what it is made of. Raises ReadFailure: its text is damaged."""
    message = _headers(found)
    parts = Parts()
    page, plain = found.text(0x1013), found.text(0x1000)
    if not page and not plain.strip():
        page, plain = _from_rtf(found)
    body = Body()
    if plain.strip():
        body.texts.append((plain.replace("\r\n", "\n"), False, False))
    if page.strip():
        body.pages.append(page)
    parts.bodies.append(body)
    things = found.attachments(_MOST_PARTS + 1)
    for thing in things[:_MOST_PARTS]:
        one = _attachment(thing, page)
        if one is not None:
            parts.attachments.append(one)
    if len(things) > _MOST_PARTS:
        parts.warnings.append(f"附件过多，只读前 {_MOST_PARTS} 个")
    return message, parts


def _from_rtf(found: MapiObject) -> tuple[str, str]:
    """Page and plain text of a mail that has its text as compressed RTF alone."""
    packed = found.binary(0x1009)
    if not packed:
        return "", ""
    content = rtf_content(unpack_rtf(packed))
    return (content.text, "") if content.is_page else ("", content.text)


def _headers(found: MapiObject) -> Message:
    """What the mail's own headers said, where they were kept; the rest by Outlook's properties."""
    kept = message_from_string(found.text(0x007D))
    message = Message()
    for name, value in kept.raw_items():
        if name.lower() in ("date", "message-id", "in-reply-to", "references", "received"):
            message[name] = value
    people = {
        "From": _person(found, (0x0C1A, 0x0042), (0x5D01, 0x5D02, 0x0C1F, 0x0065)),
        "To": _recipients(found, _TO) or found.text(0x0E04),
        "Cc": _recipients(found, _CC) or found.text(0x0E03),
        "Subject": found.text(0x0037),
        "Message-ID": found.text(0x1035),
        "In-Reply-To": found.text(0x1042),
        "References": found.text(0x1039),
    }
    for name, value in people.items():
        text = " ".join(value.split())
        if text and message.get(name) is None:
            message[name] = text
    moment = found.moment(0x0039) or found.moment(0x0E06)
    if message.get("Date") is None and moment is not None:
        message["Date"] = email.utils.format_datetime(moment.astimezone(_CHINA))
    return message


def _person(found: MapiObject, names: tuple[int, ...], mails: tuple[int, ...]) -> str:
    name = next((text for tag in names if (text := found.text(tag).strip())), "")
    mail = next((text for tag in mails if "@" in (text := found.text(tag).strip())), "")
    name = "" if name.strip("'\"") == mail else name.replace('"', "").replace("<", "").replace(">", "")
    return f'"{name}" <{mail}>' if name and mail else mail or (f'"{name}" <>' if name else "")


def _recipients(found: MapiObject, which: int) -> str:
    people = []
    for one in found.recipients(_MOST_PARTS):
        if one.number(0x0C15) == which:
            people.append(_person(one, (0x3001, 0x5FF6), (0x39FE, 0x3003)))
    return ", ".join(person for person in people if person)


def _attachment(found: MapiObject, page: str) -> Attached | None:
    """What is attached to a mail that has this page; None for an object that only Outlook shows."""
    name = found.text(0x3707) or found.text(0x3704) or found.text(0x3001)
    name = " ".join(name.split())
    kind = found.text(0x370E).lower()
    inner = found.message()
    if inner is not None:
        message, parts = opened(inner) if inner.depth <= _MOST_DEPTH else (Message(), Parts())
        data = as_eml(message, parts)
        return Attached(f"{name or message.get('Subject') or '邮件'}.eml", lambda: data)
    data = found.binary(0x3701)
    if not data:
        return None
    cid = found.text(0x3712)
    shown = f"cid:{cid}" in page if cid and page else bool(cid)
    embedded = (shown or found.flag(0x7FFE)) and (
        kind.startswith("image/") or name.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".bmp"))
    )
    return Attached(name or "附件", lambda: data, embedded=embedded, material=kind not in NO_MATERIAL)


def as_eml(message: Message, parts: Parts) -> bytes:
    """The same mail as a MIME message, for one that lies within another."""
    whole = MIMEBase("multipart", "mixed", boundary="yiju-parts")
    for name, value in message.raw_items():
        whole[name] = str(value)
    for body in parts.bodies:
        choice = MIMEBase("multipart", "alternative", boundary="yiju-choice")
        for text, _, _ in body.texts:
            choice.attach(_part("text", "plain", text.encode("utf-8", "replace"), charset="utf-8"))
        for page in body.pages:
            choice.attach(_part("text", "html", page.encode("utf-8", "replace"), charset="utf-8"))
        if body.texts or body.pages:
            whole.attach(choice)
    for one in parts.attachments:
        part = _part("application", "octet-stream", one.content())
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", one.name))
        whole.attach(part)
    head = "".join(f"{name}: {value}\n" for name, value in message.raw_items())
    for name in list(dict.fromkeys(key for key, _ in message.raw_items())):
        del whole[name]
    return head.encode("utf-8", "surrogateescape") + whole.as_bytes()


def _part(main: str, sub: str, data: bytes, charset: str = "") -> Message:
    from email.encoders import encode_base64

    part = MIMEBase(main, sub)
    if charset:
        part.set_param("charset", charset)
    part.set_payload(data)
    encode_base64(part)
    return part
