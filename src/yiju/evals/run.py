"""Run suites: ask every case that is not known yet, score all, keep the record."""

import datetime as dt
import platform
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from yiju.errors import YijuError
from yiju.evals.cache import Cache, drop_oldest
from yiju.evals.cases import Case
from yiju.evals.judges.base import PatientChat
from yiju.evals.outcome import Outcome, Result, Scores
from yiju.evals.record import Run
from yiju.evals.suite import Suite
from yiju.evals.suites import SUITES
from yiju.evals.suites.injection import planted_by
from yiju.evals.world import World, fingerprint, open_world
from yiju.models.chat import make_chat
from yiju.models.embedder import make_embedder
from yiju.settings import Settings, load_settings
from yiju.store.store import Store

Progress = Callable[[str, int, int], None]
"""(stage, done, total)."""

_WORLD_ROOMS = ("ingest", "store", "models", "evals/world.py", "evals/planting.py")
"""The code that decides what the world holds; a change elsewhere leaves it as it is."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run.

    Attributes:
        name: of the run: ``smoke``, or the suite's.
        suites: suites with their cases, in order.
        home: folder for worlds and cached outcomes.
        embedder: ``hashing`` (quick, no model), or another of the settings'.
        workers: processes; each opens the world in a copy of its own.
        resume: take outcomes of the same code from the cache.
        judge: ask the configured chat model for the metrics that need one; ``repeats``: how often.
    """

    name: str
    suites: tuple[tuple[Suite, tuple[Case, ...]], ...]
    home: Path
    embedder: str = "hashing"
    workers: int = 1
    resume: bool = True
    judge: bool = False
    repeats: int = 1

    @property
    def count(self) -> int:
        """Cases in all."""
        return sum(len(cases) for _, cases in self.suites)


def plan(
    name: str,
    home: Path,
    *,
    cases: Path | None = None,
    sample: int = 0,
    embedder: str = "hashing",
    workers: int = 1,
    resume: bool = True,
    judge: bool = False,
    repeats: int = 1,
) -> Plan:
    """Find the suites and cases of a run: all suites for ``smoke``.

    Args:
        cases: a team's own folder of case files in place of the product's.
        sample: so many cases of each suite, the same ones every time; 0 = all.

    Raises:
        YijuError: no suite of that name, a case file is not well formed, there is no case at all, what a
            suite needs is not installed, or judges are asked for where there is none or no chat model.
    """
    from yiju.evals.suites import find_suite

    chosen = [suite for suite in SUITES.values() if suite.smoke] if name == "smoke" else [find_suite(name)]
    found: list[tuple[Suite, tuple[Case, ...]]] = []
    for suite in chosen:
        if suite.needs is not None:
            suite.needs()
        known = suite.cases(cases)
        if sample and sample < len(known):
            picked = set(random.Random(f"{suite.name}-{sample}").sample(range(len(known)), sample))
            known = [case for n, case in enumerate(known) if n in picked]
        if known:
            found.append((suite, tuple(known)))
    if not found:
        raise YijuError(
            f"没有可跑的用例：{cases or name}", hint="用例文件叫 <套件名>.jsonl，见 docs/evals.md。"
        )
    made = Plan(
        name,
        tuple(found),
        home,
        embedder=embedder,
        workers=workers,
        resume=resume,
        judge=judge,
        repeats=repeats,
    )
    if made.judge and not any(suite.name == "judged" for suite in chosen):
        raise YijuError("--judge 只用于 judged 套件。", hint="yiju eval run judged --judge")
    _judging_chat(made)
    return made


def _judging_chat(made: Plan) -> PatientChat | None:
    if not made.judge:
        return None
    chat = make_chat(load_settings())
    if chat is None:
        raise YijuError(
            "--judge 需要大模型。", hint="设 YIJU_LLM_BASE_URL 和 YIJU_LLM_MODEL，见 docs/evals.md。"
        )
    return PatientChat(chat)


def run_plan(made: Plan, progress: Progress | None = None) -> Run:
    """Run it. A case that fails keeps its error and scores 0; the others go on.

    Raises:
        YijuError: the world cannot be made.
    """
    started, seconds = dt.datetime.now(dt.UTC), {}
    clock = time.perf_counter()
    chat = _judging_chat(made)
    judging = [chat.name, str(made.repeats), version("ragas")] if chat is not None else []
    code = fingerprint(made.embedder, *judging)
    (made.home / "cache").mkdir(parents=True, exist_ok=True)
    cache = Cache(made.home / "cache", code)
    if not made.resume:
        cache.clear()
    known = {suite.name: cache.load(suite.name) for suite, _ in made.suites}
    todo = {
        suite.name: [case for case in cases if case.sha256 not in known[suite.name]]
        for suite, cases in made.suites
    }
    fresh: dict[str, dict[str, Outcome]] = {suite.name: {} for suite, _ in made.suites}
    if any(todo.values()):
        with opened_world(made) as world:
            seconds["world"] = round(time.perf_counter() - clock, 3)
            for name, case, outcome in _ask(made, world, todo, progress):
                fresh[name][case.sha256] = outcome
                if not outcome.given.get("again"):  # a judge that failed is asked again in the next run
                    cache.add(name, [(case.sha256, outcome)])
    results: list[Result] = []
    before = time.perf_counter()
    for suite, cases in made.suites:
        outcomes = known[suite.name] | fresh[suite.name]
        rows = [_result(suite, case, outcomes[case.sha256], fresh[suite.name]) for case in cases]
        spent = sum(
            outcomes[c.sha256].seconds.get("case", 0.0) for c in cases if c.sha256 in fresh[suite.name]
        )
        seconds[suite.name] = round(spent, 3)
        results += rows
    seconds["score"] = round(time.perf_counter() - before, 3)
    seconds["all"] = round(time.perf_counter() - clock, 3)
    return Run(
        name=made.name,
        started_at=started,
        fingerprint=code,
        embedder=made.embedder,
        model=chat.name if chat is not None else "",
        machine=f"{platform.machine()}, Python {platform.python_version()}",
        results=tuple(results),
        seconds=seconds,
        computed=sum(len(outcomes) for outcomes in fresh.values()),
    )


def _result(suite: Suite, case: Case, outcome: Outcome, fresh: dict[str, Outcome]) -> Result:
    scores: Scores = {suite.main: 0.0} if outcome.error else suite.score(case, outcome)
    return Result.model_validate(
        {
            "suite": suite.name,
            "id": case.id,
            "class": case.class_,
            "sha256": case.sha256,
            "scores": scores,
            "outcome": outcome,
            "cached": case.sha256 not in fresh,
        }
    )


@contextmanager
def opened_world(made: Plan, copied: Path | None = None) -> Iterator[World]:
    """The world of this code: made once, then opened."""
    planted = [one for suite, cases in made.suites for one in planted_by(suite, cases)]
    worlds = made.home / "worlds"
    key = fingerprint(made.embedder, *(p.model_dump_json() for p in planted), rooms=_WORLD_ROOMS)
    folder = copied or worlds / key[:16]
    folder.mkdir(parents=True, exist_ok=True)
    folder.touch()
    if copied is None:
        drop_oldest(worlds, 3)
    settings = Settings.model_validate({"data": folder, "embedder": made.embedder})
    with Store.open(settings) as store, open_world(store, make_embedder(settings), planted) as world:
        world.chat, world.repeats = _judging_chat(made), made.repeats
        yield world


def _ask(
    made: Plan, world: World, todo: dict[str, list[Case]], progress: Progress | None
) -> Iterator[tuple[str, Case, Outcome]]:
    """Outcomes as they come."""
    total, done = sum(len(cases) for cases in todo.values()), 0
    if made.workers > 1:
        from yiju.evals.workers import ask_in_processes

        for name, case, outcome in ask_in_processes(world.store.settings.data, made, todo):
            done += 1
            if progress is not None:
                progress(name, done, total)
            yield name, case, outcome
        return
    for name, cases in todo.items():
        for case in cases:
            yield name, case, ask_one(SUITES[name], world, case)
            done += 1
            if progress is not None:
                progress(name, done, total)


def ask_one(suite: Suite, world: World, case: Case) -> Outcome:
    """One case's outcome; a failure of the subject is one too."""
    started = time.perf_counter()
    try:
        outcome: Outcome = suite.run(world, case)
    except YijuError as error:
        outcome = Outcome(error=str(error), shown=(("出错", str(error)),))
    except Exception as error:
        told = f"{type(error).__name__}: {error}"
        outcome = Outcome(error=told, shown=(("程序出错", told),))
    spent = round(time.perf_counter() - started, 4)
    return outcome.model_copy(update={"seconds": {**outcome.seconds, "case": spent}})


def ask_all(suites: Sequence[str], world: World, cases: Sequence[Case]) -> list[Outcome]:
    """Outcomes of cases with their suites' names, in order."""
    return [ask_one(SUITES[name], world, case) for name, case in zip(suites, cases, strict=True)]
