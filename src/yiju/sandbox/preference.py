"""Which points reviewers keep and which they reject: a small logistic regression, and counts by section."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import regex

from yiju.copilot.cues import attributes
from yiju.copilot.material import Span
from yiju.copilot.taste import Ground, Point
from yiju.sandbox.judged import JudgedClaim
from yiju.sandbox.situations import sort_of
from yiju.store.types import Kind

LEAST = 6
"""Verdicts below which nothing is preferred."""
_RIDGE = 1.0
"""Weight of the prior, which holds every feature at 0: with little data today's order stays."""
_STEPS = 25
_CLOSE = 1e-10
_LIMIT = 1.5
_WORDING = frozenset({"stiff_wording", "too_alike", "compliance"})
_EVIDENCE = frozenset({"wrong_fact", "not_supported", "outdated"})
_DAYS = ((90, "quarter"), (365, "year"))
_LENGTHS = ((30, "short"), (70, "middle"))


@dataclass(frozen=True)
class Preference:
    """What one unit's verdicts say of points. ``judged``: those that do say something (``tells``)."""

    judged: Sequence[JudgedClaim] = field(default_factory=tuple)

    def utility(self, features: Iterable[str]) -> float:
        """Log-odds that reviewers keep a point, against the average one; 0 where nothing is known."""
        weights = self.weights
        return sum(weights.get(name, 0.0) for name in features)

    def favour(self, span: Span, as_of: dt.date | None) -> float:
        """The same for a span that no section has taken yet, in [-1.5, 1.5]."""
        found = self.utility(features_of_text(span.text, span.document.kind, span.date, as_of))
        return max(-_LIMIT, min(_LIMIT, 0.5 * found))

    @cached_property
    def weights(self) -> dict[str, float]:
        """Feature → weight: the maximum a posteriori estimate, by Newton's method (IRLS)."""
        if len(self.judged) < LEAST or len({one.verdict == "reject" for one in self.judged}) < 2:
            return {}
        import numpy as np

        rows = self._features
        names = sorted({name for row in rows for name in row})
        at = {name: number for number, name in enumerate(names)}
        x = np.zeros((len(rows), len(names) + 1))
        x[:, -1] = 1.0
        for number, row in enumerate(rows):
            x[number, [at[name] for name in row]] = 1.0
        y = np.array([0.0 if one.verdict == "reject" else 1.0 for one in self.judged])
        ridge = np.full(len(names) + 1, _RIDGE)
        ridge[-1] = 0.01  # how often anything is kept is nobody's merit
        w = np.zeros(len(names) + 1)
        for _ in range(_STEPS):
            p = 1.0 / (1.0 + np.exp(-(x @ w)))
            gradient = x.T @ (y - p) - ridge * w
            hessian = (x * (p * (1.0 - p))[:, None]).T @ x + np.diag(ridge)
            step = np.linalg.solve(hessian, gradient)
            w = w + step
            if np.abs(step).max() < _CLOSE:
                break
        return {name: round(float(w[number]), 9) for name, number in at.items()}

    def reasons(self, spans: Iterable[Span], as_of: dt.date | None, most: int) -> list[str]:
        """The verdicts with most weight in what is thought of these spans: of those who kept points like the
        one that is wanted most, or rejected ones like it where none is wanted.
        """
        of = {s: features_of_text(s.text, s.document.kind, s.date, as_of) for s in spans}
        if not of or not self.weights:
            return []
        wanted = of[max(of, key=lambda span: self.utility(of[span]))]
        kept = self.utility(wanted) >= 0
        weights = {name: abs(self.weights.get(name, 0.0)) for name in wanted}
        ranked = sorted(
            (-round(sum(weights.get(name, 0.0) for name in names), 6), -number, one.annotation)
            for number, (one, names) in enumerate(zip(self.judged, self._features, strict=True))
            if (one.verdict != "reject") == kept
        )
        return [annotation for weight, _number, annotation in ranked[:most] if weight < 0]

    @cached_property
    def _features(self) -> list[list[str]]:
        return [sorted(set(features(one.point, one.as_of))) for one in self.judged]

    @cached_property
    def sections(self) -> dict[str, float]:
        """Section of a strategy → log-odds that its facts are kept, against all facts, drawn towards 0."""
        told = [one for one in self.judged if one.situation.kind == "strategy"]
        facts = [one for one in told if one.point.nature == "fact"]
        if len(facts) < LEAST:
            return {}
        from math import log

        def odds(ones: Sequence[JudgedClaim]) -> float:
            kept = sum(one.verdict != "reject" for one in ones)
            return log((kept + 1.5) / (len(ones) - kept + 1.5))

        every = odds(facts)
        titles = dict.fromkeys(one.point.section for one in facts)
        return {title: odds([o for o in facts if o.point.section == title]) - every for title in titles}


def tells(judged: JudgedClaim) -> bool:
    """Whether a verdict says that such points are wanted or not: words or evidence alone say nothing."""
    return judged.verdict != "reject" or not judged.reasons <= _WORDING | _EVIDENCE


def features(point: Point, as_of: dt.date | None) -> list[str]:
    """What a point is preferred by."""
    ground = point.grounds[0] if point.grounds else Ground("", "", 0, 0, Kind.NOTE)
    sort = sort_of(point)
    return [
        f"section:{point.section}",
        f"role:{point.role}",
        f"sort:{sort}",
        f"sort:{sort}@{point.section}",
        *features_of_text(ground.quote, ground.kind, ground.date, as_of),
    ]


def features_of_text(text: str, kind: Kind, date: dt.date | None, as_of: dt.date | None) -> list[str]:
    """What a span is preferred by, whichever section it may stand in."""
    found = [f"kind:{kind}", f"length:{_bucket(len(text), _LENGTHS, 'long')}"]
    if date is not None and as_of is not None:
        found.append(f"age:{_bucket((as_of - date).days, _DAYS, 'old')}")
    if regex.search(r"\d", text):
        found.append("figure")
    if text.endswith(("？", "?")):
        found.append("question")
    return found + [f"about:{one.name}" for one in attributes() if one.words.search(text)][:2]


def _bucket(value: int, bounds: Sequence[tuple[int, str]], beyond: str) -> str:
    return next((name for bound, name in bounds if value <= bound), beyond)
