"""All personal data of a text, by every recogniser."""

from collections.abc import Iterable

from yiju.privacy.names import names
from yiju.privacy.numbers import Found, numbers
from yiju.privacy.places import places
from yiju.privacy.plain import plain
from yiju.privacy.types import Span


def find(text: str, known: Iterable[str] = ()) -> list[Span]:
    """Personal data, in order, never overlapping. Time grows with the text's length, whatever it holds.

    Args:
        known: names of people whom the text may speak of (speakers, senders, contacts).
    """
    flat = plain(text)
    found: list[Found] = [*numbers(flat), *places(flat), *names(flat, known)]
    # Of two that overlap the one that begins first, then the longer, then the better founded.
    best = sorted(enumerate(found), key=lambda one: (one[1][1], -one[1][2], one[0]))
    spans: list[Span] = []
    end = 0
    for _rank, (kind, start, stop) in best:
        if start >= end:
            spans.append(Span(kind, start, stop, text[start:stop]))
            end = stop
    return spans
