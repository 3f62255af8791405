"""Style rules that go by place or sibling (``p + div``, ``:nth-child``, ``:not``), looked up by XPath.

What a sheet adds of its own (``::before``) is left out; no element is in a state (``:hover``).
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from cssselect import HTMLTranslator, SelectorError, parse
from cssselect.parser import Function
from cssselect.xpath import XPathExpr
from lxml import etree

from yiju.ingest.html_seen import may_hide
from yiju.ingest.html_sheets import Declarations

Fitting = tuple[tuple[int, int, int], int, Declarations]
"""Weight of a selector, its number in the page, what it declares."""

_APART = re.compile(r"::|:-|:(?:before|after|first-l|selection|placeholder$|host|slotted)")
"""Parts of an element, and names of one browser."""
_NEVER = (
    "focus-within focus-visible target-within autofill fullscreen modal popover-open user-invalid user-valid "
    "playing seeking buffering stalled volume-locked"
).split()
"""States in which nothing is when a page has been opened; cssselect knows ``:hover`` and its like."""
_AMONG = re.compile(r"[+~]|:(?:nth|first|last|only)")
_MOST_SELECTORS = 3000
_SORTED = 20
"""Times that libxml2 takes longer over each neighbour where it gathers them in order."""
_MOST_COST = 15_000_000
"""Elements, and neighbours of each, looked at: more make a page that was built to be slow."""


class _Backwards(HTMLTranslator):
    """Asks of each element what stands above and before it: to gather what stands below and behind others
    takes libxml2 the square, and more, of their number."""

    def xpath_descendant_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        """``left right``."""
        return right.add_condition(f"ancestor::{_test(left)}")

    def xpath_child_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        """``left > right``."""
        return right.add_condition(f"parent::{_test(left)}")

    def xpath_direct_adjacent_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        """``left + right``."""
        return right.add_condition(f"preceding-sibling::*[1]/self::{_test(left)}")

    def xpath_indirect_adjacent_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        """``left ~ right``."""
        return right.add_condition(f"preceding-sibling::{_test(left)}")

    def xpath_defined_pseudo(self, xpath: XPathExpr) -> XPathExpr:
        """``:defined``: all elements are."""
        return xpath

    def xpath_any_link_pseudo(self, xpath: XPathExpr) -> XPathExpr:
        """``:any-link``."""
        return xpath.add_condition("@href and (name(.) = 'a' or name(.) = 'area')")

    def xpath_read_only_pseudo(self, xpath: XPathExpr) -> XPathExpr:
        """``:read-only``: all that is not written into."""
        return xpath.add_condition("not(name(.) = 'input' or name(.) = 'textarea' or @contenteditable)")

    def xpath_dir_function(self, xpath: XPathExpr, function: Function) -> XPathExpr:
        """``:dir(ltr)``, as far as attributes tell."""
        (asked,) = (token.value for token in function.arguments)
        own = "ancestor-or-self::*[@dir][1]/@dir = 'rtl'"
        return xpath.add_condition(own if asked == "rtl" else f"not({own})")


def _never(self: HTMLTranslator, xpath: XPathExpr) -> XPathExpr:
    return xpath.add_condition("0")


for _name in _NEVER:
    setattr(_Backwards, f"xpath_{_name.replace('-', '_')}_pseudo", _never)


def _test(expression: XPathExpr) -> str:
    condition = f"[{expression.condition}]" if expression.condition else ""
    return f"{expression.element}{condition}"


class Selected:
    """Which elements such rules hold for.

    Attributes:
        exhausted: rules were left out.
        unclear: a rule that hides something could not be followed.
    """

    def __init__(self) -> None:
        self.exhausted = self.unclear = False
        self._rules: list[tuple[str, int, Declarations]] = []
        self._found: dict[etree._Element, list[Fitting]] = {}

    def add(self, selector: str, number: int, declared: Declarations) -> None:
        """One more rule, of which something may hide a text."""
        if _APART.search(selector) or not selector:
            return
        if len(self._rules) >= _MOST_SELECTORS or len(selector) > 300:
            self.exhausted = True
            return
        self._rules.append((selector, number, declared))

    def apply(self, root: etree._Element) -> None:
        """Look all of them up in a page."""
        if not self._rules:
            return
        (alone, among), spent = _costs(root), 0
        found: dict[etree._Element, list[Fitting]] = defaultdict(list)
        for selector, number, declared in self._rules:
            steps = 1 + len(re.findall(r"[\s>+~:]+", selector))
            spent += steps * (
                _SORTED * among if "~" in selector else among if _AMONG.search(selector) else alone
            )
            if spent > _MOST_COST:
                self.exhausted = True
                break
            if ":has(" in selector:
                self.unclear = self.unclear or may_hide(declared)
                continue
            try:
                (parsed,) = parse(selector)
                path = _Backwards().selector_to_xpath(parsed)
                elements = etree.XPath(path)(root)
            except (SelectorError, etree.XPathError, ValueError, RecursionError):
                self.unclear = self.unclear or may_hide(declared)
                continue
            for element in elements if isinstance(elements, list) else ():
                if isinstance(element, etree._Element):
                    found[element].append((parsed.specificity(), number, declared))
        self._found = dict(found)

    def of(self, element: etree._Element) -> Sequence[Fitting]:
        """Those that hold for one element."""
        return self._found.get(element, ())


def _costs(root: etree._Element) -> tuple[int, int]:
    """What one step of a selector looks at: all elements; of each its neighbours and those above it."""
    alone = among = depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start":
            alone += 1
            among += 1 + depth + len(element) ** 2 // 2
    return alone, among
