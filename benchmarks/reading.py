"""Reading on its own: coverage of third-party files, pages and megabytes a second, memory over many files.

``python -m benchmarks.reading --shared DIR`` reads every file as ``yiju ingest`` does, in processes with
limits, beside Unstructured's ``partition`` of the same files (one process; where it is installed).
``--small 5000`` measures the memory of an ingestion of so many small files, its readers' included.
"""

import argparse
import csv
import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.reading_memory import memory_of

from yiju.ingest.limits import Limits
from yiju.ingest.reading_files import reading_of
from yiju.ingest.taken import Decision, Ended, Event, Taken, Told


@dataclass(slots=True)
class File:
    """One file: what came of it, and what the other made of it. Characters count blanks, as the index."""

    path: Path
    expected: int | None = None
    documents: int = 0
    chars: int = 0
    pages: int = 0
    reasons: list[str] = field(default_factory=list)
    seconds: float = 0.0
    other_chars: int = 0
    other_seconds: float = 0.0
    other_error: str = ""

    @property
    def kind(self) -> str:
        return self.path.suffix.lower().lstrip(".")


def _nothing_known(_place: str, _sha256: str) -> Decision:
    return Decision()


def read_all(files: list[File], limits: Limits) -> float:
    """Fill in what Yiju makes of the files. Returns the seconds of the whole."""
    began = last = time.perf_counter()
    with reading_of([file.path for file in files], _nothing_known, limits) as events:
        at: Iterator[File] = iter(files)
        file = next(at)
        for event in events:
            _count(file, event)
            if isinstance(event, Ended) and not event.place:
                now = time.perf_counter()
                file.seconds, last = now - last, now
                file = next(at, file)
    return time.perf_counter() - began


def _count(file: File, event: Event) -> None:
    if isinstance(event, Taken):
        file.documents += 1
        file.chars += len(event.reading.text) + 1
        file.pages += event.reading.pages or 0
    elif isinstance(event, Told):
        file.reasons.append(event.reason)


def _without_download() -> None:
    """Give Unstructured a blank pipeline with Chinese sentence ends: its own would be downloaded at first."""
    os.environ["DO_NOT_TRACK"] = "1"
    blank = import_module("spacy").blank("xx")
    blank.add_pipe("sentencizer", config={"punct_chars": list("。！？；.!?")})
    tokenize: Any = import_module("unstructured.nlp.tokenize")
    tokenize._get_nlp = lambda: blank


def partition_all(files: list[File]) -> None:
    """Fill in what Unstructured's ``partition`` makes of them. Raises ImportError where it is absent."""
    _without_download()
    partition = import_module("unstructured.partition.auto").partition
    for file in files:
        began = time.perf_counter()
        try:
            file.other_chars = sum(len(str(one)) + 1 for one in partition(str(file.path), strategy="fast"))
        except Exception as error:  # whatever it stumbles over
            file.other_error = type(error).__name__
        file.other_seconds = time.perf_counter() - began


def summary(files: list[File]) -> list[dict[str, Any]]:
    """A row a kind. Coverage: of the characters that the index expects, those read; a file's ends at 1."""
    kinds: dict[str, list[File]] = defaultdict(list)
    for file in files:
        kinds[file.kind].append(file)
    rows = []
    for kind, some in sorted(kinds.items()):
        expected = [file for file in some if file.expected]
        mb = sum(file.path.stat().st_size for file in some) / 1024 / 1024
        ours, theirs = (sum(getattr(f, name) for f in some) for name in ("seconds", "other_seconds"))
        rows.append(
            {
                "kind": kind,
                "files": len(some),
                "read": sum(file.documents > 0 for file in some),
                "named reason": sum(not file.documents and bool(file.reasons) for file in some),
                "neither": sum(not file.documents and not file.reasons for file in some),
                "coverage": _share(sum(min(f.chars, f.expected or 0) for f in expected), expected),
                "other coverage": _share(
                    sum(min(f.other_chars, f.expected or 0) for f in expected), expected
                ),
                "MB/s": round(mb / ours, 2) if ours else None,
                "other MB/s": round(mb / theirs, 2) if theirs else None,
                "pages/s": round(sum(f.pages for f in some) / ours, 1)
                if ours and any(f.pages for f in some)
                else None,
            }
        )
    return rows


def _share(found: int, expected: list[File]) -> float | None:
    wanted = sum(file.expected or 0 for file in expected)
    return round(found / wanted, 3) if wanted else None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with parser_files and tenders_zh")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--small", type=int, default=0, help="small files for the measurement of memory")
    parser.add_argument("--skip-other", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    folder = given.shared / "parser_files"
    with (folder / "index.csv").open(encoding="utf-8", newline="") as table:
        files = [
            File(folder / row["file"], int(row["text_chars"] or 0) or None) for row in csv.DictReader(table)
        ]
    files += [File(path) for path in sorted((given.shared / "tenders_zh").iterdir())]
    files = [file for file in files if file.path.is_file()]
    whole = read_all(files, Limits(seconds=given.seconds, workers=given.workers))
    if not given.skip_other and find_spec("unstructured") is not None:
        partition_all(files)
    worst = sorted((f for f in files if f.expected), key=lambda f: f.chars / (f.expected or 1))[:10]
    told: dict[str, Any] = {
        "files": len(files),
        "seconds": round(whole, 1),
        "kinds": summary(files),
        "worst": [
            {
                "file": str(f.path.relative_to(given.shared)), "expected": f.expected, "read": f.chars,
                "other": f.other_chars, "reasons": f.reasons[:2],
            }
            for f in worst
        ],
        "memory": memory_of(given.small) if given.small else [],
    }  # fmt: skip
    if given.json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return
    print(f"{told['files']} files in {told['seconds']} s")
    for row in [*told["kinds"], *told["worst"]]:
        print("  ".join(f"{name}={value}" for name, value in row.items()))
    for row in told["memory"]:
        print("MB:", row)


if __name__ == "__main__":
    main()
