"""A message in the markdowns that WeCom shows.

The AI bot has headings, lists, quotes. The self-built app and group robots have an older dialect: no lists,
but colours. Neither has a title: the lines say it.
"""

import re
from typing import Literal

from yiju.bots.escaping import escape, escape_start
from yiju.bots.types import Button, Line, Message

Dialect = Literal["bot", "app", "plain"]
"""``plain``: no markdown at all."""
_NUMBERED = re.compile(r"\d{1,3}[.．、].*")


def render(message: Message, dialect: Dialect, own: str = "") -> str:
    """The body, without buttons.

    Args:
        own: our address: links to it stay links.
    """
    parts: list[str] = []
    before = ""
    for line in message.lines:
        if not (line.text.strip() or line.lead or line.sources):
            continue
        close = line.style == before == "item" and not line.lead
        parts += ["\n" if close else "\n\n"] if parts else []
        parts.append(_line(line, dialect, own))
        before = line.style
    return "".join(parts)


def typed_hint(buttons: tuple[Button, ...]) -> str:
    """What can be typed in place of buttons; empty where nothing can."""
    words = list(dict.fromkeys(escape(button.typed) for button in buttons if button.typed))
    return "可回复：" + " ｜ ".join(words) if words else ""


def _line(line: Line, dialect: Dialect, own: str) -> str:
    text = "\n".join(
        escape_start(part.strip()) for part in escape(line.text, own).splitlines() if part.strip()
    )
    lead = escape(line.lead, own)
    tags = "".join(f"{escape(source.tag, own)}{source.number}" for source in line.sources)
    if dialect == "plain":
        return f"{lead}{text}{tags}"
    if tags and dialect == "app":
        tags = f'<font color="comment">{tags}</font>'
    whole = (f"**{lead}** {text}" if text else f"**{lead}**") if lead else text
    whole += tags
    if line.style == "heading":
        return f"### {whole}" if dialect == "bot" else f"**{whole}**" if not lead else whole
    if line.style == "item" and not _NUMBERED.fullmatch(line.lead):
        return f"- {whole}" if dialect == "bot" else f"· {whole}"
    if line.style == "note" and dialect == "app":
        return f'<font color="comment">{whole}</font>' if "<" not in whole else whole
    if line.style in {"quote", "note"}:
        return "\n".join(f"> {part}" for part in whole.split("\n"))
    return whole
