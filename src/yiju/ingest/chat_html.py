"""Chats exported as web pages: tables, bubbles, plain lines, and lists of messages kept in a script."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml import etree

from yiju.ingest.chat_json import parse_chat_json
from yiju.ingest.chat_messages import Chat, Message, in_order, moment_of, told
from yiju.ingest.chat_tables import chat_of_rows
from yiju.ingest.chat_text import app_of, parse_chat
from yiju.ingest.html_blocks import blocks
from yiju.ingest.html_tree import is_hidden, shown_lines, visible_text

_MOMENT = re.compile(r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}.{0,12}?\d{1,2}[:：]\d{2}")
_SCRIPT = re.compile(r"(?:chat|msg|message)[\w]*\s*[=:]\s*(?=\[\s*\{)", re.IGNORECASE)
_NAME = re.compile(
    r"(?:^|[\s_-])(?:nick(?:name)?|sender(?:[_-]?name)?|user(?:name)?|name|author|from|display-?name|who)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?:^|[\s_-])(?:time|date|datetime|timestamp|when|msg-?time|send-?time)(?:[\s_-]|$)", re.IGNORECASE
)
_WORDS = re.compile(
    r"(?:^|[\s_-])(?:content|text|bubble|body|msg-?(?:text|content|body)|message-?(?:text|content|body)|plain)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"(?:^|[\s_-])(?:quote[d]?|refer|reference|reply|cite)(?:[\s_-]|$)", re.IGNORECASE)
_SYSTEM = re.compile(r"(?:^|[\s_-])(?:system|notice|tips?|revoke|recall)(?:[\s_-]|$)", re.IGNORECASE)
_MOST_CLIMBED = 5
_MOST_SCRIPT = 60_000_000


def looks_like_chat(text: str) -> bool:
    """Whether a page may hold a chat at all: several moments, or messages in a script. Quick."""
    moments = sum(1 for _ in islice(_MOMENT.finditer(text), 2))
    return moments == 2 or _SCRIPT.search(text) is not None


def parse_chat_html(text: str, root: etree._Element, name: str = "") -> Chat | None:
    """The chat that a page is, or None where it is none.

    Args:
        text: the page's source; for messages that its script would show.
        root: its tree, without what nobody sees.
        name: the file's, without suffix.
    """
    title = visible_text(found) if (found := root.find(".//title")) is not None else _title(root)
    for chat in _candidates(text, root, f"{name} {title}"):
        return Chat(chat.messages, chat.title or _shown(title), chat.app, chat.preamble)
    return None


def _candidates(text: str, root: etree._Element, name: str) -> Iterator[Chat]:
    for table in root.iter("table"):
        rows = [[shown_lines(cell) for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
        if not is_hidden(table) and (chat := chat_of_rows(rows, name)):
            yield chat
    bubbles = _bubbles(root, name)
    if bubbles:
        yield bubbles
    lines = "\n".join(block.text or "\n".join(block.table) for block in blocks(root))
    if chat := parse_chat(lines, name):
        yield chat
    if chat := _scripted(text, name):
        yield chat


def _scripted(text: str, name: str) -> Chat | None:
    """Messages that the page's own script lays out: what a person sees in a browser."""
    for match in _SCRIPT.finditer(text[:_MOST_SCRIPT]):
        try:
            rows, _ = json.JSONDecoder().raw_decode(text, match.end())
        except (ValueError, RecursionError):
            continue
        if chat := parse_chat_json(json.dumps(rows), name):
            return chat
    return None


def _bubbles(root: etree._Element, name: str) -> Chat | None:
    """Elements that hold one moment, one name and one text, each told by its class."""
    found: list[Message] = []
    seen: set[Any] = set()
    last = None
    for words in root.iter():
        if not isinstance(words.tag, str) or not _WORDS.search(words.get("class", "")) or is_hidden(words):
            continue
        box = _box(words)
        if box is None or box in seen:
            continue
        seen.add(box)
        when = next((m for one in _of(box, _TIME) if (m := moment_of(_at(one)))), None)
        last = when or last
        if last is None:
            continue
        sender = next((text for one in _of(box, _NAME) if (text := visible_text(one).strip(" :："))), "")
        quotes = [visible_text(one) for one in _of(words, _QUOTE)]
        said = shown_lines(words, frozenset(_of(words, _QUOTE)))
        by, _, quoted = (
            quotes[0].partition("：") if quotes and "：" in quotes[0] else ("", "", "".join(quotes))
        )
        note = "系统提示" if _SYSTEM.search(box.get("class", "")) else ""
        found.append(told(Message(last[0], sender, said, note, quoted.strip(), by.strip(), last[1])))
    messages = in_order(found) if len(found) >= 2 else None
    named = [message for message in found if message.sender and not message.note]
    if messages is None or 2 * len(named) < len(found) or not named:
        return None
    return Chat(tuple(messages), "", app_of(name) or "聊天")


def _box(words: etree._Element) -> etree._Element | None:
    """The nearest element around a text that holds a name or a moment too."""
    box: etree._Element | None = words
    for _ in range(_MOST_CLIMBED):
        box = box.getparent() if box is not None else None
        if box is None or box.tag in ("body", "html"):
            return None
        if _of(box, _NAME):
            texts = [
                one
                for one in _of(box, _WORDS)
                if not any(a is not box and _WORDS.search(a.get("class", "")) for a in _within(one, box))
            ]
            return box if len(texts) == 1 else None
    return None


def _within(one: etree._Element, box: etree._Element) -> Iterator[etree._Element]:
    for above in one.iterancestors():
        if above is box:
            return
        yield above


def _of(box: etree._Element, pattern: re.Pattern[str]) -> list[etree._Element]:
    return [
        one
        for one in box.iterdescendants()
        if isinstance(one.tag, str) and pattern.search(one.get("class", ""))
    ]


def _at(one: etree._Element) -> str:
    return (one.get("datetime") or visible_text(one)).strip()


def _title(root: etree._Element) -> str:
    head = next((one for tag in ("h1", "h2") for one in root.iter(tag)), None)
    return visible_text(head) if head is not None else ""


def _shown(title: str) -> str:
    """A page's title without what every export's says: 「与唐莉的聊天记录」 → 唐莉."""
    bare = re.sub(
        r"(?:微信|企业微信|钉钉|QQ)?(?:聊天|会话|对话)记录(?:导出)?|chat (?:history|export)",
        "",
        title,
        flags=re.IGNORECASE,
    )
    return re.sub(r"^[与和跟]|的$", "", bare.strip(" -—_|:：·")).strip(" -—_|:：·")
