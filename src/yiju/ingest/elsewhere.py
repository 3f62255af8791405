"""What an ingestion asks of other machines, if it has any: to read its files, and to compute vectors."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from yiju.ingest.index import Progress
from yiju.ingest.limits import Limits
from yiju.ingest.taken import Decide, Event
from yiju.models.embedder import Embedder
from yiju.store.store import Store


class Elsewhere(Protocol):
    """Machines that read and compute; nothing is written there. Rows and index are the caller's alone."""

    def reading(
        self, files: Sequence[Path], decide: Decide, limits: Limits
    ) -> AbstractContextManager[Iterator[Event]]:
        """As ``reading_files.reading_of``: the same events in the same order. ``decide`` may be asked in
        another thread.
        """
        ...

    def vectors(self, store: Store, embedder: Embedder, progress: Progress | None) -> None:
        """Compute vectors of pending chunks into the store's cache. Whatever it leaves out, the caller
        computes.
        """
        ...
