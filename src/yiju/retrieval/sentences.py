"""The sentence of a passage that answers best: small enough to quote, found inside what is shown."""

import re

from yiju.retrieval.matching import coverage, occurrences, rarity
from yiju.retrieval.query import Query
from yiju.store.bm25 import normalise

_SENTENCE = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]+[”」』）)\"']*|[^。！？；!?;\n]+")
_BESIDE = 0.5
"""Weight of words that documents write for what is asked, beside the question's own characters."""


def best_sentence(query: Query, text: str) -> tuple[int, int] | None:
    """(start, end) of the sentence that holds most of the question, blanks aside; None if none holds any."""
    spans = [match.span() for match in _SENTENCE.finditer(text) if match.group().strip()]
    plain = [normalise(text[start:end]) for start, end in spans]
    if not spans:
        return None
    own, written = occurrences(query.characters, plain), occurrences(query.written, plain)
    scores = coverage(own, rarity(own)) + _BESIDE * coverage(written, rarity(written))
    scores = scores + coverage(occurrences(query.codes, plain), rarity(occurrences(query.codes, plain)))
    at = int(scores.argmax())
    if scores[at] <= 0:
        return None
    start, end = spans[at]
    inside = text[start:end]
    return start + len(inside) - len(inside.lstrip()), end - len(inside) + len(inside.rstrip())
