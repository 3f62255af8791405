"""Picks the vector store that the settings name."""

from yiju.errors import YijuError
from yiju.settings import Settings
from yiju.store.vectors.protocol import VectorStore


def make_vector_store(settings: Settings, keep: float = 0.0) -> VectorStore:
    """Make the store; its heavy package is imported here and not before.

    Args:
        keep: seconds for which the engine in this process may stay open after its last use.

    Raises:
        YijuError: ``server`` without a URL, or the server does not answer.
    """
    if settings.vector_store == "memory":
        from yiju.store.vectors.memory import MemoryVectors

        return MemoryVectors()
    if settings.vector_store == "server":
        if not settings.vector_url:
            raise YijuError(
                "YIJU_VECTOR_STORE=server 需要 YIJU_VECTOR_URL", hint="例如 http://127.0.0.1:6333"
            )
        from yiju.store.vectors.server import ServerVectors

        return ServerVectors(settings.vector_url, api_key=settings.vector_api_key.get_secret_value())
    from yiju.store.vectors.edge import EdgeVectors

    return EdgeVectors(settings.data / "vectors", wait=settings.lock_wait, keep=keep)
