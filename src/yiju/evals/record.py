"""The record of one run: what was asked of which code, and every result. Kept as one JSON file."""

import datetime as dt
from pathlib import Path

from pydantic import Field, ValidationError

from yiju.errors import YijuError
from yiju.evals.cases import Strict
from yiju.evals.outcome import Result
from yiju.invalid import first_wrong


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
    """Read a run: its file, or the folder that holds it. Raises YijuError that names the field."""
    file = path / "run.json" if path.is_dir() else path
    try:
        return Run.model_validate_json(file.read_text(encoding="utf-8-sig"))
    except ValidationError as error:
        why = "{} {}".format(*first_wrong(error)).strip()
    except UnicodeDecodeError:
        why = "不是 UTF-8 的文字"
    except FileNotFoundError:
        why = "没有这个文件"
    except OSError as error:
        why = error.strerror or str(error)
    raise YijuError(
        f"评测记录读不了：{file}：{why}", hint="要 yiju eval run 写出的 run.json，或它所在的文件夹。"
    )
