"""A vector store on a Qdrant server or cluster."""

from qdrant_client import QdrantClient

from yiju.store.vectors.client import ClientVectors


class ServerVectors(ClientVectors):
    """One collection on a server, shared by every Yiju process of the installation."""

    def __init__(self, url: str, *, api_key: str = "", collection: str = "yiju") -> None:
        client = QdrantClient(url=url, api_key=api_key or None, timeout=60, check_compatibility=False)
        super().__init__(client, collection, place=url, server=True)
