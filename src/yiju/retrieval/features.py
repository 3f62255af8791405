"""Candidates → numbers that tell how well each answers. Every feature has a plain name and meaning."""

import re
from collections import Counter
from operator import add

import numpy as np
from rapidfuzz import fuzz

from yiju.retrieval import feedback
from yiju.retrieval.candidates import Candidates
from yiju.retrieval.fusion import Floats
from yiju.retrieval.matching import coverage, occurrences, rarity
from yiju.retrieval.options import Options
from yiju.retrieval.query import Query
from yiju.retrieval.shelf import Passage

SENTENCES = ("sentence_characters", "sentence_words")
_VALUE = re.compile(r"\d|[一二三四五六七八九十百千万两]+(?:日|天|年|个?月|元|倍|分|次|人|小时|周)|百分之")
_CLAUSE = re.compile(r"第[零〇一二三四五六七八九十百千\d]+[条章节款].*$")
_TOP = 30
"""Among how many of the best candidates the same source is counted."""


def features_of(query: Query, found: Candidates, options: Options) -> dict[str, Floats]:
    """Feature → one number a candidate; each is compared only with those of the same question.

    ``fused``, ``meaning``, ``keywords``: scores; ``…_rank``: logarithms of ranks.
    ``characters``, ``pairs``, ``words``: how much of the question the passage holds with its title, rare
    ones counting more; ``rarest``: the rarest pair that it holds. ``sentence_…``: the same of its best
    sentence. ``likeness``: best partial likeness of spelling. ``title_holds``: how much of the question
    the title holds; ``title_held``: how much of the title the question holds. ``codes``: share of the
    question's numbers, standards and Latin words. ``value``: whether a figure stands there if one is
    asked for. ``source``: how many of the best are of the same source. ``length``, ``sentences``: logarithms.
    The rest: ``feedback.py``.
    """
    titles = [one.plain_title for one in found.passages]
    texts = [one.plain for one in found.passages]
    whole = [f"{title}\n{text}" for title, text in zip(titles, texts, strict=True)]
    characters, words = occurrences(query.characters, whole), occurrences(query.words, whole)
    pairs, told = occurrences(query.pairs, whole), occurrences(query.told, whole)
    by_character, by_word, by_told = rarity(characters), rarity(words), rarity(told)
    pieces = [sentence for one in found.passages for sentence in one.sentences]
    owner = np.repeat(np.arange(len(found)), [len(one.sentences) for one in found.passages])
    counts = np.bincount(owner, minlength=len(found))
    features = {
        "fused": found.fused,
        "meaning": found.meaning,
        "keywords": found.keywords,
        "meaning_rank": np.log(found.meaning_ranks),
        "keywords_rank": np.log(found.keyword_ranks),
        "characters": coverage(characters, by_character),
        "pairs": coverage(pairs, rarity(pairs)),
        "words": coverage(words, by_word),
        "rarest": (told * by_told).max(axis=1, initial=0.0),
        "likeness": np.array([fuzz.partial_ratio(query.content, one) for one in whole]) / 100,
        "title_holds": coverage(occurrences(query.told, titles), by_told),
        "title_held": _title_held(query, titles),
        "codes": occurrences(query.codes, whole).sum(axis=1) / max(len(query.codes), 1),
        "value": np.array([float(query.for_value and bool(_VALUE.search(one))) for one in texts]),
        "source": _same_source(found),
        "length": np.log1p([len(one) for one in texts]),
        "sentences": np.log(np.maximum(counts, 1)),
    }
    if options.sentences:
        for name, terms, weights in (
            ("sentence_characters", query.characters, by_character),
            ("sentence_words", query.words, by_word),
        ):
            best = np.zeros(len(found))
            np.maximum.at(best, owner, coverage(occurrences(terms, pieces), weights))
            features[name] = best
    if options.feedback:
        features |= feedback.nearness(found.vectors, found.fused)
    return features


def _title_held(query: Query, titles: list[str]) -> Floats:
    asked = frozenset(query.pairs)
    shares = {
        title: sum(map(asked.__contains__, map(add, title, title[1:]))) / max(len(title) - 1, 1)
        for title in dict.fromkeys(titles)
    }
    return np.array([shares[title] for title in titles])


def _same_source(found: Candidates) -> Floats:
    """How many others of the best are of a passage's source: evidence comes in company."""
    sources = [_source(one) for one in found.passages]
    best = np.argsort(-found.fused, kind="stable")[:_TOP].tolist()
    counts = Counter(sources[at] for at in best)
    inside = frozenset(best)
    return np.array([float(counts[source] - (at in inside)) for at, source in enumerate(sources)])


def _source(passage: Passage) -> str:
    """Its title without a clause number: the clauses of one law or contract are one source."""
    return _CLAUSE.sub("", passage.title) or passage.document_id
