"""Multiparts whose boundary is missing, or is not the one between their parts; packings named sloppily."""

import re
from copy import copy
from email import message_from_bytes
from email.message import Message

_BOUNDARY = re.compile(rb"^--(\S[^\r\n]{0,80}?)[ \t]*\r?\n(?=content-)", re.IGNORECASE | re.MULTILINE)
_PACKING = re.compile(r"[\s\"']*([A-Za-z0-9-]+)")
_MOST = 20
"""Parts mended in one mail: each is read anew."""


def mend(message: Message) -> None:
    """Take apart, in place, what says that it has parts and is in one; inner mails are left alone."""
    stack, left = [message], _MOST
    while stack:
        part = stack.pop()
        _settle_packing(part)
        # Only these are asked for their payload as text: of others an odd charset would be taken at its word.
        if part.get_content_maintype() != "multipart":
            continue
        if left and _taken_apart(part):
            left -= 1
        payload = part.get_payload()
        if isinstance(payload, list):
            stack.extend(one for one in payload if isinstance(one, Message))


def _settle_packing(part: Message) -> None:
    """Say how it is packed in the words that the library knows: ``"BASE64" ;`` is base64."""
    said = part.get("content-transfer-encoding")
    word = _PACKING.match(str(said)) if said is not None else None
    if word and word[1].lower() != str(said).lower():
        part.replace_header("content-transfer-encoding", word[1].lower())


def _taken_apart(part: Message) -> bool:
    labelled = copy(part)
    del labelled["content-type"]
    labelled["Content-Type"] = "multipart/mixed; charset=latin-1"  # given back in it, every byte is a letter
    payload = labelled.get_payload()
    if not isinstance(payload, str):
        return False
    body = payload.encode("latin-1", "replace")
    found = _BOUNDARY.search(body)
    if not found:
        return False
    head = b'Content-Type: multipart/mixed; boundary="' + found[1] + b'"\n\n'
    parts = message_from_bytes(head + body).get_payload()
    if not isinstance(parts, list):
        return False
    part.set_payload(parts)
    return True
