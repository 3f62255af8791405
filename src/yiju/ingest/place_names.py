"""How places are written: a file's URI, and behind ``#`` the steps to what lies inside it."""

from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from urllib.request import url2pathname

_STEP = "/"


def inside(place: str, step: str) -> str:
    """The place of a member of the file at ``place``."""
    return f"{place}{_STEP if '#' in place else '#'}{quote(step, safe='')}"


def path_of(place: str) -> Path:
    """The path of a place; of one inside a file, that file's."""
    return Path(url2pathname(urlsplit(place).path))


def steps_of(place: str) -> list[str]:
    """The steps that lead to a place inside a file; none for a file of its own."""
    fragment = place.partition("#")[2]
    return [unquote(step) for step in fragment.split(_STEP)] if fragment else []


def name_of(place: str) -> str:
    """The name of what lies at a place, as far as the place tells."""
    steps = steps_of(place)
    return steps[-1].rpartition("/")[2].partition(":")[2] or steps[-1] if steps else path_of(place).name


def shown_place(place: str) -> str:
    """A place for a person: the path, and behind ``›`` what lies inside it."""
    return " › ".join([str(path_of(place)), *steps_of(place)])
