"""What the customer owes, as calls, mails and notes tell it."""

from collections.abc import Callable, Sequence
from itertools import islice

import regex

from yiju.copilot.draft import Draft, fact
from yiju.copilot.material import Material, Span
from yiju.copilot.promises import is_payment_promise
from yiju.copilot.traces import traces
from yiju.copilot.values import has_value
from yiju.store.types import Kind

_MOST = 3
SUPPOSES = regex.compile(
    r"(?:如|若|一旦|任一期|任何一方)[^。]{0,20}逾期|逾期[^。]{0,12}的，|每逾期|逾期一[日天]"
)
"""What a rule supposes, and nobody has done."""
_PAPERS = {Kind.CONTRACT, Kind.TENDER, Kind.NEWS, Kind.REPORT, Kind.POST}
"""Kinds that say what shall be paid, not what is owed to us."""


def owed_in(
    needs: str,
    settled: str,
    drafts: Sequence[Draft],
    material: Material,
    sayable: Callable[[Draft], bool] = lambda draft: True,
) -> list[Draft] | None:
    """What a scene that asks for money stands on, beside its facts; None where nothing is owed.

    Args:
        needs, settled: patterns of what says that something is owed, and that it was paid.
        sayable: whether a line to the customer may rest on a fact.

    A clause that says what would be if somebody paid late is none, nor what a later source says was paid.
    """
    if not needs:
        return []
    paid = [s for s in material.spans if regex.search(settled, s.text)]

    def says(span: Span) -> bool:
        if span.document.kind in _PAPERS or SUPPOSES.search(span.text) or span in paid:
            return False
        if not regex.search(needs, span.text):
            return False
        marks = traces(span.text)
        return not any(s.day >= span.day and marks & traces(s.text) for s in paid)

    if any(says(span) for draft in drafts for span in draft.spans) or any(map(_payment_overdue, drafts)):
        return []
    spans = [
        s for s in material.of(Kind.CALL, Kind.MAIL, Kind.NOTE) if says(s) and has_value("money", s.text)
    ]
    spans.sort(key=lambda s: (-s.day.toordinal(), s.key))
    found = filter(sayable, (fact(f"owed:{n}", span) for n, span in enumerate(spans)))
    return list(islice(found, _MOST)) or None


def _payment_overdue(draft: Draft) -> bool:
    """Whether they promised to pay by a day that has passed."""
    return {"overdue", "theirs"} <= set(draft.flags) and is_payment_promise(draft.spans[0].text)
