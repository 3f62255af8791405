"""To whom of the customer's people something was said: whose turn stands next to it, who got the letter."""

from collections.abc import Sequence

from yiju.copilot.addresses import addresses
from yiju.copilot.departed import same_name
from yiju.copilot.material import Material, Span
from yiju.copilot.people import Person
from yiju.store.types import Kind

_BACK, _AHEAD = 4, 2
"""Turns before and after ours among which the one stands that it answers, or that answers it."""
_MIN_NAME = 2


def addressed(material: Material, people: Sequence[Person], span: Span) -> str:
    """The name of the customer's person to whom a sentence of our side was said; empty where nothing tells.

    In a call whoever of theirs spoke last before it, else next; of a letter its first receiver whom we know.
    """
    if material.side(span) != "ours":
        return ""
    if span.document.kind is Kind.CALL:
        return next((_called(people, name) for name in _around(material, span)), "")
    if span.document.kind is Kind.MAIL:
        receivers = addresses(span.document.attributes.get("to", ""))
        return next((p.name for name, _ in receivers for p in people if _is(p, name)), "")
    return ""


def _around(material: Material, span: Span) -> list[str]:
    """Who of theirs speaks near a turn: those before it, the nearest first, then those behind it."""
    at = span.paragraph.ordinal
    turns = {
        other.paragraph.ordinal: other.speaker
        for other in material.by_document.get(span.document.id, ())
        if other.speaker and material.side(other) == "theirs"
    }
    order = [*range(at - 1, at - 1 - _BACK, -1), *range(at + 1, at + 1 + _AHEAD)]
    return [turns[near] for near in order if near in turns]


def _called(people: Sequence[Person], name: str) -> str:
    return next((person.name for person in people if _is(person, name)), name)


def _is(person: Person, name: str) -> bool:
    return len(name) >= _MIN_NAME and (same_name(person.name, name) or name in person.forms)
