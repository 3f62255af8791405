"""From an incoming in hand to an answer in the outbox, in one transaction. Blocks: for a thread."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from yiju.bots import inbox, limits, outbox
from yiju.bots.channel import Channel
from yiju.bots.desk import Desk
from yiju.bots.directories import find_present
from yiju.bots.inbox import Claimed
from yiju.bots.meanwhile import forgot, latest
from yiju.bots.notices import Post
from yiju.bots.outbox import Audience
from yiju.bots.strangers import meet
from yiju.bots.telling import Teller
from yiju.bots.types import Asker, Chat, Delivery, Incoming, Line, Memory, Message, Pressed, Turn
from yiju.errors import YijuError, in_words
from yiju.store import memories

log = logging.getLogger(__name__)
Tell = Callable[[str], None]

MOST_ERRORS = 3
"""Answers that go wrong, after which somebody is told so."""
MOST_ATTEMPTS = 8
"""Times that it is taken up at all: a message that ends the process must not end it for ever."""
_ALONE = "已私信您。"
_PAUSES = (1.0, 5.0)
"""Seconds after the first, second … error."""


class Converse(Protocol):
    """The conversation: what to say to one incoming. The same again must do no harm."""

    def __call__(self, desk: Desk, incoming: Incoming, asker: Asker, memory: Memory, tell: Tell) -> Turn: ...


class Press(Protocol):
    """What becomes of a press, within a second."""

    def __call__(self, desk: Desk, incoming: Incoming, asker: Asker) -> Pressed: ...


@dataclass(frozen=True)
class Mind:
    """What thinks of answers."""

    converse: Converse
    press: Press


@dataclass(frozen=True)
class Ended:
    """What became of an incoming.

    Attributes:
        abandoned: why no answer comes, for whoever waits; empty where one does.
    """

    abandoned: str = ""


def answer(desk: Desk, mind: Mind, channel: Channel, claimed: Claimed, teller: Teller, notify: Post) -> Ended:
    """Deal with it.

    Raises:
        Conflict: another process has taken it up meanwhile; nothing was kept.
        Exception: whatever went wrong; it stays in hand, for ``went_wrong``. So it is where a document was
            forgotten meanwhile.
    """
    sql, incoming = desk.store.sql, claimed.incoming
    begun = latest(sql)
    if claimed.errors >= MOST_ERRORS or claimed.attempts > MOST_ATTEMPTS:
        return _apologise(desk, channel, claimed)
    asker = find_present(desk.settings, sql, incoming)
    if asker is None:
        return _refuse(desk, channel, claimed, notify)
    if incoming.sender and limits.too_many(sql, claimed, desk.settings.bot_per_minute):
        return _slow_down(desk, channel, claimed)
    memory = memories.recall(sql, incoming.chat, asker.user)
    turn = mind.converse(desk, incoming, asker, memory, teller.tell)
    openly, privately = _deliveries(channel, incoming, turn.messages)
    teller.over()
    with sql.write() as connection:
        if forgot(connection, begun):
            raise YijuError("回答时有资料被删除，要重新回答。")
        inbox.finish(connection, claimed)
        outbox.post(connection, claimed.key, openly, _audience(incoming, asker, opened=True))
        alone = Chat(channel=incoming.chat.channel, bot=incoming.chat.bot, id=incoming.sender)
        own = Asker(user=asker.user, own=asker.own, here=asker.own)
        private = _audience(incoming.model_copy(update={"chat": alone}), own, opened=False)
        private = private.model_copy(update={"asked": incoming.model_copy(update={"text": ""})})
        outbox.post(connection, f"{claimed.key}/private", privately, private)
        memories.keep(connection, incoming.chat, asker.user, turn.memory, heard=claimed.received_at)
        if privately:  # what they say alone from now on is about what they were sent there
            memories.keep_pushed(connection, alone, asker.user, turn.memory)
    return Ended("" if openly else "没有看懂这条消息，请换个说法再问。")


def went_wrong(desk: Desk, claimed: Claimed, error: Exception) -> None:
    """Let it be tried again after a pause. Raises Conflict where another process has it."""
    told = in_words(error)
    log.warning("回答消息出错（第 %d 次，%s）：%s", claimed.errors + 1, claimed.key, told)
    pause = _PAUSES[min(claimed.errors, len(_PAUSES) - 1)]
    inbox.release(desk.store.sql, claimed, pause, wrong=True)


def _deliveries(
    channel: Channel, incoming: Incoming, messages: tuple[Message, ...]
) -> tuple[tuple[Delivery, ...], tuple[Delivery, ...]]:
    """What goes where it was asked, and what goes to the asker alone."""
    if not incoming.chat.group:
        return channel.deliveries(incoming, messages), ()
    openly = tuple(one for one in messages if not one.private)
    secret = [one for one in messages if one.private]
    privately = tuple(part for one in secret for part in channel.push(incoming.sender, one))
    if secret and not privately:
        openly = (*openly, _said("这里不方便回答，我也没法私信您：请先单独打开和我的对话，在那里再问一次。"))
    elif secret and not openly:
        openly = (_said(_ALONE).model_copy(update={"begun": secret[0].begun}),)
    return channel.deliveries(incoming, openly), privately


def _audience(incoming: Incoming, asker: Asker, *, opened: bool) -> Audience:
    return Audience(
        asker=asker,
        chat=incoming.chat,
        corp=incoming.corp,
        sender=incoming.sender,
        opened=incoming.model_copy(update={"text": ""}) if opened else None,
    )


def _refuse(desk: Desk, channel: Channel, claimed: Claimed, notify: Post) -> Ended:
    met = meet(desk.store.sql, claimed.incoming)
    for notice in met.notices:
        notify(notice.user, notice.message, notice.key)
    refusal = met.refusal and met.refusal.model_copy(update={"begun": False})
    _finish(desk, claimed, claimed.key, _told(channel, claimed, refusal))
    return Ended("" if met.refusal else "您的账号还没有开通。")


def _slow_down(desk: Desk, channel: Channel, claimed: Claimed) -> Ended:
    key = limits.slow_down_key(claimed)
    with desk.store.sql.read() as connection:
        if outbox.posted(connection, key):
            key = ""
    sentence = f"您发得太快了，每分钟最多回答 {desk.settings.bot_per_minute} 条；请过一分钟再问。"
    told = (_said(sentence).model_copy(update={"private": True, "begun": False}),) if key else ()
    openly, privately = _deliveries(channel, claimed.incoming, told)
    with desk.store.sql.write() as connection:
        inbox.finish(connection, claimed)
        outbox.post(connection, key, openly)
        outbox.post(connection, f"{key}/private", privately)
    return Ended("" if key else _ALONE if claimed.incoming.chat.group else sentence)


def _apologise(desk: Desk, channel: Channel, claimed: Claimed) -> Ended:
    message = _said("抱歉，这条消息没能处理好，已经记下来请管理员查看。请稍后再试，或换个说法。")
    deliveries = _told(channel, claimed, message)
    with desk.store.sql.write() as connection:
        inbox.fail(connection, claimed)
        outbox.post(connection, f"{claimed.key}/sorry", deliveries)  # said once, however often it goes wrong
    return Ended()


def _finish(desk: Desk, claimed: Claimed, key: str, deliveries: tuple[Delivery, ...]) -> None:
    with desk.store.sql.write() as connection:
        inbox.finish(connection, claimed)
        outbox.post(connection, key, deliveries)


def _told(channel: Channel, claimed: Claimed, message: Message | None) -> tuple[Delivery, ...]:
    return channel.deliveries(claimed.incoming, (message,)) if message else ()


def _said(text: str) -> Message:
    return Message(title="依据", lines=(Line(text=text),))
