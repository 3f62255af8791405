"""How unlike what was reviewed before a suggestion is: one more of the same teaches a reviewer little."""

from collections.abc import Sequence

import numpy as np

from yiju.copilot.shingles import Shingles, likeness
from yiju.store.types import Suggestion


def suggestion_text(suggestion: Suggestion) -> str:
    """What a suggestion was asked for and says."""
    claims = (claim.text for section in suggestion.sections for claim in section.claims)
    return "\n".join([*suggestion.request.values(), suggestion.headline, *claims])


def novelty(candidates: Sequence[Shingles], seen: Sequence[Shingles]) -> list[float]:
    """Of each candidate, 1 - its likeness to the most alike of ``seen``; 1.0 where nothing was seen."""
    if not seen:
        return [1.0] * len(candidates)
    stack = np.stack(seen)
    return [round(1 - float(likeness(one, stack).max()), 4) for one in candidates]
