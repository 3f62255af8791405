"""What stays among ourselves: told us in confidence, or of a paper that never left the house.

It may guide a visit, and is never said to anybody at the customer.
"""

from collections.abc import Iterable
from email.utils import getaddresses

from yiju.copilot.cues import cue
from yiju.copilot.material import Material, Span
from yiju.store.types import Document, Kind, Seller

INTERNAL = "internal"
"""The mark of a claim whose ground stays among ourselves."""
_SPOKEN = frozenset({Kind.CALL, Kind.MAIL, Kind.POST, Kind.NOTE})
_AROUND = 3
"""Paragraphs before and after the plea that it speaks of."""
_HEAD = 3
"""Paragraphs of a paper in which it says that it is internal."""


def confided(material: Material) -> frozenset[str]:
    """Ids of the paragraphs beside such a plea, in calls, mails and notes, and of internal papers."""
    found: set[str] = set()
    for spans in material.by_document.values():
        order = list(dict.fromkeys(span.paragraph.id for span in spans))
        if _internal(material, spans):
            found.update(order)
        if spans[0].document.kind not in _SPOKEN:
            continue
        place = {one: at for at, one in enumerate(order)}
        for span in spans:
            if cue("confided").search(span.text):
                at = place[span.paragraph.id]
                found.update(order[max(0, at - _AROUND) : at + _AROUND + 1])
    return frozenset(found)


def internal_documents(material: Material) -> frozenset[str]:
    """Ids of the papers that say they are internal, and of letters that only our own people wrote and got."""
    return frozenset(one for one, spans in material.by_document.items() if _internal(material, spans))


def kept_back(material: Material) -> frozenset[Span]:
    """The spans that a reader is told to keep: of internal papers, and what others told us in confidence."""
    secret, papers = confided(material), internal_documents(material)
    return frozenset(
        span
        for span in material.spans
        if span.paragraph.id in secret and (span.document.id in papers or material.side(span) != "ours")
    )


def _internal(material: Material, spans: list[Span]) -> bool:
    document = spans[0].document
    if cue("internal", "title").search(document.title) or _among_us(document, _seller(material)):
        return True
    head = [span.text for span in spans if span.paragraph.ordinal <= spans[0].paragraph.ordinal + _HEAD]
    return any(cue("internal", "line").search(text) for text in head)


def _among_us(document: Document, seller: Seller) -> bool:
    """Whether a letter went from our own people to our own people alone."""
    fields = [document.attributes.get(name, "") for name in ("from", "to", "cc")]
    if document.kind is not Kind.MAIL or not (fields[0] and fields[1]):
        return False
    return bool(seller.domains) and _ours((one for _, one in getaddresses(fields) if one), seller)


def _ours(addresses: Iterable[str], seller: Seller) -> bool:
    domains = [address.rpartition("@")[2].strip(" >").lower() for address in addresses]
    return bool(domains) and all(
        domain and any(domain == own or domain.endswith("." + own) for own in seller.domains)
        for domain in domains
    )


def _seller(material: Material) -> Seller:
    return material.seller if material.seller.domains else material.customer.seller
