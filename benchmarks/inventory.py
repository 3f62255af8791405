"""How long the inventory takes over many documents, on SQLite or (``--url``) on PostgreSQL.

    python -m benchmarks.inventory --documents 10000 --json

Rows are written straight into the tables: ten chunks of 400 characters a document, a hundred customers in
four units, 2,000 suggestions that cite five documents each; one document in ten waits for its vectors. Over
SQLite all work is this process's own, so that its processor time tells on a busy machine too.
"""

import argparse
import datetime as dt
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from benchmarks.bench_common import machine, median

from yiju.copilot.inventory.listing import inventory
from yiju.copilot.inventory.progress import index_progress
from yiju.copilot.inventory.types import Asked
from yiju.copilot.retrieve import Reader
from yiju.settings import Settings
from yiju.store import tables
from yiju.store.store import Store
from yiju.store.types import Kind, Viewer

CHUNKS, CUSTOMERS, UNITS, SUGGESTIONS = 10, 100, 4, 2000
_DAY = dt.date(2026, 3, 1)
_KINDS = list(Kind)
_AT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def fill(store: Store, documents: int) -> None:
    """Rows alone: the index is asked for nothing here."""
    units = [{"name": f"u{n}"} for n in range(UNITS)]
    customers = [
        {"id": f"c{n:012x}", "unit": f"u{n % UNITS}", "name": f"客户{n}", "aliases": [], "seller": {}}
        for n in range(CUSTOMERS)
    ]
    with store.sql.write() as connection:
        connection.execute(sa.insert(tables.units), units)
        connection.execute(sa.insert(tables.customers), customers)
        connection.execute(sa.insert(tables.meta), [{"key": "dense_model", "value": "bench"}])
        for start in range(0, documents, 500):
            some = range(start, min(start + 500, documents))
            connection.execute(sa.insert(tables.documents), [_document(n) for n in some])
            connection.execute(
                sa.insert(tables.chunks), [_chunk(n, at) for n in some for at in range(CHUNKS)]
            )
        connection.execute(sa.insert(tables.suggestions), [_suggestion(n) for n in range(SUGGESTIONS)])
        drawn = [{"suggestion_id": f"s{n}", "unit": f"u{n % UNITS}"} for n in range(SUGGESTIONS)]
        connection.execute(sa.insert(tables.suggestion_units), drawn)
        links = {
            (f"s{n}", f"d{(n * 7 + k * UNITS) % documents:012x}")
            for n in range(SUGGESTIONS)
            for k in range(5)
        }
        rows = [{"suggestion_id": one, "document_id": other} for one, other in sorted(links)]
        connection.execute(sa.insert(tables.suggestion_documents), rows)


def _document(n: int) -> dict[str, object]:
    customer = n % CUSTOMERS
    return {
        "id": f"d{n:012x}",
        "source_key": f"file:{n}",
        "customer_id": f"c{customer:012x}",
        "unit": f"u{customer % UNITS}",
        "kind": _KINDS[n // CUSTOMERS % len(_KINDS)].value,
        "title": f"{n} 号资料",
        "date": None if n % 50 == 0 else _DAY - dt.timedelta(days=n % 900),
        "date_source": "document",
        "uri": f"file:///x/{n}",
        "format": ("pdf", "docx", "eml", "txt")[n % 4],
        "sha256": f"{n:064x}",
        "pages": 4,
        "paragraphs": 40,
        "parser": "bench-1",
        "warnings": ["第3页是扫描件"] if n % 20 == 0 else [],
        "attributes": {"language": "zh" if n % 3 else "en", "coverage": "0.9731", "personal_data": "email=2"},
        "open_restricted": False,
        "state": "current",
        "points": True,
        "ingested_at": _AT,
    }


def _chunk(n: int, at: int) -> dict[str, object]:
    name = f"d{n:012x}-c{at:04d}"
    return {
        "id": name,
        "document_id": f"d{n:012x}",
        "ordinal": at + 1,
        "spans": [[f"d{n:012x}-{at + 1:04d}", 0, 400]],
        "text": (f"{name}年降比例为3%，付款方式为验收后六十天。" * 20)[:400],
        "text_sha256": f"{n * CHUNKS + at:064x}",
        "dense_model": None if n % 10 == 0 else "bench",
    }


def _suggestion(n: int) -> dict[str, object]:
    unit = f"u{n % UNITS}"
    base = {"id": f"s{n}", "unit": unit, "customer": f"客户{n % CUSTOMERS}", "kind": "answer"}
    return {
        **base,
        "created_at": _AT - dt.timedelta(hours=n),
        "purpose": "advice",
        "body": {"text": "x" * 4000},
    }


def measure(store: Store, times: int) -> dict[str, dict[str, float]]:
    """Median seconds of each way to ask, by the clock and of the processor."""
    viewer = Viewer(user="b", roles=frozenset({"director"}), units=frozenset(f"u{n}" for n in range(UNITS)))
    reader = Reader(store, None, viewer)

    def progress() -> None:
        with store.sql.read() as connection:
            index_progress(connection, viewer)

    first = inventory(reader, Asked(limit=50, as_of=_DAY))
    ways: dict[str, Callable[[], object]] = {
        "whole": lambda: inventory(reader, Asked(as_of=_DAY)),
        "page of 50": lambda: inventory(reader, Asked(limit=50, as_of=_DAY)),
        "next page of 50": lambda: inventory(reader, Asked(limit=50, after=first.next, as_of=_DAY)),
        "one customer": lambda: inventory(reader, Asked(customer="客户7", as_of=_DAY)),
        "unindexed, page": lambda: inventory(reader, Asked(unindexed=True, limit=50, as_of=_DAY)),
        "stale, page": lambda: inventory(reader, Asked(stale=True, limit=50, as_of=_DAY)),
        "progress": progress,
    }
    told: dict[str, dict[str, float]] = {}
    for name, way in ways.items():
        taken = [_seconds(way) for _ in range(times)]
        told[name] = {
            "wall": round(median([wall for wall, _ in taken]), 3),
            "cpu": round(median([cpu for _, cpu in taken]), 3),
        }
    return told


def _seconds(act: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - wall, time.process_time() - cpu


def main() -> None:
    """Fill a store, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--url", default="", help="an empty PostgreSQL database")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data=Path(folder), database_url=chosen.url, embedder="none", vector_store="memory"
        )
        with Store.open(settings) as store:
            fill(store, chosen.documents)
            told: dict[str, Any] = {"documents": chosen.documents, "seconds": measure(store, chosen.times)}
    told["machine"] = machine()
    print(json.dumps(told, ensure_ascii=False, indent=2) if chosen.json else told)


if __name__ == "__main__":
    main()
