"""What a run asks: suites, their cases, and how."""

import random
from dataclasses import dataclass
from pathlib import Path

from yiju.errors import Invalid, YijuError
from yiju.evals.cases import Case
from yiju.evals.judges.base import PatientChat
from yiju.evals.own import OwnMaterial, asked_by_own, read_own
from yiju.evals.suite import Suite
from yiju.evals.suites import SUITES, find_suite
from yiju.models.chat import make_chat
from yiju.settings import load_settings


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
        source: the folder of a team's own cases, as it was given; empty for the product's.
        own: a team's own customers, that its cases may ask about.
        sample: cases asked of each suite; 0 = all.
        judge: ask the configured chat model for the metrics that need one; ``repeats``: how often.
    """

    name: str
    suites: tuple[tuple[Suite, tuple[Case, ...]], ...]
    home: Path
    embedder: str = "hashing"
    workers: int = 1
    resume: bool = True
    source: str = ""
    own: OwnMaterial | None = None
    sample: int = 0
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
    material: Path | None = None,
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
        material: a team's own customers, a folder of files each.
        sample: so many cases of each suite, the same ones every time; 0 = all.

    Raises:
        YijuError: no suite of that name, no such folder, a case file is not well formed or of no suite,
            there is no case at all, what a suite needs is not installed, or judges are asked for where there
            is none or no chat model.
    """
    if cases is not None:
        _know_files(cases)
    own = None if material is None else read_own(material)
    chosen = [suite for suite in SUITES.values() if suite.smoke] if name == "smoke" else [find_suite(name)]
    found: list[tuple[Suite, tuple[Case, ...]]] = []
    for suite in chosen:
        if suite.needs is not None:
            suite.needs()
        known = suite.cases(cases) if own is None else asked_by_own(suite.cases(cases), own)
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
        source="" if cases is None else cases.as_posix(),
        own=own,
        sample=sample,
        judge=judge,
        repeats=repeats,
    )
    if made.judge and not any(suite.name == "judged" for suite in chosen):
        raise Invalid("--judge 只用于 judged 套件。", hint="yiju eval run judged --judge")
    judging_chat(made)
    return made


def _know_files(cases: Path) -> None:
    """A file of a mistyped name would be left out without a word."""
    if not cases.is_dir():
        what = "是一个文件，要它所在的文件夹" if cases.exists() else "不存在"
        raise YijuError(
            f"--cases 要一个文件夹，{cases} {what}。",
            hint="文件夹里每个套件一个 <套件名>.jsonl，见 docs/evals.md。",
        )
    named = {suite.source or suite.name for suite in SUITES.values()}
    strange = sorted(path.name for path in cases.glob("*.jsonl") if path.stem not in named)
    if strange:
        raise YijuError(
            f"{cases} 里的 {'、'.join(strange)} 不属于任何套件。",
            hint=f"可用的文件名：{'、'.join(sorted(named))}。",
        )


def judging_chat(made: Plan) -> PatientChat | None:
    """The chat model that judges in this run; None where none shall. Raises YijuError where none is set."""
    if not made.judge:
        return None
    chat = make_chat(load_settings())
    if chat is None:
        raise YijuError(
            "--judge 需要大模型。", hint="设 YIJU_LLM_BASE_URL 和 YIJU_LLM_MODEL，见 docs/evals.md。"
        )
    return PatientChat(chat)
