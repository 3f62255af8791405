"""Glossary files in TOML, ``industry`` and a list ``term``; errors name the file, the entry and the field."""

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from yiju.errors import YijuError
from yiju.invalid import first_wrong
from yiju.retrieval.glossary.terms import Glossary, Term, key_of
from yiju.store.types import Frozen

MOST = 5000
"""Entries of one file."""
_HINT = "写成 [[term]]，有 term 和 definition，可有 full、zh、aliases、not_same_as；见 docs/terms.md。"
_FOLDER = "terms"


class _File(Frozen):
    industry: str = ""
    term: tuple[Term, ...] = Field(min_length=1, max_length=MOST)


@lru_cache(maxsize=1)
def bundled() -> Glossary:
    """The terms that come with Yiju. Raises YijuError where a file is not well formed."""
    folder = resources.files("yiju.retrieval.glossary").joinpath(_FOLDER)
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    return Glossary(term for file in files for term in parse(file.name, file.read_text(encoding="utf-8")))


def read_terms(path: Path) -> tuple[Term, ...]:
    """The terms of a file.

    Raises:
        YijuError: it cannot be read, an entry is wrong, or a term is there twice.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise YijuError(f"术语文件读不了：{path}：{error}", hint="需要 UTF-8 的 TOML 文件。") from error
    return parse(path.name, text)


def parse(name: str, text: str) -> tuple[Term, ...]:
    """The terms of a file's text. Raises YijuError naming the file, the entry and the field."""
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise YijuError(f"术语文件 {name} 不是 TOML：{error}", hint=_HINT) from error
    try:
        file = _File.model_validate(raw)
    except ValidationError as error:
        where, wrong = first_wrong(error)
        raise YijuError(f"术语文件 {name} 的 {_entry(where, raw)} 不对：{wrong}", hint=_HINT) from error
    check_once(name, file.term)
    return tuple(
        one if one.industry else one.model_copy(update={"industry": file.industry}) for one in file.term
    )


def check_once(name: str, terms: Sequence[Term]) -> None:
    """Raises YijuError where a term is there twice."""
    seen: dict[str, str] = {}
    for one in terms:
        if key_of(one.term) in seen:
            raise YijuError(f"术语文件 {name} 里“{one.term}”写了两次。", hint="同一个词合成一条。")
        seen[key_of(one.term)] = one.term


def _entry(where: str, raw: Any) -> str:
    """``term[3].zh`` with the entry's own name, which is easier to find than its number."""
    if not where.startswith("term[") or not isinstance(raw, dict):
        return where or "整个文件"
    number = int(where[5 : where.index("]")])
    entry = raw["term"][number] if isinstance(raw.get("term"), list) else None
    called = entry.get("term") if isinstance(entry, dict) else None
    place = f"第 {number + 1} 条{f'“{called}”' if isinstance(called, str) else ''}"
    return f"{place} {where[where.index(']') + 1 :].lstrip('.') or '整条'}"
