"""WeCom's message archive (会话内容存档), decrypted: what each kind of message says.

Fields as WeCom documents them: ``msgid, action, from, tolist, roomid, msgtime, msgtype`` and a member named
after the type. Keys of the messages come here without case and underscores.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from yiju.ingest.chat_messages import Message, moment_of

_NOTES = {
    "image": "图片", "voice": "语音", "video": "视频", "emotion": "表情", "card": "名片", "location": "位置",
    "redpacket": "红包", "externalredpacket": "红包", "meetingvoicecall": "语音通话", "sphfeed": "视频号",
    "voipdocshare": "共享文档", "agree": "存档同意", "disagree": "存档不同意",
}  # fmt: skip
_RECORDS = {"ChatRecordText": "", "ChatRecordFile": "[文件]", "ChatRecordLink": "[链接]"}


def is_archived(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether these are messages of the archive."""
    marked = [row for row in rows if "msgid" in row and ("msgtype" in row or row.get("action") == "switch")]
    return (
        bool(marked)
        and 2 * len(marked) > len(rows)
        and any("from" in row and "msgtime" in row for row in marked)
    )


def archived(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> Iterator[Message]:
    """The messages, each once; what was recalled later is no more said.

    Args:
        names: of people by id.
    """
    gone = {str(row["revoke"].get("pre_msgid", "")) for row in rows if isinstance(row.get("revoke"), dict)}
    seen: set[str] = set()
    for row in rows:
        moment = moment_of(row.get("msgtime", row.get("time")))
        number = str(row.get("msgid", ""))
        if moment is None or (number and number in seen):
            continue
        seen.add(number)
        sender = str(row.get("from", row.get("user", "")))
        text, note = _said(row)
        if number and number in gone:
            note = "撤回"
        quoted, by = _quote(row.get("quote"), names)
        if row.get("msgtype") == "chatrecord":  # sent on: the words of others
            text, quoted = "", text
        yield Message(moment[0], names.get(sender, sender), text, note, quoted, by)


def _said(row: Mapping[str, Any]) -> tuple[str, str]:
    """A message's words, and what it was where it has none."""
    form = str(row.get("msgtype", "")).lower().replace("_", "")
    if row.get("action") in ("recall", "switch") or form == "revoke":
        return "", "撤回" if form == "revoke" or row.get("action") == "recall" else "系统提示"
    body = row.get({"markdown": "info", "news": "info", "docmsg": "doc"}.get(form, form))
    body = body if isinstance(body, dict) else {}
    if form in _NOTES:
        return "", _NOTES[form]
    if form in ("file", "link", "weapp", "docmsg"):
        name = _first(body, "filename", "title", "displayname", "description")
        label = "文件" if form in ("file", "docmsg") else "链接" if form == "link" else "小程序"
        more = _first(body, "description") if form == "link" else ""
        return (
            (f"[{label}] {name}" + (f"：{more}" if more and more != name else ""), "")
            if name
            else ("", label)
        )
    if form in ("mixed", "chatrecord"):
        return "\n".join(line for line in _items(body) if line), ""
    text = _first(body, "content", "title", "text")
    return text, "" if text else (_NOTES.get(form) or form or "其他")


def _items(body: Mapping[str, Any]) -> Iterator[str]:
    """The parts of a mixed message, or of messages sent on."""
    yield _first(body, "title")
    for item in body.get("item", []) if isinstance(body.get("item"), list) else []:
        if not isinstance(item, dict):
            continue
        form, held = str(item.get("type", "")), item.get("content")
        try:
            held = json.loads(held) if isinstance(held, str) else held
        except (ValueError, RecursionError):
            held = {"content": held}
        if isinstance(held, dict) and (form in _RECORDS or form.lower() == "text"):
            yield (_RECORDS.get(form, "") + " " + _first(held, "content", "filename", "title")).strip()


def _quote(value: Any, names: Mapping[str, str]) -> tuple[str, str]:
    if not isinstance(value, dict):
        return "", ""
    text = value.get("text")
    said = _first(text, "content") if isinstance(text, dict) else _first(value, "content", "text")
    sender = _first(value, "from", "userid")
    return said, names.get(sender, sender)


def _first(body: Any, *keys: str) -> str:
    found = next((body[k] for k in keys if isinstance(body.get(k), str) and body[k].strip()), "")
    return str(found).strip()
