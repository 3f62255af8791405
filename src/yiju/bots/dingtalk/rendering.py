"""A message in the markdown that DingTalk shows: headings, quotes, bold, lists; no tables, no code.

What a message says is plain text from documents and chats: nothing of it may act as markdown.
"""

import re

from yiju.bots.escaping import escape, escape_start
from yiju.bots.types import Line, Message

_BREAK = "  \n  "
"""Within a paragraph: DingTalk wants two spaces on both sides."""
_NUMBERED = re.compile(r"\d{1,3}[.．、]")


def render(message: Message, own: str = "") -> str:
    """The body, without buttons.

    Args:
        own: our address (``https://copilot.example.com``): links to it stay links, others become text.
    """
    return "\n\n".join(_line(line, own) for line in message.lines if line.text or line.lead or line.sources)


def title_of(message: Message) -> str:
    """As lists of chats show it; never empty, which DingTalk refuses."""
    return " ".join(message.title.split())[:60] or "依据"


def _line(line: Line, own: str) -> str:
    lead = f"**{escape(line.lead.strip(), own)}**" if line.lead.strip() else ""
    text = _breaks(escape(line.text, own))
    tags = "".join(f"{escape(source.tag, own)}{source.number}" for source in line.sources)
    # After closing stars a blank, or words in Chinese would keep them open. Tags stand below what they prove.
    words = f"{lead} {text}".strip() if lead else escape_start(text)
    whole = _BREAK.join(part for part in (words, tags) if part)
    if line.style == "heading":
        return f"#### {whole}"
    if line.style == "quote" or (line.style == "note" and not lead):  # shown in grey
        return "\n".join(f"> {part}" for part in whole.split("\n"))
    if line.style == "item" and not _NUMBERED.match(line.lead):
        return f"- {whole}"
    return whole


def _breaks(text: str) -> str:
    """Line breaks kept."""
    parts = [part.strip() for part in text.splitlines() if part.strip()]
    return _BREAK.join([*parts[:1], *(escape_start(part) for part in parts[1:])])
