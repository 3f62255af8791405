"""Bots under load, killed again and again: ``python -m benchmarks.bots --minutes 10``.

1,000 messages of 200 people, a tenth delivered twice, to a real ``yiju serve`` over the sample customers,
which is killed (SIGKILL) three times and started again, while somebody loads pages. Every message must be
answered exactly once. Prints one JSON object.
"""

import argparse
import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
from benchmarks.bench_common import machine
from benchmarks.bots_far import Far, OnPaper, OnWecom, TimedGateway
from tests.support.paper import Paper
from tests.support.served import Served

from yiju.bots.standing import standing
from yiju.settings import Settings
from yiju.store import tables
from yiju.store.database import Database
from yiju.store.identities import Identity, link
from yiju.store.users import save_user

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = ("帮助", "我的客户", "待办承诺", "付款条件是什么", "年降比例是多少", "返利政策是怎么定的", "订阅")
PAGES = ("/", "/search", "/queue", "/mine")


class Server(Served):
    """The server under test."""

    module = "benchmarks.bots_serve"
    patience = 300.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--settle", type=float, default=600, help="seconds to wait for the last answers")
    parser.add_argument("--platform", choices=("paper", "wecom"), default="wecom")
    parser.add_argument("--database-url", default="", help="empty: SQLite in a folder of its own")
    parser.add_argument("--embedder", default="hashing")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _far(chosen.platform) as far:
        print(json.dumps(measure(Path(folder), far, chosen), ensure_ascii=False, indent=2))


def measure(folder: Path, far: Far, chosen: argparse.Namespace) -> dict[str, Any]:
    """Load, run, count."""
    data, times = folder / "data", folder / "times"
    data.mkdir()
    names = _prepare(data, far, chosen)
    database = {"database_url": chosen.database_url} if chosen.database_url else {}
    server = Server(data, bots="wecom", embedder=chosen.embedder, **database)
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    server.environment = {"PYTHONPATH": path, "BOTS_TIMES": str(times), **far.environment()}
    loads: list[float] = []
    pages: list[float] = []
    over = threading.Event()
    with server:
        begun = time.monotonic()
        threads = [
            threading.Thread(target=_type, args=(far, names, chosen)),
            threading.Thread(target=_read, args=(server.url, pages, over), daemon=True),
        ]
        for thread in threads:
            thread.start()
        for kill in range(1, chosen.kills + 1):
            _sleep_until(begun + chosen.minutes * 60 * kill / (chosen.kills + 1), loads)
            server.kill()
            server.start()
        threads[0].join()
        typed = time.monotonic() - begun
        until = time.monotonic() + chosen.settle
        while (
            left := [key for key, count in far.answered().items() if not count]
        ) and time.monotonic() < until:
            time.sleep(0.5)
        settled = time.monotonic() - begun
        time.sleep(5)
        over.set()
        found = _found(far, times, pages, data, chosen)
        code = server.end()
    return found | {
        "platform": chosen.platform,
        "typed_seconds": round(typed),
        "settled_seconds": round(settled),
        "unanswered": len(left),
        "exit": code,
        "load": [round(one, 1) for one in loads],
        "machine": machine(),
    }


def _unanswered(far: Far) -> list[str]:
    return [key for key, count in far.answered().items() if not count]


def _found(
    far: Far, times: Path, pages: list[float], data: Path, chosen: argparse.Namespace
) -> dict[str, Any]:
    answered = far.answered()
    accepted = sorted(float(line) for line in times.read_text().split())
    with contextlib.closing(_database(data, chosen.database_url)) as sql:
        bot = standing(sql)[0]
    return {
        "messages": len(answered),
        "answered_once": sum(count == 1 for count in answered.values()),
        "answered_more": {key: count for key, count in answered.items() if count > 1},
        "acknowledged": _spread(far.delays()),
        "accepted": _spread(accepted),
        "pages": _spread(sorted(pages)),
        "states": bot.model_dump(include={"done", "failed", "unknown", "dead", "waiting", "to_send"}),
        "sent_into_a_broken_line": getattr(far, "lost", None),
    }


def _spread(seconds: list[float]) -> dict[str, float]:
    if not seconds:
        return {"n": 0}
    at = {
        f"p{part}": round(seconds[min(len(seconds) - 1, len(seconds) * part // 100)], 3)
        for part in (50, 95, 99)
    }
    return {"n": len(seconds), **at, "max": round(seconds[-1], 3)}


def _type(far: Far, names: list[str], chosen: argparse.Namespace) -> None:
    chance = random.Random(11)
    begun = time.monotonic()
    for number in range(chosen.messages):
        _sleep_until(begun + chosen.minutes * 60 * number / chosen.messages, [])
        far.say(chance.choice(names), chance.choice(QUESTIONS), 2 if chance.random() < 0.1 else 1)


def _read(url: str, pages: list[float], over: threading.Event) -> None:
    """Somebody looks at pages meanwhile, one a second."""
    with httpx.Client(base_url=url, trust_env=False, headers={"origin": url}, timeout=30) as client:
        number = 0
        while not over.wait(1):
            with contextlib.suppress(httpx.HTTPError):
                if number % 30 == 0:
                    client.post("/sign-in/local", data={"next": "/"})
                begun = time.monotonic()
                if client.get(PAGES[number % len(PAGES)]).status_code == 200:
                    pages.append(time.monotonic() - begun)
            number += 1


def _sleep_until(moment: float, loads: list[float]) -> None:
    while (left := moment - time.monotonic()) > 0:
        time.sleep(min(left, 15))
        loads.append(os.getloadavg()[0])


def _prepare(data: Path, far: Far, chosen: argparse.Namespace) -> list[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("YIJU_")}
    environment |= {"YIJU_EMBEDDER": chosen.embedder, "YIJU_DATABASE_URL": chosen.database_url}
    line = [sys.executable, "-m", "yiju", "demo", "--data", str(data)]
    subprocess.run(line, env=environment, check=True, stdout=subprocess.DEVNULL, cwd=data.parent)
    names = [f"u{number}" for number in range(chosen.people)]
    with contextlib.closing(_database(data, chosen.database_url)) as sql:
        with sql.read() as connection:
            units = connection.scalars(sa.select(tables.units.c.name)).all()
        for name in names:
            save_user(sql, name, roles=["rep"], units=units, actor="benchmark")
            link(sql, Identity(platform="wecom", corp=far.corp, external_id=name, user=name), "benchmark")
    return names


def _database(data: Path, url: str) -> Database:
    sql_url = Settings.model_validate({"data": data, "database_url": url}).sql_url
    return Database.open(sql_url, lock_folder=data / "locks")


@contextlib.contextmanager
def _far(platform: str) -> Iterator[Far]:
    if platform == "paper":
        with Paper() as paper:
            yield OnPaper(paper)
    else:
        with TimedGateway({OnWecom.bot: OnWecom.secret}) as gateway:
            yield OnWecom(gateway)


if __name__ == "__main__":
    main()
