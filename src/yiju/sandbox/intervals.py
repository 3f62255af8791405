"""The interval of a share, wherever the sandbox tells one."""

import math
from statistics import NormalDist

_Z = NormalDist().inv_cdf(0.975)
"""Two-sided 95 %."""


def wilson(hits: float, of: float) -> tuple[float, float] | None:
    """95 % score interval of a share (Wilson, J. Am. Stat. Assoc. 22, 1927); None of nothing."""
    if of <= 0:
        return None
    share, z2 = hits / of, _Z**2
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z / (1 + z2 / of) * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)
