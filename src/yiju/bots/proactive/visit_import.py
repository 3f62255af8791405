"""Taking visits in from files, as one viewer may."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from yiju.bots.proactive.visits import Kept, Planned, keep_visits, remove_visits, visit_id
from yiju.errors import YijuError
from yiju.sandbox.moments import local
from yiju.store.types import Customer, Frozen

if TYPE_CHECKING:
    import datetime as dt

    from yiju.copilot.retrieve import Reader

Resolve = Callable[[str], Customer]
"""A name → the one customer that the viewer may mean by it. Raises YijuError."""
_MOST_BYTES = 5 * 1024 * 1024
_AT_ONCE = 200


class Entry(Frozen):
    """A visit, and what it is called in the file: its row, its title. ``order``: which entry of it it is."""

    place: str
    visit: Planned
    order: int = 0


class Found(Frozen):
    """What a file holds.

    Attributes:
        gone: sources of visits that the file says were cancelled.
        skipped: entries that are no visits, and why; errors: rows that could not be read, with their order.
        remarks: what should be known of entries that were taken.
    """

    entries: tuple[Entry, ...] = ()
    gone: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    errors: tuple[tuple[int, str], ...] = ()
    remarks: tuple[str, ...] = ()


class Taken(Frozen):
    """What taking a file in did. ``errors``: what was left out, and why, in order; else see ``Found``."""

    kept: Kept
    removed: int
    skipped: tuple[str, ...]
    errors: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def take_in(reader: "Reader", path: Path, user: str, now: "dt.datetime") -> Taken:
    """Take in a ``.csv`` or ``.ics`` file. Taking it in again changes nothing.

    Args:
        user: whose visits they are where the file does not say.

    Raises:
        YijuError: the file is neither, not readable, or too large.
    """
    form = path.suffix.lower()
    if form not in {".csv", ".ics"}:
        if path.is_dir():
            raise _unreadable(path, IsADirectoryError())
        raise YijuError(
            f"不认识的文件：{path.name or path}", hint="可以导入 .csv（CRM 导出）和 .ics（日历）。"
        )
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise YijuError(f"文件太大：{path.name}", hint="最大 5 MB。")
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    if not data.strip():
        raise YijuError(f"文件是空的：{path.name}", hint="从 CRM 或日历里重新导出一次。")
    if form == ".csv":
        from yiju.bots.proactive.visit_rows import read_rows

        found = read_rows(data, user, reader.customer, local(now).date())
    else:
        from yiju.bots.proactive.calendars import read_calendar

        found = read_calendar(data, user, reader.customers(), now)
    return keep(reader, found, user)


def keep(reader: "Reader", found: Found, user: str) -> Taken:
    """Keep what was found; a visit that may not be kept is told with its place, and stops no other."""
    sql, viewer = reader.store.sql, reader.viewer
    errors = list(found.errors)
    counts = {"added": 0, "changed": 0, "same": 0}
    for batch in _batches(found.entries):
        try:
            told = [keep_visits(sql, viewer, [one.visit for one in batch])]
        except YijuError:  # one of them: by itself each is kept or told
            told = []
            for entry in batch:
                try:
                    told.append(keep_visits(sql, viewer, [entry.visit]))
                except YijuError as error:
                    errors.append((entry.order, f"{entry.place}：{error}"))
        counts = {name: count + sum(getattr(one, name) for one in told) for name, count in counts.items()}
    removed = remove_visits(sql, viewer, [visit_id(user, source) for source in found.gone])
    wrong = tuple(text for _, text in sorted(errors, key=lambda one: one[0]))
    return Taken(
        kept=Kept(**counts), removed=removed, skipped=found.skipped, errors=wrong, remarks=found.remarks
    )


def _batches(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """As many as one transaction keeps; of two by the same name the later stands in a later one."""
    batch: dict[str, Entry] = {}
    for entry in entries:
        key = visit_id(entry.visit.user, entry.visit.source)
        if key in batch or len(batch) == _AT_ONCE:
            yield list(batch.values())
            batch = {}
        batch[key] = entry
    if batch:
        yield list(batch.values())


def _unreadable(path: Path, error: OSError) -> YijuError:
    if isinstance(error, FileNotFoundError):
        return YijuError(f"没有这个文件：{path}", hint="检查路径和文件名。")
    if isinstance(error, IsADirectoryError):
        return YijuError(f"这是一个文件夹：{path}", hint="指明里面的 .csv 或 .ics 文件。")
    why = "没有权限" if isinstance(error, PermissionError) else "磁盘或网络出错"
    return YijuError(f"文件读不了：{path.name}（{why}）", hint="检查文件的权限，或换一个地方再试。")
