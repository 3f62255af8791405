"""Run suites: ask every case that is not known yet, score all, keep the record."""

import datetime as dt
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version

from yiju.errors import YijuError
from yiju.evals.cache import Cache
from yiju.evals.cases import Case
from yiju.evals.fingerprint import fingerprint
from yiju.evals.outcome import Outcome, Result, Scores
from yiju.evals.plan import Plan, judging_chat
from yiju.evals.record import Run
from yiju.evals.suite import Suite
from yiju.evals.suites import SUITES
from yiju.evals.world import World
from yiju.evals.worlds import opened_world, searched_by

Progress = Callable[[str, int, int], None]
"""(stage, done, total)."""


def run_plan(made: Plan, progress: Progress | None = None) -> Run:
    """Run it. A case that fails keeps its error and scores 0; the others go on.

    Raises:
        YijuError: the world cannot be made.
    """
    started, seconds = dt.datetime.now(dt.UTC), {}
    clock = time.perf_counter()
    chat = judging_chat(made)
    judging = [chat.name, str(made.repeats), version("ragas")] if chat is not None else []
    own = [made.own.sha256] if made.own is not None else []
    code = fingerprint(searched_by(made.embedder), *judging, *own)
    (made.home / "cache").mkdir(parents=True, exist_ok=True)
    cache = Cache(made.home / "cache", code)
    if not made.resume:
        cache.forget([suite.name for suite, _ in made.suites])
    known = {suite.name: cache.load(suite.name) for suite, _ in made.suites}
    todo = {
        suite.name: [case for case in cases if case.sha256 not in known[suite.name]]
        for suite, cases in made.suites
    }
    fresh: dict[str, dict[str, Outcome]] = {suite.name: {} for suite, _ in made.suites}
    if any(todo.values()):
        with opened_world(made, progress=progress) as world:
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
        source=made.source,
        sample=made.sample,
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
