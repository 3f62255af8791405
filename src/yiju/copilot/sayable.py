"""Which facts may be taken up with the customer, and with whom."""

from collections.abc import Sequence

from yiju.copilot.confided import INTERNAL
from yiju.copilot.draft import Draft

_OF_THEIRS = ("concern:", "title:", "person:", "risk:", "rival:")
"""Facts that are taken up with whoever said them."""


def open_to_them(facts: Sequence[Draft]) -> list[Draft]:
    """What may be spoken of with the customer: nothing of our own house, nothing told in confidence, and no
    word that would have to be taken up with somebody who has left.
    """
    return [draft for draft in facts if INTERNAL not in draft.flags and not of_nobody(draft)]


def of_nobody(draft: Draft) -> bool:
    """Whether there is nobody left to take it up with: whoever said or promised it has gone."""
    theirs = draft.key.startswith(_OF_THEIRS) or (
        draft.key.startswith("promise:") and "theirs" in draft.flags
    )
    return theirs and any(flag.startswith("left:") for flag in draft.flags)
