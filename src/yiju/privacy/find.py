"""All personal data of a text, by every recogniser."""

from collections.abc import Iterable

from yiju.privacy.cards import cards
from yiju.privacy.names import names
from yiju.privacy.phones import phones
from yiju.privacy.places import places
from yiju.privacy.plain import read
from yiju.privacy.plates import plates
from yiju.privacy.types import Found, Span


def find(text: str, known: Iterable[str] = ()) -> list[Span]:
    """Personal data, in order, never overlapping. Time grows with the text's length, whatever it holds.

    Offsets are of ``text`` as given; what cannot be seen, and full-width or look-alike signs, hide nothing.

    Args:
        known: names of people whom the text may speak of (speakers, senders, contacts).
    """
    seen = read(text)
    flat = seen.text
    found: list[Found] = [*cards(flat), *phones(flat), *plates(flat), *places(flat), *names(flat, known)]
    spans: list[Span] = []
    for kind, start, end in chosen(found):
        first, last = seen.place(start, end)
        spans.append(Span(kind, first, last, text[first:last]))
    return spans


def chosen(found: Iterable[Found]) -> list[Found]:
    """Of those that overlap the one that begins first, then the longer, then the better founded (earlier)."""
    kept: list[Found] = []
    for _rank, one in sorted(enumerate(found), key=lambda each: (each[1][1], -each[1][2], each[0])):
        if not kept or one[1] >= kept[-1][2]:
            kept.append(one)
    return kept
