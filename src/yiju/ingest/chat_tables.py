"""Chats exported as tables (``.csv``, tables of a page): a row a message, columns known by their names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yiju.ingest.chat_messages import Chat, Message, in_order, moment_of, note_of, told
from yiju.ingest.chat_text import app_of

_TIME = re.compile(
    r"^(?:发送|消息|聊天|创建)?(?:时间|日期)$|^(?:str|create|send|sent|msg)_?time$|^(?:time|datetime|timestamp|date)$",
    re.IGNORECASE,
)
_SENDER = re.compile(
    r"^(?:消息)?(?:发送者|发送人|发言人|发信人|发送者昵称|发送人昵称|群昵称|昵称)(?:名称|姓名)?$|"
    r"^(?:sender|sender_?(?:name|nick)|nick_?name)$", re.IGNORECASE,
)  # fmt: skip
_PERSON = re.compile(r"^(?:姓名|成员|用户|用户名|说话人|remark|from|user(?:name)?|author)$", re.IGNORECASE)
"""A sender's column only where the file says that it holds a chat: a list of visits has such a one too."""
_TEXT = re.compile(
    r"^(?:消息|聊天|发言)?(?:内容|正文|消息|记录|文本)$|^(?:str_?content|content|text|message|msg|body)$",
    re.IGNORECASE,
)
_KIND = re.compile(r"^(?:消息)?类型$|^(?:msg_?)?type(?:_?name)?$", re.IGNORECASE)
_PREFERRED = ("strtime", "发送时间", "时间", "sender", "发送人", "发送者", "remark", "nickname")
HEAD_ROWS = 5
"""Rows in one of which the columns' names must stand."""


@dataclass(frozen=True, slots=True)
class _Columns:
    time: int
    sender: int
    text: int
    kind: int | None


def chat_of_rows(rows: Sequence[Sequence[str]], name: str = "", title: str = "") -> Chat | None:
    """The chat that a table is, or None where its columns or their values are not a chat's.

    Args:
        rows: cells as text; the columns' names stand in one of the first rows.
        name: the file's, without suffix. title: of the chat, where the page says it.
    """
    app = app_of(name, title)
    at, columns = next(
        ((n, named) for n, row in enumerate(rows[:HEAD_ROWS]) if (named := _columns(row, sure=bool(app)))),
        (0, None),
    )
    if columns is None:
        return None
    found: list[Message] = []
    body = [row for row in rows[at + 1 :] if any(cell.strip() for cell in row)]
    for row in body:
        moment = moment_of(_cell(row, columns.time))
        text, sender = _cell(row, columns.text), _cell(row, columns.sender)
        if moment and (text or sender):
            note = note_of(_cell(row, columns.kind))
            found.append(told(Message(moment[0], sender, text, note, exact=moment[1])))
    if len(found) < max(2, 0.8 * len(body)):
        return None
    messages = in_order(found)
    if messages is None or not any(message.sender for message in found):
        return None
    return Chat(tuple(messages), title, app or "聊天")


def has_chat_columns(rows: Sequence[Sequence[str]], name: str = "") -> bool:
    """Whether one of the first rows names the columns of a chat."""
    return any(_columns(row, sure=bool(app_of(name))) for row in rows[:HEAD_ROWS])


def _columns(row: Sequence[str], *, sure: bool) -> _Columns | None:
    cells = [cell.strip().lstrip("\ufeff") for cell in row]

    def column(pattern: re.Pattern[str]) -> int | None:
        found = [n for n, cell in enumerate(cells) if pattern.match(cell)]
        order = {one: n for n, one in enumerate(_PREFERRED)}
        return min(found, key=lambda n: (order.get(cells[n].lower(), len(order)), n), default=None)

    time, sender, text = column(_TIME), column(_SENDER), column(_TEXT)
    sender = column(_PERSON) if sender is None and sure else sender
    if time is None or sender is None or text is None:
        return None
    return _Columns(time, sender, text, column(_KIND))


def _cell(row: Sequence[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""
