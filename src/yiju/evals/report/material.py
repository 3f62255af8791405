"""Everything a report is made of; the writers only put it into a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yiju.evals.compare import Comparison
from yiju.evals.history import Entry
from yiju.evals.outcome import Result
from yiju.evals.record import Run
from yiju.evals.summary import Row, Stage, case_score, stages, summarise
from yiju.evals.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Material:
    """One run with all that is known about it.

    Attributes:
        mains: suite → main metric.
        comparisons, against: with another run or the baseline, and in words which.
        history: earlier runs of the same name, oldest first; this one may be among them.
        notes: what a reader should know, in Chinese.
    """

    run: Run
    mains: Mapping[str, str]
    rows: Sequence[Row]
    stages: Sequence[Stage]
    verdicts: Sequence[Verdict] = ()
    comparisons: Sequence[Comparison] = ()
    against: str = ""
    history: Sequence[Entry] = ()
    notes: Sequence[str] = ()

    @property
    def suites(self) -> list[str]:
        """Suites in the order of the run."""
        return list(dict.fromkeys(r.suite for r in self.run.results))

    def score(self, result: Result) -> float | None:
        """How a case did, by its suite's main metric; in [0, 1], None where unscored."""
        return case_score(result, self.mains.get(result.suite, ""))

    def wrong(self, result: Result) -> bool:
        """Whether a case is worth a look: it failed, did not do all, or broke a gate."""
        score = self.score(result)
        return (score is not None and score < 1) or bool(self.broken_by(result))

    def broken_by(self, result: Result) -> list[str]:
        """Promises (gates of ``must``) that this case broke."""
        return [
            v.gate.removeprefix("must ")
            for v in self.verdicts
            if v.gate.startswith("must ") and v.suite == result.suite and result.id in v.cases
        ]

    def whole_rows(self, suite: str) -> list[Row]:
        """Rows over all cases of a suite; the main metric first."""
        found = [row for row in self.rows if row.suite == suite and not row.class_]
        return sorted(found, key=lambda row: row.metric != self.mains.get(suite))

    def compared(self, suite: str, metric: str) -> Comparison | None:
        """What a metric was before."""
        return next((c for c in self.comparisons if (c.suite, c.metric) == (suite, metric)), None)

    def worst_first(self) -> list[Result]:
        """All cases: broken promises, errors, what is not all right, the rest; suites take turns in each.

        Within a suite lower scores come first, by the main metric and then by the mean of all.
        """
        place: dict[str, int] = {}
        for suite in self.suites:
            mine = sorted((r for r in self.run.results if r.suite == suite), key=self._quality)
            place |= {f"{suite} {result.id}": n for n, result in enumerate(mine)}

        def rank(result: Result) -> tuple[bool, bool, bool, int]:
            turn = place[f"{result.suite} {result.id}"]
            return not self.broken_by(result), not result.outcome.error, not self.wrong(result), turn

        return sorted(self.run.results, key=rank)

    def _quality(self, result: Result) -> tuple[bool, float, float]:
        score = self.score(result)
        scored = [one for one in result.scores.values() if one is not None]
        mean = sum(scored) / len(scored) if scored else 0.0
        return not self.broken_by(result), 0.999 if score is None else score, mean


def gather(
    run: Run,
    mains: Mapping[str, str],
    *,
    verdicts: Sequence[Verdict] = (),
    comparisons: Sequence[Comparison] = (),
    against: str = "",
    history: Sequence[Entry] = (),
    notes: Sequence[str] = (),
) -> Material:
    """Sum a run up for its reports."""
    return Material(run, mains, summarise(run), stages(run), verdicts, comparisons, against, history, notes)
