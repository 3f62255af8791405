"""Do reviewers' verdicts move later drafts towards them? On customers and scenes that nobody judged.

``python -m benchmarks.exemplars`` takes in the evals' accounts and the samples: half of them for teaching, in
a unit for each simulated director (``yiju.evals.directors``), who shares no code with what learns; the others
in a unit of their own. Each director judges every claim of the teaching customers' drafts through the sandbox
itself. Then the other customers' drafts are made plainly and by each director's taste, and every director
looks at all of them: another's taste is the control. The halves are swapped once. Intervals: 95 %, bootstrap
over suggestions, drawn by customer.
"""

import argparse
import itertools
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.copilot.taste import Taste
from yiju.evals.directors import DIRECTORS, Director
from yiju.evals.learning import Looked, look, opinions
from yiju.evals.planting import accounts_folder
from yiju.evals.stats import bootstrap_mean
from yiju.ingest.pipeline import ingest
from yiju.ingest.samples import SampleCustomer, list_samples, samples_folder
from yiju.models.embedder import Embedder, make_embedder
from yiju.sandbox.annotations import add_annotation
from yiju.sandbox.lessons import learn
from yiju.sandbox.rubric import load_rubric
from yiju.sandbox.taste import KnownTaste
from yiju.sandbox.types import NewAnnotation
from yiju.settings import Settings
from yiju.store.customers import ensure_customer, find_customers, set_seller
from yiju.store.store import Store
from yiju.store.types import Suggestion, Viewer

SCENES = ("开场", "报价", "异议处理", "催款")
NOBODY = "nobody"
UNSEEN = "异议处理"
"""A scene that no director judged."""
_keys = itertools.count(1)


Rows = dict[tuple[str, str], list[tuple[str, str, Looked]]]
"""(who looks, whose taste) → (customer, scene, what is seen)."""


def everybody() -> dict[str, tuple[SampleCustomer, Path]]:
    """Name → account, and the folder it lies in."""
    homes = (accounts_folder(), samples_folder())
    found = {row.name: (row, home / row.folder) for home in homes for row in list_samples(home).customers}
    return dict(sorted(found.items()))


def take_in(store: Store, embedder: Embedder | None, unit: str, names: Sequence[str]) -> Reader:
    """These accounts in one unit; read by whoever reviews there."""
    known = everybody()
    viewer = Viewer(user=f"head_{unit}", roles=frozenset({"director"}), units=frozenset({unit}))
    for name in names:
        row, folder = known[name]
        ensure_customer(store.sql, name, unit, row.aliases)
        ingest(store, embedder, [folder], customer=name, unit=unit)
        (customer,) = find_customers(store.sql, viewer, name)
        set_seller(store.sql, customer, row.seller)
    return Reader(store, embedder, viewer)


def drafts(
    reader: Reader, name: str, taste: Taste | None = None, *, judged: bool = False
) -> list[Suggestion]:
    """A strategy and talk tracks. ``judged``: without the scene that nobody judges."""
    day = list_samples(samples_folder()).today
    copilot = Copilot(reader, taste=taste)
    scenes = [scene for scene in SCENES if not (judged and scene == UNSEEN)]
    return [
        copilot.strategy(name, as_of=day),
        *(copilot.talk(name, scene=scene, as_of=day) for scene in scenes),
    ]


def teach(store: Store, director: Director, viewer: Viewer, made: Sequence[Suggestion]) -> int:
    """Every claim judged, as the pages do it. Returns how many."""
    rubric = load_rubric(store.settings)
    count = 0
    for one in made:
        for _section, claim, opinion in opinions(director, one):
            new = NewAnnotation.model_validate(
                {
                    "key": f"bench-{next(_keys):07d}",
                    "claim_id": claim.id,
                    "verdict": opinion.verdict,
                    "rewrite": opinion.rewrite,
                    "reasons": (opinion.reason,) if opinion.reason else (),
                    "comment": opinion.comment,
                }
            )
            add_annotation(store.sql, viewer, one.id, new, rubric)
            count += 1
    return count


def main() -> None:
    """Teach, draft again, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--embedder", default="hashing")
    parser.add_argument("--folds", type=int, default=2, choices=(1, 2))
    parser.add_argument("--customers", type=int, default=99, help="at most so many, the first by name")
    chosen = parser.parse_args()
    names = list(everybody())[: chosen.customers]
    rows: Rows = {}
    for number in range(chosen.folds):
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings.model_validate({"data": folder, "embedder": chosen.embedder})
            with Store.open(settings) as store:
                fold(store, names[number::2], names[1 - number :: 2], rows)
        report(rows)


def fold(store: Store, taught: Sequence[str], held: Sequence[str], rows: Rows) -> None:
    """One half teaches, the other is looked at."""
    embedder = make_embedder(store.settings)
    labels = load_rubric(store.settings).reasons
    tastes: dict[str, KnownTaste | None] = {NOBODY: None}
    for director in DIRECTORS:
        reader = take_in(store, embedder, director.name, taught)
        made = [draft for name in taught for draft in drafts(reader, name, judged=True)]
        count = teach(store, director, reader.viewer, made)
        start = time.perf_counter()
        tastes[director.name] = KnownTaste(learn(store.sql, director.name, labels))
        seconds = time.perf_counter() - start
        print(
            f"{director.name}: {len(taught)} customers, {count} verdicts, learned in {seconds:.2f} s",
            flush=True,
        )
    reader = take_in(store, embedder, "held", held)
    for label, taste in tastes.items():
        composing: list[float] = []
        for name in held:
            for draft in drafts(reader, name, taste):
                composing.append(draft.timings["compose"])
                scene = draft.request.get("scene", "strategy")
                for director in DIRECTORS:
                    seen = rows.setdefault((director.name, label), [])
                    seen.append((name, scene, look(director, draft)))
        print(f"drafts by {label}: composing takes {1000 * median(composing):.0f} ms (median)", flush=True)


def report(rows: Rows) -> None:
    """Before, after and the control, each with its 95 % interval."""
    for scenes, label in (
        (("strategy",), "strategies, new customers"),
        (tuple(s for s in SCENES if s != UNSEEN), "talk tracks, new customers, judged scenes"),
        ((UNSEEN,), "talk tracks, new customers, a scene nobody judged"),
    ):
        print(f"\n{label}")
        heads = ("accepted", "edit distance", "bigrams", "order tau")
        print(f"{'director':9}{'taste of':10}" + "".join(f"{head:>22}" for head in heads), end="")
        print(f"{'claims':>8}{'learned':>9}{'supported':>11}")
        for judge in DIRECTORS:
            for taste in (NOBODY, judge.name, *(d.name for d in DIRECTORS if d is not judge)):
                seen = [(n, x) for n, scene, x in rows[judge.name, taste] if scene in scenes and x.claims]
                print(_row(judge.name, taste, seen))


def _row(judge: str, taste: str, seen: Sequence[tuple[str, Looked]]) -> str:
    groups = [name for name, _ in seen]
    ordered = [(name, x.tau) for name, x in seen if x.tau is not None]
    cells = [
        _cell([x.accepted / x.claims for _, x in seen], groups),
        _cell([x.distance / x.claims for _, x in seen], groups),
        _cell([x.grams / x.claims for _, x in seen], groups),
        _cell([tau for _, tau in ordered], [name for name, _ in ordered]),
    ]
    facts = sum(x.facts for _, x in seen)
    supported = sum(x.supported for _, x in seen) / facts if facts else 1.0
    counts = f"{sum(x.claims for _, x in seen):8}{sum(x.learned for _, x in seen):9}{supported:11.3f}"
    return f"{judge:9}{taste:10}" + "".join(f"{cell:>22}" for cell in cells) + counts


def _cell(values: Sequence[float], groups: Sequence[str]) -> str:
    mean = bootstrap_mean(values, groups)
    return f"{mean.value:.3f} [{mean.low:.3f}, {mean.high:.3f}]" if mean else "-"


if __name__ == "__main__":
    main()
