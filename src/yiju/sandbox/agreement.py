"""Who agrees with whom: alpha of verdicts, of each pair of reviewers, each reason, each score."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial
from itertools import combinations

from yiju.sandbox.alpha import Alpha, alpha
from yiju.sandbox.annotations import all_annotations, in_force
from yiju.sandbox.moments import in_order
from yiju.sandbox.rubric import Rubric
from yiju.sandbox.types import Annotation
from yiju.store.database import Database
from yiju.store.types import Frozen, Viewer

Thing = tuple[str, str]
"""A suggestion's id and a claim's, empty for the suggestion as a whole."""
Shared = Mapping[Thing, Mapping[str, Annotation]]
"""What two or more judged: who said what."""


class Pair(Frozen):
    """Two reviewers' verdicts on what both judged. ``same``: how often they gave the same one."""

    one: str
    other: str
    alpha: Alpha
    same: int


class Agreement(Frozen):
    """Agreement among what the viewer may review.

    Attributes:
        verdicts: of all reviewers. ``pairs``: of every two who judged a thing in common.
        reasons, scores: by code of the rubric; a reason is given or not, a score is ordinal.
    """

    verdicts: Alpha
    pairs: tuple[Pair, ...]
    reasons: dict[str, Alpha]
    scores: dict[str, Alpha]


def agreement(
    sql: Database,
    viewer: Viewer,
    rubric: Rubric,
    *,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> Agreement:
    """Of verdicts in force, passed from ``since`` to before ``until``; an adjudicator's word is no side's.

    Raises:
        Invalid: the span ends before it begins.
    """
    in_order(since, until)
    found = all_annotations(sql, viewer, since=since)
    return agreement_of([one for one in found if until is None or one.at < until], rubric)


def agreement_of(found: Sequence[Annotation], rubric: Rubric) -> Agreement:
    """The same of annotations at hand."""
    things: dict[Thing, dict[str, Annotation]] = defaultdict(dict)
    for one in in_force([one for one in found if not one.settles]):
        things[one.suggestion_id, one.claim_id][one.author] = one
    shared = {thing: said for thing, said in things.items() if len(said) >= 2}
    reviewers = sorted({author for said in shared.values() for author in said})
    pairs = [_pair(shared, *two) for two in combinations(reviewers, 2)]
    return Agreement(
        verdicts=_alpha(shared, lambda a: a.verdict),
        pairs=tuple(pair for pair in pairs if pair.alpha.units),
        reasons={code: _alpha(shared, partial(_gives, code)) for code in rubric.reasons},
        scores={
            code: alpha(
                [
                    {who: a.scores[code] for who, a in said.items() if code in a.scores}
                    for said in shared.values()
                ],
                "ordinal",
                groups=_suggestions(shared),
            )
            for code in rubric.scores
        },
    )


def _suggestions(things: Iterable[Thing]) -> list[str]:
    """Claims of one suggestion are not independent: intervals draw suggestions."""
    return [suggestion for suggestion, _claim in things]


def _alpha(shared: Shared, value: Callable[[Annotation], Hashable]) -> Alpha:
    told = [{who: value(a) for who, a in said.items()} for said in shared.values()]
    return alpha(told, "nominal", groups=_suggestions(shared))


def _gives(code: str, annotation: Annotation) -> bool:
    return code in annotation.reasons


def _pair(shared: Shared, one: str, other: str) -> Pair:
    both = {
        thing: {one: said[one], other: said[other]}
        for thing, said in shared.items()
        if one in said and other in said
    }
    same = sum(said[one].verdict == said[other].verdict for said in both.values())
    return Pair(one=one, other=other, alpha=_alpha(both, lambda a: a.verdict), same=same)
