"""How far a piece of advice is: told to whoever waits, timed, and ended where nobody waits any more."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from yiju.errors import YijuError
from yiju.store.types import Frozen, Section


class Step(Frozen):
    """A step that begins.

    Attributes:
        step: its name, the same for the same step: ``read``, ``find``, ``compose/合同与商务要点`` …
        text: what people are told: 正在核对合同条款…
        done, total: steps that are over, and all that there are, of this request.
        elapsed: seconds since the request began.
    """

    step: str
    text: str
    done: int
    total: int
    elapsed: float


Progress = Callable[[Step], None]


class Cancelled(YijuError):
    """Whoever asked does not want it any more. Nothing is kept."""

    def __init__(self) -> None:
        super().__init__("已取消，什么都没有保存。")


def _nobody(_told: object) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Watch:
    """Who waits for a piece of advice. All three may be called from several threads, one at a time.

    Attributes:
        progress: told each step as it begins.
        section: given each section once it is verified; what is kept in the end is what counts.
        stopped: asked between steps, and while a model writes: whether to give up.
    """

    progress: Progress = _nobody
    section: Callable[[Section], None] = _nobody
    stopped: Callable[[], bool] = lambda: False


UNWATCHED = Watch()


@dataclass
class Steps:
    """The steps of one request. ``total``: how many there will be.

    ``seconds``: by stage, and ``stage/part`` for parts of a stage, which may lie beside each other.
    """

    watch: Watch = UNWATCHED
    total: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    _done: int = 0
    _began: float = field(default_factory=time.perf_counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def stage(self, name: str, text: str = "") -> Iterator[None]:
        """Time a stage, or part of one. One with a ``text`` is a step: told as it begins.

        Raises:
            Cancelled: it is not wanted any more.
        """
        self.check()
        if text:
            with self._lock:
                elapsed = round(time.perf_counter() - self._began, 4)
                told = Step(step=name, text=text, done=self._done, total=self.total, elapsed=elapsed)
                self.watch.progress(told)
        start = time.perf_counter()
        try:
            yield
        finally:
            with self._lock:
                self._done += bool(text)
                took = time.perf_counter() - start
                self.seconds[name] = round(self.seconds.get(name, 0.0) + took, 4)

    def give(self, section: Section) -> None:
        """A section is verified."""
        with self._lock:
            self.watch.section(section)

    def check(self) -> None:
        """Go on only where it is still wanted. Raises Cancelled."""
        if self.watch.stopped():
            raise Cancelled
