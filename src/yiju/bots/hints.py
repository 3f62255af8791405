"""What can be typed in place of buttons, for where there are none."""

from collections.abc import Iterable

from yiju.bots.escaping import escape
from yiju.bots.types import Button


def typed_hint(buttons: Iterable[Button]) -> str:
    """In any markdown; empty where nothing can be typed."""
    words = list(dict.fromkeys(escape(button.typed) for button in buttons if button.typed))
    return "可回复：" + " ｜ ".join(words) if words else ""
