"""What comes in for the self-built app, as XML fields."""

import datetime as dt
import hashlib
from typing import Any

from yiju.bots.types import Chat, Incoming
from yiju.bots.wecom.buttons import press_of
from yiju.platforms.wecom.xml import Fields
from yiju.sandbox.moments import CHINA

SEEN = {"subscribe": True, "enter_agent": True, "unsubscribe": False}
"""Events that tell whether somebody can be reached by the app. None says that they left the company."""
_PICTURES = {"image", "voice", "video", "location", "link"}
_NO_PICTURES = "我暂时看不了图片、语音、文件和链接，请把要问的打成文字发给我。"
_NO_WORDS = "这种消息我还看不懂，请打字告诉我。"
WORRYING = {"inactive_alert", "close_inactive_agent", "low_active_alert", "low_active"}
"""Events by which the vendor says that it will switch off an app that nobody uses."""


def read_app(fields: Fields, corp: str, agent: str) -> Incoming | None:
    """An incoming; None for what is not for us, or asks for nothing.

    ``reply`` holds a press's code for updating its card later.
    """
    told = {name: value for name, value in fields.items() if isinstance(value, str)}
    sender = told.get("FromUserName", "")
    if told.get("ToUserName") != corp or told.get("AgentID") != agent or not 0 < len(sender) <= 200:
        return None
    made = Incoming(
        key=told.get("MsgId", "")[:300] or _event_key(told),
        chat=Chat(channel="wecom-app", bot=agent, id=sender),
        corp=corp,
        sender=sender,
        at=dt.datetime.now(dt.UTC),
    )
    kind = told.get("MsgType", "")
    if kind == "event":
        return _event(made, told)
    text = told.get("Content", "").strip() if kind == "text" else ""
    if text:
        return made.model_copy(update={"text": text})
    if kind == "text":
        return made
    return made.model_copy(update={"refused": _NO_PICTURES if kind in _PICTURES else _NO_WORDS})


def _event(made: Incoming, told: dict[str, str]) -> Incoming | None:
    name = told.get("Event", "")
    if name == "template_card_event":
        reply = {"response_code": told["ResponseCode"]} if told.get("ResponseCode") else {}
        values: dict[str, Any] = {
            "kind": "press",
            "press": press_of(told.get("EventKey")),
            "about": told.get("TaskId", ""),
            "reply": reply,
        }
        return made.model_copy(update=values)
    if name == "enter_agent":  # greeted once a day: one key a day
        day = f"{made.at.astimezone(CHINA):%Y-%m-%d}"
        return made.model_copy(update={"kind": "enter", "key": f"enter:{made.sender}:{day}"})
    return None


def _event_key(told: dict[str, str]) -> str:
    """The vendor's rule (sender and second) would swallow two presses in one second."""
    names = ("AgentID", "FromUserName", "CreateTime", "Event", "EventKey", "TaskId")
    whole = "\0".join(told.get(name, "") for name in names)
    return f"event:{hashlib.sha256(whole.encode()).hexdigest()}"
