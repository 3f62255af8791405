"""A whole measurement: files in, vectors at hand, every arm asked every question."""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from yiju.errors import Invalid, YijuError
from yiju.evals.passages.arms import LABELS, OURS, Arms, ask
from yiju.evals.passages.embedding import KeptEmbedder
from yiju.evals.passages.given import read_vectors
from yiju.evals.passages.lines import Progress
from yiju.evals.passages.measures import ArmResult, best_of
from yiju.evals.passages.records import Corpus, Questions, read_corpus, read_questions, sampled
from yiju.evals.passages.vector_cache import VectorCache
from yiju.models.embedder import Embedder
from yiju.store.vectors.base import Dense

ARMS = tuple(LABELS)
LIMIT = 100
_LEXICAL = ("bm25-bigrams", "bm25-words")
_BY_MEANING = ("dense", "rrf")
_BEST_BY = "ndcg@10"
_SHALLOW = "recall@1"
_NO_VECTORS = "没有向量"
_LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class Vectors:
    """Where the dense vectors came from.

    Attributes:
        model: the embedder of the questions; empty where there is none.
        given: whether the passages' vectors were made beforehand.
        computed, kept: vectors made in this run, and taken from the cache; seconds: spent in the model.
        likeness: mean cosine of given vectors and the embedder's own, of a few passages; near 1 where
            the same model made both from the same text. None where it made all.
    """

    model: str = ""
    given: bool = False
    computed: int = 0
    kept: int = 0
    seconds: float = 0.0
    likeness: float | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """What came out.

    Attributes:
        sampled: the seed of the draw, where only some of the questions were asked.
        arms: in the order of ``ARMS``, those that could not be scored too.
        seconds: of the whole run.
    """

    corpus: Path
    passages: int
    questions: Questions
    limit: int
    seed: int
    sampled: bool
    arms: tuple[ArmResult, ...]
    vectors: Vectors
    seconds: float

    @property
    def ours(self) -> ArmResult | None:
        """The product's search, where it was scored."""
        return next((arm for arm in self.arms if arm.name == OURS and not arm.unscored), None)

    @property
    def baselines(self) -> list[ArmResult]:
        """Every other arm that was scored."""
        return [arm for arm in self.arms if arm.name != OURS and not arm.unscored]


def measure_passages(
    corpus: Path,
    questions: Path,
    *,
    home: Path,
    vectors: Path | None = None,
    embedder: Embedder | None = None,
    arms: Sequence[str] = ARMS,
    limit: int = LIMIT,
    sample: int = 0,
    seed: int = 0,
    progress: Progress | None = None,
) -> Measured:
    """Ask every arm every question.

    Args:
        home: folder for vectors that are kept between runs.
        vectors: of the passages, made beforehand; the embedder then embeds the questions alone.
        embedder: None for keywords alone: arms that need vectors are then left unscored.
        limit: passages asked for; measures deeper than that are left out.
        sample: so many questions, drawn by seed; 0 = all.

    Raises:
        YijuError: a file is not as it must be, or the embedder does not fit the vectors.
        ModelUnavailable: an embedding endpoint gave no answer.
    """
    start = time.perf_counter()
    wanted = _known(arms)
    shelf = read_corpus(corpus, progress)
    every = read_questions(questions, shelf)
    asked = sampled(every, shelf, sample, seed)
    if embedder is None:
        found = _asked(wanted, shelf, asked, None, None, limit, progress)
        told = Vectors()
    else:
        with VectorCache(home / "vectors", embedder.name) as cache:
            model = KeptEmbedder(embedder, cache)
            dense = read_vectors(vectors, shelf) if vectors else _embedded(model, shelf, progress)
            model.prepare([one.text for one in asked.asked], progress)
            likeness = _likeness(model, shelf, dense) if vectors else None
            found = _asked(wanted, shelf, asked, dense, model, limit, progress)
        told = Vectors(model.name, bool(vectors), model.computed, model.kept, model.seconds, likeness)
    return Measured(
        corpus=corpus,
        passages=len(shelf),
        questions=asked,
        limit=limit,
        seed=seed,
        sampled=asked is not every,
        arms=tuple(found),
        vectors=told,
        seconds=time.perf_counter() - start,
    )


def _known(arms: Sequence[str]) -> list[str]:
    """In our order; a fusion needs the keyword arms that it picks from."""
    unknown = [name for name in arms if name not in ARMS]
    if unknown or not arms:
        raise Invalid(f"没有这种检索：{'、'.join(unknown) or '（空）'}", hint=f"可选：{'、'.join(ARMS)}")
    wanted = {*arms, *(_LEXICAL if "rrf" in arms and not {*arms} & {*_LEXICAL} else ())}
    return [name for name in ARMS if name in wanted]


def _asked(
    wanted: Sequence[str],
    corpus: Corpus,
    questions: Questions,
    dense: Dense | None,
    embedder: KeptEmbedder | None,
    limit: int,
    progress: Progress | None,
) -> list[ArmResult]:
    done: list[ArmResult] = []
    with tempfile.TemporaryDirectory(prefix="yiju-eval-") as folder:
        made = Arms(Path(folder), corpus, dense=dense, embedder=embedder, limit=limit, progress=progress)
        for name in wanted:
            if name in _BY_MEANING and dense is None:
                done.append(ArmResult(name, LABELS[name], unscored=_NO_VECTORS))
                continue
            if name in _LEXICAL:
                arm = made.lexical(name)
            elif name == "dense":
                arm = made.dense()
            elif name == "rrf":
                lexical = [one for one in done if one.name in _LEXICAL]
                best = best_of(lexical, _BEST_BY) or best_of(lexical, _SHALLOW)
                assert best is not None
                arm = made.fused(best.name)
            else:
                arm = made.ours()
            done.append(ask(arm, questions.asked, limit, embedder, progress))
    return done


def _embedded(model: KeptEmbedder, corpus: Corpus, progress: Progress | None) -> Dense:
    return model.passages([corpus.whole(at) for at in range(len(corpus))], progress)


def _likeness(model: KeptEmbedder, corpus: Corpus, dense: Dense) -> float:
    """Raises YijuError where the lengths differ."""
    some = sorted({round(at) for at in np.linspace(0, len(corpus) - 1, _LOOKED_AT)})
    own = model.passages([corpus.whole(at) for at in some])
    if own.shape[1] != dense.shape[1]:
        raise YijuError(
            f"给的向量是 {dense.shape[1]} 维，{model.name} 的是 {own.shape[1]} 维。",
            hint="用 --embedder 指定算这些向量的模型。",
        )
    given = dense[some] / np.linalg.norm(dense[some], axis=1, keepdims=True)
    return float((given * own).sum(axis=1).mean())
