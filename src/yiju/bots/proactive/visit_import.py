"""Taking visits in from files, as one viewer may."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from yiju.bots.proactive.visits import Kept, Planned, keep_visits, remove_visits, visit_id
from yiju.errors import YijuError
from yiju.store.types import Customer, Frozen

if TYPE_CHECKING:
    import datetime as dt

    from yiju.copilot.retrieve import Reader

Resolve = Callable[[str], Customer]
"""A name → the one customer that the viewer may mean by it. Raises YijuError."""
_MOST_BYTES = 5 * 1024 * 1024


class Entry(Frozen):
    """A visit, and what it is called in the file: its row, its title."""

    place: str
    visit: Planned


class Found(Frozen):
    """What a file holds.

    Attributes:
        gone: sources of visits that the file says were cancelled.
        skipped: entries that are no visits, and why; errors: rows that could not be read.
    """

    entries: tuple[Entry, ...] = ()
    gone: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


class Taken(Frozen):
    """What taking a file in did. ``errors``: what was left out, and why."""

    kept: Kept
    removed: int
    skipped: tuple[str, ...]
    errors: tuple[str, ...]


def take_in(reader: "Reader", path: Path, user: str, now: "dt.datetime") -> Taken:
    """Take in a ``.csv`` or ``.ics`` file. Taking it in again changes nothing.

    Args:
        user: whose visits they are where the file does not say.

    Raises:
        YijuError: the file is neither, not readable, or too large.
    """
    form = path.suffix.lower()
    if form not in {".csv", ".ics"}:
        raise YijuError(f"不认识的文件：{path.name}", hint="可以导入 .csv（CRM 导出）和 .ics（日历）。")
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise YijuError(f"文件太大：{path.name}", hint="最大 5 MB。")
        data = path.read_bytes()
    except OSError as error:
        raise YijuError(f"文件读不了：{path.name}：{error.strerror}") from error
    if form == ".csv":
        from yiju.bots.proactive.visit_rows import read_rows

        found = read_rows(data, user, reader.customer)
    else:
        from yiju.bots.proactive.calendars import read_calendar

        found = read_calendar(data, user, reader.customers(), now)
    return keep(reader, found, user)


def keep(reader: "Reader", found: Found, user: str) -> Taken:
    """Keep what was found; a visit that may not be kept is told with its place, and stops no other."""
    sql, viewer = reader.store.sql, reader.viewer
    errors = list(found.errors)
    counts = {"added": 0, "changed": 0, "same": 0}
    for entry in found.entries:
        try:
            kept = keep_visits(sql, viewer, [entry.visit])
        except YijuError as error:
            errors.append(f"{entry.place}：{error}")
            continue
        counts = {name: count + getattr(kept, name) for name, count in counts.items()}
    removed = remove_visits(sql, viewer, [visit_id(user, source) for source in found.gone])
    return Taken(kept=Kept(**counts), removed=removed, skipped=found.skipped, errors=tuple(errors))
