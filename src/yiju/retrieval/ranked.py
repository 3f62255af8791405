"""What a search gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from yiju.retrieval.shelf import Passage


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage found.

    Attributes:
        score: ranks inside one search, means nothing across searches.
        features: what the score was made of, by name; empty for what was not ranked by features.
        match: (start, end) of the sentence in ``passage.text`` that fits best; None where none does.
    """

    passage: Passage
    score: float
    features: Mapping[str, float] = field(default_factory=dict)
    match: tuple[int, int] | None = None
