"""What comes in for the AI bot, as JSON, over either of its transports."""

import datetime as dt
import hashlib
import logging
import re
from functools import lru_cache
from typing import Any, NamedTuple

from yiju.bots.types import Chat, EventKind, Incoming, Press
from yiju.bots.wecom.buttons import press_of
from yiju.settings import Settings

log = logging.getLogger(__name__)

_PICTURES = {"image", "file", "video"}
_NO_PICTURES = "我暂时看不了图片、文件和视频，请把要问的打成文字发给我。"
_NO_WORDS = "这种消息我还看不懂，请打字告诉我。"
_REASONS = {1: "与问题无关", 2: "内容不完整", 3: "内容有错误", 4: "数据分析错误"}
_THUMBS: dict[int, Any] = {1: "up", 2: "down", 3: "unvote"}
_KINDS: dict[str, EventKind] = {
    "enter_chat": "enter",
    "template_card_event": "press",
    "feedback_event": "feedback",
}
_ADDRESS_GOOD = dt.timedelta(hours=1)
"""The platform takes a late answer by an address for so long."""
_CORP = re.compile(r"[\w-]{1,64}")
_MENTION = re.compile(r"^\s*@[^\s\u2005]{1,64}[\s\u2005]*")
FEEDBACK = "trace_"
"""What ids of answers begin with towards the platform: reports say that thumbs show only then."""


class Bot(NamedTuple):
    """Which bot, of which company, called what, and where answers by address may go.

    ``alias``: how events may name our company, where that is not its id.
    """

    id: str
    corp: str
    name: str
    api_base: str
    alias: str = ""


def bot_of(settings: Settings) -> Bot:
    """The bot of these settings."""
    s = settings
    return Bot(s.wecom_bot_id, s.wecom_corp_id, s.wecom_bot_name, s.wecom_api_base, s.wecom_bot_corp_id)


def read(body: dict[str, Any], bot: Bot) -> Incoming | None:
    """An incoming; None for what is not for us, or is none.

    ``reply`` holds the address for one late answer and its end, where there is one.
    """
    sender, key = body.get("from"), body.get("msgid")
    if not isinstance(sender, dict) or not isinstance(key, str) or not 0 < len(key) <= 300:
        return None
    if body.get("aibotid") != bot.id or not _name(sender.get("userid")):
        return None
    group = body.get("chattype") == "group"
    place = body.get("chatid") if group else sender["userid"]
    if not _name(place):
        return None
    made = Incoming(
        key=key,
        chat=Chat(channel="wecom", bot=bot.id, id=place, group=group),
        corp=_corp(_text(sender.get("corpid")), bot),
        sender=sender["userid"],
        at=dt.datetime.now(dt.UTC),
        reply=_reply(body, bot),
    )
    return _event(made, body) if body.get("msgtype") == "event" else _message(made, body, bot)


def stream_of(incoming: Incoming) -> str:
    """How the answer to a message is named to the platform: always the same."""
    chat = incoming.chat
    return hashlib.sha256("\0".join((chat.bot, chat.id, incoming.key)).encode()).hexdigest()[:24]


def _corp(told: str, bot: Bot) -> str:
    """Whose member it is. Messages name no company, and events may name ours by another id."""
    if told in {"", bot.corp, bot.alias}:
        return bot.corp
    _of_another(told if _CORP.fullmatch(told) else "?")
    return told


@lru_cache(maxsize=64)  # said once for each
def _of_another(told: str) -> None:
    log.warning(
        "企业微信说有事件来自另一个企业：%s。按外人处理；若它就是本企业，设置 YIJU_WECOM_BOT_CORP_ID=%s",
        told,
        told,
    )


def _message(made: Incoming, body: dict[str, Any], bot: Bot) -> Incoming | None:
    kind = body.get("msgtype")
    if kind == "stream":
        return None
    text = _words(body, kind)
    if made.chat.group:
        text = _unmentioned(text, bot.name)
    if text:
        return made.model_copy(update={"text": text})
    pictures = kind in _PICTURES or kind == "mixed"
    return made.model_copy(
        update={"refused": _NO_PICTURES if pictures else _NO_WORDS if kind != "text" else ""}
    )


def _words(body: dict[str, Any], kind: Any) -> str:
    part = body.get(kind) if isinstance(kind, str) else None
    if not isinstance(part, dict):
        return ""
    if kind in {"text", "voice"}:
        return _text(part.get("content")).strip()
    items = part.get("msg_item")
    if kind != "mixed" or not isinstance(items, list):
        return ""
    found = [
        _text(one["text"].get("content")).strip()
        for one in items
        if isinstance(one, dict) and one.get("msgtype") == "text" and isinstance(one.get("text"), dict)
    ]
    return "\n".join(one for one in found if one)


def _unmentioned(text: str, name: str) -> str:
    """Without the bot's name: where it is known, wherever it stands; else what is mentioned first."""
    if name and f"@{name}" in text:
        return text.replace(f"@{name}", " ").replace("\u2005", " ").strip()
    return _MENTION.sub("", text, count=1).strip()


def _event(made: Incoming, body: dict[str, Any]) -> Incoming | None:
    event = body.get("event")
    name = event.get("eventtype") if isinstance(event, dict) else None
    kind = _KINDS.get(name) if isinstance(name, str) else None
    if kind is None or not isinstance(event, dict):
        return None
    given = event.get(name)
    told: dict[str, Any] = given if isinstance(given, dict) else {}
    made = made.model_copy(update={"kind": kind})
    if kind == "press":
        press = press_of(told.get("event_key"))
        return made.model_copy(update={"press": press, "about": _text(told.get("task_id"))})
    if kind == "feedback":
        return made.model_copy(update={"press": _thumb(told), "about": _text(told.get("id"))})
    return made


def _thumb(told: dict[str, Any]) -> Press | None:
    """What was voted, or that it was taken back; None for what is neither."""
    kind = told.get("type")
    action = _THUMBS.get(kind) if isinstance(kind, int) else None
    if action is None:
        return None
    numbers = told.get("inaccurate_reason_list")
    reasons = [_REASONS[one] for one in numbers if one in _REASONS] if isinstance(numbers, list) else []
    words = "；".join([*reasons, *([_text(told.get("content")).strip()] if told.get("content") else [])])
    return Press(action=action, comment=words[:4000] if action == "down" else "")


def _reply(body: dict[str, Any], bot: Bot) -> dict[str, Any]:
    url = body.get("response_url")
    ours = isinstance(url, str) and url.startswith(f"{bot.api_base}/cgi-bin/aibot/response?")
    until = (dt.datetime.now(dt.UTC) + _ADDRESS_GOOD).isoformat()
    return {"url": url, "until": until} if ours and len(str(url)) <= 2048 else {}


def _name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 200


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
