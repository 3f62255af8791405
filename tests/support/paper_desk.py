"""Runtimes within the test's process, with a conversation that the test chooses."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.support.paper import Paper
from tests.support.paper_channel import CORP, PaperChannel
from yiju.bots.answering import Mind, Tell
from yiju.bots.desk import Desk
from yiju.bots.runtime import Runtime
from yiju.bots.types import Asker, Incoming, Line, Memory, Message, Pressed, Turn
from yiju.sandbox.rubric import Rubric, load_rubric
from yiju.settings import Settings
from yiju.store.identities import Identity, link
from yiju.store.store import Store
from yiju.store.types import Viewer
from yiju.store.users import save_user

if TYPE_CHECKING:
    from yiju.copilot.retrieve import Reader
    from yiju.copilot.service import Copilot

Says = Callable[[Incoming, Asker, Memory, Tell], str]


class PaperDesk:
    """A desk that has no copilot: the conversations of these tests need none."""

    def __init__(self, store: Store, **changes: object) -> None:
        self.store = store
        self.settings: Settings = store.settings.model_copy(update=changes)
        self.rubric: Rubric = load_rubric(self.settings)

    def reader(self, viewer: Viewer) -> "Reader":
        """None here."""
        raise AssertionError("no conversation of these tests reads")

    def copilot(self, viewer: Viewer, *, extractive: bool = False) -> "Copilot":
        """None here."""
        raise AssertionError("no conversation of these tests asks")


@dataclass
class Talk:
    """A conversation that says what ``says`` gives; ``heard``: what it was asked. ``go`` lets it answer."""

    says: Says = lambda incoming, asker, memory, tell: f"{asker.user}: {incoming.text}"
    heard: list[str] = field(default_factory=list)
    go: threading.Event = field(default_factory=threading.Event)
    private: bool = False

    def __post_init__(self) -> None:
        self.go.set()

    def converse(self, desk: Desk, incoming: Incoming, asker: Asker, memory: Memory, tell: Tell) -> Turn:
        """See ``Converse``."""
        self.heard.append(incoming.text)
        self.go.wait(30)
        text = self.says(incoming, asker, memory, tell)
        message = Message(title="", lines=(Line(text=text),), private=self.private)
        return Turn(messages=(message,) if text else ())

    def press(self, desk: Desk, incoming: Incoming, asker: Asker) -> Pressed:
        """See ``Press``."""
        return Pressed(label=asker.user)


@contextlib.contextmanager
def at_work(
    store: Store,
    paper: Paper,
    talk: Talk,
    *,
    exclusive: bool = False,
    repeatable: bool = True,
    **changes: object,
) -> Iterator[Runtime]:
    """A runtime that receives, answers and sends; stopped in order at the end."""
    desk = PaperDesk(store, **{"bot_lease_seconds": 2.0, **changes})
    runtime = Runtime(
        desk,
        Mind(talk.converse, talk.press),
        lambda receiver: [PaperChannel(receiver, paper.port, exclusive=exclusive, repeatable=repeatable)],
    )
    connected = paper.connected
    runtime.start()
    try:
        if not exclusive:
            paper.until(lambda: paper.connected > connected)
        yield runtime
    finally:
        runtime.stop()


def person(store: Store, name: str, *units: str, role: str = "rep") -> None:
    """A user who is on paper under the same name."""
    save_user(store.sql, name, roles=[role], units=units or ["main"], actor="test")
    link(store.sql, Identity(platform="wecom", corp=CORP, external_id=name, user=name), "test")
