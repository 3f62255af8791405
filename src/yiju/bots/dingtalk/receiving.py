"""What comes from DingTalk, in the conversation's words."""

import datetime as dt

from yiju.bots.types import Chat, Incoming, Press
from yiju.platforms.dingtalk.inbound import BotMessage, CardPress

_REFUSED = {
    "picture": "我还看不了图片，请用文字告诉我。",
    "file": "我还收不了文件，请管理员放进资料库后再问我。",
    "video": "我还看不了视频，请用文字告诉我。",
    "audio": "这条语音没有听清，请再说一次，或打字告诉我。",
    "richText": "这条里只有图片，我还看不了，请用文字告诉我。",
}
_UNKNOWN = "这种消息我还看不懂，请用文字告诉我。"
GROUP, PERSON = "yjg-", "yjp-"
"""How a card's id begins: where it lies, as a tap does not tell."""


def message_in(message: BotMessage, bot: str) -> Incoming:
    """A message. A chat with one person is named by that person, as cards and pushes do."""
    alone = message.sender or message.conversation
    refused = "" if message.text or message.kind == "text" else _REFUSED.get(message.kind, _UNKNOWN)
    return Incoming(
        key=f"m:{message.id}",
        chat=Chat(
            channel="dingtalk",
            bot=bot,
            id=message.conversation if message.group else alone,
            group=message.group,
            title=message.title,
        ),
        corp=message.corp,
        sender=message.sender,
        nick=message.nick,
        text=message.text,
        refused=refused,
        at=message.at,
        reply={
            "webhook": message.webhook,
            "until": message.webhook_until.isoformat() if message.webhook_until else "",
        },
    )


def tap_in(tap: CardPress, press: Press, bot: str, key: str, at: dt.datetime) -> Incoming:
    """A tap on a card. ``key``: of the frame or request that brought it."""
    group = tap.track.startswith(GROUP)
    return Incoming(
        key=f"c:{key}",
        chat=Chat(channel="dingtalk", bot=bot, id=tap.space if group else tap.user, group=group),
        corp=tap.corp,
        sender=tap.user,
        kind="press",
        press=press,
        about=tap.track,
        at=at,
    )


def left_in(user: str, corp: str, bot: str, key: str, at: dt.datetime) -> Incoming:
    """Somebody left the organisation. ``key``: the event's id."""
    chat = Chat(channel="dingtalk", bot=bot, id=user)
    return Incoming(key=f"e:{key}:{user}"[:300], chat=chat, corp=corp, sender=user, kind="left", at=at)
