"""``evidence``: hard questions. Is the evidence found, and is it known where there is none?"""

import hashlib

from pydantic import Field, model_validator

from yiju.evals.cases import Case, Place
from yiju.evals.outcome import Outcome, Scores
from yiju.evals.scorers.ranking import ranks_of, recall_at, reciprocal_rank
from yiju.evals.suite import Suite
from yiju.evals.world import World
from yiju.retrieval.evidence import judge
from yiju.retrieval.signals import DEPTH

UNANSWERABLE = "unanswerable"


class EvidenceCase(Case):
    """A question that is hard to find an answer to, in other words than the material's.

    Attributes:
        query: as a rep would type it; ``customer``: search only there.
        gold: groups of places: of each group one paragraph must be found. Empty exactly for
            ``unanswerable``: the material speaks of the matter, and leaves just this open.
    """

    query: str = Field(min_length=2)
    customer: str = ""
    gold: tuple[tuple[Place, ...], ...] = ()

    @model_validator(mode="after")
    def _open_or_answered(self) -> "EvidenceCase":
        if (self.class_ == UNANSWERABLE) == bool(self.gold):
            raise ValueError("gold: empty exactly for unanswerable")
        return self

    @property
    def held_out(self) -> bool:
        """Whether it is of the half that nothing may be tuned to; by its id, so for good."""
        return hashlib.sha256(self.id.encode()).digest()[-1] % 2 == 1


def run(world: World, case: EvidenceCase) -> Outcome:
    """Search as the viewer, judge what was found, and ask."""
    hits = world.search(case.viewer, case.query, case.customer, DEPTH)
    found = judge(case.query, [hit.ranked for hit in hits])
    answer = world.copilot(case.viewer).ask(case.query, customer=case.customer, as_of=world.today)
    claims = [c for s in answer.sections for c in s.claims if "nearest" not in c.flags]
    wanted = [("应找到", " / ".join(place.contains for place in group)) for group in case.gold]
    top = [(f"{n}", f"《{h.document.title}》{h.paragraphs[0].text[:120]}") for n, h in enumerate(hits[:3], 1)]
    told = [("答", claim.text) for claim in claims] or [("答", "；".join(answer.missing))]
    return Outcome(
        given={
            "ranked": [[p.id for p in hit.paragraphs] for hit in hits],
            "gold": [sorted(world.places.ids(group)) for group in case.gold],
            "probability": round(found.probability, 4),
            "enough": found.enough,
            "refused": not claims,
            "cited": sorted({c.paragraph_id for claim in claims for c in claim.citations}),
        },
        shown=(("问", case.query), *wanted, *top, ("有依据的概率", f"{found.probability:.2f}"), *told),
        seconds=answer.timings,
    )


def score(case: EvidenceCase, outcome: Outcome) -> Scores:
    """``enough``: the judgement is right. ``right``: all gold is among the first ten, or the question is
    refused where there is none. ``held_…``: the same of the half that nothing is tuned to.
    """
    given = outcome.given
    refused, enough = bool(given["refused"]), bool(given["enough"])
    if not case.gold:
        scores: Scores = {"right": float(refused), "refused": float(refused), "enough": float(not enough)}
    else:
        ranks = ranks_of(given["ranked"], given["gold"])
        cited = set(given["cited"])
        scores = {f"recall@{k}": recall_at(ranks, k) for k in (1, 10)}
        scores |= {
            "right": float(recall_at(ranks, 10) == 1),
            "mrr@10": reciprocal_rank(ranks),
            "enough": float(enough),
            "answered": float(not refused),
            "cited": sum(bool(cited & set(group)) for group in given["gold"]) / len(given["gold"]),
        }
    held = {f"held_{name}": value for name, value in scores.items()} if case.held_out else {}
    return scores | {name: value for name, value in held.items() if name in METRICS}


METRICS = (
    *("right", "recall@1", "recall@10", "mrr@10", "enough", "answered", "cited", "refused"),
    *("held_right", "held_recall@10", "held_enough", "held_refused"),
)

EVIDENCE = Suite("evidence", EvidenceCase, run, score, main="right", metrics=METRICS, smoke=False)
