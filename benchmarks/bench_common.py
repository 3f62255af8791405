"""Shared by every speed measurement: rows of results, percentiles, a timed embedder, the machine."""

import math
import os
import platform
import statistics
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from yiju.models.embedder import Dense, Embedder


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of Yiju beside the same figure of the alternative.

    Attributes:
        stage: ``read``, ``index`` or ``query``.
        better: whether a higher or a lower figure is better; ``none`` where neither is.
        other: None where the alternative cannot do this without another package.
    """

    stage: str
    what: str
    unit: str
    better: Literal["higher", "lower", "none"]
    yiju: float
    other: float | None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better Yiju is; below 1 it is worse."""
        if not self.other or not self.yiju or self.better == "none":
            return None
        return self.yiju / self.other if self.better == "higher" else self.other / self.yiju

    def as_dict(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self) | {"ratio": self.ratio}


class TimedEmbedder:
    """An embedder whose work is timed, and done once: a text met again costs nothing.

    So repetitions measure everything but embedding, and the first one says what embedding costs. Two
    of these around one model give two pipelines the very same model without sharing what they computed.

    Attributes:
        seconds: spent inside the model by ``passages`` so far; query_seconds: one entry a question.
    """

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self._passages: dict[str, Dense] = {}
        self._queries: dict[str, Dense] = {}
        self.seconds = 0.0
        self.texts = 0
        self.query_seconds: list[float] = []

    @property
    def name(self) -> str:
        """The model's."""
        return self._inner.name

    @property
    def dim(self) -> int:
        """The model's."""
        return self._inner.dim

    def query(self, text: str) -> Dense:
        """One question → float32, shape ``(dim,)``."""
        if text not in self._queries:
            start = time.perf_counter()
            self._queries[text] = self._inner.query(text)
            self.query_seconds.append(time.perf_counter() - start)
        return self._queries[text]

    def passages(self, texts: Sequence[str]) -> Dense:
        """Texts → float32, shape ``(len(texts), dim)``."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._passages]
        if missing:
            start = time.perf_counter()
            vectors = self._inner.passages(missing)
            self.seconds += time.perf_counter() - start
            self.texts += len(missing)
            self._passages.update(zip(missing, vectors, strict=True))
        if not texts:
            return np.empty((0, self.dim), dtype=np.float32)
        return np.stack([self._passages[text] for text in texts])


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that ``share`` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def median(values: Sequence[float]) -> float:
    """The middle of the repetitions."""
    return statistics.median(values)


def machine() -> dict[str, Any]:
    """What the figures depend on. ``busy``: other work wanted the cores as the run began."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return {
        "cores": cores,
        "cpu": _cpu() or platform.processor() or platform.machine(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load_at_start": round(load, 2),
        "busy": load > 0.5 * cores,
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
