"""Cases asked in several processes, each in its own copy of the world: the index has one owner at a time."""

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TYPE_CHECKING

from yiju.errors import YijuError
from yiju.evals.cases import Case
from yiju.evals.outcome import Outcome

if TYPE_CHECKING:
    from yiju.evals.plan import Plan
    from yiju.evals.world import World

_BATCH = 8
_open: dict[str, "World"] = {}
_stack = ExitStack()


def ask_in_processes(
    data: Path, made: "Plan", todo: dict[str, list[Case]]
) -> Iterator[tuple[str, Case, Outcome]]:
    """Outcomes as batches come back; cases of one suite are kept together, for what they share.

    Whoever stops listening, as by Ctrl-C, waits for the batches at work, not for all that were to come.

    Raises:
        YijuError: a process was killed.
    """
    rows = [(name, case) for name, cases in todo.items() for case in cases]
    batches = [rows[at : at + _BATCH] for at in range(0, len(rows), _BATCH)]
    with (
        tempfile.TemporaryDirectory(prefix="yiju-evals-") as scratch,
        ProcessPoolExecutor(
            made.workers, get_context("spawn"), initializer=_start, initargs=(data, scratch, made)
        ) as pool,
    ):
        waiting = {pool.submit(_work, batch): batch for batch in batches}
        try:
            for future in as_completed(waiting):
                for (name, case), outcome in zip(waiting[future], future.result(), strict=True):
                    yield name, case, outcome
        except BrokenProcessPool as error:
            raise YijuError(
                "一个评测进程意外结束（多半是内存不够）。", hint="减少 --workers 再跑，做完的不会重做。"
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _start(data: Path, scratch: str, made: "Plan") -> None:
    import yiju.guards  # noqa: F401  (first: nothing imported after this may phone home)
    from yiju.evals.worlds import opened_world

    threading.Thread(target=_end_with_parent, args=(Path(scratch),), daemon=True).start()
    own = Path(tempfile.mkdtemp(dir=scratch)) / "world"
    shutil.copytree(data, own, ignore=shutil.ignore_patterns("locks"))
    _open["world"] = _stack.enter_context(opened_world(made, own))
    Finalize(None, _stack.close, exitpriority=10)  # the interpreter is too far gone when it drops them itself


def _end_with_parent(scratch: Path) -> None:
    """A parent that was killed hears no more: its workers are not to go on, nor their worlds to stay."""
    parent = parent_process()
    assert parent is not None
    wait([parent.sentinel])
    for _ in range(20):  # this process and the others may still be writing there, and make it anew
        shutil.rmtree(scratch, ignore_errors=True)
        time.sleep(0.2)
        if not scratch.exists():
            break
    os._exit(1)


def _work(batch: Sequence[tuple[str, Case]]) -> list[Outcome]:
    from yiju.evals.run import ask_all

    names, cases = [name for name, _ in batch], [case for _, case in batch]
    return ask_all(names, _open["world"], cases)
