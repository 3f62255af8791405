"""Single things worth telling, each with its sources, and messages made of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yiju.bots.listed import places_of
from yiju.bots.types import Button, Line, Memory, Message, Press, Source
from yiju.copilot.tags import strip_tags
from yiju.ingest.visible import visible_line
from yiju.store.types import Citation, Viewer

_LONG = 160


@dataclass(frozen=True)
class Item:
    """Something told. ``key``: what it is about, the same when it is found again.

    Attributes:
        text: plain text, without tags; they are made from the citations.
    """

    key: str
    text: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Told:
    """A message ready to go, what a conversation is to remember with it, and whose rights it was made with.

    Attributes:
        keys: of the items in it.
    """

    message: Message
    memory: Memory
    viewer: Viewer
    keys: tuple[str, ...] = ()


def told_of(
    title: str,
    parts: Iterable[tuple[str, Sequence[Item]]],
    viewer: Viewer,
    *,
    notes: Sequence[str] = (),
    buttons: Sequence[Button] = (),
    customer: str = "",
) -> Told:
    """A message of items under headings; parts without items are left out. Sources are numbered through.

    Args:
        customer: id of the customer that all of it is about.
    """
    lines: list[Line] = []
    cited: list[Citation] = []
    keys: list[str] = []
    for heading, items in parts:
        lines += [Line(text=heading, style="heading")] if items else []
        for number, item in enumerate(items, 1):
            sources = [
                Source(number=len(cited) + n, tag=visible_line(one.tag))
                for n, one in enumerate(item.citations, 1)
            ]
            cited += item.citations
            text = visible_line(strip_tags(item.text), _LONG)
            lines.append(Line(lead=f"{number}.", text=text, style="item", sources=tuple(sources)))
            keys.append(item.key)
    lines += [Line(text=note, style="note") for note in notes]
    if cited:
        lines.append(Line(text=f"依据 {len(cited)} 处，发“依据 1”看原文。", style="note"))
    pending = {"kind": "list", "what": "told", "page": 0, "pages": 1, "sources": places_of(cited)}
    message = Message(title=title, lines=tuple(lines), buttons=tuple(buttons))
    return Told(message, Memory(customer=customer, pending=pending), viewer, tuple(keys))


def stop_button(topic: str, called: str) -> Button:
    """To be told of this topic no more."""
    return Button(label=f"退订{called}", press=Press(action="stop", value=topic), typed=f"退订 {called}")
