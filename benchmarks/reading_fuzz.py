"""Damaged copies of third-party files, read in processes with limits: each ends as a document or a reason.

``python -m benchmarks.reading_fuzz --shared DIR [--count N] [--seed N] [--workers N] [--keep DIR] [--json]``

Copies are cut at random, have bytes flipped, blocks doubled or zeroed, or another file's suffix, as the seed
says. Told are files that ended as neither, reasons that look like a program's own words, and the slowest.
"""

import argparse
import json
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from yiju.ingest.limits import Limits
from yiju.ingest.reading_files import reading_of
from yiju.ingest.taken import Decision, Ended, Taken, Told

_OWN_WORDS = re.compile(r"Traceback|File \"|\bat 0x|\w+(?:Error|Exception)\b|object has no|NoneType")
"""What a person should not be shown; the name of an error alone, after 无法解析, says nothing either."""
_MOST_BYTES = 3_000_000


def _cut(data: bytearray, dice: random.Random) -> None:
    del data[dice.randrange(1, len(data) + 1) :]


def _flip(data: bytearray, dice: random.Random) -> None:
    for _ in range(max(1, len(data) // dice.choice((50, 500, 5000)))):
        data[dice.randrange(len(data))] = dice.randrange(256)


def _zero(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(data))
    size = min(dice.choice((4, 64, 4096)), len(data) - at)
    data[at : at + size] = bytes(size)


def _double(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(data))
    data[at:at] = data[at : at + dice.choice((1, 100, 10_000))]


_DAMAGES: tuple[Callable[[bytearray, random.Random], None], ...] = (_cut, _flip, _zero, _double)


def damaged(files: list[Path], folder: Path, count: int, seed: int) -> list[Path]:
    """So many damaged copies, written into ``folder``."""
    dice = random.Random(seed)
    suffixes = sorted({path.suffix for path in files})
    made = []
    for number in range(count):
        source = dice.choice(files)
        data = bytearray(source.read_bytes()[:_MOST_BYTES]) or bytearray(b"x")
        suffix, what = source.suffix, dice.randrange(len(_DAMAGES) + 1)
        if what == len(_DAMAGES):
            suffix = dice.choice(suffixes)
        else:
            _DAMAGES[what](data, dice)
        path = folder / f"{number:05d}-{what}-{source.stem[:60]}{suffix}"
        path.write_bytes(data)
        made.append(path)
    return made


def outcomes(files: list[Path], limits: Limits) -> dict[str, Any]:
    """What became of the files."""
    told: dict[str, Any] = {"files": len(files), "read": 0, "named reason": 0, "neither": [], "own words": []}
    kinds: Counter[str] = Counter()
    slow: list[tuple[float, str]] = []
    at, began = iter(files), time.perf_counter()
    file, documents, reasons, last = next(at), 0, list[str](), time.perf_counter()
    with reading_of(files, lambda _place, _sha256: Decision(), limits) as events:
        for event in events:
            if isinstance(event, Taken):
                documents += 1
            elif isinstance(event, Told):
                reasons.append(event.reason)
            elif isinstance(event, Ended) and not event.place:
                now = time.perf_counter()
                slow.append((round(now - last, 2), file.name))
                told["read"] += bool(documents)
                told["named reason"] += not documents and bool(reasons)
                if not documents and not reasons:
                    told["neither"].append(file.name)
                kinds.update("放弃" for one in reasons if "已放弃" in one)
                kinds.update("崩溃" for one in reasons if "崩溃" in one or "意外退出" in one)
                told["own words"] += [f"{file.name}: {one}" for one in reasons if _OWN_WORDS.search(one)]
                file, documents, reasons, last = next(at, file), 0, [], now
    told |= {"given up": kinds["放弃"], "crashed": kinds["崩溃"], "slowest": sorted(slow, reverse=True)[:5]}
    told["seconds"] = round(time.perf_counter() - began, 1)
    return told


def main() -> None:
    """Damage, read, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with parser_files and tenders_zh")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--keep", type=Path, help="folder to leave the copies in")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    some = sorted((given.shared / "parser_files").glob("*/*")) + sorted(
        (given.shared / "tenders_zh").iterdir()
    )
    files = [path for path in some if path.is_file()]
    with tempfile.TemporaryDirectory() as room:
        folder = given.keep or Path(room)
        folder.mkdir(parents=True, exist_ok=True)
        copies = damaged(files, folder, given.count, given.seed)
        told = outcomes(copies, Limits(seconds=given.seconds, workers=given.workers))
    if given.json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for name, value in told.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
