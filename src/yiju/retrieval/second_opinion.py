"""A reranking model's opinion of the best passages, for those who have one. It may fail, the search not."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from yiju.errors import ModelUnavailable
from yiju.models.reranker import Reranker
from yiju.retrieval.ranked import Ranked

READ = 32
"""Passages that the model reads: one request."""
FEATURE = "reranker"
"""The feature that holds the model's score."""


def reordered(
    ranked: Sequence[Ranked], question: str, reranker: Reranker, tell: Callable[[str], None]
) -> list[Ranked]:
    """The first ``READ`` in the model's order, of equals in their own; the rest behind them as they were.

    Only passages of the shelf are sent, so only what the viewer may see. Where the model gives no usable
    answer, the order stays and ``tell`` hears why, in Chinese.
    """
    read, rest = list(ranked[:READ]), list(ranked[READ:])
    texts = ["\n".join((one.passage.title, *one.passage.headings, one.passage.text)).strip() for one in read]
    try:
        scores = reranker.scores(question, texts)
    except ModelUnavailable as error:
        tell(f"{error}。本次按自带的排序。")
        return [*read, *rest]
    order = sorted(range(len(read)), key=lambda at: (-scores[at], at))
    places = sorted((one.score for one in read), reverse=True)
    return [
        replace(read[at], score=place, features={**read[at].features, FEATURE: scores[at]})
        for at, place in zip(order, places, strict=True)
    ] + rest
