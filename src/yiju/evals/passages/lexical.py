"""Plain BM25, as a yardstick: nothing of the product's own terms, weights or constants is in it.

Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009): a term of a passage
weighs ``tf (k1 + 1) / (tf + k1 (1 - b + b length / average))`` with the true average length of the corpus;
the engine multiplies by ``ln(1 + (N - n + 0.5) / (n + 0.5))`` (Lucene's form, never negative).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from yiju.store.bm25 import SparseVector

K1 = 1.2
B = 0.75

Terms = Callable[[str], list[str]]
_RUN = re.compile(r"\w+")


def bigrams(text: str) -> list[str]:
    """Every two characters side by side within a run of letters and digits; a lone one by itself."""
    found: list[str] = []
    for run in _RUN.findall(_plain(text)):
        found += [run[at : at + 2] for at in range(len(run) - 1)] or [run]
    return found


def words(text: str) -> list[str]:
    """Words as jieba cuts them for a search index: long words and the words within them."""
    return [word for word in _segmenter().cut_for_search(_plain(text)) if _RUN.search(word)]


class Bm25:
    """Term weights over one corpus. Every term has a number of its own: no two ever meet."""

    def __init__(self, terms: Terms, texts: Iterable[str]) -> None:
        self._terms = terms
        self._number: dict[str, int] = {}
        lengths = [len(terms(text)) for text in texts]
        self.average = sum(lengths) / max(1, len(lengths)) or 1.0

    def passage(self, text: str) -> SparseVector:
        """The weights of a passage of the corpus; empty if it has no terms."""
        counts = Counter(self._terms(text))
        norm = K1 * (1 - B + B * counts.total() / self.average)
        numbers = {self._number.setdefault(term, len(self._number)): n for term, n in counts.items()}
        return _sorted({at: n * (K1 + 1) / (n + norm) for at, n in numbers.items()})

    def question(self, text: str) -> SparseVector:
        """Each different term that some passage has weighs 1."""
        return _sorted({self._number[term]: 1.0 for term in self._terms(text) if term in self._number})


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _sorted(weights: dict[int, float]) -> SparseVector:
    order = sorted(weights)
    return SparseVector(tuple(order), tuple(weights[at] for at in order))


@lru_cache(maxsize=1)
def _segmenter() -> Any:
    import rjieba

    return rjieba.Jieba()
