"""How unlike what was reviewed before a suggestion is: one more of the same teaches a reviewer little."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from yiju.store.types import Suggestion

_BITS = 32_768
Shingles = npt.NDArray[np.uint64]
"""The set of a text's character bigrams, hashed: ``_BITS`` bits, packed."""


def suggestion_text(suggestion: Suggestion) -> str:
    """What a suggestion was asked for and says."""
    claims = (claim.text for section in suggestion.sections for claim in section.claims)
    return "\n".join([*suggestion.request.values(), suggestion.headline, *claims])


def shingles(text: str) -> Shingles:
    """The bigrams of a text's letters, digits and Han, as ``copilot.words.bigrams``, hashed to bits.

    Two bigrams may fall on one bit: with 2,000 bigrams that is so for about 6 %, which makes two texts look a
    little more alike than they are.
    """
    kept = "".join(char for char in text.lower() if char.isalnum())
    codes = np.frombuffer(kept.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    # Fibonacci hashing (Knuth, "The Art of Computer Programming" 3, section 6.4): high bits are good ones.
    mixed = ((codes[:-1] << np.uint64(32)) | codes[1:]) * np.uint64(0x9E3779B97F4A7C15)
    bits = np.zeros(_BITS, dtype=np.uint8)
    bits[(mixed >> np.uint64(64 - _BITS.bit_length() + 1)).astype(np.int64)] = 1
    return np.packbits(bits).view(np.uint64)


def likeness(one: Shingles, others: npt.NDArray[np.uint64]) -> npt.NDArray[np.float64]:
    """Jaccard of one set with each of ``others`` (n x words), in [0, 1]; 0 where both are empty."""
    both = np.bitwise_count(one & others).sum(axis=1).astype(np.float64)
    either = np.bitwise_count(one | others).sum(axis=1).astype(np.float64)
    alike: npt.NDArray[np.float64] = np.divide(both, either, out=np.zeros_like(both), where=either > 0)
    return alike


def novelty(candidates: Sequence[Shingles], seen: Sequence[Shingles]) -> list[float]:
    """Of each candidate, 1 - its likeness to the most alike of ``seen``; 1.0 where nothing was seen."""
    if not seen:
        return [1.0] * len(candidates)
    stack = np.stack(seen)
    return [round(1 - float(likeness(one, stack).max()), 4) for one in candidates]


def mean_likeness(texts: Sequence[str]) -> tuple[float, int] | None:
    """Mean likeness of all pairs of texts and the number of pairs; None for fewer than two."""
    sets = [shingles(text) for text in texts]
    if len(sets) < 2:
        return None
    stack = np.stack(sets)
    sums = [float(likeness(stack[n], stack[n + 1 :]).sum()) for n in range(len(sets) - 1)]
    pairs = len(sets) * (len(sets) - 1) // 2
    return sum(sums) / pairs, pairs
