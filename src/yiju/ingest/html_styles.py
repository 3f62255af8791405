"""Style rules of a page: which declarations hold for an element, as far as they can hide text."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

_KEPT = frozenset(
    (
        "display visibility color background background-color background-image opacity font font-size "
        "position left right top bottom text-indent clip clip-path width height max-width max-height "
        "overflow overflow-x overflow-y transform margin-left margin-top mso-hide -webkit-text-fill-color "
        "content-visibility filter"
    ).split()
)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_COMPOUND = re.compile(r"(?P<tag>\*|[a-z][\w-]*)?(?P<rest>(?:[.#][\w-]+|\[[^\[\]]{1,80}\])*)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?P<name>[\w-]+)(?:=[\"']?(?P<value>[^\"'\]]*)[\"']?)?")
_WIDTH = re.compile(r"(?P<bound>min|max)-width\s*:\s*(?P<size>\d+(?:\.\d+)?)(?P<unit>px|r?em)")
_SCREEN = 1280
"""Width in pixels of the window that a page is thought to be read in."""
_MOST_SHEET = 2_000_000
_MOST_STYLE = 20_000
_MOST_RULES = 20_000
_MOST_CHECKS = 2_000_000
"""Rules looked at in one page: more make a page that was built to be slow."""

Declarations = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Compound:
    tag: str
    classes: frozenset[str]
    id: str
    attributes: tuple[tuple[str, str | None], ...] = ()

    def fits(self, element: etree._Element) -> bool:
        return (
            (not self.tag or element.tag == self.tag)
            and (not self.id or element.get("id") == self.id)
            and self.classes <= set(element.get("class", "").split())
            and all(
                element.get(name) is not None and value in (None, element.get(name))
                for name, value in self.attributes
            )
        )


@dataclass(frozen=True, slots=True)
class _Rule:
    last: _Compound
    above: tuple[_Compound, ...]
    weight: tuple[int, int, int]
    number: int
    declared: Declarations


class StyleSheets:
    """The rules in a page's ``style`` elements. Sheets in other files are not there to be asked."""

    def __init__(self, root: etree._Element) -> None:
        self._by_key: dict[str, list[_Rule]] = defaultdict(list)
        self._count = self._checks = 0
        for element in root.iter("style"):
            if "print" not in element.get("media", "").lower():
                self._add(_plain((element.text or "")[:_MOST_SHEET]))

    @property
    def exhausted(self) -> bool:
        """Whether there was more to compare than any page needs; rules were left out then."""
        return self._checks > _MOST_CHECKS or self._count >= _MOST_RULES

    def of(self, element: etree._Element) -> Declarations:
        """What holds for an element, its own ``style`` included."""
        fitting: list[tuple[tuple[int, int, int], int, Declarations]] = []
        for key in _keys(element):
            for rule in self._by_key.get(key, ()):
                self._checks += 1
                if self._checks > _MOST_CHECKS:
                    break
                if rule.last.fits(element) and self._under(element, rule.above):
                    fitting.append((rule.weight, rule.number, rule.declared))
        found: Declarations = {}
        important: Declarations = {}
        for _, _, declared in sorted(fitting, key=lambda one: one[:2]):
            _overlay(declared, found, important)
        if style := element.get("style"):
            _overlay(dict(_declarations(_plain(style[:_MOST_STYLE]))), found, important)
        return found | important

    def _under(self, element: etree._Element, above: tuple[_Compound, ...]) -> bool:
        """Whether ancestors fit, from the inner to the outer one; children count as descendants."""
        left = list(above)
        if not left:
            return True
        for ancestor in element.iterancestors():
            self._checks += 1
            if left[-1].fits(ancestor):
                left.pop()
                if not left:
                    return True
        return False

    def _add(self, sheet: str) -> None:
        for selectors, body in _rules(sheet):
            declared = dict(_declarations(body))
            for selector in selectors.split(",") if declared else ():
                if self._count >= _MOST_RULES:
                    return
                parts = [_compound(part) for part in re.split(r"[\s>]+", selector.strip())]
                if any(part is None for part in parts):
                    continue
                known = [part for part in parts if part is not None]
                weight = (
                    sum(bool(part.id) for part in known),
                    sum(len(part.classes) + len(part.attributes) for part in known),
                    sum(bool(part.tag) for part in known),
                )
                last = known[-1]
                key = (
                    f"#{last.id}" if last.id else f".{min(last.classes)}" if last.classes else last.tag or "*"
                )
                self._by_key[key].append(_Rule(last, tuple(known[:-1]), weight, self._count, declared))
                self._count += 1


def _keys(element: etree._Element) -> Iterator[str]:
    yield "*"
    yield str(element.tag)
    yield from {f".{name}" for name in element.get("class", "").split()}
    yield f"#{element.get('id', '')}"


def _overlay(declared: Declarations, found: Declarations, important: Declarations) -> None:
    for name, value in declared.items():
        if value.endswith("!important"):
            important[name] = value.removesuffix("!important").strip()
        else:
            found[name] = value
    if "background" in declared:  # the short form sets the long ones anew
        for long in ("background-color", "background-image"):
            if long not in declared:
                found.pop(long, None)


def _plain(css: str) -> str:
    """Without comments and escapes."""
    css = _COMMENT.sub("", css)
    return _ESCAPE.sub(lambda match: chr(min(int(match[1], 16), 0x10FFFF)), css) if "\\" in css else css


def _declarations(body: str) -> Iterator[tuple[str, str]]:
    for one in body.split(";"):
        name, colon, value = one.partition(":")
        name = name.strip().lower()
        if colon and name in _KEPT:
            yield name, re.sub(r" ?! ?important", "!important", " ".join(value.lower().split()))


def _compound(text: str) -> _Compound | None:
    """One simple selector; None for those with states, places or siblings, which are not followed."""
    match = _COMPOUND.fullmatch(text)
    if not match or not text:
        return None
    attributes = re.findall(r"\[([^\[\]]*)\]", match["rest"])
    asked = [_ATTRIBUTE.fullmatch(one) for one in attributes]
    if any(one is None for one in asked):
        return None
    names = re.findall(r"([.#])([\w-]+)", re.sub(r"\[[^\[\]]*\]", "", match["rest"]))
    tag = (match["tag"] or "").lower()
    return _Compound(
        "" if tag == "*" else tag,
        frozenset(name for mark, name in names if mark == "."),
        next((name for mark, name in names if mark == "#"), ""),
        tuple((one["name"].lower(), one["value"]) for one in asked if one),
    )


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """(selectors, declarations) of a sheet; blocks for other media than a screen are left out."""
    at = 0
    open_blocks: list[str] = []
    for match in re.finditer(r"[{}]", sheet):
        before, at = sheet[at : match.start()], match.end()
        if match[0] == "{":
            open_blocks.append(before.rpartition(";")[2].strip())
        elif open_blocks:
            head = open_blocks.pop()
            if head and not head.startswith("@") and all(map(_on_screen, open_blocks)):
                yield head, before


def _on_screen(query: str) -> bool:
    """Whether a block's rules hold in the window of a desktop."""
    query = query.lower()
    if not query.startswith("@media") or "prefers-" in query or ("print" in query and "screen" not in query):
        return query.startswith(("@supports", "@layer"))
    for match in _WIDTH.finditer(query):
        size = float(match["size"]) * (1 if match["unit"] == "px" else 16)
        if size > _SCREEN if match["bound"] == "min" else size < _SCREEN:
            return False
    return True
