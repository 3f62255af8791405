"""Which facts may be taken up with the customer, and with whom."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from yiju.copilot.confided import INTERNAL, kept_back
from yiju.copilot.draft import Draft
from yiju.copilot.findings import UNSIDED
from yiju.copilot.material import Material, Span
from yiju.store.types import Claim

_OF_THEIRS = ("concern:", "title:", "person:", "risk:", "rival:", "owed:")
"""Facts that are taken up with whoever said them."""


def open_to_them(facts: Sequence[Draft]) -> list[Draft]:
    """What may be spoken of with the customer: nothing of our own house or told in confidence, nothing
    of which nobody knows whose word it is, no word that would have to be taken up with somebody who has left.
    """
    barred = {INTERNAL, UNSIDED}
    return [draft for draft in facts if barred.isdisjoint(draft.flags) and not of_nobody(draft)]


def is_open(fact: Claim) -> bool:
    """Whether a fact as it is shown may be taken up with the customer, as far as its marks tell."""
    return {INTERNAL, UNSIDED}.isdisjoint(fact.flags)


def kept_marked(claims: Iterable[Claim], secret: Collection[str]) -> list[Claim]:
    """Claims with those marked as for our own people alone that cite anything of it. ``secret``: ids of
    paragraphs, as ``confided`` tells them.
    """
    return [
        claim.model_copy(update={"flags": (*claim.flags, INTERNAL)})
        if INTERNAL not in claim.flags and any(one.paragraph_id in secret for one in claim.citations)
        else claim
        for claim in claims
    ]


def of_nobody(draft: Draft) -> bool:
    """Whether there is nobody left to take it up with: whoever said or promised it has gone."""
    theirs = draft.key.startswith(_OF_THEIRS) or (
        draft.key.startswith("promise:") and "theirs" in draft.flags
    )
    return theirs and any(flag.startswith("left:") for flag in draft.flags)


def among_us_last(drafts: Sequence[Draft], material: Material, beside: Sequence[Span]) -> list[Draft]:
    """Facts with what is for our own people alone marked as such, and told last. ``beside``: what else was
    found, in which such a plea may stand.
    """
    known = {span for draft in drafts for span in draft.spans} | {*material.spans, *beside}
    ordered = tuple(sorted(known, key=lambda span: span.key))
    secret = kept_back(replace(material, spans=ordered, seller=material.customer.seller))
    marked = [
        draft if secret.isdisjoint(draft.spans) else replace(draft, flags=(*draft.flags, INTERNAL))
        for draft in drafts
    ]
    return sorted(marked, key=lambda draft: INTERNAL in draft.flags)
