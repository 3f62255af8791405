"""Which of a model's words are the person's own: only those may be shown, or trusted as said by them."""

import regex

from yiju.copilot.words import content_words

_FIGURES = regex.compile(r"[\p{N}一二三四五六七八九十百千万亿两半]+|[A-Za-z][\w.:/@-]*")


def is_own(text: str, said: str) -> bool:
    """Whether the person said this: in these words, or in all of its words, figures and names."""
    text, said = _plain(text), _plain(said)
    if not text:
        return False
    if text in said:
        return True
    known = set(_FIGURES.findall(said))
    return (
        bool(content_words(text))
        and content_words(text) <= content_words(said)
        and set(_FIGURES.findall(text)) <= known
        and all(mark in said for mark in regex.findall(r"[^\w\s，,。；;、：:？?！!（）()]", text))
    )


def quoted(text: str, said: str) -> str:
    """The words where they stand in what the person said, one after the other; else empty."""
    return text.strip() if text.strip() and _plain(text) in _plain(said) else ""


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
