"""Vector stores through ``qdrant-client``: in memory (tests) and on a Qdrant server or cluster."""

import contextlib
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TypeVar

from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ApiException

from yiju.errors import YijuError, address, without_secrets
from yiju.store.bm25 import SparseVector
from yiju.store.vectors import client_requests as requests
from yiju.store.vectors import ties
from yiju.store.vectors.base import (
    BM25,
    DAY,
    DENSE,
    DIM,
    INDEXED,
    Dense,
    Rankings,
    Scope,
    Stored,
    VectorHit,
    VectorPoint,
    as_document_filter,
    point_id,
)

_BATCH = 200
_T = TypeVar("_T")


class ClientVectors:
    """One collection of a Qdrant client; its metadata carries the index's identity."""

    def __init__(self, client: QdrantClient, collection: str, *, place: str, server: bool) -> None:
        self._client = client
        self._collection = collection
        self._place = place
        self._server = server
        if not self._call(lambda: client.collection_exists(collection)):
            self._create(DIM)

    @property
    def identity(self) -> str:
        """From the collection's metadata."""
        info = self._call(lambda: self._client.get_collection(self._collection))
        return str((info.config.metadata or {}).get("identity", ""))

    @property
    def dim(self) -> int:
        """Length of the dense vectors."""
        info = self._call(lambda: self._client.get_collection(self._collection))
        vectors = info.config.params.vectors
        assert isinstance(vectors, dict)
        return vectors[DENSE].size

    @contextlib.contextmanager
    def session(self) -> Iterator[None]:
        """Nothing to share: a server has many callers, memory has one."""
        yield

    def reset(self, dim: int) -> None:
        """Make the collection anew."""
        self._call(lambda: self._client.delete_collection(self._collection))
        self._create(dim)

    def upsert(self, points: Sequence[VectorPoint], *, only_existing: bool = False) -> None:
        """Write points and wait until they are stored."""
        mode = models.UpdateMode.UPDATE_ONLY if only_existing else models.UpdateMode.UPSERT
        for at in range(0, len(points), _BATCH):
            batch = [
                models.PointStruct(id=point.id, vector=requests.vectors(point), payload=dict(point.payload))
                for point in points[at : at + _BATCH]
            ]
            self._write(batch, mode)

    def _write(self, batch: list[models.PointStruct], mode: models.UpdateMode) -> None:
        self._call(lambda: self._client.upsert(self._collection, batch, wait=True, update_mode=mode))

    def delete_documents(self, document_ids: Collection[str]) -> None:
        """Remove the documents' points."""
        if not document_ids:
            return
        selector = models.FilterSelector(filter=requests.matching(as_document_filter(document_ids)))
        self._call(lambda: self._client.delete(self._collection, selector, wait=True))

    def rankings(
        self, scope: Scope, *, bm25: SparseVector | None, dense: Dense | None, limit: int
    ) -> Rankings:
        """A query for each."""
        return Rankings(self._ranking(scope, BM25, bm25, limit), self._ranking(scope, DENSE, dense, limit))

    def _ranking(
        self, scope: Scope, using: str, asked: SparseVector | Dense | None, limit: int
    ) -> list[VectorHit]:
        if limit <= 0 or not requests.asks(scope, asked):
            return []

        def ask(many: int) -> list[ties.Found]:
            answer = self._call(
                lambda: self._client.query_points(
                    self._collection,
                    query=requests.query(asked),
                    using=using,
                    query_filter=requests.inside(scope),
                    search_params=requests.params(scope, using),
                    limit=many,
                    with_payload=list(ties.TOLD),
                )
            )
            return [(point.payload or {}, point.score) for point in answer.points]

        return ties.settled(using, ask(ties.depth(limit)), limit, ask)

    def dense_vectors(self, scope: Scope, chunk_ids: Collection[str]) -> dict[str, Dense]:
        """One filtered read."""
        if scope.empty or not chunk_ids:
            return {}
        ids = sorted({point_id(chunk_id) for chunk_id in chunk_ids})
        inside = models.Filter(must=[requests.inside(scope), models.HasIdCondition(has_id=ids)])
        records, _ = self._call(
            lambda: self._client.scroll(
                self._collection,
                scroll_filter=inside,
                limit=len(ids),
                with_payload=["chunk_id"],
                with_vectors=[DENSE],
            )
        )
        held = requests.stored(records)
        return {chunk_id: one.dense for chunk_id, one in held.items() if one.dense is not None}

    def count(self, document_ids: Collection[str] | None = None) -> int:
        """Count exactly."""
        wanted = None if document_ids is None else requests.matching(as_document_filter(document_ids))
        return self._call(lambda: self._client.count(self._collection, wanted, exact=True)).count

    def stored(self, chunk_ids: Collection[str]) -> dict[str, Stored]:
        """Read by id."""
        ids = [point_id(chunk_id) for chunk_id in chunk_ids]
        return requests.stored(
            self._call(
                lambda: self._client.retrieve(self._collection, ids, with_payload=True, with_vectors=[DENSE])
            )
        )

    def page(self, after: str | None, size: int) -> tuple[dict[str, str], str | None]:
        """In the order of point ids."""
        found, following = self._call(
            lambda: self._client.scroll(self._collection, limit=size, offset=after, with_payload=["chunk_id"])
        )
        held = {str(one.id): str((one.payload or {}).get("chunk_id", "")) for one in found}
        return held, None if following is None else str(following)

    def delete_points(self, point_ids: Collection[str]) -> None:
        """Remove them and wait."""
        if point_ids:
            selector = models.PointIdsList(points=list(point_ids))
            self._call(lambda: self._client.delete(self._collection, selector, wait=True))

    def tidy(self) -> None:
        """A server does so by itself."""

    def close(self) -> None:
        """Close the client."""
        self._client.close()

    def _create(self, dim: int) -> None:
        self._call(
            lambda: self._client.create_collection(
                self._collection,
                vectors_config={DENSE: models.VectorParams(size=dim, distance=models.Distance.COSINE)},
                sparse_vectors_config={BM25: models.SparseVectorParams(modifier=models.Modifier.IDF)},
                metadata={"identity": uuid.uuid4().hex},
            )
        )
        if self._server:
            keyword = models.KeywordIndexType.KEYWORD
            for field in INDEXED:
                self._index(field, models.KeywordIndexParams(type=keyword, is_tenant=field == "unit"))
            self._index(DAY, models.IntegerIndexParams(type=models.IntegerIndexType.INTEGER))

    def _index(self, field: str, schema: models.PayloadSchemaParams) -> None:
        self._call(
            lambda: self._client.create_payload_index(self._collection, field, field_schema=schema, wait=True)
        )

    def _call(self, action: Callable[[], _T]) -> _T:
        try:
            return action()
        except (ApiException, OSError) as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            where = address(self._place) if self._server else self._place
            raise YijuError(
                f"向量库没有正常应答：{where}：{without_secrets(reason)}", hint="检查 YIJU_VECTOR_URL 与密钥"
            ) from error
