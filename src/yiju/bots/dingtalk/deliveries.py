"""Messages, made ready for the outbox: a card where one helps, else markdown. Pure.

A card's delivery carries the same as markdown, for when the card cannot be had.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from yiju.bots.dingtalk.receiving import GROUP, PERSON
from yiju.bots.dingtalk.rendering import render, title_of
from yiju.bots.dingtalk.template import Sealer, variables, without_room
from yiju.bots.hints import typed_hint
from yiju.bots.types import Delivery, Incoming, Message
from yiju.platforms.dingtalk.cards import MOST_CHARACTERS
from yiju.platforms.dingtalk.messages import MOST_BYTES
from yiju.platforms.splitting import split_text

_ROOM = 200
"""Bytes left for a mention and the like."""


class Style(NamedTuple):
    """How this installation answers.

    Attributes:
        cards: whether there is a card template; early: whether cards are opened before the answer is there.
        own: our address; links elsewhere are shown as text.
    """

    cards: bool
    early: bool
    own: str


def track_of(incoming: Incoming, place: int = 0) -> str:
    """Our id of the card that shows the nth message of an answer: the same whenever it is asked for."""
    parts = f"{incoming.chat.bot}\0{incoming.key}\0{place}"
    start = GROUP if incoming.chat.group else PERSON
    return start + hashlib.sha256(parts.encode()).hexdigest()[:40]


def answer(incoming: Incoming, messages: Sequence[Message], style: Style, sealer: Sealer) -> list[Delivery]:
    """An answer, where it was asked."""
    made: list[Delivery] = []
    target = _target(incoming)
    reachable = incoming.chat.group or bool(incoming.sender)
    for place, message in enumerate(messages):
        mine = target | {"at": target["at"] if place == 0 else "", "nick": incoming.nick}
        early = style.early and place == 0 and incoming.kind == "message"
        if style.cards and reachable and (message.buttons or early):
            track = track_of(incoming, place)
            made += _with_card(incoming.chat.bot, incoming.chat.id, mine, message, track, style, sealer)
        else:
            made += _texts(incoming.chat.bot, incoming.chat.id, mine, message, style)
    return made


def pushed(
    bot: str, target: dict[str, Any], message: Message, track: str, style: Style, sealer: Sealer
) -> list[Delivery]:
    """A message that answers nothing. ``target``: ``person``, an id; ``track``: a fresh one."""
    chat = target["person"]
    if style.cards and message.buttons:
        return _with_card(bot, chat, target, message, track, style, sealer)
    return _texts(bot, chat, target, message, style)


def _target(incoming: Incoming) -> dict[str, Any]:
    group = incoming.chat.group
    return {
        "group": incoming.chat.id if group else "",
        "person": "" if group else incoming.sender,
        "at": incoming.sender if group else "",
        **incoming.reply,
    }


def _with_card(
    bot: str, chat: str, target: dict[str, Any], message: Message, track: str, style: Style, sealer: Sealer
) -> list[Delivery]:
    chosen = _without_choices(message)
    parts = (render(chosen, style.own), typed_hint(without_room(message)))
    content = "\n\n".join(part for part in parts if part)
    shown, *rest = _pieces(content)
    body = {
        "title": title_of(message),
        "content": shown,
        "values": variables(chosen, track, sealer),
        "optional": not message.buttons,
        "plain": [one.model_dump(mode="json") for one in _texts(bot, chat, target, message, style)],
    }
    card = Delivery(
        channel="dingtalk",
        bot=bot,
        chat=chat,
        way="card",
        target=target | {"track": track},
        body=body,
        repeatable=True,
    )
    later = target | {"at": ""}
    return [card, *(_text(bot, chat, later, title_of(message), part) for part in rest)]


def _without_choices(message: Message) -> Message:
    """Without the list of what its buttons say anyway; they take its numbers, by which one may answer."""
    labels = {button.label for button in message.buttons}
    said = [line for line in message.lines if line.style == "item" and line.text in labels]
    numbers = {line.text: line.lead for line in said if line.lead}
    buttons = tuple(
        one.model_copy(update={"label": f"{numbers[one.label]} {one.label}"}) if one.label in numbers else one
        for one in message.buttons
    )
    kept = tuple(line for line in message.lines if line not in said)
    return message.model_copy(update={"lines": kept, "buttons": buttons})


def _pieces(content: str) -> list[str]:
    """What a card shows, and what follows it as messages."""
    pieces = split_text(content, 3 * MOST_CHARACTERS) or [" "]
    if any(len(piece) > MOST_CHARACTERS for piece in pieces):
        pieces = split_text(content, MOST_CHARACTERS)
    return pieces


def _texts(bot: str, chat: str, target: dict[str, Any], message: Message, style: Style) -> list[Delivery]:
    parts = [render(message, style.own), typed_hint(message.buttons)]
    if target.get("at"):
        parts.insert(0, f"@{target['at']}")  # DingTalk asks for the mention in the text, too
    pieces = split_text("\n\n".join(part for part in parts if part), MOST_BYTES - _ROOM)
    later = target | {"at": ""}
    return [
        _text(bot, chat, later if place else target, title_of(message), piece)
        for place, piece in enumerate(pieces)
    ]


def _text(bot: str, chat: str, target: dict[str, Any], title: str, text: str) -> Delivery:
    body = {"title": title, "text": text}
    return Delivery(channel="dingtalk", bot=bot, chat=chat, way="text", target=target, body=body)
