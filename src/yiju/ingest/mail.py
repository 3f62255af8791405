"""Mail: new text as numbered paragraphs; history, signatures and attachments kept apart."""

import datetime as dt
import email.utils
import re
from collections.abc import Iterator
from email.message import Message
from itertools import groupby
from pathlib import Path

from lxml import etree

from yiju.errors import Skipped
from yiju.ingest.dates import parse_date
from yiju.ingest.html_blocks import blocks
from yiju.ingest.html_tree import parse_html
from yiju.ingest.lines import unwrap
from yiju.ingest.mail_alternatives import differing, joined, told
from yiju.ingest.mail_bodies import prefers_html
from yiju.ingest.mail_headers import addresses, decode_header, header
from yiju.ingest.mail_parts import Parts, collect, parse_message
from yiju.ingest.mail_quotes import line_roles, unquoted
from yiju.ingest.prose import PieceMaker
from yiju.ingest.reading import Reading, lay_out
from yiju.store.types import Kind, Role

PARSER = "mail/6"

_FORWARDED = re.compile(r"^\s*(?:转发|轉寄|fwd?|wg|tr)\s*[:：]", re.IGNORECASE)
_ID = re.compile(r"<[^<>\s]+>")
_NAMELESS = "（无主题邮件）"
_ROW = "\x1e"
"""Stands before a line that is a table row, until its role is known."""


def read_mail(path: Path) -> Reading:
    """Read an ``.eml`` file. The date is the ``Date`` header's, in the sender's own time zone.

    Raises:
        ReadFailure: no mail header.
        Skipped: an empty file, or a mail without text.
    """
    message, parts = open_mail(path)
    return _reading(message, parts, path, "eml")


def read_outlook(path: Path) -> Reading:
    """Read a ``.msg`` file of Outlook.

    Raises:
        ReadFailure: damaged.
        Skipped: a mail without text.
    """
    from yiju.ingest.outlook import open_outlook

    message, parts = open_outlook(path)
    return _reading(message, parts, path, "msg")


def read_packed(path: Path) -> Reading:
    """Read a ``winmail.dat`` of Outlook that came without its mail.

    Raises:
        ReadFailure: damaged.
        Skipped: a mail without text.
    """
    from yiju.ingest.tnef import open_tnef

    message, parts = open_tnef(path)
    return _reading(message, parts, path, "tnef")


def open_mail(path: Path) -> tuple[Message, Parts]:
    """An ``.eml`` file's message, and what it is made of.

    Raises:
        ReadFailure: no mail header.
        Skipped: an empty file.
    """
    data = path.read_bytes()
    if not data.strip():
        raise Skipped("空文件 (empty file)")
    message = parse_message(data)
    return message, collect(message)


def _reading(message: Message, parts: Parts, path: Path, format: str) -> Reading:
    subject = header(message, "subject")
    attributes = mail_facts(message, parts)
    maker = PieceMaker()
    for lines, wrapped in _texts(parts):
        _lay(lines, maker, wrapped=wrapped, forwarded=bool(_FORWARDED.match(subject)))
    text, paragraphs = lay_out(maker.pieces)
    if not paragraphs:
        also = f"，附件: {attributes['attachments']}" if "attachments" in attributes else ""
        raise Skipped(f"邮件没有正文 (no text){also}")
    title = subject or (path.stem if path.suffix.lower() in (".eml", ".msg", ".tnef") else _NAMELESS)
    return Reading(
        text, paragraphs, title, PARSER, format, Kind.MAIL,
        date=sent_on(message), warnings=tuple(parts.warnings), attributes=attributes,
    )  # fmt: skip


def _texts(parts: Parts) -> Iterator[tuple[list[str], bool]]:
    """The lines of each text to read, and whether their ends may be mere wrapping."""
    clauses: list[str] = []
    for body in joined(parts.bodies):
        if prefers_html(body):
            for page in body.pages:
                parsed = parse_html(page) if page.strip() else None
                parts.warnings.extend(parsed.warnings if parsed else ())
                yield _page_lines(parsed.root) if parsed is not None else [], False
            continue
        clauses += differing(body)
        for text, flowed, delsp in body.texts:
            lines = text.split("\n")
            yield (_flowed(lines, delsp=delsp) if flowed else lines), True
    parts.warnings.extend(told(clauses))


def _page_lines(root: etree._Element) -> list[str]:
    """An HTML body as lines, quotations marked as in plain text."""
    lines: list[str] = []
    for block in blocks(root):
        mark = "> " if block.quoted else ""
        lines.extend([f"{mark}{_ROW}{row}" for row in block.table] or [mark + block.text])
        lines.append(_ROW if block.table else "")
    return lines


def _flowed(lines: list[str], *, delsp: bool) -> list[str]:
    """RFC 3676: a line that ends in a blank goes on in the next one of the same quote depth."""
    out: list[list[str]] = []
    open_depth = -1
    for line in lines:
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        soft = content.endswith(" ") and content != "-- "
        if open_depth != depth or not out:
            out.append([">" * depth + " " if depth else ""])
        out[-1].append(content[:-1] if soft and delsp else content)
        open_depth = depth if soft else -1
    return ["".join(parts) for parts in out]


def _lay(lines: list[str], maker: PieceMaker, *, wrapped: bool, forwarded: bool) -> None:
    """Lines → pieces: neighbours of one role joined to paragraphs; only new text is counted."""
    roles = line_roles([line.replace(_ROW, "") for line in lines], forwarded=forwarded)
    # A blank line has no role of its own: it parts paragraphs.
    marked = [(None if not line.strip() else role, line) for role, line in zip(roles, lines, strict=True)]
    for role, group in groupby(marked, key=lambda pair: (pair[0], _ROW in pair[1])):
        part = [line for _, line in group]
        if role[0] is None or (
            role == (Role.BODY, True) and not any(line.strip(_ROW + " ") for line in part)
        ):
            continue
        clean = [unquoted(line) if role[0] is Role.QUOTED else line for line in part]
        clean = [line.replace(_ROW, "") for line in clean]
        if role == (Role.BODY, True):
            maker.table(clean)
            continue
        clean = [line for line in clean if line.strip()]
        for paragraph in unwrap(clean) if wrapped else clean:
            maker.paragraph(paragraph, role[0])


def sent_on(message: Message) -> dt.date | None:
    """The day it was sent, in the sender's time zone; else the day on which its first server had it."""
    date = _day(header(message, "date"))
    if date is not None:
        return date
    hops = [str(raw) for key, raw in message.raw_items() if key.lower() == "received"]
    return _day(decode_header(hops[-1]).rpartition(";")[2]) if hops else None


def _day(raw: str) -> dt.date | None:
    try:
        date = email.utils.parsedate_to_datetime(raw).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return parse_date(raw)
    return date if 1980 <= date.year <= 2100 else None


def mail_facts(message: Message, parts: Parts) -> dict[str, str]:
    """From whom to whom, in which thread, with what attached."""
    own = _first_id(header(message, "message-id"))
    parent = _first_id(header(message, "in-reply-to"))
    root = _first_id(header(message, "references"))
    raw = {key.lower(): str(value) for key, value in reversed(list(message.raw_items()))}
    found = {
        "from": addresses(raw.get("from", "") or raw.get("sender", "")),
        "to": addresses(raw.get("to", "")),
        "cc": addresses(raw.get("cc", "")),
        "subject": header(message, "subject"),
        "message_id": own,
        "in_reply_to": parent,
        "thread_id": root or parent or own,
        "sent": header(message, "date"),
        "attachments": "、".join(one.name for one in parts.attachments),
    }
    return {name: value for name, value in found.items() if value}


def _first_id(text: str) -> str:
    found = _ID.search(text)
    return found.group() if found else text.split(" ", maxsplit=1)[0].strip()
