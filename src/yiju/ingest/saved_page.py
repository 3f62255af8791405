"""Web pages saved as one file (MHTML, RFC 2557): the page with its style sheets, as they hide text too."""

import html
import re
from base64 import b64encode
from typing import TYPE_CHECKING

from yiju.errors import ReadFailure

if TYPE_CHECKING:
    from email.message import Message

_RELATED = re.compile(rb"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_SENT = re.compile(
    rb"^(?:to|received|message-id|delivered-to|return-path)[ \t]*:", re.IGNORECASE | re.MULTILINE
)
_BODY = re.compile(r"<body\b[^>]{0,2000}>|\A(?!.*<body\b)", re.IGNORECASE | re.DOTALL)
_MOST_SHEETS = 50
_MOST_SHEET = 1_000_000


def is_saved_page(head: bytes) -> bool:
    """Whether a file's first bytes are those of one: packed as a mail is, and sent by nobody to nobody."""
    block = re.split(rb"\r?\n\r?\n", head.lstrip(b"\xef\xbb\xbf\r\n")[:16_384], maxsplit=1)[0]
    return _RELATED.search(block) is not None and _SENT.search(block) is None


def page_in(data: bytes) -> str | None:
    """The page that such a file holds; None of any other file.

    Raises:
        ReadFailure: it holds no page.
    """
    if not is_saved_page(data):
        return None
    from yiju.ingest.mail_parts import collect, parse_message  # not for whoever asks for a form alone

    message = parse_message(data)
    pages = collect(message).pages
    if not pages:
        raise ReadFailure(
            "保存下来的网页里没有页面 (no page in the MHTML file)", hint="请在浏览器里打开后另存。"
        )
    page = pages[0]
    for place, sheet in _sheets(message):
        packed = b64encode(sheet[:_MOST_SHEET]).decode("ascii")
        for written in {place, html.escape(place)}:
            for mark in ('"', "'"):
                page = page.replace(f"href={mark}{written}{mark}", f'href="data:text/css;base64,{packed}"')
    # What the page shows in frames lies beside it, and is told as other pages within pages are.
    return _BODY.sub(r'\g<0><iframe srcdoc="beside"></iframe>', page, count=1) if len(pages) > 1 else page


def _sheets(message: "Message") -> list[tuple[str, bytes]]:
    """Style sheets, each with the address by which the page asks for it."""
    from email.message import Message

    found: list[tuple[str, bytes]] = []
    payload = message.get_payload()
    for part in payload if isinstance(payload, list) else []:
        if isinstance(part, Message) and part.get_content_type() == "text/css":
            place = str(part.get("content-location", "")).strip() or f"cid:{_own(part)}"
            data = part.get_payload(decode=True)
            if isinstance(data, bytes) and len(found) < _MOST_SHEETS:
                found.append((place, data))
    return found


def _own(part: "Message") -> str:
    return str(part.get("content-id", "")).strip("<> \t\r\n")
