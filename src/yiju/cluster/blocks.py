"""Tables out of a data set of Ray's, as they are made. Whoever stops taking them stops the making."""

import threading
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_PATIENCE = 60.0
"""Seconds in which the work in hand must have ended."""


def tables_of(data: Any) -> Generator["pa.Table", None, None]:
    """The blocks of a data set, in its order. At the end, whichever it is, nothing of it goes on here.

    A thread that still spoke to the cluster after its connection is closed would end this process: Ray's own
    ``iter_batches`` leaves two of them to themselves.
    """
    import ray

    before = set(_at_work())
    try:
        for bundle in data.iter_internal_ref_bundles():
            for block in bundle.block_refs:
                yield ray.get(block)
    finally:
        for one in set(_at_work()) - before:
            one.shutdown(force=False)
            one.join(_PATIENCE)


def _at_work() -> list[Any]:
    """The threads that work data sets off."""
    from ray.data._internal.execution.streaming_executor import StreamingExecutor

    return [one for one in threading.enumerate() if isinstance(one, StreamingExecutor)]
