"""A question → ranked passages of one shelf."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import numpy as np

from yiju.models.reranker import Reranker
from yiju.retrieval.candidates import Candidates, gather, rankings_of
from yiju.retrieval.features import features_of
from yiju.retrieval.fusion import Floats
from yiju.retrieval.glossary.terms import Glossary
from yiju.retrieval.learned import Learned, bundled
from yiju.retrieval.options import DEFAULT, Options
from yiju.retrieval.preferences import PREFERENCES, preferences
from yiju.retrieval.query import Query, read_query
from yiju.retrieval.ranked import Ranked
from yiju.retrieval.ranker import score
from yiju.retrieval.remembering import Remembering
from yiju.retrieval.second_opinion import READ, reordered
from yiju.retrieval.sentences import best_sentence
from yiju.retrieval.shelf import Shelf
from yiju.store.vectors.base import Dense

RERANKED = 100
"""Candidates that are ranked by their features; the rest keep their order behind them."""
_LOG_ODDS = 1.5
"""The fused score in the ranker's units, where nothing is ranked by features."""
MATCHED = 20
"""Passages whose best sentence is looked for."""
_HALF = 1000
"""Characters read at either end of a long question: what is asked stands before or after what is pasted."""


class QueryEmbedder(Protocol):
    """The part of an embedder that a search needs."""

    @property
    def name(self) -> str: ...

    def query(self, text: str) -> Dense: ...


def retrieve(
    shelf: Shelf,
    embedder: QueryEmbedder | None,
    question: str,
    *,
    limit: int,
    options: Options = DEFAULT,
    today: dt.date | None = None,
    learned: Learned | None = None,
    reranker: Reranker | None = None,
    tell: Callable[[str], None] = lambda line: None,
    glossary: Glossary | None = None,
    matched: int = MATCHED,
) -> list[Ranked]:
    """The best passages for a question, best first.

    Args:
        question: of one longer than 2,000 characters, the first and the last thousand are read.
        embedder: must be the one whose vectors are on the shelf; None for keywords alone.
        today: what 上个月 counts from; words for times are not read without it.
        learned: other weights than the bundled ones, to measure them.
        reranker: a model that reads the best passages and has the last word on their order.
        tell: hears, in Chinese, that it gave no usable answer; the own order stands then.
        glossary: terms whose other names are searched for too.
        matched: the best sentence is looked for in so many of them.

    Raises:
        ModelUnavailable: the embedding endpoint gave no answer.
    """
    learned = learned or bundled()
    if limit < 1 or (asked := _read(embedder, question, options, learned, glossary)) is None:
        return []
    most = limit if reranker is None else max(limit, READ)
    with shelf.session():  # models are asked before and after
        found = gather(
            shelf, asked.query, asked.text, asked.dense, options, adapted=asked.adapted, limit=limit
        )
        ranked = _ranked(shelf, asked, found.best(len(found)), options, today, most, learned)
    if reranker is not None and ranked:
        ranked = reordered(ranked, asked.text, reranker, tell)[:limit]
    return [
        replace(one, match=best_sentence(asked.query, one.passage.text)) if rank < matched else one
        for rank, one in enumerate(ranked)
    ]


def retrieve_each(
    shelf: Remembering,
    embedder: QueryEmbedder | None,
    questions: Collection[str],
    *,
    limit: int,
    options: Options = DEFAULT,
    glossary: Glossary | None = None,
) -> Mapping[str, Callable[[], list[Ranked]]]:
    """Question → what ``retrieve`` gives for it, without the best sentences. The index is opened once, and
    what all of them bring up is read at once; each is ranked when it is called for.

    Raises:
        ModelUnavailable: the embedding endpoint gave no answer.
    """
    learned = bundled()
    read = {question: _read(embedder, question, options, learned, glossary) for question in questions}
    asked = {question: one for question, one in read.items() if one is not None and limit > 0}
    with shelf.session():
        rankings = {
            question: rankings_of(shelf, one.query, one.text, one.dense, options, limit)
            for question, one in asked.items()
        }
        ids = [hit.chunk_id for found in rankings.values() for hit in (*found.bm25, *found.dense)]
        if embedder is not None:
            shelf.dense_vectors(ids)
    shelf.passages(ids)

    def ranked(question: str) -> list[Ranked]:
        if (one := asked.get(question)) is None:
            return []
        found = gather(
            shelf,
            one.query,
            one.text,
            one.dense,
            options,
            adapted=one.adapted,
            limit=limit,
            found=rankings[question],
        )
        return _ranked(shelf, one, found.best(len(found)), options, None, limit, learned)

    return {question: partial(ranked, question) for question in questions}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as it is looked for. ``dense``: its vector; ``adapted``: that was turned towards answers."""

    text: str
    query: Query
    dense: Dense | None
    adapted: bool


def _read(
    embedder: QueryEmbedder | None,
    question: str,
    options: Options,
    learned: Learned,
    glossary: Glossary | None,
) -> _Asked | None:
    """The question read; None where there is nothing in it."""
    text = readable(question)
    if not text.strip():
        return None
    query = read_query(text, expand=options.expand, glossary=glossary)
    adapter = learned.adapter_for(embedder.name) if embedder is not None and options.adapt else None
    dense = None if embedder is None else embedder.query(text)
    if dense is not None and adapter is not None:
        dense = adapter(dense)
    return _Asked(text, query, dense, adapter is not None)


def readable(question: str) -> str:
    """What is read of a question: both ends of a long one, without half characters."""
    if len(question) > 2 * _HALF:
        question = f"{question[:_HALF]}\n{question[-_HALF:]}"
    return question.encode(errors="replace").decode()  # half a character would stop an embedder


def _ranked(
    shelf: Shelf,
    asked: _Asked,
    found: Candidates,
    options: Options,
    today: dt.date | None,
    limit: int,
    learned: Learned,
) -> list[Ranked]:
    """``found``: best first."""
    if not len(found):
        return []
    top = found.best(RERANKED)
    features: dict[str, Floats] = {"fused": top.fused}
    scores = _LOG_ODDS * top.fused
    if options.rerank:
        features = features_of(asked.query, top, options)
        scores = score(features, learned.weights(dense=bool(top.meaning.any())))
    features |= preferences(shelf, asked.text, asked.query, top, scores, options, today)
    scores = scores + sum((features[name] for name in PREFERENCES if name in features), np.zeros(len(top)))
    order = sorted(range(len(top)), key=lambda at: (-scores[at], top.passages[at].order))
    ranked = [
        Ranked(top.passages[at], float(scores[at]), {name: float(f[at]) for name, f in features.items()})
        for at in order[:limit]
    ]
    below = found.fused[RERANKED:] - found.fused[RERANKED - 1 : RERANKED] + ranked[-1].score
    rest = zip(found.passages[RERANKED:], below.tolist(), strict=True)
    return (ranked + [Ranked(one, behind) for one, behind in rest])[:limit]
