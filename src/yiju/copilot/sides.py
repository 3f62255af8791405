"""Who speaks: our side, the customer's, or not known."""

from functools import lru_cache
from typing import Literal

import regex

from yiju.store.types import Customer, Document, Seller

Side = Literal["ours", "theirs", "unknown"]

_OURS = regex.compile(r"我司|我方|本公司|我们公司|供方|卖方|乙方")
_THEIRS = regex.compile(r"客户|对方|贵司|买方|甲方|需方|采购方")
_LABEL = regex.compile(
    r"(?P<name>[^\s，,、；;：:（(）)]{1,20}(?: [A-Z][^\s，,、；;：:（(）)]*)*)"
    r"\s*[（(](?P<label>[^）)]{1,60})[）)]"
)
"""A person with what stands in brackets behind the name: 钱进（恒升电机 采购部长）."""
_WE_DO = regex.compile(r"^(?:[^，。；]{0,6}[:：])?\s*(?:\d+[.、]\s*)?(?:我方|我司|我们)")
_THEY_DO = regex.compile(r"^(?:[^，。；]{0,6}[:：])?\s*(?:\d+[.、]\s*)?(?:客户|对方|贵司|贵方)")


def side_of_speech(seller: Seller, customer: Customer, document: Document, speaker: str) -> Side:
    """The side of a call's or chat's speaker: by our settings, else by the list of who took part."""
    known = side_of_person(seller, customer, speaker)
    if known != "unknown" or not speaker:
        return known
    return _labelled(document.attributes.get("attendees", ""), seller, customer).get(
        speaker.lower(), "unknown"
    )


def side_of_person(seller: Seller, customer: Customer, name: str) -> Side:
    """The side of a name, as far as the settings tell; who is none of ours is theirs once ours are named."""
    if not name:
        return "unknown"
    lowered = name.lower()
    if any(person and (person.lower() in lowered or lowered in person.lower()) for person in seller.people):
        return "ours"
    if seller.name and (seller.name in name or seller.name[:2] in name):
        return "ours"
    if seller.people or any(alias and alias in name for alias in (customer.name, *customer.aliases)):
        return "theirs"
    return "unknown"


def side_of_note(seller: Seller, customer: Customer, text: str) -> Side:
    """Whose doing a sentence of minutes tells: 我方赵敏答应…, 客户要求…."""
    if _WE_DO.search(text) or any(person and person in text[:14] for person in seller.people):
        return "ours"
    names = (customer.name, *customer.aliases)
    if _THEY_DO.search(text) or any(name and name in text[:14] for name in names):
        return "theirs"
    return "unknown"


def _labelled(attendees: str, seller: Seller, customer: Customer) -> dict[str, Side]:
    names = tuple(name for name in (customer.name, *customer.aliases) if name)
    return _sides_in(attendees, seller.name, names)


@lru_cache(maxsize=512)
def _sides_in(attendees: str, seller: str, customer: tuple[str, ...]) -> dict[str, Side]:
    """Lower-cased name -> side, where the label in brackets says whose they are."""
    found: dict[str, Side] = {}
    for match in _LABEL.finditer(attendees):
        label, name = match["label"], match["name"].lower()
        if _OURS.search(label) or (seller and seller[:2] in label):
            found[name] = "ours"
        elif _THEIRS.search(label) or any(alias in label for alias in customer):
            found[name] = "theirs"
    return found
