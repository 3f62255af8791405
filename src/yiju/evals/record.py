"""The record of one run: what was asked of which code, and every result. Kept as one JSON file."""

import datetime as dt
from pathlib import Path

from pydantic import Field, ValidationError

from yiju.errors import YijuError
from yiju.evals.cases import Strict
from yiju.evals.outcome import Result


class Run(Strict):
    """One run.

    Attributes:
        name: what was run: ``smoke``, or a suite's name.
        fingerprint: hash of code, samples and settings that can change an outcome.
        embedder, model: what searched, and which chat model drafted or judged; empty = none.
        machine: where it ran, in words.
        seconds: seconds by stage (``world``, each suite, ``score``, ``all``).
        computed: cases that were not taken from the cache.
        source: the folder of a team's own cases; empty for the product's. ``sample``: cases asked of each
            suite; 0 = all.
    """

    name: str
    started_at: dt.datetime
    fingerprint: str
    embedder: str = ""
    model: str = ""
    machine: str = ""
    results: tuple[Result, ...] = ()
    seconds: dict[str, float] = Field(default_factory=dict)
    computed: int = 0
    source: str = ""
    sample: int = 0


def write_run(run: Run, path: Path) -> None:
    """Write a run; the file is whole or as it was before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(run.model_dump_json(by_alias=True), encoding="utf-8")
    part.replace(path)


def read_run(path: Path) -> Run:
    """Read a run. Raises YijuError where the file is none."""
    try:
        return Run.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        first = str(error).splitlines()[0]
        raise YijuError(
            f"评测记录读不了：{path}：{first}", hint="用 yiju eval run 写出的 JSON 文件。"
        ) from error
