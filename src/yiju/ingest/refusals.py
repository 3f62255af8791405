"""Texts that the embedder will not take: found by halving, so that one of them keeps no other waiting."""

from collections.abc import Mapping

from yiju.errors import ModelUnavailable
from yiju.models.embedder import Dense, Embedder
from yiju.models.endpoint import Refused

_NOT_OF_THE_TEXT = frozenset({401, 402, 403, 404, 405, 407, 408, 429})
"""Statuses that speak of the key, the address or the moment."""
_PLAIN = "付款条件"


def embedded(embedder: Embedder, texts: Mapping[str, str]) -> tuple[dict[str, Dense], set[str]]:
    """Vectors of texts, by their hashes, and the hashes of texts that the endpoint refuses for what they are.

    Raises:
        ModelUnavailable: it refuses a plain text as well, or gave no usable answer.
    """
    try:
        return dict(zip(texts, embedder.passages(list(texts.values())), strict=True)), set()
    except Refused as error:
        if error.status in _NOT_OF_THE_TEXT or not 400 <= error.status < 500:
            raise
        if len(texts) == 1:
            _check(embedder, error)
            return {}, set(texts)
    keys = list(texts)
    found: dict[str, Dense] = {}
    refused: set[str] = set()
    for half in (keys[: len(keys) // 2], keys[len(keys) // 2 :]):
        some, bad = embedded(embedder, {key: texts[key] for key in half})
        found |= some
        refused |= bad
    return found, refused


def _check(embedder: Embedder, error: Refused) -> None:
    """A wrong model's name is refused with the same status as a text: then no text is at fault."""
    try:
        embedder.passages([_PLAIN])
    except ModelUnavailable:
        raise error from None
