"""The customer's people with their titles, as far as the material tells: its sentences, and who attended."""

from collections.abc import Iterable

import regex

from yiju.copilot.cues import cue
from yiju.copilot.material import Material
from yiju.copilot.people import find_people

_ATTENDEE = regex.compile(r"([\p{L}·. -]{2,30}?)\s*[（(]([^（）()]{2,40})[)）]")


def contacts_of(materials: Iterable[Material]) -> dict[str, str]:
    """Name → title, empty where it is not told; those the decision hangs on first."""
    found: dict[str, str] = {}
    for material in materials:
        listed = _attending(material)
        for person in find_people(material):
            found.setdefault(person.name, person.title or listed.get(person.name, ""))
    return found


def _attending(material: Material) -> dict[str, str]:
    titles: dict[str, str] = {}
    for document in material.documents:
        for name, told in _ATTENDEE.findall(document.attributes.get("attendees", "")):
            if title := regex.search(rf"\p{{Han}}{{0,6}}?(?:{cue('titles').pattern})", told):
                titles.setdefault(name.strip(" ,，、;；"), title[0].strip())
    return titles
