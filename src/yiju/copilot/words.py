"""Content words of a text: what two sentences must share to be about the same thing."""

from functools import lru_cache
from importlib import import_module, resources
from operator import add
from typing import Protocol, cast

import regex

_LATIN = regex.compile(r"[A-Za-z][A-Za-z0-9./+\-]*[A-Za-z0-9]|[A-Za-z0-9]+[-/][A-Za-z0-9\-/]+")


class _Jieba(Protocol):
    def cut(self, text: str) -> list[str]: ...

    def tag(self, text: str) -> list[tuple[str, str]]: ...


@lru_cache(maxsize=1)
def _jieba() -> _Jieba:
    module = import_module("rjieba")
    return cast(_Jieba, module)


@lru_cache(maxsize=8)
def word_list(name: str) -> frozenset[str]:
    """The words of one list of ``lexicon/``. Raises FileNotFoundError."""
    text = resources.files("yiju.copilot.lexicon").joinpath(name).read_text(encoding="utf-8")
    return frozenset(text.split())


@lru_cache(maxsize=65536)
def content_words(text: str) -> frozenset[str]:
    """Lower-cased content words: Chinese words of two characters or more, Latin words and codes.

    Numbers alone are left out: they are compared by value, elsewhere.
    """
    lowered = text.lower()
    found = {match.group() for match in _LATIN.finditer(lowered)}
    for word in _jieba().cut(regex.sub(r"[A-Za-z0-9./+\-]+", " ", lowered)):
        clean = word.strip()
        if len(clean) >= 2 and regex.fullmatch(r"\p{Han}+", clean):
            found.add(clean)
    return frozenset(found - word_list("stopwords.txt"))


def names_something(word: str) -> bool:
    """Whether a word names a thing, a person or a code, rather than what is done or how."""
    if not regex.search(r"\p{Han}", word):
        return True
    return any(tag.startswith(("n", "eng", "vn", "j", "l", "x")) for _, tag in _jieba().tag(word))


@lru_cache(maxsize=32768)
def has_verb(text: str) -> bool:
    """Whether a Chinese text holds a verb or an adjective."""
    return any(tag[:1] in {"v", "a"} and tag != "vn" for _, tag in _jieba().tag(text))


def is_name(word: str) -> bool:
    """Whether a word names one person, place or company, or is a code; a short acronym (VDA, LCA) is none."""
    if not regex.search(r"\p{Han}", word):
        return len(word) > 4 or bool(regex.search(r"\d", word))
    return any(tag in {"nr", "nrt", "nrfg", "ns", "nt", "nz"} for _, tag in _jieba().tag(word))


def bigrams(text: str) -> frozenset[str]:
    """Character bigrams of the letters, digits and Han of a text (for near-duplicates)."""
    kept = "".join(filter(str.isalnum, text.lower()))
    return frozenset(map(add, kept, kept[1:])) or frozenset({kept})


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """|∩| / |∪|, in [0, 1]."""
    return len(one & other) / len(one | other) if one or other else 0.0
