"""The alternative: LlamaIndex's own ingestion pipeline over its Qdrant store, with the embedder given."""

import os
import tempfile
import warnings
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from benchmarks.bench_common import TimedEmbedder

CHUNK_TOKENS = 512
"""Of Chinese about 390 characters: near the 400 that Yiju's chunks aim at."""


class Retriever(Protocol):
    """Finds node ids for a question."""

    def __call__(self, question: str) -> list[str]: ...


class LlamaArm:
    """One collection of LlamaIndex's Qdrant store.

    Args:
        folder: where an on-disk store lies; None keeps it in memory, which is quicker and not durable.
    """

    def __init__(self, embedder: TimedEmbedder, folder: Path | None) -> None:
        # A write to the package's own folder must not be needed.
        os.environ.setdefault("LLAMA_INDEX_CACHE_DIR", tempfile.gettempdir())
        from llama_index.vector_stores.qdrant import QdrantVectorStore
        from qdrant_client import QdrantClient

        self._client = QdrantClient(":memory:") if folder is None else QdrantClient(path=str(folder))
        self._store = QdrantVectorStore("bench", client=self._client)
        self._embedding = as_llama(embedder)

    def index_files(self, folder: Path) -> int:
        """Read text files, split, embed, store. Returns the number of chunks."""
        from llama_index.core import SimpleDirectoryReader
        from llama_index.core.ingestion import IngestionPipeline
        from llama_index.core.node_parser import SentenceSplitter

        splitter = SentenceSplitter(chunk_size=CHUNK_TOKENS, chunk_overlap=0)
        pipeline = IngestionPipeline(
            transformations=[splitter, self._embedding], vector_store=self._store, disable_cache=True
        )
        documents = SimpleDirectoryReader(str(folder)).load_data()
        for document in documents:
            document.metadata["unit"] = "main"
            document.excluded_embed_metadata_keys = list(document.metadata)
        with _quiet():
            return len(pipeline.run(documents=documents))

    def index_chunks(self, chunks: Sequence[tuple[str, str] | tuple[str, str, str]]) -> int:
        """Embed and store chunks made elsewhere: (id, text), and the unit where it is not ``main``."""
        from llama_index.core.ingestion import IngestionPipeline
        from llama_index.core.schema import TextNode

        nodes = [
            TextNode(
                text=text,
                metadata={"chunk_id": key, "unit": unit[0] if unit else "main"},
                excluded_embed_metadata_keys=_KEYS,
            )
            for key, text, *unit in chunks
        ]
        pipeline = IngestionPipeline(
            transformations=[self._embedding], vector_store=self._store, disable_cache=True
        )
        with _quiet():
            return len(pipeline.run(nodes=nodes))

    def retriever(self, limit: int, unit: str | None) -> Retriever:
        """Ask the store; with ``unit``, only for chunks of that unit."""
        from llama_index.core import VectorStoreIndex
        from llama_index.core.vector_stores import ExactMatchFilter, MetadataFilters

        filters = MetadataFilters(filters=[ExactMatchFilter(key="unit", value=unit)]) if unit else None
        index = VectorStoreIndex.from_vector_store(self._store, embed_model=self._embedding)
        retriever = index.as_retriever(similarity_top_k=limit, filters=filters)

        def retrieve(question: str) -> list[str]:
            return [str(hit.node.metadata.get("chunk_id", "")) for hit in retriever.retrieve(question)]

        return retrieve

    def close(self) -> None:
        """Free the store."""
        with suppress(Exception):
            self._client.close()


_KEYS = ["chunk_id", "unit"]


def as_llama(embedder: TimedEmbedder) -> Any:
    """The embedder, as LlamaIndex's interface wants it."""
    from llama_index.core.base.embeddings.base import BaseEmbedding

    class Wrapped(BaseEmbedding):
        """Hands everything on."""

        def _get_query_embedding(self, query: str) -> list[float]:
            return [float(x) for x in embedder.query(query)]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return [list(map(float, row)) for row in embedder.passages(texts)]

    return Wrapped(model_name=embedder.name, embed_batch_size=32)


class _quiet:  # noqa: N801  (used like a function)
    """Keep the store's advice about payload indexes and size out of the table."""

    def __enter__(self) -> None:
        self._caught = warnings.catch_warnings()
        self._caught.__enter__()
        warnings.simplefilter("ignore")

    def __exit__(self, *error: object) -> None:
        self._caught.__exit__(None, None, None)
