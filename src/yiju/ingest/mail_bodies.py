"""The texts of a mail: each once, as plain text, as a page, or as both of which one is read."""

import html
import re
from dataclasses import dataclass, field

_STUB = 200
_MARKS = re.compile(r"<style(?:(?!<style).)*?</style>|<[^<>]*>|\s+", re.DOTALL)

Plain = tuple[str, bool, bool]
"""Text, whether it is ``format=flowed``, whether ``delsp=yes``."""


@dataclass(slots=True)
class Body:
    """One text of a mail.

    Attributes:
        texts: it as plain text. pages: the same as pages; both where the mail leaves the choice.
    """

    texts: list[Plain] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)


def prefers_html(body: Body) -> bool:
    """Whether the plain text is empty, or a stub ("your program cannot show this") beside a longer page."""
    plain = "".join("".join(text.split()) for text, _, _ in body.texts)
    page = "".join(_MARKS.sub("", page) for page in body.pages)
    stub = len(plain) < _STUB and len(page) > 5 * len(plain) and html.unescape(page).find(plain[:20]) < 0
    return bool(body.pages) and (not plain or stub)
