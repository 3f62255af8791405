"""A message in the markdowns that WeCom shows.

The AI bot has headings, lists, quotes. The self-built app and group robots have an older dialect: no lists,
but colours. Neither has a title: the lines say it.
"""

import re
from typing import Literal

from yiju.bots.escaping import escape, escape_start
from yiju.bots.types import Line, Message

Dialect = Literal["bot", "app", "plain"]
"""``plain``: no markdown at all."""
_SHORT = 16
"""Characters of a list's entry that stand close to the next."""
_NUMBERED = re.compile(r"\d{1,3}[.．、].*")


def render(message: Message, dialect: Dialect, own: str = "") -> str:
    """The body, without buttons.

    Args:
        own: our address: links to it stay links.
    """
    lines = [line for line in message.lines if line.text.strip() or line.lead or line.sources]
    parts: list[str] = []
    for at, line in enumerate(lines):
        if at:
            parts.append(_gap(lines[at - 1], line, dialect))
        parts.append(_line(line, dialect, own, first=at == 0))
    return "".join(parts)


def _gap(before: Line, line: Line, dialect: Dialect) -> str:
    """Short things of a list stand close; all else apart."""
    if not before.style == line.style == "item" or _bullet(before) != _bullet(line):
        return "\n\n"
    if _bullet(line):
        return "\n"
    if _short(before) and _short(line):
        return "  \n" if dialect == "bot" else "\n"
    return "\n\n"


def _line(line: Line, dialect: Dialect, own: str, *, first: bool) -> str:
    parts = [escape_start(part.strip()) for part in escape(line.text, own).splitlines() if part.strip()]
    lead = escape(line.lead, own)
    tags = "".join(f"{escape(source.tag, own)}{source.number}" for source in line.sources)
    if dialect == "plain":
        return f"{lead}{' ' if lead and parts else ''}{chr(10).join(parts)}{tags}"
    grey = dialect == "app"
    if grey and line.style == "note":
        parts, tags = [_grey(part) for part in [*parts[:-1], "".join(parts[-1:]) + tags] if part], ""
    elif grey and tags:
        tags = _grey(tags)
    bold = f"**{lead}**{' ' if parts else ''}" if lead else ""
    whole = f"{bold}{chr(10).join(parts)}{tags}"
    if line.style == "heading":
        return (
            f"**{whole}**"
            if grey and not lead
            else whole
            if grey
            else f"{'###' if first else '####'} {whole}"
        )
    if _bullet(line):
        return f"· {whole}" if grey else f"- {whole}"
    if line.style == "quote" or (line.style == "note" and not grey):
        return "\n".join(f"> {part}" for part in whole.split("\n"))
    return whole


def _bullet(line: Line) -> bool:
    return line.style == "item" and not _NUMBERED.fullmatch(line.lead)


def _short(line: Line) -> bool:
    return not line.sources and len(line.text) <= _SHORT


def _grey(text: str) -> str:
    return f'<font color="comment">{text}</font>'
