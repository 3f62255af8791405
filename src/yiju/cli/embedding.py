"""The dense vectors of what a command just published."""

from typing import TYPE_CHECKING

from yiju.cli.output import say
from yiju.errors import ModelUnavailable

if TYPE_CHECKING:
    from yiju.copilot.retrieve import Reader


def embed_now(reader: "Reader") -> None:
    """Compute what waits. A model that is away is told of, and undoes nothing: it is found by its words."""
    from yiju.ingest.index import embed_pending

    if reader.embedder is None:
        return
    try:
        embed_pending(reader.store, reader.embedder)
    except ModelUnavailable as error:
        say(f"已生效，先按关键词检索；向量以后补算：{error}", error=True)
