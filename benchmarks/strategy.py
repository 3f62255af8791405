"""How soon a strategy says something, how long it takes, and what it costs beside the model:
``python -m benchmarks.strategy [--data DIR] [--repeats N] [--json]``.

The sample customers are taken in (keywords and the hashing embedder: embedding a question is measured in
``benchmarks.pipeline``), then asked for:

- *first event*: from the request to the first server-sent event, over HTTP on loopback, of a warm server;
- *extractive*: whole strategies of every sample customer, unstreamed, in the process, the index kept open as
  a server keeps it;
- *cold*: ``yiju strategy`` as a new process at a terminal: its first line, and its end;
- *llm overhead*: whole strategies with a model, less the time in which at least one answer was waited for,
  its client's own work included. Once with a stub that answers at once, so that nothing can be done
  meanwhile, and once with one that takes a second an answer. The stub shares this process and its processors.
"""

import yiju.guards  # noqa: F401  (first: nothing imported after this may phone home)

import argparse  # isort: skip
import datetime as dt
import json
import os
import pty
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from benchmarks.bench_common import machine, median
from tests.support.account import honest
from tests.support.samples import LISTED, TODAY, open_samples, reader
from tests.support.served import Served
from tests.support.stored import settings_for
from tests.support.stub_llm import StubLLM

from yiju.copilot.llm_mode import LlmMode, make_llm_mode
from yiju.copilot.service import Copilot
from yiju.models.chat import Chat, Completion, Message
from yiju.store.access import LOCAL_USER
from yiju.store.store import Store
from yiju.store.users import save_user
from yiju.web.sessions import begin

NAMES = [row["name"] for row in LISTED["customer"]]
Times = list[float]
_KEPT = 30.0
"""Seconds for which the index stays open after its last use, as in the server."""
_PAUSE = 1.0
"""Seconds that the slower stub takes for an answer."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, help="a folder for the samples; taken in where it is empty")
    parser.add_argument("--repeats", type=int, default=8, help="strategies of each customer")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    options = parser.parse_args()
    facts = machine()
    with tempfile.TemporaryDirectory(prefix="yiju-bench-") as name:
        data = options.data or Path(name) / "data"
        found = _measure(data, options.repeats)
    if options.json:
        print(json.dumps({"machine": facts, "strategy": found}, ensure_ascii=False))
        return
    for what, times in found.items():
        print(f"{what:56} p50 {_at(times, 50):7.3f} s   p95 {_at(times, 95):7.3f} s   n={len(times)}")
    ratio = median(found["llm, our own part, answered at once"]) / median(found["extractive, warm"])
    print(f"our own part of llm mode is {ratio:.2f} times the extractive strategy")
    print(f"{facts['cores']} cores ({facts['cpu']}), Python {facts['python']}; load {facts['load_at_start']}")


def _measure(data: Path, repeats: int) -> dict[str, Times]:
    if not (data / "yiju.db").exists():
        open_samples(data).close()
    with Store.open(settings_for(data), keep_index=_KEPT) as store:
        found = _within(store, repeats)
    return found | _cold(data, max(2, repeats // 3)) | _served(data, repeats)


def _within(store: Store, repeats: int) -> dict[str, Times]:
    plain = Copilot(reader(store))
    extractive: Times = []
    cpu: Times = []
    for name in NAMES * (repeats + 1):
        start, used = time.perf_counter(), time.process_time()
        plain.strategy(name, as_of=TODAY)
        extractive.append(time.perf_counter() - start)
        cpu.append(time.process_time() - used)
    warm = len(NAMES)
    found = {"extractive, warm": extractive[warm:], "extractive, warm, processor time": cpu[warm:]}
    with StubLLM() as stub:
        changes = {"llm_base_url": stub.url, "llm_model": "stub"}
        llm = make_llm_mode(store.settings.model_copy(update=changes))
        assert llm is not None
        stub.script(honest)
        found |= _beside_a_model(store, llm, repeats, "answered at once")
        stub.script(lambda body: replace(honest(body), pause=_PAUSE))
        found |= _beside_a_model(store, llm, max(2, repeats // 2), f"{_PAUSE:g} s an answer")
    return found


def _beside_a_model(store: Store, llm: LlmMode, repeats: int, named: str) -> dict[str, Times]:
    timed = _Timed(llm.chat)
    copilot = Copilot(reader(store), replace(llm, chat=timed))
    own: Times = []
    beside: Times = []
    drafting: Times = []
    used: Times = []
    for name in NAMES * (repeats + 1):
        timed.reset()
        start, cpu = time.perf_counter(), time.process_time()
        made = copilot.strategy(name, as_of=TODAY)
        took = time.perf_counter() - start
        used.append(time.process_time() - cpu)
        assert made.mode == "llm", made.notices
        own.append(took - timed.waited)
        beside.append(made.timings["llm"] - timed.waited)
        drafting.append(made.timings["read"] + made.timings["find"] + made.timings["compose"])
    warm = len(NAMES)
    return {
        f"llm, our own part, {named}": own[warm:],
        f"  of that: the extractive strategy, {named}": drafting[warm:],
        f"  of that: gathering, checking, the graph, {named}": beside[warm:],
        f"  processor time, client and stub included, {named}": used[warm:],
    }


class _Timed:
    """A model, and for how long at least one answer of it was waited for."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        self.waited, self._now, self._since = 0.0, 0, 0.0

    @property
    def name(self) -> str:
        return self._chat.name

    def complete_json(self, messages: Sequence[Message], output: Any, **more: Any) -> Completion[Any]:
        with self._lock:
            self._since = time.perf_counter() if not self._now else self._since
            self._now += 1
        try:
            return self._chat.complete_json(messages, output, **more)
        finally:
            with self._lock:
                self._now -= 1
                self.waited += 0.0 if self._now else time.perf_counter() - self._since


def _cold(data: Path, repeats: int) -> dict[str, Times]:
    first: Times = []
    whole: Times = []
    help_: Times = []
    for name in NAMES[:1] * (repeats + 1):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "yiju", "--help"], capture_output=True, check=True)
        help_.append(time.perf_counter() - start)
        here, there = pty.openpty()
        line = [sys.executable, "-m", "yiju", "strategy", name, "--today", str(TODAY), "--data", str(data)]
        start = time.perf_counter()
        environment = os.environ | {"YIJU_EMBEDDER": "hashing"}
        with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=there, env=environment) as run:
            os.close(there)
            os.read(here, 64)
            first.append(time.perf_counter() - start)
            while _more(here):
                pass
            run.wait()
        whole.append(time.perf_counter() - start)
        os.close(here)
    return {
        "cold command, first line": first[1:],
        "cold command, of that: yiju --help": help_[1:],
        "cold command, whole": whole[1:],
    }


def _more(terminal: int) -> bool:
    try:
        return bool(os.read(terminal, 4096))
    except OSError:
        return False


def _served(data: Path, repeats: int) -> dict[str, Times]:
    with Store.open(settings_for(data)) as store:
        units = sorted({row["unit"] for row in LISTED["customer"]})
        save_user(store.sql, "bench", roles=["director"], units=units, actor=LOCAL_USER)
        token, _ = begin(store.sql, "bench", "token", dt.timedelta(hours=1))
    first: Times = []
    whole: Times = []
    with Served(data) as server:
        headers = {"authorization": f"Bearer {token}", "accept": "text/event-stream"}
        for name in NAMES * (repeats + 1):
            body = {"customer": name, "as_of": str(TODAY)}
            start = time.perf_counter()
            with httpx.stream(
                "POST",
                f"{server.url}/api/v1/suggestions/strategy",
                json=body,
                headers=headers,
                timeout=60,
                trust_env=False,
            ) as told:
                parts = told.iter_text()
                assert "progress" in next(parts)
                first.append(time.perf_counter() - start)
                assert "event: done" in "".join(parts)
            whole.append(time.perf_counter() - start)
    warm = len(NAMES)
    return {
        "served, first event, very first request": first[:1],
        "served, first event, warm": first[warm:],
        "served, whole, warm": whole[warm:],
    }


def _at(times: Times, percent: int) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, round(percent / 100 * (len(ordered) - 1)))]


if __name__ == "__main__":
    main()
