"""Chats exported as JSON: WeCom's message archive, and lists of messages with a moment, a sender and words.

Field names are matched without regard to case and underscores. A list whose times count from the start of a
recording is none: that is a recogniser's output.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from yiju.ingest.chat_messages import Chat, Message, in_order, moment_of, note_of, told
from yiju.ingest.chat_text import app_of
from yiju.ingest.chat_wecom import archived, is_archived

_TIMES = (
    "msgtime", "createtime", "sendtime", "senttime", "strtime", "formattedtime", "timestamp", "createat",
    "createdat", "gmtcreate", "datetime", "time", "date", "发送时间", "时间", "日期",
)  # fmt: skip
_SENDERS = (
    "senderdisplayname", "sendernick", "sendername", "groupnickname", "displayname", "nickname", "remark",
    "fromname", "accountname", "sender", "senderstaffid", "senderid", "senderusername", "from", "fromuser",
    "user", "username", "name", "author", "talker", "发送人", "发送者", "发言人", "昵称", "姓名",
)  # fmt: skip
_TEXTS = (
    "content", "strcontent", "text", "msg", "message", "body", "parsedcontent", "消息内容", "内容", "消息",
)  # fmt: skip
_KINDS = ("typename", "msgtype", "messagetype", "type", "消息类型", "类型")
_QUOTES = ("quote", "refermsg", "reply", "quoted", "quotedmessage", "replyto", "引用")
_TITLES = (
    "conversationtitle", "grouptitle", "groupname", "chatname", "chattitle", "roomname", "title", "name",
    "displayname", "nickname", "群名称", "群名", "会话名称",
)  # fmt: skip
_PEOPLE = ("members", "users", "contacts", "people", "participants", "names")
_MOST_DEPTH = 4
_LOOKED_AT = 40


def parse_chat_json(text: str, name: str = "") -> Chat | None:
    """The chat that a JSON text (or one object a line) is, or None where it is none.

    Args:
        name: the file's, without suffix.
    """
    data = _values(text)
    rows = _messages(data) if data is not None else None
    if not rows:
        return None
    names = dict(_names(data))
    archive = is_archived(rows)
    found = list(archived(rows, names) if archive else _plain(rows, names))
    messages = in_order([told(message) for message in found])
    if not messages or not any(message.text and not message.note for message in messages):
        return None
    app = "企业微信" if archive else app_of(name, *_strings(data)) or "聊天"
    return Chat(tuple(messages), _title(data), app)


def _values(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError):
        return None


def key(name: object) -> str:
    """A field's name without case and underscores."""
    return str(name).lower().replace("_", "").replace(" ", "").replace("-", "")


def _messages(data: Any, depth: int = 0) -> list[dict[str, Any]] | None:
    """The first list of objects most of which look like messages."""
    if depth > _MOST_DEPTH:
        return None
    if isinstance(data, list):
        rows = [{key(k): v for k, v in item.items()} for item in data if isinstance(item, dict)]
        some = rows[:_LOOKED_AT]
        if some and 2 * sum(map(_is_message, some)) > len(some):
            return rows
        return None
    if isinstance(data, dict):
        return next((found for value in data.values() if (found := _messages(value, depth + 1))), None)
    return None


def _is_message(row: Mapping[str, Any]) -> bool:
    if is_archived([row]):
        return True
    named = _sender(row, {}) or "issend" in row or "issender" in row
    return bool(named) and _moment(row) is not None and (_text(row) != "" or _note(row) != "")


def _plain(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> Iterator[Message]:
    for row in rows:
        moment = _moment(row)
        if moment is None:
            continue
        text, note = _text(row), _note(row)
        quote = next((row[one] for one in _QUOTES if row.get(one)), None)
        quoted, by = _quote(quote, names)
        yield Message(moment[0], _sender(row, names), text, note, quoted, by, moment[1])


def _moment(row: Mapping[str, Any]) -> Any:
    return next((found for name in _TIMES if (found := moment_of(row.get(name)))), None)


def _sender(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    own = str(row.get("issend", row.get("issender", ""))).lower() in ("1", "true")
    for name in _SENDERS:
        value = row.get(name)
        if isinstance(value, dict):
            inner = {key(k): v for k, v in value.items()}
            value = next(
                (
                    inner[k]
                    for k in ("name", "nickname", "displayname", "nick", "id", "userid")
                    if inner.get(k)
                ),
                "",
            )
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            known = str(value).strip()
            return names.get(known, known)
    return "我" if own else ""


def _text(row: Mapping[str, Any]) -> str:
    for name in _TEXTS:
        value = row.get(name)
        if isinstance(value, dict):
            value = next(
                (value[k] for k in ("content", "text", "title") if isinstance(value.get(k), str)), ""
            )
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def _note(row: Mapping[str, Any]) -> str:
    return note_of(next((str(row[name]) for name in _KINDS if isinstance(row.get(name), str)), ""))


def _quote(value: Any, names: Mapping[str, str]) -> tuple[str, str]:
    if isinstance(value, str):
        return value.strip(), ""
    if isinstance(value, dict):
        row = {key(k): v for k, v in value.items()}
        return _text(row), _sender(row, names)
    return "", ""


def _names(data: Any) -> Iterator[tuple[str, str]]:
    """Names of people by id, where the export lists them beside the messages."""
    if not isinstance(data, dict):
        return
    for name, value in data.items():
        if key(name) not in _PEOPLE:
            continue
        if isinstance(value, dict):
            yield from ((str(k), v) for k, v in value.items() if isinstance(v, str) and v.strip())
        for one in value if isinstance(value, list) else ():
            row = {key(k): v for k, v in one.items()} if isinstance(one, dict) else {}
            known = next(
                (
                    str(row[k])
                    for k in ("userid", "id", "platformid", "externaluserid", "wxid", "username")
                    if row.get(k)
                ),
                "",
            )
            called = next(
                (
                    str(row[k])
                    for k in ("groupnickname", "name", "accountname", "nickname", "displayname")
                    if row.get(k)
                ),
                "",
            )
            if known and called:
                yield known, called


def _title(data: Any) -> str:
    for inner in (data, *(data.values() if isinstance(data, dict) else ())):
        row = {key(k): v for k, v in inner.items()} if isinstance(inner, dict) else {}
        found = next((row[k] for k in _TITLES if isinstance(row.get(k), str) and row[k].strip()), "")
        if found:
            return str(found).strip()
    return ""


def _strings(data: Any) -> Iterator[str]:
    """Short texts at the top of an export: they may name the program."""
    for inner in (data, *(data.values() if isinstance(data, dict) else ())):
        if isinstance(inner, dict):
            yield from (str(v) for k, v in inner.items() if isinstance(v, str) and len(v) < 60)
            yield from (str(k) for k in inner if len(str(k)) < 30)
