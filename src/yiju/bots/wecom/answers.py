"""Answers of the AI bot over the long connection, made ready: a stream, further texts, cards."""

import secrets
from collections.abc import Iterable, Iterator
from typing import Any

from yiju.bots.hints import typed_hint
from yiju.bots.types import Chat, Delivery, Incoming, Message
from yiju.bots.wecom.buttons import BOT, cards
from yiju.bots.wecom.reading import stream_of
from yiju.bots.wecom.rendering import render
from yiju.platforms.splitting import split_text

MOST_BYTES = 20480
THUMBS = ("up", "down")
_EMPTY = "没有要说的。"


def answers(incoming: Incoming, messages: tuple[Message, ...], own: str) -> Iterator[Delivery]:
    """What answers an incoming.

    Args:
        own: our address, that links may go to.
    """
    chat, stream, req_id = incoming.chat, stream_of(incoming), str(incoming.reply.get("req_id", ""))
    if incoming.kind == "enter":
        yield from _welcome(chat, req_id, messages)
        return
    way = "reply" if incoming.kind == "message" and req_id and not incoming.late else "push"
    for at, message in enumerate(messages):
        texts = split_text(render(message, "bot", own), MOST_BYTES) or [_EMPTY]
        streamed = at == 0 and way == "reply"
        if streamed:
            body = {"content": texts.pop(0), "suggestion": message.suggestion}
            target = _target(chat, req_id) | {"stream": stream}
            yield delivery_of(chat, "stream", target, body, repeatable=True)
        for text in texts:
            yield delivery_of(chat, way, _target(chat, req_id), markdown(text))
        # Below the stream there are the platform's own thumbs.
        without = THUMBS if streamed and message.suggestion else ()
        for card in cards(message, f"ans-{stream}-{at}", BOT, without):
            yield card_delivery(chat, way, _target(chat, req_id), card, message)


def pushes(chat: Chat, message: Message, own: str) -> Iterator[Delivery]:
    """A message that nobody asked for just now."""
    for text in split_text(render(message, "bot", own), MOST_BYTES):
        yield delivery_of(chat, "push", _target(chat), markdown(text))
    for card in cards(message, f"push-{secrets.token_hex(12)}", BOT):
        yield card_delivery(chat, "push", _target(chat), card, message)


def card_delivery(
    chat: Chat, way: str, target: dict[str, Any], card: dict[str, Any], message: Message
) -> Delivery:
    """A card; what can be typed instead goes with it."""
    body = {"msgtype": "template_card", "template_card": card}
    target = target | {"typed": typed_hint(message.buttons)}
    return delivery_of(chat, way, target, body, repeatable=True)  # its id is taken once


def pushed(delivery: Delivery, body: dict[str, Any] | None = None) -> Delivery:
    """The same (or this body), as a message of its own: where what it answers takes no answer any more."""
    return delivery.model_copy(update={"way": "push", "body": body or delivery.body, "repeatable": False})


def markdown(text: str) -> dict[str, Any]:
    """A message of markdown."""
    return {"msgtype": "markdown", "markdown": {"content": text}}


def joined(messages: Iterable[Message], own: str) -> str:
    """All in one text."""
    return "\n\n".join(text for one in messages if (text := render(one, "bot", own)))


def _welcome(chat: Chat, req_id: str, messages: tuple[Message, ...]) -> Iterator[Delivery]:
    text = "\n\n".join(render(one, "plain") for one in messages)
    for piece in split_text(text, 2048)[:1]:
        yield delivery_of(
            chat, "welcome", _target(chat, req_id), {"msgtype": "text", "text": {"content": piece}}
        )


def _target(chat: Chat, req_id: str = "") -> dict[str, Any]:
    where = {"chat": chat.id, "chat_type": 2 if chat.group else 1}
    return where | {"req_id": req_id} if req_id else where


def delivery_of(
    chat: Chat, way: str, target: dict[str, Any], body: dict[str, Any], *, repeatable: bool = False
) -> Delivery:
    """One for this chat."""
    return Delivery(
        channel=chat.channel,
        bot=chat.bot,
        chat=chat.id,
        way=way,
        target=target,
        body=body,
        repeatable=repeatable,
    )
