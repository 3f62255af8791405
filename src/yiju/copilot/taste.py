"""What reviewers taught, as drafting asks for it. The sandbox implements it; without it nothing changes.

Everything here is a proposal: a wording is verified by the same rules as any other before it is shown, an
order or a preference chooses among statements that are supported anyway.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from yiju.copilot.material import Span
from yiju.store.types import Kind, Nature

TALK = "要点"
"""What all points of a talk track are a section of, whatever their number."""
LEARNED = "learned"
"""Flag of a claim whose wording follows an exemplar."""
GROUND_REFUSED = "所依据的论断曾被评审驳回"
"""Why advice goes that rests on what reviewers rejected."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is being made, for whom.

    Attributes:
        unit: whose reviewers are listened to: the unit that all of its material is of.
        names: the customer's name and aliases, its people and ours: what no wording may bring in.
        stage: what the request and the material tell of where things stand (``situations.STAGES``).
    """

    kind: str
    unit: str
    customer: str
    names: frozenset[str] = frozenset()
    scene: str = ""
    person: str = ""
    stage: frozenset[str] = frozenset()
    as_of: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """A span that a statement is drawn from. ``text``: the fact that cites it, as shown."""

    quote: str
    paragraph_id: str
    start: int
    end: int
    kind: Kind
    date: dt.date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A statement as reviewers judge it: the same whether it is about to be said or was said long ago.

    Attributes:
        section: its title; all points of a talk track are one section.
        flags: its own and those of the facts that it rests on.
        grounds: of a fact what it cites, of advice what those facts cite.
    """

    section: str
    nature: Nature
    role: str
    text: str
    flags: tuple[str, ...] = ()
    grounds: tuple[Ground, ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """Another way to say a point. ``shaped_by``: ids of the annotations it was learned from."""

    text: str
    shaped_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why reviewers would not have a point said so. ``reason``: for people; it names the annotation."""

    reason: str
    annotation: str


class Sitting(Protocol):
    """The taste for one request. Deterministic; asks no database."""

    def favour(self, span: Span) -> float:
        """How much reviewers want points of this sort, about -1 to 1; 0 where nothing is known."""

    @property
    def prefers(self) -> bool:
        """Whether ``favour`` says anything."""

    def chose(self, spans: Sequence[Span]) -> None:
        """Told which spans are shown, or stand elsewhere, by what ``favour`` says."""

    def arrange(self, points: Sequence[Point]) -> list[int]:
        """The order in which reviewers would have the points of one section: a permutation of 0 … n-1."""

    def sections(self, titles: Sequence[str]) -> list[int]:
        """The order of a strategy's factual sections: a permutation."""

    def wordings(self, point: Point) -> list[Wording]:
        """Other ways to say a point, the best first. Not verified yet."""

    def refusal(self, point: Point) -> Refusal | None:
        """Why a point may not be said as it is; None where nothing speaks against it."""

    def examples(self, section: str, role: str = "") -> list[tuple[str, str, str]]:
        """(annotation id, before, after) of rewrites to show a model, masked, the most alike first."""

    def used(self, annotations: Sequence[str]) -> None:
        """Told which annotations shaped what is shown."""

    @property
    def shaped_by(self) -> tuple[str, ...]:
        """All of those, in order, each once."""


class Taste(Protocol):
    """What the reviewers of the units that a viewer is in taught."""

    def sit(self, occasion: Occasion) -> Sitting | None:
        """The taste for one request; None where its unit taught nothing, or is none of the viewer's."""
