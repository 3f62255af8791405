"""What came with a mail waits for it: a file's members are read before it is, and are judged after it."""

from collections.abc import Iterator

from yiju.ingest.place_names import steps_of
from yiju.ingest.taken import Taken


class Waiting:
    """The attachments of one file whose mail has not come yet."""

    def __init__(self) -> None:
        self._waiting: list[Taken] = []

    def taken(self, one: Taken) -> Iterator[Taken]:
        """Nothing for an attachment; for all else itself, and then what lay in it."""
        facts = one.reading.attributes
        if "mail_from" in facts or "mail_id" in facts:
            self._waiting.append(one)
            return
        inner = one.place + ("/" if "#" in one.place else "#")
        mine = [other for other in self._waiting if other.place.startswith(inner)]
        self._waiting = [other for other in self._waiting if not other.place.startswith(inner)]
        yield one
        yield from _outer_first(mine)

    def ended(self) -> Iterator[Taken]:
        """What is left of a file that is at its end: its mail could not be read, or was known."""
        left, self._waiting = self._waiting, []
        yield from _outer_first(left)


def _outer_first(found: list[Taken]) -> list[Taken]:
    return sorted(found, key=lambda one: len(steps_of(one.place)))
