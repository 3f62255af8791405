"""A message in the markdown that DingTalk shows: headings, quotes, bold, lists; no tables, no code.

What a message says is plain text from documents and chats: nothing of it may act as markdown. Whether
DingTalk honours backslashes is not documented, so what would act is replaced by its full-width twin.
"""

import re
from collections.abc import Iterable

from yiju.bots.types import Button, Line, Message

_TWINS = str.maketrans(
    {"*": "＊", "`": "｀", "[": "［", "]": "］", "<": "＜", ">": "＞", "\\": "＼", "~": "～", "|": "｜"}
)
_UNDERLINE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_URL = re.compile(r"\b([A-Za-z][A-Za-z0-9+.-]*)://\S*")
_RULE = re.compile(r"[-=_＊\s]{3,}")
_NUMBERED = re.compile(r"\d{1,3}[.．、]")
_STARTS = {"#": "＃", "+": "＋", "-": "－", "=": "＝"}


def render(message: Message, own: str = "") -> str:
    """The body, without buttons.

    Args:
        own: our address (``https://copilot.example.com``): links to it stay links, others become text.
    """
    return "\n\n".join(_line(line, own) for line in message.lines if line.text or line.lead or line.sources)


def typed_hint(buttons: Iterable[Button]) -> str:
    """What can be typed in place of buttons; empty where nothing can."""
    words = list(dict.fromkeys(_escape(button.typed, "") for button in buttons if button.typed))
    return "可回复：" + " ｜ ".join(words) if words else ""


def title_of(message: Message) -> str:
    """As lists of chats show it; never empty, which DingTalk refuses."""
    return " ".join(message.title.split())[:60] or "依据"


def _line(line: Line, own: str) -> str:
    lead = f"**{_escape(line.lead, own)}** " if line.lead else ""
    text = _breaks(_escape(line.text, own))
    tags = "".join(f"{_escape(source.tag, own)}{source.number}" for source in line.sources)
    whole = f"{lead}{text}{tags}" if lead else f"{_start(text)}{tags}"
    if line.style == "heading":
        return f"#### {whole}"
    if line.style == "quote":
        return "\n".join(f"> {part}" for part in whole.split("\n"))
    if line.style == "item" and not _NUMBERED.fullmatch(line.lead):
        return f"- {whole}"
    return whole


def _breaks(text: str) -> str:
    """Line breaks within a paragraph: DingTalk wants two spaces on both sides."""
    parts = [part.strip() for part in text.splitlines() if part.strip()]
    return "  \n  ".join([*parts[:1], *(_start(part) for part in parts[1:])])


def _start(text: str) -> str:
    """Nothing at a line's start makes it a heading, a list or a rule."""
    if _RULE.fullmatch(text):
        return "——"
    return _STARTS[text[0]] + text[1:] if text[:1] in _STARTS else text


def _escape(text: str, own: str) -> str:
    text = _URL.sub(lambda found: _link(found[0], own), text)
    return _UNDERLINE.sub("＿", text.translate(_TWINS))


def _link(url: str, own: str) -> str:
    """DingTalk makes a link of every address; a document's must not be one."""
    if own and (url == own or url.startswith(f"{own}/")):
        return url
    return url.replace("://", "：//", 1)
