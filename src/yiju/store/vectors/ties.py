"""The same ranking for the same chunks: equal scores in one order, whichever the engine gives first."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from yiju.store.vectors.base import BM25, DENSE, VectorHit

Found = tuple[Mapping[str, Any], float]
"""Payload and score of a point."""

TOLD = ("chunk_id", "document_id", "content")
"""Payload fields that a hit is made of."""
_SPARE = 8
_MOST = 4096
"""Points read to find where a run of equal scores ends. Of more equal ones, some are left out at random."""
_DIGITS = {BM25: 4, DENSE: 6}
"""Decimals kept of a score. Engines add single-precision numbers in an order that hangs on how many points
hold each word, other units' points too: what differs further down is equal, and tells nobody anything."""


def depth(limit: int) -> int:
    """How many points to ask the engine for, to see most runs of equal scores end."""
    return limit + _SPARE


def settled(
    ranking: str, found: Sequence[Found], limit: int, more: Callable[[int], Sequence[Found]]
) -> list[VectorHit]:
    """The best ``limit`` of what was found, scores rounded, equal ones ordered by content.

    Args:
        ranking: ``BM25`` or ``DENSE``.
        found: the engine's answer to ``depth(limit)``, best first.
        more: asks again for so many, when the equal scores at the limit do not end in ``found``.
    """

    def score(one: Found) -> float:
        return round(one[1], _DIGITS[ranking])

    asked = depth(limit)
    while len(found) >= asked and asked < _MOST and score(found[-1]) == score(found[limit - 1]):
        asked = min(4 * asked, _MOST)
        found = more(asked)
    ordered = sorted(found, key=lambda one: (-score(one), str(one[0]["content"]), str(one[0]["chunk_id"])))
    return [_hit((payload, score((payload, raw)))) for payload, raw in ordered[:limit]]


def _hit(found: Found) -> VectorHit:
    """A point found, without its rights."""
    payload, score = found
    return VectorHit(str(payload["chunk_id"]), str(payload["document_id"]), score)
