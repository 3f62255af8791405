"""What ``yiju bots check`` finds, one thing at a time."""

from typing import Literal

from yiju.store.types import Frozen

Level = Literal["error", "warning", "ok"]


class Finding(Frozen):
    """One thing that was looked at, in Chinese.

    Attributes:
        about: ``dingtalk``, ``wecom``, or ``bots`` for what concerns both.
        what: what was found; why: why it matters; do: what to do. The last two are empty where all is well.
    """

    level: Level
    about: str
    what: str
    why: str = ""
    do: str = ""


def error(about: str, what: str, why: str, do: str) -> Finding:
    """Something without which the bot does not work."""
    return Finding(level="error", about=about, what=what, why=why, do=do)


def warning(about: str, what: str, why: str, do: str) -> Finding:
    """Something that it works without, less well."""
    return Finding(level="warning", about=about, what=what, why=why, do=do)


def fine(about: str, what: str) -> Finding:
    """Something that is as it should be."""
    return Finding(level="ok", about=about, what=what)
