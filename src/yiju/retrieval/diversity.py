"""Not the same thing twice: repetitions of one text make room for what says something else.

Carbonell & Goldstein, "The use of MMR, diversity-based reranking …" (SIGIR 1998), with the likeness of
texts for that of vectors, and only from where two texts are the same but for details.
"""

from collections.abc import Sequence

import numpy as np

from yiju.retrieval.fusion import Floats
from yiju.retrieval.shelf import Passage

_ALIKE = 0.8
"""Jaccard likeness of character pairs from which a passage repeats another."""
REPEATED = 1.0
"""What a full repetition loses, in log-odds."""
_TOP = 30


def repeated(passages: Sequence[Passage], scores: Floats) -> Floats:
    """What each passage loses for what stands before it (a number ≤ 0); only the best 30 are compared."""
    loss = np.zeros(len(passages))
    before: list[frozenset[str]] = []
    for at in np.argsort(-scores, kind="stable")[:_TOP].tolist():
        own = passages[at].pairs
        likest = max((_likeness(own, other) for other in before), default=0.0)
        if likest >= _ALIKE:
            loss[at] = -REPEATED * likest
        else:
            before.append(own)
    return loss


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard, or 0 where their sizes alone keep it below ``_ALIKE``."""
    small, large = sorted((len(one), len(other)))
    if small < _ALIKE * large or not large:
        return 0.0
    shared = len(one & other)
    return shared / (small + large - shared)
