"""One switch for each ingredient of a search, so that each can be measured by leaving it out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """What a search does; everything on by default.

    Attributes:
        depth: candidates read from each engine ranking, before anything is ranked anew.
    """

    depth: int = 100


DEFAULT = Options()
