"""``yiju serve`` as it is, but WeCom is the paper platform: ``python -m tests.support.paper_serve``.

The platform's port stands in ``PAPER_PORT``; with ``PAPER_EXCLUSIVE`` only one process may be connected. With
``PAPER_ECHO`` the conversation is an echo that takes so many seconds.
"""

import os
import time
from collections.abc import Sequence

from tests.support.paper_channel import PaperChannel
from yiju.bots import running
from yiju.bots.answering import Mind, Tell
from yiju.bots.channel import Channel, Receiver
from yiju.bots.desk import Desk
from yiju.bots.types import Asker, Incoming, Line, Memory, Message, Pressed, Turn


def echo(desk: Desk, incoming: Incoming, asker: Asker, memory: Memory, tell: Tell) -> Turn:
    """Says what was said, and who said it; remembers how often."""
    tell("…")
    time.sleep(float(os.environ["PAPER_ECHO"]))
    page = memory.page + 1
    line = Line(text=f"{asker.user} {page}: {incoming.text}")
    return Turn(messages=(Message(title="", lines=(line,)),), memory=Memory(page=page))


def _press(desk: Desk, incoming: Incoming, asker: Asker) -> Pressed:
    return Pressed(label=f"{asker.user}")


def make(desk: Desk, receiver: Receiver) -> Sequence[Channel]:
    """The paper channel."""
    port, exclusive = int(os.environ["PAPER_PORT"]), "PAPER_EXCLUSIVE" in os.environ
    return (PaperChannel(receiver, port, exclusive=exclusive),)


if __name__ == "__main__":
    from yiju.cli import main

    running.KINDS["wecom"] = make
    if "PAPER_ECHO" in os.environ:
        running.mind = lambda: Mind(echo, _press)
    main()
