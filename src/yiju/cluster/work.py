"""A cluster as the ``Elsewhere`` of an ingestion."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from yiju.cluster.connection import connected
from yiju.cluster.nodes import check_nodes
from yiju.cluster.reading import reading_on_cluster, use_quietly
from yiju.cluster.vectors import vectors_on_cluster
from yiju.ingest.index import Progress
from yiju.ingest.limits import Limits
from yiju.ingest.taken import Decide, Event
from yiju.models.embedder import Embedder
from yiju.store.store import Store


class Cluster:
    """Reads and computes there. One connection must be open: see ``cluster``."""

    def reading(
        self, files: Sequence[Path], decide: Decide, limits: Limits
    ) -> AbstractContextManager[Iterator[Event]]:
        """What comes of these files, in their order."""
        return reading_on_cluster(files, decide, limits)

    def vectors(self, store: Store, embedder: Embedder, progress: Progress | None) -> None:
        """Compute vectors of pending chunks into the store's cache."""
        vectors_on_cluster(store, embedder, progress)


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """Connect to a cluster whose nodes can do the work.

    Args:
        address: ``local`` for one of this machine's, ended with the connection; ``auto`` or ``host:port``
            for one that runs, and that this machine is a node of.

    Raises:
        Invalid: it is no address.
        YijuError: the extra is not installed, nobody answers there, or a node lacks what it needs.
    """
    with connected(address):
        use_quietly()
        check_nodes()
        yield Cluster()
