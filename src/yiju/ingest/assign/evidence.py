"""One piece of evidence for a customer, named for people."""

from typing import Literal

from yiju.store.types import Customer, Frozen

Sort = Literal[
    "path", "domain", "learned", "folder", "thread", "mail", "version", "same", "title", "opening", "rest"
]
"""``path``: a rule of paths; ``domain``: known from a rule or an alias; ``learned``: from mails that people
assigned; ``mail``: the one it came with; ``version``: the one before at this place; ``same``: its very bytes,
which are one's already."""
_FROM_TEXT = frozenset({"title", "opening", "rest"})


class Piece(Frozen):
    """A piece of evidence. ``weight``: in [0, 1], how surely it alone would mean this customer."""

    sort: Sort
    weight: float
    told: str

    @property
    def is_text(self) -> bool:
        """Whether it is what the document says, and not where it lies or who sent it."""
        return self.sort in _FROM_TEXT


class Candidate(Frozen):
    """A customer with what speaks for it. ``confidence``: in [0, 1], others' claims taken off."""

    customer: Customer
    confidence: float
    evidence: tuple[Piece, ...]


class Verdict(Frozen):
    """Candidates, the likeliest first; ``sure``: the first may be assigned. ``why`` not, for people."""

    candidates: tuple[Candidate, ...] = ()
    sure: bool = False
    why: str = ""


def strength(pieces: list[Piece]) -> float:
    """What pieces of evidence amount to, taken as independent; of one sort the strongest counts.

    ``1 - Π (1 - weight)``: a noisy or (Pearl 1988, Probabilistic Reasoning in Intelligent Systems, 4.3.2).
    """
    best: dict[str, float] = {}
    for one in pieces:
        best[one.sort] = max(best.get(one.sort, 0.0), one.weight)
    doubt = 1.0
    for weight in best.values():
        doubt *= 1.0 - weight
    return 1.0 - doubt
