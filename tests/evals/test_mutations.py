"""Every mutation changes something that exists: a renamed function must not turn one into nothing."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.mutations import PACKAGE, Mutation, closed_by, mutations

from yiju.evals.verdict import Verdict


def _names(tree: ast.Module) -> set[str]:
    """Names bound at the top of a module."""
    found: set[str] = set()
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.ImportFrom(names=names) | ast.Import(names=names):
                found |= {alias.asname or alias.name for alias in names}
    return found


def _gate(name: str, value: float | None = 0.5, ok: bool = False, cases: int = 2) -> dict[str, object]:
    verdict = Verdict(
        gate=name, ok=ok, value=value, limit=1.0, message="", cases=tuple(f"a-{n}" for n in range(cases))
    )
    return verdict.model_dump(mode="json")


def test_neither_the_clock_nor_what_was_not_compared_catches_anything() -> None:
    slow, lost = _gate("smoke.seconds", 200.0, cases=0), _gate("no_worse ask.right", None)
    assert closed_by({"gates": [slow, lost, _gate("floors ask.right", ok=True)]}) == {}
    real = [_gate("must ask.clean"), _gate("no_worse talk.right", -0.04, cases=3)]
    assert closed_by({"gates": [slow, lost, *real]}) == {"must ask.clean": 2, "no_worse talk.right": 3}
    with pytest.raises(KeyError):
        closed_by({"error": "nothing ran"})


def test_there_are_enough_of_them() -> None:
    assert len({one.name for one in mutations()}) == len(mutations()) >= 20


@pytest.mark.parametrize("mutation", mutations(), ids=lambda one: one.name)
def test_a_mutation_replaces_what_is_there(mutation: Mutation) -> None:
    module = ast.parse((PACKAGE / mutation.file).read_text(encoding="utf-8"))
    there = _names(module)
    code = ast.parse(mutation.code)
    used = {node.id for node in ast.walk(code) if isinstance(node, ast.Name)}
    for node in code.body:
        if isinstance(node, ast.FunctionDef):
            assert node.name in there | used, f"{mutation.file} has no {node.name}"


def test_all_of_them_can_be_imported(tmp_path: Path) -> None:
    """Each in its own module alone, executed after it."""
    lines = ["import importlib", "import yiju.guards"]
    for one in mutations():
        name = "yiju." + one.file.removesuffix(".py").replace("/", ".")
        lines += [f"m = importlib.import_module({name!r})", f"exec({one.code!r}, dict(vars(m)))"]
    script = tmp_path / "all.py"
    script.write_text("\n".join(lines), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    assert ran.returncode == 0, ran.stderr[-500:]
