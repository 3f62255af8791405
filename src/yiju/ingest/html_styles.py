"""Style rules of a page: which declarations hold for an element, as far as they can hide text."""

import re
from base64 import b64decode
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from lxml import etree

from yiju.ingest.html_media import media_holds
from yiju.ingest.html_seen import may_hide
from yiju.ingest.html_selectors import Selected
from yiju.ingest.html_sheets import Declarations, plain, rules, selectors, settled

_COMPOUND = re.compile(r"(?P<tag>\*|[a-z][\w-]*)?(?P<rest>(?:[.#][\w-]+|\[[^\[\]]{1,80}\])*)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?P<name>[\w-]+)(?:=[\"']?(?P<value>[^\"'\]]*)[\"']?)?")
_BROUGHT = re.compile(r"@import\s+(?:url\(\s*)?[\"']?\s*data:", re.IGNORECASE)
_MOST_SHEET = 2_000_000
_MOST_STYLE = 20_000
_MOST_RULES = 20_000
_VARIABLE = re.compile(r"var\(\s*(?P<name>--[\w-]+)\s*(?:,(?P<otherwise>[^()]*))?\)")
_MOST_VARIABLES = 10
_MOST_CHECKS = 2_000_000
"""Rules looked at in one page: more make a page that was built to be slow."""


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


_Above = tuple[_Compound, bool]
"""What must stand above an element, and whether right above it."""


@dataclass(frozen=True, slots=True)
class _Rule:
    last: _Compound
    above: tuple[_Above, ...]
    weight: tuple[int, int, int]
    number: int
    declared: Declarations


class StyleSheets:
    """The rules in a page's ``style`` elements. Sheets in other files are not there to be asked."""

    def __init__(self, root: etree._Element) -> None:
        self._by_key: dict[str, list[_Rule]] = defaultdict(list)
        self._count = self._checks = 0
        self._variables: Declarations = {}
        self._cut = False
        self._others = Selected()
        self._frames: dict[str, Declarations] = {}
        self._unclear = False
        left = _MOST_SHEET
        for element in root.iter("style", "link"):
            text = (element.text or "") if element.tag == "style" else _embedded(element)
            holds = media_holds(element.get("media", ""))
            if not text or holds is False or element.get("type", "").strip().lower() not in ("", "text/css"):
                continue
            self._cut |= len(text) > left
            sheet = plain(text[:left])
            left -= len(text[:left])
            self._unclear |= _BROUGHT.search(sheet) is not None
            self._add(sheet, certain=holds is not None)
        self._others.apply(root)

    @property
    def exhausted(self) -> bool:
        """Whether there was more to compare than any page needs; rules were left out then."""
        return (
            self._cut or self._checks > _MOST_CHECKS or self._count >= _MOST_RULES or self._others.exhausted
        )

    @property
    def unclear(self) -> bool:
        """Whether a rule that hides something could not be followed."""
        return self._unclear or self._others.unclear

    def of(self, element: etree._Element) -> Declarations:
        """What holds for an element, its own ``style`` included."""
        fitting = list(self._others.of(element))
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
            _overlay(settled(plain(style[:_MOST_STYLE])), found, important)
        found |= important
        if self._frames and "animation" in " ".join(found):
            found |= self._last_frame(found)
        if any("var(" in value for value in found.values()):
            found = {name: self._resolved(value, found) for name, value in found.items()}
        return found

    def _resolved(self, value: str, own: Declarations) -> str:
        """A value with its variables: the element's own, else the page's last one, else what it says."""
        for _ in range(_MOST_VARIABLES):
            match = _VARIABLE.search(value)
            if not match:
                break
            name, otherwise = match["name"], match["otherwise"] or ""
            value = value.replace(match[0], own.get(name) or self._variables.get(name) or otherwise)[:200]
        return value

    def _last_frame(self, found: Declarations) -> Declarations:
        """What an animation leaves when it has run."""
        said = " ".join(found.get(one, "") for one in ("animation", "animation-name", "animation-fill-mode"))
        words = re.split(r"[\s,]+", said)
        if not {"forwards", "both"} & set(words):
            return {}
        return {name: value for word in words for name, value in self._frames.get(word, {}).items()}

    def _under(self, element: etree._Element, above: tuple[_Above, ...]) -> bool:
        """Whether ancestors fit, from the inner to the outer one."""
        if not above:
            return True
        asked, direct = above[-1]
        for ancestor in element.iterancestors():
            self._checks += 1
            if self._checks > _MOST_CHECKS:
                return False
            if asked.fits(ancestor):
                if self._under(ancestor, above[:-1]):
                    return True
                if not any(one[1] for one in above[:-1]):
                    return False  # what does not stand above this one stands above no outer one
            if direct:
                return False
        return False

    def _add(self, sheet: str, *, certain: bool) -> None:
        for rule in rules(sheet):
            found = settled(rule.body)
            if rule.holds is None or not certain:
                self._unclear = self._unclear or may_hide(found)
                continue
            if rule.keyframes:
                self._frames[rule.keyframes.lower()] = found
                continue
            self._variables |= {name: value for name, value in found.items() if name.startswith("--")}
            for selector in selectors(rule.selectors) if found else ():
                if self._count >= _MOST_RULES:
                    return
                self._count += 1
                pieces = re.split(r"\s*(>)\s*|\s+", selector.strip())
                parts = [_compound(part) for part in pieces[::2]]
                known = [part for part in parts if part is not None]
                if len(known) < len(parts):
                    self._others.add(selector.strip(), self._count, found)
                    continue
                above = tuple(zip(known[:-1], [bool(mark) for mark in pieces[1::2]], strict=True))
                weight = (
                    sum(bool(part.id) for part in known),
                    sum(len(part.classes) + len(part.attributes) for part in known),
                    sum(bool(part.tag) for part in known),
                )
                last = known[-1]
                key = (
                    f"#{last.id}" if last.id else f".{min(last.classes)}" if last.classes else last.tag or "*"
                )
                self._by_key[key].append(_Rule(last, above, weight, self._count, found))


def _embedded(link: etree._Element) -> str:
    """The sheet that a link brings with it; of those in other files nothing."""
    where = link.get("href", "").strip()
    if "stylesheet" not in link.get("rel", "").lower().split() or where[:5].lower() != "data:":
        return ""
    head, _, body = where[5:].partition(",")
    data = unquote_to_bytes(body)
    if head.lower().endswith(";base64"):
        try:
            data = b64decode(data)
        except ValueError:
            return ""
    return data.decode("utf-8", errors="replace")


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


def _compound(text: str) -> _Compound | None:
    """One simple selector; None for those that go by place, sibling or state."""
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
