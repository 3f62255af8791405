"""Dense vectors for the chunks that wait for them."""

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence

from yiju.errors import YijuError
from yiju.ingest.refusals import embedded
from yiju.models.embedder import Embedder
from yiju.store import points
from yiju.store.indexing import use_model
from yiju.store.pace import note_pace
from yiju.store.points import PendingChunk
from yiju.store.store import Store

Progress = Callable[[str, int, int], None]
"""Called with (stage, done, total); stages are ``读取`` (files) and ``向量`` (chunks)."""

EMBED_BATCH = 32
_WRITE_AT_ONCE = 256
_WRITE_EVERY = 5.0
"""Seconds after which vectors go to the index: opening it costs more than a batch of a fast embedder."""


def embed_pending(
    store: Store,
    embedder: Embedder,
    progress: Progress | None = None,
    *,
    most: int | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Give every pending chunk its dense vector, cached ones first; may be stopped and taken up again.

    Vectors are computed without any lock and written in small batches. Several processes may do so at once:
    each takes the batches in an order of its own, and leaves out what another has computed meanwhile.

    Args:
        most: take up so many chunks, those that have waited longest; None for all.
        stopped: asked between two batches; what was computed until then is written.

    Returns:
        How many chunks wait no longer: they got one, or the endpoint refuses their text for what it is.

    Raises:
        ModelUnavailable: the embedding endpoint failed; what was done stays done.
    """
    if not points.pending(store.sql, embedder.name, 1):
        return 0
    with store.writing():
        use_model(store, embedder.name, embedder.dim)
    waiting = points.pending(store.sql, embedder.name, most)
    ready = points.cached(store.sql, embedder.name, {one.text_sha256 for one in waiting})
    waiting.sort(key=lambda one: one.text_sha256 not in ready)
    batches = [waiting[at : at + EMBED_BATCH] for at in range(0, len(waiting), EMBED_BATCH)]
    fresh = [batch for batch in batches if batch[-1].text_sha256 not in ready]
    random.shuffle(fresh)
    writing = _Writing(store, embedder.name)
    seen = given_up = 0
    try:
        for batch in [*batches[: len(batches) - len(fresh)], *fresh]:
            if stopped():
                break
            ready |= points.cached(store.sql, embedder.name, {one.text_sha256 for one in batch} - ready)
            missing = {one.text_sha256: one.text for one in batch if one.text_sha256 not in ready}
            refused: set[str] = set()
            if missing:
                vectors, refused = embedded(embedder, missing)
                points.remember(store.sql, embedder.name, vectors)
                ready.update(vectors)
            left_out = [one.id for one in batch if one.text_sha256 in refused]
            points.give_up(store.sql, embedder.name, left_out)
            given_up += len(left_out)
            seen += len(batch)
            taken = [one for one in batch if one.text_sha256 not in refused]
            writing.add(taken, computed=bool(missing), last=seen == len(waiting))
            if progress is not None:
                progress("向量", seen, len(waiting))
    except YijuError:
        writing.end()  # what was computed before is found from now on
        raise
    if most is None or len(waiting) < most or stopped():
        writing.end()
    else:
        writing.flush()
    return writing.done + given_up


class _Writing:
    """Takes chunks whose vectors are cached to the index, a few hundred at a time, and tells the pace."""

    def __init__(self, store: Store, model: str) -> None:
        self._store = store
        self._model = model
        self._chunks: list[PendingChunk] = []
        self._computed: Counter[str] = Counter()
        self._at = time.monotonic()
        self._paced = False
        self.done = 0

    def add(self, batch: Sequence[PendingChunk], *, computed: bool, last: bool) -> None:
        self._chunks += batch
        if computed:
            self._computed.update(one.unit for one in batch)
        waited = time.monotonic() - self._at
        if last or len(self._chunks) >= _WRITE_AT_ONCE or waited > _WRITE_EVERY:
            self.flush()

    def flush(self) -> None:
        if not self._chunks:
            return
        self.done += _write_dense(self._store, [one.id for one in self._chunks], self._model)
        seconds = time.monotonic() - self._at
        if self._computed:  # what lay in the cache tells nothing of how long the rest will take
            units = {unit: round(count / seconds, 3) for unit, count in self._computed.items()}
            note_pace(self._store.sql, self._model, units)
            self._paced = True
        self._chunks, self._computed, self._at = [], Counter(), time.monotonic()

    def end(self) -> None:
        """Write the rest, and take back the pace: nobody goes on at it."""
        self.flush()
        if self._paced:
            note_pace(self._store.sql, self._model, {})


def _write_dense(store: Store, chunk_ids: Sequence[str], model: str) -> int:
    with store.sql.read() as connection:
        if points.dense_model(connection) != model:  # another process chose another model meanwhile
            return 0
        made = points.points_of(connection, chunk_ids, model)
    # A document forgotten or superseded meanwhile has no points any more, and gets none back.
    store.vectors.upsert(made, only_existing=True)
    points.mark_dense(store.sql, made, model)
    return len(made)
