"""What tells evidence from mere likeness: how the best passages stand out, what of the question they hold.

None depends on the scale of an engine's scores: cosines of one model are all alike, of another they are not.
"""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from yiju.retrieval.fusion import Floats
from yiju.retrieval.matching import coverage, occurrences, rarity
from yiju.retrieval.query import read_query
from yiju.retrieval.ranked import Ranked
from yiju.store.bm25 import normalise

NAMES = ("sentence", "together", "contrast", "keywords", "meaning", "agreement")
DEPTH = 50
"""Passages to search for before this is asked: what the best is compared with."""
_READ = 10
"""Passages among which the best is sought."""
_TOGETHER = 5
_BESIDE = 20
"""Passages that the best is compared with."""
_SENTENCE = re.compile(r"[。！？!?；;\n]+")


def signals_of(question: str, ranked: Sequence[Ranked]) -> Mapping[str, float]:
    """Signal by name; one that nothing is known of is left out.

    - ``sentence``, ``together``: share of the question's words and codes, by rarity among the passages, that
      the fullest sentence and the first five passages hold.
    - ``contrast``: the share of its character pairs that the fullest passage holds, beyond the others' mean.
    - ``keywords``, ``meaning``: how far the best score of that ranking lies above the next ones, in spreads.
    - ``agreement``: 1 where what keywords and meaning find first is one passage; less, the deeper it lies.
    """
    ranked = ranked[:DEPTH]
    if not ranked:
        return {}
    query = read_query(question)
    texts = [normalise("\n".join((p.title, *p.headings, p.text))) for p in (one.passage for one in ranked)]
    found: dict[str, float] = {}
    words = (*query.words, *query.codes)
    if words:
        held = occurrences(words, texts)
        weights = rarity(held)
        found["together"] = float(coverage(held[:_TOGETHER].max(axis=0, keepdims=True), weights)[0])
        sentences = [part for text in texts[:_READ] for part in _SENTENCE.split(text) if part.strip()]
        found["sentence"] = float(coverage(occurrences(words, sentences), weights).max(initial=0.0))
    pairs = (*query.told, *query.codes)
    if pairs:
        held = occurrences(pairs, texts)
        shares = coverage(held, rarity(held))
        found["contrast"] = float(shares[:_READ].max() - _next(shares).mean())
    for name in ("keywords", "meaning"):
        scores = _numbers(ranked, name)
        if len(scores) > 2 and scores.any():
            found[name] = float(scores.max() - _next(scores).mean())
    if "keywords" in found and "meaning" in found:
        deep = _numbers(ranked, "keywords_rank") + _numbers(ranked, "meaning_rank")
        found["agreement"] = float(np.exp(-deep.min()))
    return found


def _next(values: Floats) -> Floats:
    """The values after the best; the best itself where it is alone."""
    placed = np.sort(values)[::-1]
    return placed[1 : 1 + _BESIDE] if len(placed) > 1 else placed


def _numbers(ranked: Sequence[Ranked], name: str) -> Floats:
    """A feature of those that were ranked by features."""
    return np.array([one.features[name] for one in ranked if name in one.features])
