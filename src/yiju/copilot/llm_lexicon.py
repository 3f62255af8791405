"""The lists of ``lexicon/advice.toml``, read once."""

import re
import tomllib
from functools import lru_cache
from importlib import resources

from yiju.copilot.words import word_list


@lru_cache(maxsize=1)
def _file() -> dict[str, str | list[str]]:
    text = resources.files("yiju.copilot.lexicon").joinpath("advice.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=16)
def advice_words(name: str) -> frozenset[str]:
    """The words of one list. Raises KeyError."""
    listed = _file()[name]
    assert isinstance(listed, str)
    return frozenset(listed.split())


@lru_cache(maxsize=16)
def advice_pattern(name: str) -> "re.Pattern[str]":
    """One list of expressions as one. Raises KeyError."""
    listed = _file()[name]
    assert isinstance(listed, list)
    return re.compile("|".join(listed))


@lru_cache(maxsize=1)
def neutral_words() -> frozenset[str]:
    """Words that advice may bring in by itself: they say nothing of customer, offer or third party."""
    named = frozenset().union(*(advice_words(name) for name in ("words", "act", "tell", "material")))
    return named | word_list("stopwords.txt")
