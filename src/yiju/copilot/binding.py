"""What a contract in force says where a later tender demands otherwise: told first, and both together."""

from collections.abc import Sequence
from itertools import product

from yiju.copilot.conflicts import Conflict, differ
from yiju.copilot.contract_ends import find_contract_ends
from yiju.copilot.cues import Attribute
from yiju.copilot.material import Material, Span
from yiju.copilot.question import Question
from yiju.copilot.showing import COMPARES, kinds_named
from yiju.copilot.stated import Stated, states
from yiju.copilot.versions import Outdated, mask
from yiju.copilot.words import bigrams, jaccard
from yiju.store.types import Kind

_ALIKE = 0.25
"""Likeness, figures aside, from which two sentences regulate one thing: a dealer's tender to a third party
says nothing of the dealer's contract with us."""


def agreed_first(
    question: Question,
    chosen: Sequence[Span],
    candidates: Sequence[Span],
    material: Material,
    outdated: Outdated,
) -> list[Conflict]:
    """Each tender's demand among ``chosen`` with what a contract in force says of the same, the contract as
    ``newer``: what was agreed stands until something else is.

    None where the question is for the tender's own, or for an edition of something.
    """
    if kinds_named(question) == {Kind.TENDER} or question.edition or COMPARES.search(question.text):
        return []
    attributes = _asked(question)
    demands = [s for s in chosen if s.document.kind is Kind.TENDER and s not in outdated]
    contracts = [s for s in (*chosen, *candidates) if s.document.kind is Kind.CONTRACT and s not in outdated]
    found: list[Conflict] = []
    for attribute in attributes if demands and contracts else ():
        wanted = _stated(attribute, demands)
        agreed = _stated(attribute, contracts)
        pairs = [(a, d) for d, a in product(wanted, agreed) if _against(a, d, agreed)]
        if pairs:
            found.append(Conflict(*max(pairs, key=lambda pair: _likeness(*pair)), "conflict"))
    over = _over(material) if found else frozenset()
    return [one for one in found if one.newer.span.document.id not in over]


def contracts_first(question: Question, chosen: Sequence[Span]) -> list[Span]:
    """The spans, a contract's before a tender's where both state what is asked for."""
    ordered = list(chosen)
    if kinds_named(question) == {Kind.TENDER} or COMPARES.search(question.text):
        return ordered
    for attribute in _asked(question):
        stating = [s for s in ordered if states(attribute, s)]
        tender = next((s for s in stating if s.document.kind is Kind.TENDER), None)
        for span in stating:
            if tender and span.document.kind is Kind.CONTRACT and ordered.index(span) > ordered.index(tender):
                ordered.remove(span)
                ordered.insert(ordered.index(tender), span)
    return ordered


def which_binds(conflicts: Sequence[Conflict]) -> tuple[str, ...]:
    """Which of the two binds, in words."""
    about = "、".join(dict.fromkeys(one.newer.attribute.name for one in conflicts))
    return (
        (f"{about}：合同与招标文件不同，先写的是已签合同的约定，后写的是招标文件的要求。",) if about else ()
    )


def _asked(question: Question) -> list[Attribute]:
    return list({a.name: a for a in question.attributes}.values())


def _stated(attribute: Attribute, spans: Sequence[Span]) -> list[Stated]:
    sort = "duration" if attribute.name == "付款条件" else attribute.value
    found = [
        Stated(attribute, s, value, sort) for s in dict.fromkeys(spans) if (value := states(attribute, s))
    ]
    return [one for one in found if one.measure is not None]


def _against(agreed: Stated, demand: Stated, all_agreed: Sequence[Stated]) -> bool:
    """Whether the two state one thing in one unit otherwise, and the contract nowhere as the tender does."""
    own, theirs = agreed.span.document, demand.span.document
    if own.customer_id != theirs.customer_id or agreed.measure is None or demand.measure is None:
        return False
    if agreed.measure[1] != demand.measure[1] or not differ(agreed, demand):
        return False
    if _likeness(agreed, demand) < _ALIKE:
        return False
    kinds = [set(one.attribute.kinds.findall(one.span.text)) for one in (agreed, demand)]
    if kinds[0] and kinds[1] and kinds[0].isdisjoint(kinds[1]):
        return False
    return not any(a.measure == demand.measure and a.span.document.id == own.id for a in all_agreed)


def _likeness(agreed: Stated, demand: Stated) -> float:
    return jaccard(*(bigrams(mask(one.span.text)) for one in (agreed, demand)))


def _over(material: Material) -> frozenset[str]:
    """Contracts that by their own clause have ended."""
    ends = find_contract_ends(material)
    return frozenset(e.span.document.id for e in ends if e.day < material.as_of and not e.renews)
