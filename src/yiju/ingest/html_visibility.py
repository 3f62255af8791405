"""What of a page nobody sees: text taken out before the page is read, as it is no evidence.

A text is unseen where an element or one above it is not shown, has no size, lies off the page or is clear as
glass, and where its colour is that of what lies behind it, its letters have no size or it is not visible. The
last three can be lifted again by an element below, so that each text is judged by its own element.
"""

from dataclasses import dataclass

from lxml import etree

from yiju.ingest.figures import whole
from yiju.ingest.html_seen import Seen, inherit, is_gone
from yiju.ingest.html_styles import StyleSheets

_WIDEST = 1000
_APART = frozenset(
    (
        "script style noscript template head title meta link option select button svg math object "
        "iframe canvas video audio datalist rp rt noembed noframes"
    ).split()
)
"""Elements whose text is no part of what is read, seen or not."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """What was taken out of a page.

    Attributes:
        letters: characters, blanks not counted.
        complete: whether all rules could be looked at.
        unclear: whether a rule that hides something could not be followed.
    """

    letters: int
    complete: bool
    unclear: bool


def take_out_unseen(root: etree._Element) -> Unseen:
    """Empty the texts of a page that nobody sees, in place."""
    sheets = StyleSheets(root)
    states = [Seen()]
    taken = 0
    folded: set[etree._Element] = set()
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if not isinstance(element.tag, str):
            continue
        if event == "end":
            states.pop()
            if not states[-1].visible and element is not root:
                taken, element.tail = taken + _letters(element.tail), _blank(element.tail)
            continue
        styles = sheets.of(element)
        if element.tag == "table":
            folded |= _folded_cells(element, sheets)
        states.append(inherit(states[-1], element, styles))
        if element.tag in _APART:
            walker.skip_subtree()
        elif element in folded or is_gone(element, styles, states[-2].room):
            taken += sum(_letters(text) for text in _texts(element))
            element.set("hidden", "hidden")
            walker.skip_subtree()
        elif not states[-1].visible:
            taken, element.text = taken + _letters(element.text), _blank(element.text)
    return Unseen(taken, not sheets.exhausted, sheets.unclear)


def _letters(text: str | None) -> int:
    return len("".join((text or "").split()))


def _blank(text: str | None) -> str | None:
    """A blank in place of a text, so that the words around it stay apart."""
    return " " if text and text.strip() else text


def _texts(element: etree._Element) -> list[str]:
    texts: list[str] = []
    walker = etree.iterwalk(element, events=("start", "end", "comment"))
    for event, node in walker:
        if event == "start" and node.tag in _APART:
            walker.skip_subtree()
        elif event == "start":
            texts.append(node.text or "")
        elif node is not element:
            texts.append(node.tail or "")
    return texts


def _folded_cells(table: etree._Element, sheets: StyleSheets) -> set[etree._Element]:
    """Cells of columns that are collapsed; those that span rows are counted in their first row alone."""
    columns: list[bool] = []
    for group in table:
        inner = [one for one in group if one.tag == "col"] if group.tag == "colgroup" else []
        above = group.tag == "colgroup" and sheets.of(group).get("visibility") == "collapse"
        for one in inner or ([group] if group.tag in ("col", "colgroup") else []):
            span = min(whole(one.get("span", "1")) or 1, _WIDEST)
            columns += [above or sheets.of(one).get("visibility") == "collapse"] * span
    if not any(columns):
        return set()
    found = set()
    for row in table.iter("tr"):
        at = 0
        for cell in row:
            if cell.tag in ("td", "th"):
                width = max(1, min(whole(cell.get("colspan", "1")) or 1, _WIDEST))
                if any(columns[at : at + 1]) and all(columns[at : at + width]):
                    found.add(cell)
                at += width
    return found
