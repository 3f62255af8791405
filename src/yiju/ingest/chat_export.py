"""Chats of WeChat, WeCom, DingTalk → a reading: every message a paragraph with day, time and sender."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from yiju.errors import Skipped
from yiju.ingest.chat_messages import Chat, Message, exact_times, left_out
from yiju.ingest.reading import Piece, Reading, lay_out
from yiju.ingest.speaker_names import split_company
from yiju.ingest.time_marks import spoken
from yiju.store.types import Kind, Locator, Role

PARSER = "chat/1"

_AT = re.compile(r"^(?P<name>[^@＠\s]{1,30})[@＠](?P<company>\S{1,40})$")
_NO_COMPANY = frozenset({"微信", "wechat"})
"""What WeCom writes behind a customer who uses WeChat."""


def chat_reading(chat: Chat, path: Path, form: str) -> Reading:
    """The reading of a chat. Messages keep their number in the file, those without words included.

    Args:
        form: of the file: ``txt``, ``html``, ``json`` or ``csv``.

    Raises:
        Skipped: nobody wrote a word in it.
    """
    title = chat.title or path.stem
    pieces = [Piece(line, Locator(), Role.HEADING) for line in chat.preamble]
    pieces += _pieces(chat, title)
    if not any(piece.role is Role.BODY for piece in pieces):
        raise Skipped(f"聊天里没有文字（{left_out(chat.messages)}）")
    laid, paragraphs = lay_out(pieces)
    people = [person(message.sender) for message in chat.messages if message.sender and not message.note]
    days = [message.at.date() for message in chat.messages]
    found = {
        "chat": chat.app or "聊天",
        "speakers": ",".join(dict.fromkeys(name for name, _ in people)),
        "companies": ",".join(dict.fromkeys(f"{name}={of}" for name, of in people if of)),
        "until": max(days).isoformat() if max(days) > min(days) else "",
    }
    gone = left_out(chat.messages)
    return Reading(
        laid, paragraphs, title, PARSER, form, Kind.CALL, date=min(days),
        warnings=(f"聊天里没有文字的消息未作为依据：{gone}",) if gone else (),
        attributes={name: value for name, value in found.items() if value},
    )  # fmt: skip


def _pieces(chat: Chat, title: str) -> Iterator[Piece]:
    times = exact_times(chat.messages)
    names = {person(message.sender)[0] for message in chat.messages if message.sender and not message.note}
    for number, (message, time) in enumerate(zip(chat.messages, times, strict=True), start=1):
        if message.note:
            continue
        if message.quoted:
            yield Piece(_one(message.quoted), _place(message, time, message.quoted_sender, None), Role.QUOTED)
        own, others = _parted(message.text, names)
        if own:
            yield Piece(_one(own), _place(message, time, message.sender, number), headings=(title,))
        for words in others:
            yield Piece(_one(words), _place(message, time, "", number), headings=(title,))


def _parted(text: str, names: Collection[str]) -> tuple[str, list[str]]:
    """A message's words, and what on later lines of it begins with another's ``name：``.

    It is a greeting, or that other's words copied in: that cannot be told, so it is nobody's.
    """
    parts: list[list[str]] = [[]]
    for number, line in enumerate(text.split("\n")):
        said = spoken(line) if number else None
        if said and said[0] in names:
            parts.append([])
        parts[-1].append(line)
    own, *others = ("\n".join(part) for part in parts)
    return own, others


def _place(message: Message, time: str, sender: str, number: int | None) -> Locator:
    name = person(sender)[0] or None
    return Locator(timecode=time, speaker=name, paragraph=number, day=message.at.date().isoformat())


def _one(text: str) -> str:
    """A message of several lines is one paragraph; nobody wraps lines in a chat, so they stay apart."""
    return " ".join(text.split())


def person(sender: str) -> tuple[str, str]:
    """A sender's name and company: ``李雷@威瑟兰`` (WeCom), ``李雷（威瑟兰）``, ``李雷(10001)``."""
    at = _AT.match(sender.strip())
    if at:
        company = at["company"]
        return at["name"], "" if company.lower() in _NO_COMPANY else company
    return split_company(sender.strip())
