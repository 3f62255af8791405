"""Whether exported cases are cases: the check that only those who know the suites can make."""

from pathlib import Path

from yiju.errors import YijuError
from yiju.evals.suites import SUITES


def wrong_cases(folder: Path) -> list[str]:
    """What is wrong with a folder of cases, one file a suite; empty if nothing is."""
    problems = []
    for path in sorted(folder.glob("*")):
        suite = SUITES.get(path.stem)
        if suite is None or path.suffix != ".jsonl":
            problems.append(f"{folder.name}/{path.name} 不是哪一套评测的用例")
            continue
        try:
            suite.cases(folder)
        except YijuError as error:
            problems.append(f"{folder.name}/{path.name}：{error}")
    return problems
