"""How long advice takes as an account grows: ``python -m benchmarks.advice [--sizes N…] [--json]``.

A made-up account (``bench_account``) is read in, then a visit strategy, a talk track and an answer are made
of it, each several times. Keyword search alone: embedding a question is measured in ``benchmarks.pipeline``.
"""

import yiju.guards  # noqa: F401  (first: nothing imported after this may phone home)

import argparse  # isort: skip
import datetime as dt
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.bench_account import write_account
from benchmarks.bench_common import machine, median

from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.errors import YijuError
from yiju.ingest.pipeline import ingest
from yiju.settings import Settings
from yiju.store.access import local_viewer
from yiju.store.store import Store
from yiju.store.types import Suggestion

_CUSTOMER, _TODAY = "样本客户", dt.date(2026, 3, 1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[2000, 20000], help="paragraphs of the account"
    )
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    options = parser.parse_args()
    facts = machine()
    try:
        results = [_measure(size, options.repeats) for size in options.sizes]
    except YijuError as error:
        sys.exit(f"cannot measure: {error}")
    if options.json:
        print(json.dumps({"machine": facts, "advice": results}, ensure_ascii=False))
        return
    for found in results:
        took = "  ".join(f"{name} {found[name]:.2f} s" for name in ("strategy", "talk", "answer"))
        print(f"{found['paragraphs']:6} paragraphs: {took}  (reading in {found['reading in']:.0f} s)")
    print(f"{facts['cores']} cores ({facts['cpu']}), Python {facts['python']}; load {facts['load_at_start']}")


def _measure(size: int, repeats: int) -> dict[str, Any]:
    """Seconds of each kind of advice, the median of the repetitions; the first, unmeasured one warms up."""
    with tempfile.TemporaryDirectory(prefix="yiju-bench-") as name:
        folder = Path(name)
        write_account(folder / "files", size)
        settings = Settings.model_validate({"data": folder / "data", "embedder": "none"})
        with Store.open(settings) as store:
            start = time.perf_counter()
            report = ingest(store, None, [folder / "files"], customer=_CUSTOMER, unit="main")
            found: dict[str, Any] = {
                "paragraphs": report.paragraphs,
                "reading in": round(time.perf_counter() - start, 1),
            }
            copilot = Copilot(Reader(store, None, local_viewer(store.sql)))
            asked: dict[str, Callable[[], Suggestion]] = {
                "strategy": lambda: copilot.strategy(_CUSTOMER, as_of=_TODAY),
                "talk": lambda: copilot.talk(_CUSTOMER, scene="报价", as_of=_TODAY),
                "answer": lambda: copilot.ask("年降比例是多少", customer=_CUSTOMER, as_of=_TODAY),
            }
            for kind, make in asked.items():
                times = [_timed(make) for _ in range(repeats + 1)][1:]
                found[kind] = round(median(times), 3)
            return found


def _timed(make: Callable[[], Suggestion]) -> float:
    start = time.perf_counter()
    make()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
