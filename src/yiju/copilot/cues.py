"""The word lists of ``lexicon/``, compiled once."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import regex


@dataclass(frozen=True, slots=True)
class Attribute:
    """A commercial attribute: its Chinese name, the words for it, its sort of value, a weight in (0, 1].

    ``kinds``: words that name one kind of it (履约保证金, 投标保证金); each has its own value.
    """

    name: str
    words: "regex.Pattern[str]"
    value: str
    weight: float
    kinds: "regex.Pattern[str]"


@dataclass(frozen=True, slots=True)
class Spoken:
    """How people ask for something, and the words that documents use for it."""

    said: "regex.Pattern[str]"
    written: "regex.Pattern[str]"


def _read(name: str) -> dict[str, object]:
    text = resources.files("yiju.copilot.lexicon").joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=128)
def cue(group: str, key: str = "any") -> "regex.Pattern[str]":
    """The compiled pattern of one list of ``cues.toml``. Raises KeyError for an unknown one."""
    groups = _read("cues.toml")
    group_lists = groups[group]
    assert isinstance(group_lists, dict)
    return regex.compile("|".join(f"(?:{part})" for part in group_lists[key]), regex.IGNORECASE)


def cue_names(group: str) -> tuple[str, ...]:
    """The names of a group's lists, in the file's order. Raises KeyError."""
    lists = _read("cues.toml")[group]
    assert isinstance(lists, dict)
    return tuple(lists)


@lru_cache(maxsize=1)
def attributes() -> tuple[Attribute, ...]:
    """Every commercial attribute, in the file's order."""
    rows = _read("attributes.toml")["attribute"]
    assert isinstance(rows, list)
    return tuple(
        Attribute(
            r["name"],
            regex.compile(r["words"], regex.IGNORECASE),
            r["value"],
            float(r["weight"]),
            regex.compile(r.get("kinds") or r"(?!)"),
        )
        for r in rows
    )


@lru_cache(maxsize=1)
def spoken() -> tuple[Spoken, ...]:
    """Every spoken form, in the file's order."""
    rows = _read("spoken.toml")["spoken"]
    assert isinstance(rows, list)
    return tuple(Spoken(regex.compile(r["said"]), regex.compile(r["written"])) for r in rows)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """How to ask on about a statement: ``words`` it must hold, sorts of value of which it must hold one."""

    words: "regex.Pattern[str]"
    values: tuple[str, ...]
    ask: str


@lru_cache(maxsize=1)
def inquiries() -> tuple[Inquiry, ...]:
    """Every way of asking on, the particular ones first; the last ones fit anything."""
    rows = _read("questions.toml")["question"]
    assert isinstance(rows, list)
    return tuple(
        Inquiry(
            regex.compile(row.get("words", ""), regex.IGNORECASE),
            tuple(filter(None, row.get("value", "").split("|"))),
            row["ask"],
        )
        for row in rows
    )


def attribute(name: str) -> Attribute:
    """The attribute of that name. Raises KeyError."""
    for found in attributes():
        if found.name == name:
            return found
    raise KeyError(name)
