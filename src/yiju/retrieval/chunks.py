"""A viewer's question → the best chunks of the store, with the paragraphs that they are made of."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from yiju.models.reranker import Reranker
from yiju.retrieval.glossary.reading import bundled
from yiju.retrieval.glossary.terms import Glossary
from yiju.retrieval.options import DEFAULT, Options
from yiju.retrieval.ranked import Ranked
from yiju.retrieval.remembering import Remembering
from yiju.retrieval.search import QueryEmbedder, readable, retrieve, retrieve_each
from yiju.retrieval.store_shelf import StoreShelf
from yiju.store.access import vector_scope
from yiju.store.chunks import StoredChunk, chunks_by_id
from yiju.store.points import dense_model
from yiju.store.store import Store
from yiju.store.types import Document, Kind, Paragraph, Viewer
from yiju.store.vectors.base import Dense


@dataclass(frozen=True, slots=True)
class Found:
    """A chunk found for a question.

    Attributes:
        ranked: its score and what that was made of, and the sentence that fits best.
    """

    chunk: StoredChunk
    ranked: Ranked

    @property
    def document(self) -> Document:
        return self.chunk.document

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """In reading order."""
        return self.chunk.paragraphs

    @property
    def superseded(self) -> bool:
        """Whether a newer version of its document holds now."""
        return self.ranked.passage.superseded


def find_chunks(
    store: Store,
    embedder: QueryEmbedder | None,
    viewer: Viewer,
    text: str,
    *,
    customer_ids: Collection[str] | None = None,
    kinds: Collection[Kind] | None = None,
    days: tuple[dt.date | None, dt.date | None] | None = None,
    people: Collection[str] | None = None,
    limit: int = 20,
    options: Options = DEFAULT,
    today: dt.date | None = None,
    reranker: Reranker | None = None,
    tell: Callable[[str], None] = lambda line: None,
    glossary: Glossary | None = None,
) -> list[Found]:
    """The best chunks of current documents, best first.

    Without an embedder, or when the index holds another model's vectors, keywords decide alone. Several
    calls in a row are quicker inside ``with store.vectors.session():``.

    Args:
        customer_ids, kinds: only these; None for all the viewer may see, empty for none.
        days: only documents dated from the first to the last day, None for an open end. An undated document
            lies in no range: nothing shows that it belongs there.
        people: only what one of these said, wrote or received, by name or mail address.
        today: what 上个月 counts from; words for times are not read without it.
        reranker, tell: see ``retrieve``.
        glossary: terms whose other names are searched for too; the bundled ones where None.

    Raises:
        ModelUnavailable: the embedding endpoint gave no answer.
    """
    scope = vector_scope(viewer, customer_ids, kinds, days=days, people=people)
    if scope.empty or not text.strip():
        return []
    ranked = retrieve(
        StoreShelf(store, viewer, scope),
        usable(store, embedder),
        text,
        limit=limit,
        options=options,
        today=today,
        reranker=reranker,
        tell=tell,
        glossary=glossary or bundled(),
    )
    chunks = chunks_by_id(store, viewer, [one.passage.id for one in ranked])
    return [Found(chunks[one.passage.id], one) for one in ranked if one.passage.id in chunks]


def paragraphs_by_query(
    store: Store,
    embedder: QueryEmbedder | None,
    viewer: Viewer,
    *,
    customer_ids: Collection[str],
    limit: int,
    options: Options = DEFAULT,
    glossary: Glossary | None = None,
    ahead: Sequence[str] = (),
) -> Callable[[str], Sequence[tuple[str, ...]]]:
    """For several questions in a row: question → the best chunks, each as the ids of its paragraphs.

    They are ranked as ``find_chunks`` ranks them; what one question has read of the store, the next need
    not. For one request: it hears of no change.

    Args:
        ahead: questions that will be asked, all looked for with the first question of any.

    Raises:
        ModelUnavailable: when asked; the embedding endpoint gave no answer.
    """
    scope = vector_scope(viewer, customer_ids, None)
    shelf = Remembering(StoreShelf(store, viewer, scope))
    ready = usable(store, embedder)
    waiting: dict[str, Callable[[], list[Ranked]]] = {}
    known: dict[str, Sequence[tuple[str, ...]]] = {}

    def ranked(question: str) -> Sequence[tuple[str, ...]]:
        if scope.empty or not question.strip():
            return ()
        if question not in waiting:
            asked = [question] if waiting else list(dict.fromkeys((*ahead, question)))
            waiting.update(
                retrieve_each(
                    shelf, ready, asked, limit=limit, options=options, glossary=glossary or bundled()
                )
            )
        if question not in known:
            known[question] = [hit.passage.paragraphs for hit in waiting[question]()]
        return known[question]

    return ranked


def usable(store: Store, embedder: QueryEmbedder | None) -> QueryEmbedder | None:
    """The embedder, if the index holds its vectors."""
    if embedder is None:
        return None
    with store.sql.read() as connection:
        return embedder if dense_model(connection) == embedder.name else None


@dataclass(frozen=True)
class Embedded:
    """An embedder that has read its questions already, so that no model is asked while the index is open.

    Raises:
        KeyError: another question is put to it.
    """

    name: str
    vectors: Mapping[str, Dense]

    def query(self, text: str) -> Dense:
        """The question's vector, shape ``(dim,)``."""
        return self.vectors[text]


def embedded(store: Store, embedder: QueryEmbedder | None, questions: Iterable[str]) -> Embedded | None:
    """The questions' vectors, each made once; None where keywords decide alone.

    Raises:
        ModelUnavailable: the embedding endpoint gave no answer.
    """
    ready = usable(store, embedder)
    asked = {readable(question) for question in questions}
    return None if ready is None else Embedded(ready.name, {one: ready.query(one) for one in sorted(asked)})
