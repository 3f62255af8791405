"""``yiju chat``: the bots' conversation in a terminal."""

import contextlib
import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from yiju.cli.advice import Extractive, Today
from yiju.cli.output import print_json
from yiju.cli.session import As, Data, Json, reading
from yiju.cli.span import day as as_day

if TYPE_CHECKING:
    from yiju.bots.types import Incoming, Turn
    from yiju.copilot.retrieve import Reader
    from yiju.copilot.service import Copilot
    from yiju.sandbox.rubric import Rubric
    from yiju.settings import Settings
    from yiju.store.store import Store
    from yiju.store.types import Viewer

_PROMPT = "你："
_LEAVE = frozenset({"exit", "quit", "退出", "再见", ":q"})


@dataclass(frozen=True)
class ConsoleDesk:
    """What the conversation needs, of a store opened for one command."""

    opened: "Reader"
    rubric: "Rubric"
    extractive: bool
    chosen: "Settings | None" = None

    @property
    def settings(self) -> "Settings":
        """As opened, unless others were chosen for this conversation."""
        return self.chosen or self.opened.store.settings

    @property
    def store(self) -> "Store":
        """As opened."""
        return self.opened.store

    def reader(self, viewer: "Viewer") -> "Reader":
        """The store as one viewer sees it."""
        from dataclasses import replace

        return replace(self.opened, viewer=viewer)

    def copilot(self, viewer: "Viewer", *, extractive: bool = False) -> "Copilot":
        """The copilot at one viewer's service."""
        from yiju.copilot.lately import make_lately
        from yiju.copilot.llm_mode import make_llm_mode
        from yiju.copilot.service import Copilot
        from yiju.sandbox.in_force import active
        from yiju.sandbox.taste import make_taste

        force = active(self.store.sql, self.settings)
        llm = None
        if not (extractive or self.extractive):
            llm = make_llm_mode(self.settings, prompts=force.prompts)
        taste = make_taste(self.store.sql, viewer, self.settings)
        lately = make_lately(self.store.sql, viewer, self.settings)
        return Copilot(self.reader(viewer), llm, taste=taste, lately=lately)


def chat(
    today: Today = None,
    extractive: Extractive = False,
    agent: Annotated[bool, typer.Option("--agent/--no-agent", help="让模型调用工具（模型支持时）。")] = True,
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """在终端里对话，与钉钉、企业微信里的机器人一样。每行一句；发“帮助”看用法，“退出”离开。"""
    from yiju.sandbox.rubric import load_rubric

    day = as_day(today, "--today")
    with reading(data, user) as reader:
        settings = reader.store.settings
        settings = settings.model_copy(update={"agent": settings.agent and agent})
        desk = ConsoleDesk(reader, load_rubric(settings), extractive, settings)
        _talk(desk, reader.viewer, day, json=json)


def _talk(desk: ConsoleDesk, viewer: "Viewer", day: dt.date | None, *, json: bool) -> None:
    from rich.console import Console

    from yiju.bots.conversation import converse
    from yiju.bots.types import Asker, Memory
    from yiju.cli.chat_render import render_turn

    asker = Asker(user=viewer.user, own=viewer, here=viewer)
    memory: Memory = Memory()
    out = Console(highlight=False)
    waiting = Console(stderr=True, highlight=False)
    shows = waiting.is_terminal and not json
    for text in _lines(quiet=json):
        incoming = _incoming(viewer.user, text, day)
        if shows:
            with waiting.status("正在查阅…") as status:
                turn = converse(desk, incoming, asker, memory, status.update)
        else:
            turn = converse(desk, incoming, asker, memory, lambda told: None)
        memory = turn.memory
        if json:
            print_json(_as_dict(text, turn), indent=None)
        else:
            render_turn(turn, out)


def _lines(*, quiet: bool) -> Iterator[str]:
    """What is typed, line by line, until the end or a farewell; blank lines are no message."""
    typing = sys.stdin.isatty()
    if typing:
        with contextlib.suppress(ImportError):  # not there on Windows, whose console edits lines itself
            import readline  # noqa: F401  (editing and history of the line)
    while True:
        try:
            text = input(_PROMPT if typing and not quiet else "")
        except EOFError:
            return
        if text.strip().lower() in _LEAVE:
            return
        if text.strip():
            yield text


def _incoming(user: str, text: str, day: dt.date | None) -> "Incoming":
    from yiju.bots.types import Chat, Incoming
    from yiju.sandbox.moments import CHINA

    now = dt.datetime.now(CHINA)
    at = dt.datetime.combine(day, now.time(), CHINA) if day else now
    here = Chat(channel="console", bot="console", id=user)
    return Incoming(key=uuid4().hex, chat=here, sender=user, text=text, at=at)


def _as_dict(text: str, turn: "Turn") -> dict[str, Any]:
    return {"text": text, "messages": [message.model_dump(mode="json") for message in turn.messages]}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(chat)
