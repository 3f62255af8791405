"""A question as the ranker reads it: what it is about, in pieces that can be looked for in a text."""

import re
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from yiju.retrieval.glossary.terms import Glossary
from yiju.retrieval.lexicon import written_for
from yiju.store.bm25 import normalise

_HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_LATIN = re.compile(
    r"[^\W_\u3007\u3400-\u9fff\uf900-\ufaff]+(?:[.\-_/][^\W_\u3007\u3400-\u9fff\uf900-\ufaff]+)*"
)
_ASKING = re.compile(
    r"多少|几个|什么时候|什么样|什么|何时|哪天|哪些|哪个|哪位|哪里|哪儿|哪|谁|多久|多长|怎么样|怎么办|怎么|怎样|如何"
    r"|是否|有没有|是不是|能不能|可不可以|会不会|要不要|需不需要|该不该|请问|为什么|为何|可以|能够|应该|应当|需要|必须"
    r"|情况下|情况|时候|对于|关于|我们|他们|自己|[吗呢么吧啊的了我你他她是有和与或在被把会要能由及？?]"
)
"""Words of asking and connecting: in a question they say next to nothing of what it is about."""
_FOR_VALUE = re.compile(
    r"多少|几[天年个月日次人倍分]|多久|多长|期限|时间|何时|什么时候|哪天|比例|金额|上限|最高|最低|标准"
    r"|\bhow (?:much|many|long)\b|\bwhen\b"
)

_NAMES = 6
"""Most other names of terms that a question is also searched by."""


class _Cutter(Protocol):
    def cut(self, text: str) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Query:
    """A question, taken apart; every piece is in normal form, once, in the question's order.

    Attributes:
        plain: the whole question; content: without words of asking.
        pairs: every two neighbouring Chinese characters; told: the same of its content alone.
        characters: Chinese characters of its content; words: those of two or more.
        codes: Latin words, numbers, standards, dates in figures.
        written: words that documents use for what it says, and other names of the terms that it names.
        for_value: whether a figure, a date or a duration would answer it.
    """

    plain: str
    content: str
    pairs: tuple[str, ...]
    told: tuple[str, ...]
    characters: tuple[str, ...]
    words: tuple[str, ...]
    codes: tuple[str, ...]
    written: tuple[str, ...]
    for_value: bool


def read_query(text: str, *, expand: bool = True, glossary: Glossary | None = None) -> Query:
    """Take a question apart.

    Args:
        expand: look up the words that documents write for it.
        glossary: whose other names of a term are looked for too; none where None.
    """
    plain = normalise(text)
    content = _ASKING.sub(" ", plain)
    cutter = cast(_Cutter, import_module("rjieba"))
    runs = _HAN.findall(content)
    named = glossary.other_names(text, _NAMES) if expand and glossary is not None else ()
    written = (*written_for(plain), *(normalise(name) for name in named)) if expand else ()
    return Query(
        plain=plain,
        content=content.strip(),
        pairs=_pairs(_HAN.findall(plain)),
        told=_pairs(runs),
        characters=tuple(dict.fromkeys(char for run in runs for char in run)),
        words=tuple(dict.fromkeys(word for run in runs for word in cutter.cut(run) if len(word) > 1)),
        codes=tuple(dict.fromkeys(_LATIN.findall(plain))),
        written=tuple(dict.fromkeys(written)),
        for_value=bool(_FOR_VALUE.search(plain)),
    )


def _pairs(runs: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(run[at : at + 2] for run in runs for at in range(len(run) - 1)))
