"""Somebody who talks with the bot: every turn remembers the one before."""

import datetime as dt
import itertools
from typing import Any

from yiju.bots.conversation import converse, press
from yiju.bots.types import Asker, ChannelName, Chat, Incoming, Memory, Message, Press, Pressed, Turn
from yiju.cli.chat import ConsoleDesk
from yiju.copilot.retrieve import Reader
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.sandbox.moments import CHINA
from yiju.sandbox.rubric import load_rubric
from yiju.store.access import viewer_for
from yiju.store.store import Store
from yiju.store.types import Viewer

__all__ = ["Talker", "desk_of", "printed"]

_keys = itertools.count(1)


def desk_of(store: Store) -> ConsoleDesk:
    """A desk over a store, in extractive mode."""
    viewer = Viewer(user="desk", roles=frozenset(), units=frozenset())
    return ConsoleDesk(Reader(store, HashingEmbedder(), viewer), load_rubric(store.settings), extractive=True)


class Talker:
    """A registered user in a chat of their own, or in a group where all see what ``here`` sees.

    Attributes:
        told: what was shown while answers were made.
    """

    def __init__(
        self,
        store: Store,
        user: str,
        today: dt.date,
        *,
        channel: ChannelName = "dingtalk",
        group: bool = False,
        here: Viewer | None = None,
    ) -> None:
        self.desk = desk_of(store)
        own = viewer_for(store.sql, user)
        self.asker = Asker(user=user, own=own, here=here if group else own)
        self.chat = Chat(channel=channel, bot="bot", id=f"chat-{user}", group=group)
        self.at = dt.datetime.combine(today, dt.time(10), CHINA)
        self.memory = Memory()
        self.told: list[str] = []

    def incoming(self, text: str = "", **given: Any) -> Incoming:
        """Something that comes in from them."""
        made = {
            "key": f"k{next(_keys)}",
            "chat": self.chat,
            "sender": self.asker.user,
            "text": text,
            "at": self.at,
        }
        return Incoming.model_validate(made | given)

    def turn(self, incoming: Incoming) -> Turn:
        """Deal with it and remember."""
        turn = converse(self.desk, incoming, self.asker, self.memory, self.told.append)
        self.memory = turn.memory
        return turn

    def say(self, text: str) -> str:
        """Type something; what is read then."""
        return printed(self.turn(self.incoming(text)))

    def press(self, given: Press, *, key: str = "") -> tuple[Pressed, str]:
        """Press a button; what becomes of it, and what is read then."""
        incoming = self.incoming(kind="press", press=given, **({"key": key} if key else {}))
        pressed = press(self.desk, incoming, self.asker)
        return pressed, printed(self.turn(incoming)) if pressed.again else ""


def printed(turn: Turn) -> str:
    """All that a person reads of a turn, buttons too."""
    return "\n".join(map(_message, turn.messages))


def _message(message: Message) -> str:
    lines = [
        " ".join(
            part for part in (line.lead, line.text, *(f"{s.tag}{s.number}" for s in line.sources)) if part
        )
        for line in message.lines
    ]
    return "\n".join([message.title, *lines, *(f"[{b.label}|{b.typed}]" for b in message.buttons)])
