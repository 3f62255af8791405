"""What counts beside how well a passage answers: wishes, what holds now, company, and no repetitions."""

import datetime as dt

import numpy as np

from yiju.retrieval.authority import standing
from yiju.retrieval.candidates import Candidates
from yiju.retrieval.diversity import repeated
from yiju.retrieval.fusion import Floats
from yiju.retrieval.options import Options
from yiju.retrieval.query import Query
from yiju.retrieval.shelf import Shelf
from yiju.retrieval.wishes import fulfilled, wishes_of

PREFERENCES = ("wishes", "standing", "beside", "repeated")
_BESIDE = 0.1
"""What it is worth, in log-odds, to stand right beside one of the best."""
_BEST = 3


def preferences(
    shelf: Shelf,
    text: str,
    query: Query,
    found: Candidates,
    scores: Floats,
    options: Options,
    today: dt.date | None,
) -> dict[str, Floats]:
    """Name → what each candidate gains or loses, in log-odds; ``scores``: what it has so far."""
    made: dict[str, Floats] = {}
    if options.wishes:
        made["wishes"] = fulfilled(wishes_of(text, query.plain, today), found.passages, query.plain)
    if options.authority:
        made["standing"] = standing(found.passages, query.plain)
    total = scores + sum(made.values(), start=np.zeros(len(found)))
    if options.neighbours:
        made["beside"] = _beside(shelf, found, total)
        total = total + made["beside"]
    if options.diversity:
        made["repeated"] = repeated(found.passages, total)
    return made


def _beside(shelf: Shelf, found: Candidates, scores: Floats) -> Floats:
    """A gain for what stands right before or after one of the best in its document."""
    best = np.argsort(-scores, kind="stable")[:_BEST].tolist()
    near = shelf.neighbours([found.passages[at].id for at in best])
    ids = {one for beside in near.values() for one in beside}
    return np.array([_BESIDE * (passage.id in ids) for passage in found.passages])
