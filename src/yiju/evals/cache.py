"""Outcomes kept between runs: the same code, settings and case give the same outcome, so ask once."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from yiju.evals.outcome import Outcome

_KEEP = 4
"""Codes whose outcomes are kept; older ones are thrown away."""


class Cache:
    """One file a suite below a folder named by the fingerprint; a line is added as soon as a case is done.

    A killed run therefore goes on where it stopped; a torn last line is left out.
    """

    def __init__(self, home: Path, fingerprint: str) -> None:
        self._folder = home / fingerprint[:16]
        self._folder.mkdir(parents=True, exist_ok=True)
        self._folder.touch()
        drop_oldest(home, _KEEP)

    def load(self, suite: str) -> dict[str, Outcome]:
        """Case sha256 → outcome."""
        path = self._folder / f"{suite}.jsonl"
        found: dict[str, Outcome] = {}
        if path.exists():
            text = path.read_text(encoding="utf-8", errors="replace")
            if text and not text.endswith("\n"):  # a write was cut off
                with path.open("a", encoding="utf-8") as file:
                    file.write("\n")
            for line in text.split("\n"):  # a page break within a document's text ends no line here
                try:
                    row = json.loads(line)
                    found[row["sha256"]] = Outcome.model_validate(row["outcome"])
                except (ValueError, KeyError, TypeError, ValidationError):
                    continue
        return found

    def add(self, suite: str, outcomes: Iterable[tuple[str, Outcome]]) -> None:
        """Keep outcomes; those that failed are asked again next time."""
        path = self._folder / f"{suite}.jsonl"
        with path.open("a", encoding="utf-8") as file:
            for sha256, outcome in outcomes:
                if not outcome.error:
                    row = {"sha256": sha256, "outcome": outcome.model_dump(mode="json")}
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")
                    file.flush()

    def forget(self, suites: Iterable[str]) -> None:
        """Forget this code's outcomes of these suites."""
        for suite in suites:
            (self._folder / f"{suite}.jsonl").unlink(missing_ok=True)


def drop_oldest(home: Path, keep: int) -> None:
    """Remove all but the folders used last."""
    folders = sorted((f for f in home.iterdir() if f.is_dir()), key=lambda f: f.stat().st_mtime)
    for folder in folders[:-keep]:
        shutil.rmtree(folder, ignore_errors=True)
