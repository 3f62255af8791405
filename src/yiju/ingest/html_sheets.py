"""A style sheet's text: its rules, nested ones too, and of their declarations those that can hide text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from yiju.ingest.html_media import block_holds
from yiju.ingest.html_values import is_valid

Declarations = dict[str, str]

_KEPT = frozenset(
    (
        "display visibility color background background-color background-image opacity font font-size "
        "position left right top bottom text-indent clip clip-path width height max-width max-height "
        "overflow overflow-x overflow-y transform margin-left margin-top mso-hide "
        "-webkit-text-fill-color content-visibility filter line-height letter-spacing scale translate "
        "rotate zoom white-space min-width min-height padding-top padding-right padding-bottom "
        "z-index isolation animation animation-name animation-fill-mode background-clip text-shadow "
        "contain -webkit-text-security"
    ).split()
)
_SAME = {
    "block-size": "height", "inline-size": "width", "max-block-size": "max-height",
    "max-inline-size": "max-width", "inset-inline-start": "left", "inset-block-start": "top",
    "inset-inline-end": "right",
    "inset-block-end": "bottom", "margin-inline-start": "margin-left",
    "margin-block-start": "margin-top", "overflow-block": "overflow-y", "overflow-inline": "overflow-x",
    "-webkit-background-clip": "background-clip", "-webkit-transform": "transform",
    "text-wrap": "white-space",
    "-webkit-clip-path": "clip-path", "-webkit-filter": "filter", "-webkit-animation": "animation",
    "text-wrap-mode": "white-space", "-webkit-animation-name": "animation-name",
    "-webkit-animation-fill-mode": "animation-fill-mode", "min-block-size": "min-height",
    "min-inline-size": "min-width",
}  # fmt: skip
"""Names that go by the direction of writing, as they are meant on most pages; older names."""
_QUOTED = (
    r"\"(?:[^\"\\\n]|\\.?)*+(?:\"|(?=\n)|\Z)|'(?:[^'\\\n]|\\.?)*+(?:'|(?=\n)|\Z)"
    r"|url\(\s*+[^\"'\s)][^)]*+(?:\)|\Z)"
)
_ASIDE = re.compile(
    rf"(?P<said>{_QUOTED})|/\*.*?(?:\*/|\Z)|<!--|-->|<!\[CDATA\[|\]\]>", re.DOTALL | re.IGNORECASE
)
_SIGNS = re.compile(r"[{};]")
"""Signs that part rules; within quotation marks they part nothing."""
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_DEEPEST = 4
_MOST_AROUND = 32
_MOST_NESTED = 200
"""Selectors that nested rules may multiply to."""


def plain(css: str) -> str:
    """Without comments, escapes, and signs within quotation marks that would part rules."""
    css = _ASIDE.sub(lambda match: _SIGNS.sub(" ", match["said"] or ""), css)
    return _ESCAPE.sub(_unescaped, css) if "\\" in css else css


def _unescaped(match: re.Match[str]) -> str:
    char = chr(min(int(match[1], 16), 0x10FFFF))
    return " " if _SIGNS.match(char) else char


@dataclass(frozen=True, slots=True)
class Rule:
    """Selectors and declarations as they are written.

    Attributes:
        holds: whether it does in the window of a desktop; None where that cannot be told.
        keyframes: of which animation it is the last state, if of any; ``selectors`` is empty then.
    """

    selectors: str
    body: str
    holds: bool | None = True
    keyframes: str = ""


def settled(body: str) -> Declarations:
    """What a body declares in the end: of one name the last valid value, an urgent one before others."""
    found: Declarations = {}
    for name, value in declarations(body):
        if value.endswith("!important") or not found.get(name, "").endswith("!important"):
            found[name] = value
    return found


def declarations(body: str) -> Iterator[tuple[str, str]]:
    """Name and value, small letters; short forms taken apart as far as they can move a text away."""
    for one in body.split(";"):
        name, colon, value = one.partition(":")
        name = name.strip().lower()
        if not colon:
            continue
        value = re.sub(r" ?! ?important", "!important", " ".join(value.lower().split()))
        if name in ("margin", "inset", "padding"):
            yield from _sides(name, value)
        elif name.startswith("--") or (
            (name := _SAME.get(name, name)) in _KEPT and is_valid(name, value.removesuffix("!important"))
        ):
            yield name, value


def _sides(name: str, value: str) -> Iterator[tuple[str, str]]:
    """``margin``, ``padding`` and ``inset``: one to four values for top, right, bottom, left."""
    urgent = "!important" if value.endswith("!important") else ""
    parts = value.removesuffix("!important").split()
    if not 1 <= len(parts) <= 4 or "(" in value:
        return
    top = parts[0]
    right = parts[1] if len(parts) > 1 else top
    bottom = parts[2] if len(parts) > 2 else top
    left = parts[3] if len(parts) > 3 else right
    start = "" if name == "inset" else f"{name}-"
    for side, size in (("top", top), ("right", right), ("bottom", bottom), ("left", left)):
        if start + side in _KEPT:
            yield start + side, size + urgent


def rules(sheet: str) -> Iterator[Rule]:
    """The rules of a sheet, those that hold and those of which it cannot be told; a cut-off end is closed."""
    at = 0
    heads: list[str] = []
    bodies: list[str] = []
    for match in re.finditer(r"[{}]|\Z", sheet):
        before, at = sheet[at : match.start()], match.end()
        if match[0] == "{":
            body, _, head = before.rpartition(";")
            if bodies:
                bodies[-1] += body + ";"
            heads.append(head.strip())
            bodies.append("")
            continue
        while heads:
            head, body = heads.pop(), bodies.pop() + before
            before = ""
            if head and body.strip(" \t\r\n;"):
                yield from _rule(heads, head, body)
            if match[0]:
                break


def _rule(heads: list[str], head: str, body: str) -> Iterator[Rule]:
    if len(heads) > _MOST_AROUND:
        yield Rule("", body, None)
        return
    blocks = [one for one in heads if one.startswith("@")]
    frames = next((one for one in blocks if "keyframes" in one.split()[0].lower()), "")
    held = [block_holds(one) for one in [*blocks, *([head] if head.startswith("@") else [])] if one != frames]
    holds = False if False in held else None if None in held else True
    above = [one for one in heads if not one.startswith("@")]
    if holds is False or (head.startswith("@") and not above):
        return
    if frames:
        if re.search(r"(?:^|,)\s*(?:to|100(?:\.0*)?%)\s*(?:,|$)", head.lower()):
            yield Rule("", body, holds, " ".join(frames.split()[1:]).strip("\"'"))
    elif head.startswith("@"):  # a medium within a rule: its declarations are those of the rule around it
        yield Rule(_nested(above[:-1], above[-1]), body, holds)
    else:
        yield Rule(_nested(above, head), body, holds)


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
