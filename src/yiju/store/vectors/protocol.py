"""What Yiju asks of a vector engine: points of chunks in, ranked chunk ids out, inside one scope."""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from yiju.store.bm25 import SparseVector
from yiju.store.vectors.base import Dense, Rankings, Scope, Stored, VectorPoint


class VectorStore(Protocol):
    """A vector engine. One contract test suite holds for every implementation.

    Methods raise ``YijuError`` if another process holds the store for too long or it is unreachable.
    """

    @property
    def identity(self) -> str:
        """Which build of the index this is: a new one after ``reset`` or when it was made anew."""
        ...

    @property
    def dim(self) -> int:
        """Length of its dense vectors."""
        ...

    def session(self) -> AbstractContextManager[None]:
        """Keep the engine open over several calls. Reentrant; keep it short: others wait."""
        ...

    def reset(self, dim: int) -> None:
        """Drop every point; dense vectors have ``dim`` numbers from now on."""
        ...

    def upsert(self, points: Sequence[VectorPoint], *, only_existing: bool = False) -> None:
        """Write points, replacing those of the same chunk; durable when it returns.

        Args:
            only_existing: leave out points that are not there (any more).
        """
        ...

    def delete_documents(self, document_ids: Collection[str]) -> None:
        """Remove every point of these documents."""
        ...

    def rankings(
        self, scope: Scope, *, bm25: SparseVector | None, dense: Dense | None, limit: int
    ) -> Rankings:
        """The best ``limit`` chunks of the scope by keywords and by meaning, each ranking apart.

        The scope stands in every query, and the IDF counts only the scope's units. Points without a dense
        vector take part by keywords. The same chunks give the same lists, whatever order they were written
        in: equal scores are ordered by ``VectorPoint.content``, then by chunk id.
        """
        ...

    def dense_vectors(self, scope: Scope, chunk_ids: Collection[str]) -> dict[str, Dense]:
        """Dense vectors, of length 1, of those of these chunks that lie in the scope and have one."""
        ...

    def count(self, document_ids: Collection[str] | None = None) -> int:
        """How many points there are, in all or of these documents. For maintenance, not for viewers."""
        ...

    def stored(self, chunk_ids: Collection[str]) -> dict[str, Stored]:
        """What is held of these chunks, by chunk id, in any scope. For maintenance, not for viewers."""
        ...

    def page(self, after: str | None, size: int) -> tuple[dict[str, str], str | None]:
        """Point id → chunk id of the next ``size`` points, and where to go on; None at the end."""
        ...

    def delete_points(self, point_ids: Collection[str]) -> None:
        """Remove points by their own ids."""
        ...

    def tidy(self) -> None:
        """Put the engine's files in order after much writing; next to nothing when they are already."""
        ...

    def close(self) -> None:
        """Free the engine. Idempotent."""
        ...
