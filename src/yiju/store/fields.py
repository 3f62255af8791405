"""An indexed text, parted again into title, headings and body, which weigh differently as keywords."""

from collections.abc import Iterable
from dataclasses import dataclass

PATH_SEPARATOR = " > "
"""Between the title and the headings in the first line of an indexed text."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The parts of an indexed text; each word of it stands in one of them.

    Attributes:
        headings: the path above the text, and headings inside it, a line each.
    """

    title: str
    headings: str
    body: str


def fields_of(text: str, title: str, inside: Iterable[str]) -> Fields:
    """Part an indexed text.

    Args:
        title: of its document; stands first in the text, unless it is empty.
        inside: headings that stand in the text as paragraphs of their own, in reading order.
    """
    path = ""
    if title and (text == title or text.startswith((f"{title}\n", f"{title}{PATH_SEPARATOR}"))):
        first, _, text = text[len(title) :].partition("\n")
        path = first.removeprefix(PATH_SEPARATOR)
    else:
        title = ""
    headings = [path] if path else []
    for heading in inside:
        before, found, after = f"\n{text}\n".partition(f"\n{heading}\n")
        if heading and found:
            text = f"{before}\n{after}".strip("\n")
            headings.append(heading)
    return Fields(title, "\n".join(headings), text)
