"""Files → events on a cluster, in the files' order; what a node could not give is read here."""

import contextlib
import itertools
import logging
import os
import warnings
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from yiju.cluster.blocks import tables_of
from yiju.cluster.desk import Answering, answering
from yiju.cluster.files import File, groups, packed_files
from yiju.cluster.nodes import processors
from yiju.cluster.tasks import Order, read_group
from yiju.errors import YijuError
from yiju.ingest.limits import Limits
from yiju.ingest.plain import event_of, unpacked
from yiju.ingest.reading_files import reading_of
from yiju.ingest.taken import Decide, Event
from yiju.ingest.worker_environment import environment

log = logging.getLogger(__name__)

_GROUPS_AT_ONCE = 2000
"""Of one data set: what is planned ahead stays small, however many files there are."""
_TRIES = 2
"""Times that a group is begun again whose node or process died."""


@contextlib.contextmanager
def reading_on_cluster(files: Sequence[Path], decide: Decide, limits: Limits) -> Iterator[Iterator[Event]]:
    """As ``reading_files.reading_of``. ``decide`` is asked in another thread.

    Raises:
        YijuError: the cluster is gone. What was read before has been given.
    """
    with answering(decide, {str(path) for path in files}) as desk:
        events = _events(files, decide, limits, desk)
        try:
            yield events
        finally:
            events.close()


def _events(
    files: Sequence[Path], decide: Decide, limits: Limits, desk: Answering
) -> Generator[Event, None, None]:
    at = 0
    with contextlib.closing(_rows(files, limits, desk)) as rows:
        for number, data in rows:
            if number < at:  # a task that was begun again
                continue
            yield from _here(files[at:number], decide, limits)
            yield from [event_of(message) for message in unpacked(data)]
            at = number + 1
    yield from _here(files[at:], decide, limits)


def _here(files: Sequence[Path], decide: Decide, limits: Limits) -> Generator[Event, None, None]:
    """Files whose tasks ended in vain, whatever killed them: in a process of their own, by all means."""
    if not files:
        return
    log.warning("%d 个文件在集群上没有读成，改在本机读取。", len(files))
    with reading_of(files, decide, replace(limits, workers=max(1, limits.workers))) as events:
        yield from events


def _rows(files: Sequence[Path], limits: Limits, desk: Answering) -> Generator[tuple[int, bytes], None, None]:
    """Each file's number and its events as bytes, in order, without those of tasks that failed."""
    import ray

    known = {name: value for name, value in environment().items() if name.startswith("YIJU_")}
    order = Order(limits, known, ray.get_runtime_context().get_node_id())
    rest = groups(files, sum(processors()))
    while some := list(itertools.islice(rest, _GROUPS_AT_ONCE)):
        try:
            with contextlib.closing(_blocks(some, desk.desk, order)) as blocks:
                for block in blocks:
                    desk.check()
                    yield from zip(block["number"].to_pylist(), block["events"].to_pylist(), strict=True)
        except (ray.exceptions.RayError, ConnectionError) as error:
            desk.check()
            raise gone(error) from error
        desk.check()


def _blocks(some: Sequence[list[File]], desk: Any, order: Order) -> Generator[Any, None, None]:
    """Tables as ``read_group`` gives them."""
    import ray.data

    rows = [{"files": packed_files(group)} for group in some]
    return tables_of(
        ray.data.from_items(rows, override_num_blocks=len(rows)).map_batches(
            read_group,
            batch_size=None,
            batch_format="pyarrow",
            fn_kwargs={"desk": desk, "order": order},
            num_cpus=1,
            compute=ray.data.TaskPoolStrategy(size=sum(processors())),
            ray_remote_args_fn=tries,
        )
    )


def tries() -> dict[str, Any]:
    """How often Ray begins a task again whose process or node died."""
    return {"max_retries": _TRIES}


def use_quietly() -> None:
    """Set how data sets are worked off: in order, in silence, and whatever becomes of a part of them."""
    import ray.data

    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = bool(os.environ.get("YIJU_DEBUG"))
    context.execution_options.preserve_order = True
    context.max_errored_blocks = -1
    level = logging.INFO if os.environ.get("YIJU_DEBUG") else logging.CRITICAL
    logging.getLogger("ray.data").setLevel(level)
    warnings.filterwarnings("ignore", message=".*will be removed in")  # its version is pinned
    warnings.filterwarnings("ignore", module=r"ray\.data\b")


def gone(error: Exception) -> YijuError:
    """The cluster is: in words."""
    return YijuError(
        f"Ray 集群中途不可用：{type(error).__name__}。",
        hint="已读完的已保存；再运行一次同一命令，会接着做；或不用 --cluster，在本机导入。",
    )
