"""A style sheet's text: its rules, nested ones too, and of their declarations those that can hide text."""

import re
from collections.abc import Iterator
from itertools import product

Declarations = dict[str, str]

_KEPT = frozenset(
    (
        "display visibility color background background-color background-image opacity font font-size "
        "position left right top bottom text-indent clip clip-path width height max-width max-height "
        "overflow overflow-x overflow-y transform margin-left margin-top mso-hide -webkit-text-fill-color "
        "content-visibility filter line-height letter-spacing scale translate rotate zoom"
    ).split()
)
_SAME = {
    "block-size": "height", "inline-size": "width", "max-block-size": "max-height",
    "max-inline-size": "max-width", "inset-inline-start": "left", "inset-block-start": "top",
    "inset-inline-end": "right", "inset-block-end": "bottom", "margin-inline-start": "margin-left",
    "margin-block-start": "margin-top", "overflow-block": "overflow-y", "overflow-inline": "overflow-x",
}  # fmt: skip
"""Names that go by the direction of writing, as they are meant on most pages."""
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_WIDTH = re.compile(r"(?P<bound>min|max)-width\s*:\s*(?P<size>\d+(?:\.\d+)?)(?P<unit>px|r?em)")
_SCREEN = 1280
"""Width in pixels of the window that a page is thought to be read in."""
_DEEPEST = 4
_MOST_NESTED = 200
"""Selectors that nested rules may multiply to."""


def plain(css: str) -> str:
    """Without comments and escapes."""
    css = _COMMENT.sub("", css)
    return _ESCAPE.sub(lambda match: chr(min(int(match[1], 16), 0x10FFFF)), css) if "\\" in css else css


def declarations(body: str) -> Iterator[tuple[str, str]]:
    """Name and value, small letters; short forms taken apart as far as they can move a text away."""
    for one in body.split(";"):
        name, colon, value = one.partition(":")
        name = name.strip().lower()
        if not colon:
            continue
        value = re.sub(r" ?! ?important", "!important", " ".join(value.lower().split()))
        if name in ("margin", "inset"):
            yield from _sides(name, value)
        elif name.startswith("--") or (name := _SAME.get(name, name)) in _KEPT:
            yield name, value


def _sides(name: str, value: str) -> Iterator[tuple[str, str]]:
    """``margin`` and ``inset``: one to four values for top, right, bottom, left."""
    urgent = "!important" if value.endswith("!important") else ""
    parts = value.removesuffix("!important").split()
    if not 1 <= len(parts) <= 4 or "(" in value:
        return
    top = parts[0]
    right = parts[1] if len(parts) > 1 else top
    bottom = parts[2] if len(parts) > 2 else top
    left = parts[3] if len(parts) > 3 else right
    start = "margin-" if name == "margin" else ""
    for side, size in (("top", top), ("right", right), ("bottom", bottom), ("left", left)):
        if start + side in _KEPT:
            yield start + side, size + urgent


def rules(sheet: str) -> Iterator[tuple[str, str]]:
    """(selectors, declarations) of a sheet; blocks for other media than a screen are left out."""
    at = 0
    heads: list[str] = []
    bodies: list[str] = []
    for match in re.finditer(r"[{}]", sheet):
        before, at = sheet[at : match.start()], match.end()
        if match[0] == "{":
            body, _, head = before.rpartition(";")
            if bodies:
                bodies[-1] += body + ";"
            heads.append(head.strip())
            bodies.append("")
        elif heads:
            head, body = heads.pop(), bodies.pop() + before
            if head and not head.startswith("@") and body.strip(" \t\r\n;"):
                around = [one for one in heads if one.startswith("@")]
                if all(map(_on_screen, around)):
                    yield _nested([one for one in heads if not one.startswith("@")], head), body


def selectors(text: str) -> list[str]:
    """The selectors of a list; commas within brackets part none."""
    parts: list[str] = []
    depth = start = 0
    for match in re.finditer(r"[(),\[\]]", text):
        sign = match[0]
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth <= 0:
            parts.append(text[start : match.start()])
            start = match.end()
    return [*parts, text[start:]]


def _nested(above: list[str], selector: str) -> str:
    """A nested rule's selectors in full: within, or in place of ``&``."""
    for head in reversed([one for one in above if one][-_DEEPEST:]):
        pairs = list(product(selectors(head), selectors(selector)))[:_MOST_NESTED]
        selector = ",".join(
            one.replace("&", outer) if "&" in one else f"{outer} {one}" for outer, one in pairs
        )
    return selector


def _on_screen(query: str) -> bool:
    """Whether a block's rules hold in the window of a desktop."""
    query = query.lower()
    if not query.startswith("@media") or "prefers-" in query or ("print" in query and "screen" not in query):
        return query.startswith(("@supports", "@layer", "@container", "@scope"))
    for match in _WIDTH.finditer(query):
        size = float(match["size"]) * (1 if match["unit"] == "px" else 16)
        if size > _SCREEN if match["bound"] == "min" else size < _SCREEN:
            return False
    return True
