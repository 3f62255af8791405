"""Everything stored, opened as one thing."""

import contextlib
from collections.abc import Iterator
from types import TracebackType

from yiju.errors import YijuError
from yiju.settings import Settings
from yiju.store.database import Database
from yiju.store.disk import check_room, disk_trouble
from yiju.store.private import make_folder
from yiju.store.transcripts import Transcripts
from yiju.store.vectors.factory import make_vector_store
from yiju.store.vectors.protocol import VectorStore


class Store:
    """The SQL database and the vector index of one installation.

    Attributes:
        sql: documents, customers, suggestions, audit.
        vectors: the index over current documents' chunks; it can always be rebuilt from ``sql``.
        settings: what it was opened with.
    """

    def __init__(self, sql: Database, vectors: VectorStore, settings: Settings) -> None:
        self.sql = sql
        self.vectors = vectors
        self.settings = settings

    @classmethod
    def open(cls, settings: Settings, *, keep_index: float = 0.0) -> "Store":
        """Open or make a store, and finish what a killed process left half done.

        Args:
            keep_index: seconds for which the index may stay open after its last use, unless another process
                asks for it: for servers.

        Raises:
            YijuError: the folder, the database or the vector store cannot be used.
        """
        from yiju.store import indexing, moved_folder

        try:
            make_folder(settings.data)
        except OSError as error:
            if (trouble := disk_trouble(error)) is not None:
                raise trouble from error
            raise YijuError(f"数据目录建不了：{settings.data}：{error.strerror}") from error
        Transcripts(settings.data).tidy()
        sql = Database.open(settings.sql_url, lock_folder=settings.data / "locks", wait=settings.lock_wait)
        try:
            store = cls(sql, make_vector_store(settings, keep_index), settings)
            moved_folder.follow(store)
            indexing.recover(store)
        except BaseException:
            sql.close()
            raise
        return store

    @contextlib.contextmanager
    def writing(self, wait: float | None = None) -> Iterator[None]:
        """Be the one process that changes documents and their index. Not reentrant; keep it short.

        Raises:
            YijuError: another process held the place for too long, or the disk is all but full.
        """
        if self.settings.vector_store == "edge":
            check_room(self.settings.data)
        with self.sql.writer_lock(wait):
            yield

    def close(self) -> None:
        """Give everything back."""
        self.vectors.close()
        self.sql.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
