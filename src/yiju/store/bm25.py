"""Text → sparse BM25 vectors. The engine multiplies by IDF, so only term weights are made here.

Document weight of a term (Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and
Beyond", 2009)::

    tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average_length))

Title and headings are fields of their own. Their frequencies and lengths are weighted and summed before
saturation (BM25F: Robertson, Zaragoza & Taylor, "Simple BM25 Extension to Multiple Weighted Fields", 2004):
a word of the title counts as so many of the body.

A query term weighs 1. ``average_length`` is a constant: chunks are cut to one size, so the corpus
mean hardly moves, and a constant keeps every vector independent of the others.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import xxhash

VERSION = "3"
"""Raised whenever the same text would give another vector; stores built by another version are rebuilt."""

K1 = 1.2
B = 0.75
AVERAGE_LENGTH = 200.0
"""Terms in a chunk of about 250 characters."""
TITLE_WEIGHT = 1.0
HEADINGS_WEIGHT = 1.0

_CJK = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_RUN = re.compile(f"[{_CJK}]+")
_LATIN = re.compile(r"[^\W_" + _CJK + r"]+(?:[.\-_/][^\W_" + _CJK + r"]+)*")
_PARTS = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Term ids (unsigned 32 bit, ascending, no repeats) and their weights, of equal length."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


def normalise(text: str) -> str:
    """Lower case, half width, compatibility forms resolved, no thousands separators."""
    return _THOUSANDS.sub("", unicodedata.normalize("NFKC", text).lower())


def terms(text: str) -> list[str]:
    """The terms of a text, with repeats.

    Chinese: every bigram of a run; a run of one character is a term of its own. Words beside them
    find less (docs/retrieval.md). Latin and digits: ``iatf16949``, ``vda6.3``, ``a-100/b`` whole,
    and their letter and number parts beside them, so that ``IATF 16949`` meets ``IATF16949``.
    """
    plain = normalise(text)
    found: list[str] = []
    for run in _RUN.findall(plain):
        found += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    for token in _LATIN.findall(plain):
        found.append(token)
        parts = _PARTS.findall(token)
        if len(parts) > 1:
            found += parts
    return found


def _vector(weights: dict[str, float]) -> SparseVector:
    by_id: dict[int, float] = {}
    for term, weight in weights.items():
        term_id = xxhash.xxh32_intdigest(term.encode())
        by_id[term_id] = by_id.get(term_id, 0.0) + weight
    ids = sorted(by_id)
    return SparseVector(tuple(ids), tuple(by_id[i] for i in ids))


def document_vector(body: str, *, title: str = "", headings: str = "") -> SparseVector:
    """The vector of an indexed text; empty if it has no terms.

    Args:
        title: of its document; headings: the path above it and those inside it. Neither stands in ``body``.
    """
    counts: dict[str, float] = {}
    for text, weight in ((title, TITLE_WEIGHT), (headings, HEADINGS_WEIGHT), (body, 1.0)):
        for term, n in Counter(terms(text)).items():
            counts[term] = counts.get(term, 0.0) + weight * n
    norm = K1 * (1 - B + B * sum(counts.values()) / AVERAGE_LENGTH)
    return _vector({term: n * (K1 + 1) / (n + norm) for term, n in counts.items()})


def query_vector(text: str, also: Iterable[str] = (), weight: float = 0.0) -> SparseVector:
    """The vector of a question: each different term weighs 1.

    Args:
        also: further texts to look for; each different term of theirs that is not in the question weighs
            ``weight``.
    """
    weights = dict.fromkeys((term for other in also for term in terms(other)), weight)
    return _vector(weights | dict.fromkeys(terms(text), 1.0))
