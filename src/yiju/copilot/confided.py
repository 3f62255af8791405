"""What stays among ourselves: told us in confidence, or of a paper that never left the house.

It may guide a visit, and is never said to anybody at the customer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yiju.copilot.among_us import internal_documents
from yiju.copilot.cues import cue
from yiju.copilot.material import Material, Span
from yiju.copilot.words import content_words
from yiju.store.types import Kind

__all__ = ["INTERNAL", "confided", "internal_documents", "kept_back"]

INTERNAL = "internal"
"""The mark of a claim whose ground stays among ourselves."""
_SPOKEN = frozenset({Kind.CALL, Kind.MAIL, Kind.POST, Kind.NOTE})
_AROUND = 3
"""Turns before and after a plea among which it speaks of its speaker's own."""
_BRIEF = 12
"""Characters up to which another's turn only throws something in."""
_ECHO = 2
"""Content words shared with what was confided, by which another's turn repeats it."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """A paragraph: a turn of a call, or one of a written paper, where nobody speaks."""

    id: str
    speaker: str
    text: str


def confided(material: Material) -> frozenset[str]:
    """Ids of the paragraphs that such a plea in calls, mails and notes speaks of, and of internal papers.

    A plea speaks of its own speaker's turn, of those right before and after, and of who repeats them there.
    """
    return material.once(_confided)


def _confided(material: Material) -> frozenset[str]:
    found: set[str] = set()
    among_us = internal_documents(material)
    for document, spans in material.by_document.items():
        if document in among_us:
            found.update(span.paragraph.id for span in spans)
        elif spans[0].document.kind in _SPOKEN:
            pleas = {span.paragraph.id for span in spans if cue("confided").search(span.text)}
            found.update(_spoken_of(_turns(spans), pleas) if pleas else ())
    return frozenset(found)


def kept_back(material: Material) -> frozenset[Span]:
    """The spans that a reader is told to keep: of internal papers, and told in confidence, by whomever."""
    secret = confided(material)
    return frozenset(span for span in material.spans if span.paragraph.id in secret)


def _turns(spans: Sequence[Span]) -> list[_Turn]:
    texts: dict[str, list[Span]] = {}
    for span in spans:
        texts.setdefault(span.paragraph.id, []).append(span)
    return [
        _Turn(id, held[0].paragraph.locator.speaker or "", "".join(s.text for s in held))
        for id, held in texts.items()
    ]


def _spoken_of(turns: Sequence[_Turn], pleas: set[str]) -> Iterator[str]:
    for at, turn in enumerate(turns):
        if turn.id not in pleas:
            continue
        before = turns[max(0, at - _AROUND) : at][::-1]
        after = turns[at + 1 : at + 1 + _AROUND]
        own = [turn, *_own(turn, before, passing=1), *_own(turn, after, passing=0)]
        yield from (one.id for one in own)
        told = frozenset().union(*(content_words(one.text) for one in own))
        others = (one for one in (*before, *after) if one.speaker != turn.speaker)
        yield from (one.id for one in others if len(told & content_words(one.text)) >= _ECHO)


def _own(turn: _Turn, along: Sequence[_Turn], *, passing: int) -> Iterator[_Turn]:
    """The same speaker's turns next to theirs; of a written paper the next paragraph alone, or all that
    the plea points at (以上请勿外传).

    Args:
        passing: how many turns of others may stand between, brief ones not counted.
    """
    whole = turn.speaker or (passing and cue("confided", "above").search(turn.text))
    for one in along if whole else along[:1]:
        if one.speaker == turn.speaker:
            yield one
        elif len(one.text) > _BRIEF:
            if not passing:
                return
            passing -= 1
