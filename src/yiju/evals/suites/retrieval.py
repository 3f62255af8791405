"""``retrieval``: does search bring up the right paragraphs, and nothing outside the viewer's units?"""

import time
from typing import Any

from pydantic import Field, model_validator

from yiju.evals.cases import Case, Place
from yiju.evals.outcome import Outcome, Scores
from yiju.evals.scorers.ranking import ndcg_at, ranks_of, recall_at, reciprocal_rank
from yiju.evals.suite import Suite
from yiju.evals.world import World, units_of

DEPTH = 20
"""Chunks asked for."""


class RetrievalCase(Case):
    """A question and the paragraphs that answer it.

    Attributes:
        query: as a rep would type it.
        customer: search only there; everywhere the viewer may look where empty.
        gold: groups of places: of each group one paragraph must be found. Empty for what the viewer
            may not see: then nothing of ``hidden`` may be found.
        hidden: places that must not come up; one of the two must be there.
    """

    query: str = Field(min_length=1)
    customer: str = ""
    gold: tuple[tuple[Place, ...], ...] = ()
    hidden: tuple[Place, ...] = ()

    @model_validator(mode="after")
    def _asks_for_something(self) -> "RetrievalCase":
        if not (self.gold or self.hidden):
            raise ValueError("gold, hidden: one of them is needed")
        return self


def run(world: World, case: RetrievalCase) -> Outcome:
    """Search as the viewer; what counts as one hit is a chunk, the neighbouring paragraphs found as one."""
    started = time.perf_counter()
    hits = world.search(case.viewer, case.query, case.customer, DEPTH)
    seconds = time.perf_counter() - started
    ranked = [[p.id for p in hit.paragraphs] for hit in hits]
    groups = [sorted(world.places.ids(group)) for group in case.gold]
    hidden = sorted(world.places.ids(case.hidden))
    given: dict[str, Any] = {"ranked": ranked, "gold": groups, "hidden": hidden}
    given["foreign"] = sorted({hit.document.unit for hit in hits} - units_of(case.viewer))
    top = [(f"{n}", _shown(hit.document.title, hit.paragraphs[0].text)) for n, hit in enumerate(hits[:5], 1)]
    wanted = [("应找到", " / ".join(place.contains for place in group)) for group in case.gold]
    return Outcome(
        given=given, shown=(("问", case.query), *wanted, *top), seconds={"search": round(seconds, 4)}
    )


def _shown(title: str, text: str) -> str:
    return f"《{title}》{text[:120]}"


def score(case: RetrievalCase, outcome: Outcome) -> Scores:
    """A group of gold is one right answer; ``sealed``: no hit is of a unit that the viewer is not in, and
    none holds anything hidden.
    """
    hits, groups = outcome.given["ranked"], outcome.given["gold"]
    scores: Scores = {}
    if groups:
        ranks = ranks_of(hits, groups)
        scores = {f"recall@{k}": recall_at(ranks, k) for k in (1, 5, 10)}
        scores |= {"mrr@10": reciprocal_rank(ranks), "ndcg@10": ndcg_at(ranks)}
    hidden = set(outcome.given["hidden"])
    leaked = outcome.given["foreign"] or any(hidden & set(hit) for hit in hits)
    return scores | {"sealed": float(not leaked)}


RETRIEVAL = Suite(
    "retrieval",
    RetrievalCase,
    run,
    score,
    main="recall@10",
    metrics=("recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10", "sealed"),
)
