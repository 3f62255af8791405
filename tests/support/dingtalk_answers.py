"""Questions and answers of tests against the DingTalk gateway."""

from typing import Any

from tests.support.dingtalk_cards import Card
from tests.support.dingtalk_channel import Near
from tests.support.dingtalk_gateway import DingTalkGateway
from yiju.bots import inbox
from yiju.bots.types import Button, Incoming, Line, Message, Press

STREAM, CREATE = "/v1.0/card/streaming", "/v1.0/card/instances/createAndDeliver"
PEOPLE, SESSION = "/v1.0/robot/oToMessages/batchSend", "/robot/sendBySession"
QPS = (403, {"code": "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", "message": "m", "requestid": "r"})


def advice(text: str = "先谈碳足迹。", suggestion: str = "s1", **more: Any) -> Message:
    """With the buttons of a strategy's first page."""
    buttons = [
        Button(label="采纳", press=Press(action="adopt", suggestion=suggestion), typed="采纳"),
        Button(label="👍", press=Press(action="up", suggestion=suggestion), typed="👍"),
        Button(label="👎", press=Press(action="down", suggestion=suggestion), typed="👎 理由"),
        Button(label="下一页", press=Press(action="more", suggestion=suggestion, value="1"), typed="更多"),
    ]
    given = {"title": "海澜 · 拜访策略", "lines": (Line(text=text),), "buttons": tuple(buttons)}
    return Message.model_validate(given | {"suggestion": suggestion} | more)


PLAIN = Message(title="帮助", lines=(Line(text="可以问：拜访策略 客户名"),))


def asked(far: DingTalkGateway, near: Near, text: str = "拜访策略 海澜", **more: Any) -> Incoming:
    """Somebody asks, and it was handed over."""
    far.ack(far.say(text, **more))
    return near.kept.accepted[-1]


def card_of(far: DingTalkGateway, suggestion: str = "s1") -> Card:
    """The one that shows this advice."""
    [card] = [one for one in far.cards.all.values() if one.values.get("answer_id") == suggestion]
    return card


def begun(far: DingTalkGateway, near: Near, **more: Any) -> tuple[Incoming, Card]:
    """A question whose card is open, and may change again."""
    incoming = asked(far, near, **more)
    inbox.accept(near.channel._sql, incoming)
    near.do(near.channel.begin(incoming))
    far.wait(lambda: [card for card in far.cards.all.values() if card.frames])
    far.wait(lambda: not any(card.frame.locked() for card in near.channel._cards._cards.values()))
    near.now += 2
    [card] = far.cards.all.values()
    return incoming, card
