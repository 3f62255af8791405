"""A loopback ``/v1/embeddings`` that gives the hashing embedder's vectors, and does something at a batch."""

import json
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from tests.support.stub_llm import Step, StubLLM
from yiju.models.embedder_hashing import HashingEmbedder


class SlowVectors:
    """The server. ``texts``: all that it was asked for, in order."""

    def __init__(self) -> None:
        self._stub = StubLLM()
        self._stub.script(self._answer)
        self._lock = threading.Lock()
        self.texts: list[str] = []
        self.batches = 0
        self.at: dict[int, Callable[[], object]] = {}
        """What is done when so many batches have been asked for, before that one is answered."""

    @property
    def settings(self) -> dict[str, str]:
        """What makes a process ask it, by names without their prefix."""
        return {"embedder": "endpoint", "embed_base_url": self._stub.url, "embed_model": "slow"}

    def _answer(self, body: dict[str, Any]) -> Step:
        with self._lock:
            self.batches += 1
            act = self.at.pop(self.batches, None)
            self.texts += body["input"]
        if act is not None:
            act()
        vectors = HashingEmbedder(64).passages(body["input"])
        rows = [{"index": n, "embedding": one.tolist()} for n, one in enumerate(vectors)]
        return Step(raw=json.dumps({"data": rows}))

    def __enter__(self) -> Self:
        self._stub.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stub.__exit__(kind, error, trace)
