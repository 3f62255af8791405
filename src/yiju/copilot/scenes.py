"""The scenes of talk tracks, which facts carry them, and the words around those: ``scenes.toml``."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import regex

_OTHERS = ("about", "tender", "needs", "settled", "without", "untold", "objects")


@dataclass(frozen=True, slots=True)
class Scene:
    """A talk-track scene: the sorts of fact that carry it, in order, and what else to search for.

    Attributes:
        about: what a fact must speak of to carry it; anything, where it is empty.
        tender: what a line of a tender must speak of to carry it; anything, where it is empty.
        needs: what at least one fact must say, else the scene has no ground; ``settled``: what undoes that.
        without: what is missing where none says so; ``untold``: where only what stays among ourselves does.
        objects: whether what the customer says must be an objection, or a doubt.
    """

    name: str
    anchors: tuple[str, ...]
    query: str
    about: str = ""
    needs: str = ""
    settled: str = ""
    without: str = ""
    untold: str = ""
    objects: bool = False
    tender: str = ""


@lru_cache(maxsize=1)
def scene_file() -> dict[str, Any]:
    """The file, read once."""
    text = resources.files("yiju.copilot.lexicon").joinpath("scenes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def scene_names() -> tuple[str, ...]:
    """The scenes known by name."""
    return tuple(row["name"] for row in scene_file()["scene"])


def tones() -> tuple[str, ...]:
    """The tones that a talk track may be asked in."""
    return tuple(scene_file()["tone"])


@lru_cache(maxsize=1024)
def find_scene(text: str) -> Scene:
    """The scene a text names; free text that names none is searched for as it stands."""
    for row in scene_file()["scene"]:
        if row["name"] in text or regex.search(row["words"], text):
            rest = {key: row[key] for key in _OTHERS if key in row}
            return Scene(row["name"], tuple(row["anchors"]), f"{text} {row['query']}", **rest)
    return Scene(text, ("concern", "change", "overdue", "term", "risk"), text)
