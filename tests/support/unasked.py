"""What bots hand over without being asked, kept instead of sent."""

import datetime as dt
from dataclasses import dataclass, field

from yiju.bots.types import Memory, Message
from yiju.sandbox.moments import CHINA
from yiju.store.types import Viewer

ALL = ("brief", "digest", "signal", "contract", "commitment")


def china(text: str) -> dt.datetime:
    """``03-10 08:30`` of 2026, in China."""
    return dt.datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)


@dataclass(frozen=True)
class Handed:
    """One message, for whom, and what goes with it."""

    user: str
    message: Message
    key: str
    memory: Memory | None
    viewer: Viewer | None

    @property
    def text(self) -> str:
        """All that is read of it."""
        lines = [
            f"{line.lead}{line.text}" + "".join(s.tag for s in line.sources) for line in self.message.lines
        ]
        return "\n".join([self.message.title, *lines])


@dataclass
class Hands:
    """Takes what is handed over, each key once, as an outbox does. ``reach``: whether anybody gets it."""

    reach: bool = True
    given: list[Handed] = field(default_factory=list)

    def __call__(
        self,
        user: str,
        message: Message,
        key: str,
        *,
        memory: Memory | None = None,
        viewer: Viewer | None = None,
        since: int | None = None,
    ) -> bool:
        """See ``notices.Give``."""
        assert since is not None, "what tells of documents tells where the audit stood before"
        if self.reach and key not in {one.key for one in self.given}:
            self.given.append(Handed(user, message, key, memory, viewer))
        return self.reach

    def take(self) -> list[Handed]:
        """What came since the last time."""
        taken, self.given = self.given, []
        return taken
