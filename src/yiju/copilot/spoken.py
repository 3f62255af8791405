"""What a talk track has its rep say: with the customer's facts, and the frame that is left without them.

Two talk tracks of one trade share facts of the same sort, and should. What makes reps sound alike are the
words around them. So a frame is a spoken line without every stretch that repeats its evidence, the customer's
name, or who said it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yiju.store.erasing import FORGOTTEN
from yiju.store.types import Section

SPOKEN = frozenset({"say", "reply", "fallback"})
"""Roles of the lines that are spoken."""
CUT = "\n"
"""Stands in a frame where evidence stood: no bigram reaches over it."""
_RUN = 4
"""Characters in a row that repeat the evidence; fewer are anybody's."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line to be spoken, as it is said and without the customer's facts."""

    text: str
    frame: str


def spoken_in(sections: Sequence[Section], customer: str) -> list[Spoken]:
    """The spoken lines of a talk track."""
    rows = [{"claims": [claim.model_dump() for claim in section.claims]} for section in sections]
    return list(_lines(rows, customer))


def spoken_of(body: Mapping[str, Any]) -> list[Spoken]:
    """The same of a saved suggestion's body, as JSON."""
    return list(_lines(body["sections"], body["customer"]))


def _lines(sections: Sequence[Mapping[str, Any]], customer: str) -> Iterator[Spoken]:
    claims = {claim["id"]: claim for section in sections for claim in section["claims"]}
    for claim in claims.values():
        if claim["role"] in SPOKEN and FORGOTTEN not in claim["flags"]:
            bases = [claims[one] for one in claim["rests_on"] if one in claims]
            told, names = _grounds(bases)
            yield Spoken(claim["text"], frame_of(claim["text"], told, {customer, *names}))


def _grounds(bases: Sequence[Mapping[str, Any]]) -> tuple[list[str], set[str]]:
    """What a line's facts say, and the short names in them: who speaks, what it is about."""
    told = [base["text"] for base in bases]
    names: set[str] = set()
    for base in bases:
        names |= {flag[6:] for flag in base["flags"] if flag.startswith("about:")}
        for citation in base["citations"]:
            told.append(citation["quote"])
            names |= {citation["locator"]["speaker"] or "", citation["document"]["title"]}
    return told, names - {""}


def frame_of(text: str, evidence: Sequence[str], names: Collection[str] = ()) -> str:
    """A line without what repeats its evidence or holds a name; ``CUT`` stands for each such stretch."""
    held = {told[at : at + _RUN] for told in evidence for at in range(len(told) - _RUN + 1)}
    gone = bytearray(len(text))
    for at in range(len(text) - _RUN + 1):
        if text[at : at + _RUN] in held:
            gone[at : at + _RUN] = b"\1" * _RUN
    for name in names:
        at = text.find(name)
        while at >= 0:
            gone[at : at + len(name)] = b"\1" * len(name)
            at = text.find(name, at + len(name))
    kept = "".join(CUT if out else char for char, out in zip(text, gone, strict=True))
    return CUT.join(part for part in kept.split(CUT) if part)
