"""Do the evals notice when the product gets worse?

``python -m benchmarks.mutations [--only TEXT]… [--run NAME] [--workers N] [--json]``

Each mutation of ``mutations.toml`` is a deliberate regression: a few lines at the end of one module that
replace what stands above. It is made in a copy of the package, ``yiju eval run smoke`` runs on the copy, and
a mutation counts as caught where a gate that measured something does not hold (exit code 1) though the run
itself went through. Neither the run's time, which a busy machine decides, nor scores that could not be
compared count: they show no regression.
The unchanged code runs first: it must pass, else nothing is shown. A catch by one gate and few cases hangs by
a thread: give it more cases.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "yiju"
_TIME = "smoke.seconds"


@dataclass(frozen=True, slots=True)
class Mutation:
    """One regression: ``code`` replaces what stands above it in ``file`` (below the package)."""

    name: str
    file: str
    code: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What the evals said of one mutation.

    Attributes:
        gates: those that did not hold, and count.
        cases: how many cases the gate named that named the most.
        error: the run broke.
    """

    name: str
    caught: bool
    gates: tuple[str, ...]
    seconds: float
    cases: int = 0
    error: str = ""


def mutations() -> list[Mutation]:
    """All of them, in the file's order."""
    raw = tomllib.loads((Path(__file__).with_suffix(".toml")).read_text(encoding="utf-8"))
    return [Mutation(**row) for row in raw["mutation"]]


def mutate(package: Path, mutation: Mutation) -> None:
    """Put a mutation into a copy of the package."""
    path = package / mutation.file
    path.write_text(f"{path.read_text(encoding='utf-8')}\n\n{mutation.code}", encoding="utf-8")


def closed_by(given: dict[str, Any]) -> dict[str, int]:
    """The gates that tell of a regression, with the cases that each names, from what ``--json`` printed.

    Raises KeyError where it is not the outcome of a run.
    """
    closed = [gate for gate in given["gates"] if not gate["ok"]]
    proofs = [gate for gate in closed if gate["gate"] != _TIME and gate["value"] is not None]
    return {gate["gate"]: len(gate["cases"]) for gate in proofs}


def try_one(mutation: Mutation | None, scratch: Path, worlds: Path, run: str = "smoke") -> Trial:
    """Run the evals on a copy with a mutation in it; on an unchanged copy for None.

    Args:
        run: ``smoke``, or one suite.
        worlds: where the unchanged run leaves its world, for those that do not change what it is made by.
    """
    name = mutation.name if mutation else "unchanged"
    home = Path(tempfile.mkdtemp(dir=scratch))
    # Samples lie two folders above the package, as in the source tree.
    package = home / "src" / "yiju"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "examples", home / "examples", ignore=shutil.ignore_patterns("build"))
    if mutation is not None:
        mutate(package, mutation)
    made = home / "data" / "evals" / "worlds"
    if worlds.exists():
        shutil.copytree(worlds, made, ignore=shutil.ignore_patterns("locks"))
    environment = {k: v for k, v in os.environ.items() if not k.startswith("YIJU_")}
    environment |= {"PYTHONPATH": str(home / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    started = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-m", "yiju", "eval", "run", run, "--json", "--data", str(home / "data")],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    spent = round(time.perf_counter() - started, 1)
    try:
        closed = closed_by(json.loads(ran.stdout))
    except (json.JSONDecodeError, KeyError):
        return Trial(name, False, (), spent, error=(ran.stderr or ran.stdout).strip()[-300:])
    finally:
        if mutation is None and made.exists():
            shutil.copytree(made, worlds)
        shutil.rmtree(home, ignore_errors=True)
    most = max(closed.values(), default=0)
    return Trial(name, ran.returncode == 1 and bool(closed), tuple(closed), spent, most)


def main() -> None:
    """Try all, print what was caught by which gates."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--only", action="append", default=[], help="mutations whose name holds this text; may be repeated"
    )
    parser.add_argument("--run", default="smoke", help="one suite in place of smoke: quicker, sees less")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    chosen = [one for one in mutations() if any(text in one.name for text in options.only or [""])]
    with tempfile.TemporaryDirectory(prefix="yiju-mutations-") as folder:
        scratch = Path(folder)
        plain = try_one(None, scratch, scratch / "worlds", options.run)
        if plain.caught or plain.error:
            sys.exit(f"the unchanged code does not pass: {', '.join(plain.gates) or plain.error}")
        print(f"unchanged code passes, {plain.seconds} s", file=sys.stderr)
        trials: list[Trial] = []
        with ThreadPoolExecutor(options.workers) as pool:
            for trial in pool.map(lambda one: try_one(one, scratch, scratch / "worlds", options.run), chosen):
                trials.append(trial)
                how = (
                    f"caught by {len(trial.gates)}, up to {trial.cases} cases: {', '.join(trial.gates[:3])}"
                    if trial.caught
                    else "MISSED"
                )
                print(f"{trial.name:52} {trial.seconds:6} s  {trial.error or how}", file=sys.stderr)
    caught = sum(trial.caught for trial in trials)
    if options.json:
        rows = [{f: getattr(t, f) for f in Trial.__slots__} for t in trials]
        print(json.dumps({"caught": caught, "of": len(trials), "mutations": rows}, ensure_ascii=False))
    else:
        print(f"{caught} of {len(trials)} caught")


if __name__ == "__main__":
    main()
