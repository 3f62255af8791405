"""A file that a node does not see, put out there under its own name and read as if it lay at its place."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from yiju.cluster.files import File
from yiju.ingest.taken import Begun, Decide, Decision, Ended, Event, Taken, Told
from yiju.ingest.worker_scratch import Scratch

Read = Callable[[Path, Decide], Iterator[Event]]
"""The events of one file."""
_MAILDIR = ("cur", "new", "tmp")


def events_of_shipped(file: File, data: bytes | None, decide: Decide, read: Read) -> Iterator[Event]:
    """What comes of a file whose bytes were sent, with the places that it has where it lies.

    Args:
        data: None where they were not: then an empty file of the same size, whose size is why.
    """
    scratch = Scratch()
    try:
        copy = _put_out(file, data, scratch.path)
        own = copy.resolve().as_uri()

        def at_home(text: str) -> str:
            return text.replace(own, file.place).replace(str(copy), file.path)

        def asked(place: str, sha256: str) -> Decision:
            return decide(at_home(place), sha256)

        for event in read(copy, asked):
            yield _moved(event, at_home)
    finally:
        scratch.remove()


def _put_out(file: File, data: bytes | None, folder: Path) -> Path:
    """Below the folder as below its own root: the names around a file tell readers what it is."""
    path = Path(file.path)
    copy = folder.joinpath(*[part for part in path.absolute().parts[1:] if part != ".."])
    copy.parent.mkdir(parents=True, exist_ok=True)
    if file.message:
        for name in _MAILDIR:
            (copy.parent.parent / name).mkdir(exist_ok=True)
    with copy.open("wb") as out:
        if data is None:
            out.truncate(file.size)
        else:
            out.write(data)
    return copy


def _moved(event: Event, at_home: Callable[[str], str]) -> Event:
    match event:
        case Taken():
            return replace(event, place=at_home(event.place))
        case Told():
            return replace(event, shown=at_home(event.shown), reason=at_home(event.reason))
        case Begun():
            return replace(event, place=at_home(event.place), shown=at_home(event.shown))
        case Ended():
            return replace(event, place=at_home(event.place), why=at_home(event.why))
