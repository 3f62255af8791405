"""A server's worker that gives pending chunks their dense vectors, while questions are answered."""

import logging
import threading
import time

import sqlalchemy as sa

from yiju.errors import YijuError, without_secrets
from yiju.ingest.embedding import embed_pending
from yiju.models.embedder import Embedder
from yiju.store import points, tables
from yiju.store.store import Store

log = logging.getLogger(__name__)

_AT_ONCE = 256
"""Chunks taken up in one go: the longest that have waited."""
_LOOK = 2.0
"""Seconds between two looks at whether anything was published."""
_LOOK_ANYWAY = 60.0
"""Seconds after which it is looked for even so: an index made anew is published nowhere."""
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 300.0
"""Seconds of silence after a failure; doubled with each."""


class Background:
    """Runs until it is told to stop. Killed, it has lost at most the batch it was at.

    Args:
        embedder: asked between its batches to let questions go first (``models.embedder_turns``).
        closing: set when it is to stop.
        look, pause: seconds, see above.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        closing: threading.Event,
        *,
        look: float = _LOOK,
        pause: float = _FIRST_PAUSE,
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._closing = closing
        self._look = look
        self._first_pause = pause
        self._pause = pause
        self._told = ""
        self._foreign = False
        self._got_on = False

    def run(self) -> None:
        """Look, compute, look again."""
        seen, looked = -1, -_LOOK_ANYWAY
        while not self._closing.is_set():
            rest = self._look
            try:
                newest, published = self._news(seen)
                if published or time.monotonic() - looked > _LOOK_ANYWAY:
                    if self._some():
                        rest = 0.0
                    else:
                        looked = time.monotonic()
                    self._pause, self._told = self._first_pause, self._told if self._foreign else ""
                if rest:
                    seen = newest
            except Exception as error:  # whatever it is, questions are answered meanwhile, and it may pass
                rest = self._after(error)
            self._closing.wait(rest)

    def _some(self) -> int:
        with self._store.sql.read() as connection:
            present = points.dense_model(connection)
        self._foreign = present not in {None, self._embedder.name}
        if self._foreign:
            self._tell(
                f"索引里是模型 {present} 的向量，设置里是 {self._embedder.name}：后台不更换，"
                "只用关键词检索。要更换请运行一次 yiju ingest。"
            )
            return 0
        return embed_pending(
            *(self._store, self._embedder, self._gets_on), most=_AT_ONCE, stopped=self._closing.is_set
        )

    def _gets_on(self, _stage: str, _done: int, _total: int) -> None:
        self._got_on = True

    def _after(self, error: Exception) -> float:
        """Seconds to wait after a failure, which is told once and not each time."""
        if self._got_on:  # something was computed since the last failure
            self._pause, self._got_on = self._first_pause, False
        rest, self._pause = self._pause, min(2 * self._pause, _LONGEST_PAUSE)
        told = str(error) if isinstance(error, YijuError) else f"{type(error).__name__}: {error}"
        self._tell(f"后台计算向量暂停，稍后再试：{without_secrets(told)}")
        return rest

    def _tell(self, text: str) -> None:
        if text != self._told:
            log.warning("%s", text)
        self._told = text

    def _news(self, seen: int) -> tuple[int, bool]:
        """The newest entry of the log, and whether a document was published since the one seen last."""
        log = tables.audit.c
        since = sa.select(log.seq).where(log.seq > seen, log.action == "document.published").limit(1)
        with self._store.sql.read() as connection:
            newest = connection.scalar(sa.select(sa.func.max(log.seq))) or 0
            return newest, seen < 0 or connection.scalar(since) is not None
