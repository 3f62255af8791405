"""Chats exported or copied as text: every message begins with a line of one and the same form.

Understood: ``2026-01-08 10:21:33 李雷``, ``李雷 2026/1/8 10:21:33``, ``[2026-01-08 10:21] 李雷：…``,
``李雷(2026年1月8日 上午10:21)：…``, and ``李雷  10:21`` below lines that hold a day (—— 2026-01-08 ——).
What a message holds may look like anything else: only the form that the file uses begins one.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yiju.ingest.call_header import field_of
from yiju.ingest.chat_messages import Chat, Message, in_order, moment_of, told
from yiju.ingest.speaker_names import could_be_timed, is_likely
from yiju.ingest.time_marks import day_alone

_DATE = r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?"
_CLOCK = (
    r"(?:(?:星期|周).[ ]*)?(?:上午|下午|晚上|中午|凌晨|早上|傍晚)?[ ]*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
    r"(?:\.\d{1,3})?(?:[ ]?[AaPp][Mm])?"
)
_WHEN = rf"(?P<when>{_DATE}[ T,，\u3000]*{_CLOCK})"
_NAME = r"(?P<name>[^\s:：\[\]【】。！？；][^\n:：。！？；]{0,59}?)"
_FIRST = re.compile(
    rf"^\s*(?P<open>[\[【(（])?\s*{_WHEN}\s*[\]】)）]?[ \t\u3000]*[-–—]?[ \t\u3000]*{_NAME}"
    rf"\s*(?:(?P<colon>[:：])(?P<rest>.*))?$"
)
_AFTER = re.compile(
    rf"^\s*{_NAME}[ \t\u3000]*(?P<open>[\[【(（])?\s*{_WHEN}\s*[\]】)）]?"
    r"\s*(?:(?P<colon>[:：])(?P<rest>.*))?$"
)
_PARTED = re.compile(rf"^\s*{_NAME}[ \t\u3000]+(?P<when>{_CLOCK})\s*$")
_YEAR = re.compile(r"\d{4}")
_LEVELS = re.compile(
    r"^(?:trace|debug|info|notice|warn(?:ing)?|error|fatal|critical|root|main)\b", re.IGNORECASE
)
_APPS = (
    ("企业微信", re.compile(r"企业微信|企微|WeCom|WXWork", re.IGNORECASE)),
    ("微信", re.compile(r"微信|WeChat|MemoTrace|留痕", re.IGNORECASE)),
    ("钉钉", re.compile(r"钉钉|DingTalk|DingDing", re.IGNORECASE)),
    ("聊天", re.compile(r"聊天|群聊|会话记录|对话记录|飞书|Lark|QQ|WhatsApp|\bchats?\b", re.IGNORECASE)),
)
_TITLE_LABEL = re.compile(
    r"^(?:(?:聊天|对话|消息)?对象|聊天名称|群名称?|群聊(?:名称)?|会话(?:名称)?|联系人|chat(?: with)?)$",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"[与和跟](?P<a>.{1,40})的(?:微信|企业微信|钉钉)?(?:聊天|会话|对话)|[\"“「《](?P<b>[^\"”」》\n]{1,60})[\"”」》]的?(?:聊天|群聊|会话)"
)
_MOST_BEFORE = 15
_LONG_NAME = 40


@dataclass(frozen=True, slots=True)
class _Head:
    """The line that begins a message: which, its form, what it says."""

    line: int
    form: tuple[str, str, bool]
    when: str
    name: str
    rest: str


def app_of(*texts: str) -> str:
    """The program that a header or a file's name speaks of; empty where none does."""
    return next((app for app, pattern in _APPS if any(pattern.search(text) for text in texts)), "")


def parse_chat(text: str, name: str = "") -> Chat | None:
    """The chat that a text is, or None where it is none.

    Args:
        text: the whole of it.
        name: the file's, without suffix.
    """
    lines = text.split("\n")
    heads = _heads(lines)
    if len(heads) < 2:
        return None
    first = heads[0].line
    before = [line.strip() for line in lines[:first] if line.strip(" \t-—–=_*·")]
    if len(before) > _MOST_BEFORE or any(_LEVELS.match(head.name) for head in heads):
        return None
    found = [told(message) for message in _messages(lines, heads)]
    messages = in_order(found)
    app = app_of(name, *before)
    if messages is None or not _convincing(messages, sure=bool(app)):
        return None
    return Chat(tuple(messages), title_of(before), app or "聊天", tuple(before))


def title_of(lines: Sequence[str]) -> str:
    """With whom, or the group's name, as the lines above the first message say."""
    for line in lines:
        labelled = field_of(line)
        if labelled and labelled[1] and _TITLE_LABEL.match(labelled[0]):
            return labelled[1]
    found = next((match for line in lines if (match := _TITLED.search(line))), None)
    return (found["a"] or found["b"]).strip() if found else ""


def _heads(lines: Sequence[str]) -> list[_Head]:
    """The lines of the most frequent form."""
    found: dict[tuple[str, str, bool], list[_Head]] = {}
    day = ""
    for number, line in enumerate(lines):
        if len(line) > 4000 or (":" not in line and "：" not in line):
            parting = day_alone(line) if len(line) < 80 else ""
            day = parting if _YEAR.search(parting) else day
            continue
        for order, pattern in (("first", _FIRST), ("after", _AFTER), ("parted", _PARTED)):
            match = pattern.match(line)
            if match is None or (order == "parted" and not day):
                continue
            parts = match.groupdict()
            when = f"{day} {match['when']}" if order == "parted" else match["when"]
            form = (order, parts.get("open") or "", bool(parts.get("colon")))
            if moment_of(when) and could_be_timed(match["name"][:12]):
                head = _Head(number, form, when, match["name"].strip(), (parts.get("rest") or "").strip())
                found.setdefault(form, []).append(head)
            break
    return max(found.values(), key=len, default=[])


def _messages(lines: Sequence[str], heads: Sequence[_Head]) -> Iterator[Message]:
    ends = [*(head.line for head in heads[1:]), len(lines)]
    for head, end in zip(heads, ends, strict=True):
        moment = moment_of(head.when)
        body = [line.rstrip() for line in lines[head.line + 1 : end]]
        if head.form[0] == "parted":
            body = [line for line in body if not _YEAR.search(day_alone(line))]
        said = "\n".join([head.rest, *body] if head.rest else body).strip("\n \t")
        if moment is not None:
            yield Message(moment[0], head.name, said, exact=moment[1])


def _convincing(messages: Sequence[Message], *, sure: bool) -> bool:
    """Whether people talk here: with words below their names, and names that come again.

    A diary or a log has a moment on every entry too. ``sure``: the file says that it is a chat.
    """
    filled = sum(1 for message in messages if message.text)
    if filled < max(1, 0.6 * len(messages)):
        return False
    names = Counter(message.sender for message in messages if message.note != "系统提示")
    if any(len(name) > _LONG_NAME for name in names):
        return False
    if sure or any(message.note for message in messages):
        return bool(names)
    again = sum(1 for count in names.values() if count > 1)
    people = sum(is_likely(name) for name in names)
    return len(names) >= 2 and again >= 1 and len(messages) >= 3 and people >= 0.5 * len(names)
