"""What never left the house: papers that say so, and letters and talk of our own people alone."""

import regex

from yiju.copilot.addresses import addresses
from yiju.copilot.cues import cue
from yiju.copilot.material import Material, Span
from yiju.copilot.sides import side_of_speech
from yiju.ingest.assign.rules import AssignmentRules
from yiju.ingest.call_header import split_people
from yiju.store.types import Document, Kind, Seller

_HEAD = 3
"""Paragraphs of a paper in which it says that it is internal."""
_SEVERAL = 2
"""Speakers that make a talk: one alone may be writing to a customer who did not answer."""
_LABEL = regex.compile(r"^(?:我方|我司|供方|卖方|乙方)\s*[:：]?\s*")
_THEM = regex.compile(
    r"(?:^|[；;，,、：:\s])(?:客户|对方|甲方|买方|需方|客方|贵司)(?:方|人员|代表)?\s*(?:[:：]|\s)\s*\S"
)
"""A label that lists people of the customer, at the head of minutes."""
_THERE = regex.compile(r"^(?:参会|参加|与会|出席)(?:人|人员|者)?\s*[:：]\s*(.+)$")
"""Who took part, as the head of minutes lists them."""


def internal_documents(material: Material) -> frozenset[str]:
    """Ids of the papers that say they are internal, and of letters and talk of our own people alone."""
    return material.once(_internal_documents)


def _internal_documents(material: Material) -> frozenset[str]:
    return frozenset(one for one, spans in material.by_document.items() if is_internal(material, spans))


def is_internal(material: Material, spans: list[Span]) -> bool:
    """Whether the document of these spans never left the house."""
    document = spans[0].document
    if cue("internal", "title").search(document.title):
        return True
    head = [span.text for span in spans if span.paragraph.ordinal <= spans[0].paragraph.ordinal + _HEAD]
    if any(cue("internal", "line").search(text) for text in head):
        return True
    if document.kind is Kind.MAIL:
        return _written_among_us(document, _seller(material))
    return document.kind in (Kind.CALL, Kind.NOTE) and _spoken_among_us(material, spans, head)


def _written_among_us(document: Document, seller: Seller) -> bool:
    """Whether a letter went from our own people to our own people alone: by their domains; where none are
    set, by their names, and by the domain that somebody of ours wrote from, if it is a house's own.
    """
    fields = [document.attributes.get(name, "") for name in ("from", "to", "cc")]
    if not (fields[0] and fields[1]):
        return False
    people = [(name, _domain(address)) for name, address in addresses(*fields) if name or address]
    if seller.domains:
        return bool(people) and all(_of(domain, seller.domains) for _, domain in people)
    if not people or not _named(people[0][0] or fields[0], seller):
        return False
    own = people[0][1]
    return all(
        _named(name, seller) or (domain == own and not AssignmentRules().is_free(own))
        for name, domain in people
    )


def _spoken_among_us(material: Material, spans: list[Span], head: list[str]) -> bool:
    """Whether several spoke, or are listed as there, and all of them are ours."""
    document, seller = spans[0].document, _seller(material)

    def ours(name: str) -> bool:
        return side_of_speech(seller, material.customer, document, name) == "ours"

    lines = {span.paragraph.id: span.paragraph.text for span in spans if span.text in head}.values()
    if any(_THEM.search(line) for line in lines):
        return False
    listed = [
        document.attributes.get("attendees", ""),
        *(m[1] for line in lines if (m := _THERE.match(line))),
    ]
    there = [name for text in listed for name in split_people(text)]
    if not all(_LABEL.match(name) or ours(regex.split(r"[（(]", name)[0].strip()) for name in there):
        return False
    speakers = {span.paragraph.locator.speaker or "" for span in spans}
    # Where only some of its sentences are at hand, the document's own label tells who else spoke.
    speakers |= {name for name in document.attributes.get("speakers", "").split(",") if name}
    if document.kind is Kind.CALL or any(speakers):
        return len(speakers) >= _SEVERAL and all(map(ours, speakers))
    return len(there) >= _SEVERAL


def _domain(address: str) -> str:
    return address.rpartition("@")[2].strip(" >").lower()


def _of(domain: str, own: tuple[str, ...]) -> bool:
    return bool(domain) and any(domain == one or domain.endswith("." + one) for one in own)


def _named(name: str, seller: Seller) -> bool:
    return any(person and person in name for person in seller.people)


def _seller(material: Material) -> Seller:
    """Our side, as the request knows it; as the customer's record does where it does not."""
    seller, recorded = material.seller, material.customer.seller
    return seller if seller.domains or not (recorded.domains or recorded.people) else recorded
