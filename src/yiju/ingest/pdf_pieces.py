"""Pieces of text that follow one another in a line, some of which may be missing.

A row's cells are printed with or without their columns' names. All ways are followed side by side, so that
the time grows with pieces and places and never with their combinations, whatever the cells say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """What to look for. ``offsets``: of its characters in the paragraph; ``optional``: may be missing."""

    signs: str
    offsets: tuple[int, ...]
    optional: bool


Match = list[tuple[Piece, int]]
"""The pieces found, each with the place where it begins."""


def matches(pieces: Sequence[Piece], line: str) -> Iterator[Match]:
    """Every place in a line where the pieces follow one another, from left to right, none over another."""
    after = 0
    for start in _starts(pieces, line):
        if start < after:
            continue
        if found := _at(pieces, line, start):
            last, place = found[-1]
            after = place + len(last.signs)
            yield found


def _starts(pieces: Sequence[Piece], line: str) -> list[int]:
    """Where the first piece that must be there stands, or an optional one before it."""
    places: set[int] = set()
    for piece in pieces:
        at = line.find(piece.signs)
        while at >= 0:
            places.add(at)
            at = line.find(piece.signs, at + 1)
        if not piece.optional:
            break
    return sorted(places)


def _at(pieces: Sequence[Piece], line: str, start: int) -> Match:
    """The match that begins here, with as many of the optional pieces as there are; empty for none."""
    # For every place reached: where the last piece began (or that it is missing), from which place.
    layers: list[dict[int, tuple[int, bool]]] = []
    reached = {start}
    for piece in pieces:
        layer: dict[int, tuple[int, bool]] = {}
        for at in sorted(reached):
            if line.startswith(piece.signs, at):
                layer.setdefault(at + len(piece.signs), (at, True))
        if piece.optional:
            for at in sorted(reached):
                layer.setdefault(at, (at, False))
        if not layer:
            return []
        layers.append(layer)
        reached = set(layer)
    place = max(layers[-1], default=start)
    found: Match = []
    for piece, layer in zip(reversed(pieces), reversed(layers), strict=True):
        before, taken = layer[place]
        if taken:
            found.append((piece, before))
        place = before
    return found[::-1]
