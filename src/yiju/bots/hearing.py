"""One message being answered: who asks, what they may be told, what was said before."""

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from yiju.bots.desk import Desk
from yiju.bots.names import Names, names_of
from yiju.bots.showing import Shown
from yiju.bots.types import Asker, Button, Incoming, Line, Memory, Message, Press, Turn
from yiju.copilot.accounts import labels
from yiju.copilot.progress import UNWATCHED, Step, Watch
from yiju.errors import NotFound
from yiju.sandbox.moments import local
from yiju.store.suggestions import get_suggestion
from yiju.store.types import Customer, Viewer

if TYPE_CHECKING:
    from yiju.copilot.retrieve import Reader

_EVERY = 5.0
"""Seconds between two steps that are told: each may cost a platform's call."""


@dataclass(frozen=True)
class Hearing:
    """What a command needs. Everything is read as ``viewer``: what all who read along may see."""

    desk: Desk
    incoming: Incoming
    asker: Asker
    memory: Memory
    tell: Callable[[str], None]

    @property
    def private(self) -> bool:
        """Whether the answer is for the asker's eyes alone."""
        return self.asker.here is None

    @property
    def read_along(self) -> bool:
        """Whether others read the answer, too: nothing that was said elsewhere is repeated to them."""
        return self.incoming.chat.group and not self.private

    @property
    def viewer(self) -> Viewer:
        """Whose rights an answer is made with."""
        return self.asker.here or self.asker.own

    @property
    def day(self) -> dt.date:
        """The day of the message, in China."""
        return local(self.incoming.at).date()

    @cached_property
    def reader(self) -> "Reader":
        """The store as seen here."""
        return self.desk.reader(self.viewer)

    @cached_property
    def customers(self) -> dict[str, Customer]:
        """The customers that may be spoken of here, by id."""
        return {customer.id: customer for customer in self.reader.customers()}

    @cached_property
    def names(self) -> Names:
        """Their names."""
        return names_of(list(self.customers.values()))

    @cached_property
    def called(self) -> dict[str, str]:
        """Customer id → what they are called beside the others; one customer has one."""
        return labels(list(self.customers.values()))

    @property
    def customer(self) -> Customer | None:
        """The customer talked of last, if they may be spoken of here."""
        return self.customers.get(self.memory.customer)

    @cached_property
    def shown(self) -> Shown | None:
        """The suggestion shown last, if it may be read here and still is."""
        return self.find(self.memory.suggestion)

    def find(self, suggestion_id: str) -> Shown | None:
        """A suggestion that may be read here; None where there is none."""
        if not suggestion_id:
            return None
        try:
            found = get_suggestion(self.desk.store.sql, self.viewer, suggestion_id)
        except NotFound:
            return None
        return None if found.replay_of else Shown(found)

    def working(self, text: str) -> None:
        """Tell how far it is; of what is private, nothing."""
        self.tell("正在查阅…" if self.private else text)

    def watch(self) -> Watch:
        """For what takes long: its steps are told now and then. Of what is private, none."""
        if self.private:
            return UNWATCHED
        last = time.monotonic()

        def tell(step: Step) -> None:
            nonlocal last
            if time.monotonic() - last >= _EVERY:
                last = time.monotonic()
                self.working(step.text)

        return Watch(progress=tell)

    def say(
        self, *texts: str | Line, title: str = "依据", buttons: Sequence[Button] = (), **memory: Any
    ) -> Turn:
        """A turn of one short message. ``memory``: what changes of it; what was asked back is forgotten."""
        lines = tuple(Line(text=text) if isinstance(text, str) else text for text in texts)
        return Turn(
            messages=(Message(title=title, lines=lines, buttons=tuple(filter(can_be_pressed, buttons))),),
            memory=self.remembering(**memory),
        )

    def remembering(self, **changes: Any) -> Memory:
        """The memory with these changes; without ``pending``, nothing is waited for."""
        return self.memory.model_copy(update={"pending": {}} | changes)


def say_button(label: str, said: str) -> Button:
    """A button that says something for whoever presses it."""
    return Button(label=label, press=Press(action="say", value=said), typed=said)


def next_page(page: int, pages: int) -> Button:
    """The next page, from 0, of a list."""
    press = Press(action="more", value=str(page + 1))
    return Button(label=f"下一页（{page + 2}/{pages}）", press=press, typed="更多")


MOST_SAID = 200
"""Characters that a button may say: platforms keep little with one."""


def can_be_pressed(button: Button) -> bool:
    """Whether a press on it is dealt with; where it says too much, one types it."""
    return button.press.action != "say" or len(button.press.value) <= MOST_SAID
