"""Sets of character bigrams as bits, and how alike they are: quick for one against many."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

_BITS = 32_768
Shingles = npt.NDArray[np.uint64]
"""The set of a text's character bigrams, hashed: ``_BITS`` bits, packed."""


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


def all_of(texts: Iterable[str]) -> Shingles:
    """The bigrams of several texts; none reaches from one into another."""
    found: Shingles = np.zeros(_BITS // 64, dtype=np.uint64)
    for text in texts:
        found = found | shingles(text)
    return found


def likeness(one: Shingles, others: npt.NDArray[np.uint64]) -> npt.NDArray[np.float64]:
    """Jaccard of one set with each of ``others`` (n x words), in [0, 1]; 0 where both are empty.

    ``one`` may be several sets (m x 1 x words): then the answer is m x n.
    """
    both = np.bitwise_count(one & others).sum(axis=-1).astype(np.float64)
    sizes = np.bitwise_count(one).sum(axis=-1).astype(np.float64) + np.bitwise_count(others).sum(axis=-1)
    either = sizes - both
    alike: npt.NDArray[np.float64] = np.divide(both, either, out=np.zeros_like(both), where=either > 0)
    return alike
