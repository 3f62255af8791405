"""Patterns of paths: ``客户/{customer}/**``, ``{unit}/{customer}/**``, ``**/合同/*.pdf``.

A pattern fits the end of a path from any of its parts on; one that begins with ``/`` fits the whole of it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from yiju.ingest.place_names import path_of, readable, steps_of


def parts_of(place: str) -> list[str]:
    """The parts of a place's path, and of what lies inside the file: ``客户``, ``甲公司``, ``包.zip``."""
    outer = [readable(part) for part in path_of(place).parts if part not in ("/", "\\")]
    inner = [part for step in steps_of(place) for part in step.replace("\\", "/").split("/") if part]
    return [*outer, *inner]


def matches(pattern: str, place: str) -> list[dict[str, str]]:
    """Every way in which a pattern fits a place, as what its names stand for; empty if it does not.

    Args:
        place: a document's place, or its path with ``/`` between parts.
    """
    parts = parts_of(place) if ":" in place.partition("/")[0] else [p for p in place.split("/") if p]
    return list(_ways(pattern, parts))


def _ways(pattern: str, parts: list[str]) -> Iterator[dict[str, str]]:
    compiled = _compiled(pattern)
    starts = [0] if pattern.startswith("/") else range(len(parts))
    for start in starts:
        found = compiled.fullmatch("/".join(parts[start:]))
        if found:
            yield found.groupdict()


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    made = []
    wanted = [part for part in pattern.split("/") if part]
    for at, part in enumerate(wanted):
        last = at == len(wanted) - 1
        if part == "**":
            made.append("(?:[^/]+/)*[^/]+" if last else "(?:[^/]+/)*")
        else:
            made.append(_part(part) + ("" if last else "/"))
    return re.compile("".join(made), re.IGNORECASE)


def _part(part: str) -> str:
    pieces = re.split(r"(\*|\?|\{\w+\})", part)
    return "".join(
        "[^/]*"
        if one == "*"
        else "[^/]"
        if one == "?"
        else f"(?P<{one[1:-1]}>[^/]+)"
        if one[:1] == "{"
        else re.escape(one)
        for one in pieces
    )
