"""Spoken forms and the words that documents write for them (``lexicon/written.txt``)."""

from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=1)
def entries() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """(forms as people say them, words as documents write them), in the file's order.

    Raises:
        ValueError: a line is not ``form|form = word word``.
    """
    text = resources.files("yiju.retrieval").joinpath("lexicon/written.txt").read_text(encoding="utf-8")
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        said, _, written = line.partition("=")
        forms, words = tuple(filter(None, said.strip().split("|"))), tuple(written.split())
        if not forms or not words:
            raise ValueError(f"written.txt:{number}: {line!r} is not 'form|form = word word'")
        found.append((forms, words))
    return tuple(found)


def written_for(plain: str) -> tuple[str, ...]:
    """Words that documents write for what a question says, without those it holds already.

    Args:
        plain: the question in normal form (``store.bm25.normalise``).
    """
    found: dict[str, None] = {}
    for forms, words in entries():
        if any(form in plain for form in forms):
            found |= dict.fromkeys(word.lower() for word in words if word.lower() not in plain)
    return tuple(found)
