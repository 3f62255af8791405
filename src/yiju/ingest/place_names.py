"""How places are written: a file's URI, and behind ``#`` the steps to what lies inside it."""

import os
from pathlib import Path
from urllib.parse import quote, unquote, unquote_to_bytes, urlsplit
from urllib.request import url2pathname

_STEP = "/"


def inside(place: str, step: str) -> str:
    """The place of a member of the file at ``place``."""
    return f"{place}{_STEP if '#' in place else '#'}{quote(step, safe='')}"


def path_of(place: str) -> Path:
    """The path of a place; of one inside a file, that file's."""
    coded = urlsplit(place).path
    if os.name == "nt":
        return Path(url2pathname(coded))
    return Path(os.fsdecode(unquote_to_bytes(coded)))  # byte for byte: a name need not be UTF-8


def readable(path: str) -> str:
    """A path as people read it: names that are no UTF-8 are most likely GBK, as Windows wrote them here."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return "/".join(_read(part) for part in path.split("/"))
    return path


def _read(name: str) -> str:
    try:
        return os.fsencode(name).decode("gb18030", "replace")
    except UnicodeEncodeError:  # half a character that no file system wrote
        return name


def steps_of(place: str) -> list[str]:
    """The steps that lead to a place inside a file; none for a file of its own."""
    fragment = place.partition("#")[2]
    return [unquote(step) for step in fragment.split(_STEP)] if fragment else []


def name_of(place: str) -> str:
    """The name of what lies at a place, as far as the place tells."""
    steps = steps_of(place)
    return (
        steps[-1].rpartition("/")[2].partition(":")[2] or steps[-1]
        if steps
        else readable(path_of(place).name)
    )


def shown_place(place: str) -> str:
    """A place for a person: the path, and behind ``›`` what lies inside it."""
    return " › ".join([readable(str(path_of(place))), *steps_of(place)])
