"""A vector store that lives and dies with its process, for tests."""

from qdrant_client import QdrantClient

from yiju.store.vectors.client import ClientVectors


class MemoryVectors(ClientVectors):
    """Qdrant's brute-force engine in Python."""

    def __init__(self) -> None:
        super().__init__(QdrantClient(":memory:"), "yiju", place=":memory:", server=False)
