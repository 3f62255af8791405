"""What passes between a chat platform and the conversation, in the words of neither."""

import datetime as dt
from typing import Any, Literal

from pydantic import ConfigDict, Field

from yiju.store import memories
from yiju.store.types import Frozen, Viewer

ChannelName = memories.ChannelName
Chat = memories.Chat
Memory = memories.Memory

EventKind = Literal["message", "enter", "press", "feedback", "left"]
Action = Literal["adopt", "up", "down", "unvote", "reason", "more", "source", "say", "stop"]
Style = Literal["plain", "heading", "item", "quote", "note"]


class Press(Frozen):
    """A button that somebody pressed, or a platform's own thumbs. Untrusted: checked against what was sent.

    Attributes:
        value: of ``reason``: its name; of ``source``: its number; of ``say``: what is said by it.
    """

    action: Action
    suggestion: str = ""
    claim: str = ""
    value: str = ""
    comment: str = ""


class Incoming(Frozen):
    """Something that came from a platform, and is to be dealt with once.

    Attributes:
        key: the platform's id of it, the same when it is delivered again. Unique within channel and bot.
        corp, sender: who sent it, by the platform's ids; ``sender`` is empty for somebody from outside.
        text: as typed, the mention of the bot taken away.
        about: id of the card or answer that a press or feedback belongs to, as we named it to the platform.
        refused: why the text is empty though something was sent (a picture, a file), in Chinese.
        late: it was apologised for, and is answered after all: what was begun for it is over.
        reply: what this channel needs to answer (addresses, request ids, their end). Secret: never logged.
    """

    key: str = Field(min_length=1, max_length=300)
    chat: Chat
    corp: str = ""
    sender: str = ""
    nick: str = ""
    kind: EventKind = "message"
    text: str = ""
    press: Press | None = None
    about: str = ""
    refused: str = ""
    at: dt.datetime
    late: bool = False
    reply: dict[str, Any] = Field(default_factory=dict)


class Source(Frozen):
    """A citation as shown in a message: its number within the suggestion, and the printed tag."""

    number: int
    tag: str


class Line(Frozen):
    """One paragraph of a message. Plain text throughout: each channel marks and escapes it as its own.

    Attributes:
        lead: printed bold before the text (``1.``, ``说：``).
    """

    text: str = ""
    style: Style = "plain"
    lead: str = ""
    sources: tuple[Source, ...] = ()


class Button(Frozen):
    """Something that can be done by a tap; where a channel has no buttons, by typing ``typed``."""

    label: str
    press: Press
    typed: str = ""


class Message(Frozen):
    """What a bot says at once. A channel may need several deliveries for it.

    Attributes:
        title: for lists of chats and notifications.
        suggestion: the suggestion that it shows; feedback on the message is bound to it.
        private: for the asker's eyes alone, though the question came from a group.
        begun: whether ``Channel.begin`` may show already that it is on its way.
    """

    title: str
    lines: tuple[Line, ...]
    buttons: tuple[Button, ...] = ()
    suggestion: str = ""
    private: bool = False
    begun: bool = True


class Asker(Frozen):
    """Who asks, and what may be told there.

    Attributes:
        user: the linked user. Signals and subscriptions are theirs.
        own: their rights.
        here: what everybody who reads along may see, too: ``own`` where nobody does; None where that is
            not known, so that the answer must be private.
    """

    user: str
    own: Viewer
    here: Viewer | None


class Turn(Frozen):
    """What the conversation gives for one incoming: messages in order, and what it remembers from now on."""

    messages: tuple[Message, ...]
    memory: Memory = Memory()


class Pressed(Frozen):
    """What became of a press.

    Attributes:
        label: what stands where the button was (``已采纳``); empty where nothing was done.
        told: a sentence for the person, where there is something to say.
        again: whether the conversation has more to say about it (ask for a reason): accept it, too.
        gone: what it was on is not there any more, or not for them: its buttons do nothing.
    """

    label: str = ""
    told: str = ""
    again: bool = False
    gone: bool = False


class Delivery(Frozen):
    """One call to a platform that shows something. Kept in the outbox until it is through.

    Attributes:
        way: how, in the channel's own words (``stream``, ``card``, ``webhook``, ``direct``, …).
        target, body: what the channel made for its ``send``; JSON.
        repeatable: whether sending it twice shows it once.
    """

    model_config = ConfigDict(extra="ignore")  # rows of other versions are sent all the same

    channel: ChannelName
    bot: str
    chat: str
    way: str
    target: dict[str, Any] = Field(default_factory=dict)
    body: dict[str, Any] = Field(default_factory=dict)
    repeatable: bool = False
