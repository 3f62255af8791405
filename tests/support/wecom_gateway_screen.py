"""What people see in a WeCom chat: bubbles, streams that grow, cards whose buttons change."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Bubble:
    """One thing in a chat.

    Attributes:
        who: ``bot``, or the person who wrote.
        kind: ``text``, ``stream``, ``markdown``, ``card``.
        seen_by: whose alone an updated card is.
    """

    who: str
    kind: str
    text: str = ""
    finished: bool = True
    stream: str = ""
    feedback: str = ""
    card: dict[str, Any] = field(default_factory=dict)
    quotes: str = ""

    def buttons(self) -> dict[str, str]:
        """Labels and keys of what can be pressed."""
        if self.kind != "card" or self.card.get("replace_text"):
            return {}
        return {one["text"]: one["key"] for one in self.card.get("button_list", [])}

    def shown(self) -> str:
        """As a transcript has it."""
        if self.kind != "card":
            return self.text + ("" if self.finished else " ▍")
        title = self.card["main_title"]
        lines = [f"┌ {title['title']}"]
        lines += [f"│ {text}" for text in (title.get("desc"), self.card.get("sub_title_text")) if text]
        inert = self.card.get("replace_text")
        buttons = (
            [f"({inert})"] if inert else [f"[{one['text']}]" for one in self.card.get("button_list", [])]
        )
        return "\n".join([*lines, f"└ {' '.join(buttons)}"])


class Screen:
    """The chats, by their id."""

    def __init__(self) -> None:
        self.chats: dict[str, list[Bubble]] = {}

    def add(self, chat: str, bubble: Bubble) -> Bubble:
        """Below the last."""
        self.chats.setdefault(chat, []).append(bubble)
        return bubble

    def of_bot(self, chat: str) -> list[Bubble]:
        """What the bot said there."""
        return [one for one in self.chats.get(chat, []) if one.who == "bot"]

    def stream(self, chat: str, stream: str) -> Bubble | None:
        """The bubble that a stream fills."""
        return next((one for one in self.chats.get(chat, []) if one.stream == stream), None)

    def card(self, chat: str, label: str) -> Bubble:
        """The last card there with such a button."""
        return next(one for one in reversed(self.of_bot(chat)) if label in one.buttons())

    def transcript(self, chat: str) -> str:
        """The whole chat, as text."""
        return "\n\n".join(f"【{one.who}】\n{one.shown()}" for one in self.chats.get(chat, []))
