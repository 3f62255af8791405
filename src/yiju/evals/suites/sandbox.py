"""``sandbox``: do drafts come nearer to a director who taught on other customers, and stay supported?

Directors are simulated (``evals/directors.py``). Each judges the same drafts of four customers; then drafts
for customers nobody judged are made plainly, by the taste so taught, and by another director's taste.
"""

from dataclasses import asdict
from functools import partial

from pydantic import Field, field_validator

from yiju.copilot.service import Copilot
from yiju.copilot.taste import Taste
from yiju.evals.cases import Case
from yiju.evals.directors import DIRECTORS, Director
from yiju.evals.learning import look, verdicts
from yiju.evals.outcome import Outcome, Scores
from yiju.evals.suite import Suite
from yiju.evals.world import World
from yiju.sandbox.lessons import Lessons, lessons_from
from yiju.sandbox.taste import KnownTaste
from yiju.store.types import Suggestion

TAUGHT_ON = ("北原冷链", "岱川水泥", "望江新能源", "银岭泵业")
SCENES = ("", "报价", "开场")
"""What directors judged; empty: the strategy."""
_NAMES = {director.name: director for director in DIRECTORS}
_lessons: dict[tuple[str, ...], Lessons] = {}


class SandboxCase(Case):
    """One draft for a customer nobody judged. ``scene``: of a talk track; empty for a strategy."""

    director: str
    customer: str = Field(min_length=2)
    scene: str = ""

    @field_validator("director")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in _NAMES:
            raise ValueError(f"没有这位主管，可用：{'、'.join(_NAMES)}")
        return name

    @field_validator("customer")
    @classmethod
    def _unseen(cls, name: str) -> str:
        if name in TAUGHT_ON:
            raise ValueError("这个客户的草稿主管评过，不能用来衡量")
        return name


def run(world: World, case: SandboxCase) -> Outcome:
    """The draft as it was, by the director's taste, and by another's."""
    director = _NAMES[case.director]
    other = DIRECTORS[(DIRECTORS.index(director) + 1) % len(DIRECTORS)]
    plain = _plain(world, case.viewer, case.customer, case.scene)
    made = {"before": plain}
    for name, teacher in (("after", director), ("other", other)):
        taste = KnownTaste(_taught(world, case.viewer, teacher))
        made[name] = _make(world, case.viewer, case.customer, case.scene, taste)
    seen = {name: asdict(look(director, one)) for name, one in made.items()}
    shown = [("口味", director.states)]
    shown += [(n, c.text) for n in ("before", "after") for s in made[n].sections for c in s.claims]
    return Outcome(given=seen, shown=tuple(shown), seconds=made["after"].timings)


def _taught(world: World, viewer: str, director: Director) -> Lessons:
    made = [_plain(world, viewer, name, scene) for name in TAUGHT_ON for scene in SCENES]
    key = (director.name, *(one.id for one in made))
    if key not in _lessons:
        _lessons[key] = lessons_from([v for one in made for v in verdicts(director, one)], {})
    return _lessons[key]


def _plain(world: World, viewer: str, customer: str, scene: str) -> Suggestion:
    day = world.today.isoformat()
    key = ("talk", viewer, customer, scene, "") if scene else ("strategy", viewer, customer, "", day)
    return world.once(key, partial(_make, world, viewer, customer, scene))


def _make(world: World, viewer: str, customer: str, scene: str, taste: Taste | None = None) -> Suggestion:
    copilot = Copilot(world.reader(viewer), taste=taste)
    if scene:
        return copilot.talk(customer, scene=scene, as_of=world.today)
    return copilot.strategy(customer, as_of=world.today)


def score(case: SandboxCase, outcome: Outcome) -> Scores:
    """``right``: the draft came nearer to the director's own version, and every fact is supported; unscored,
    as ``nearer``, where nothing was to be done. ``accepted``: share of claims the director would leave as
    they are. ``nearer``: by what share the distance fell, below 0 where it rose. ``own``: their taste
    helps more than another's. ``supported``: facts that their quotes prove.
    """
    before, after, other = (outcome.given[name] for name in ("before", "after", "other"))
    left, now, others = (one["distance"] / max(1, one["claims"]) for one in (before, after, other))
    supported = after["supported"] / after["facts"] if after["facts"] else None
    return {
        "right": float(now < left and supported in {None, 1.0}) if left or now else None,
        "accepted": after["accepted"] / after["claims"] if after["claims"] else None,
        "nearer": 1 - now / left if left else None,
        "own": float(now < others),
        "supported": supported,
    }


SANDBOX = Suite(
    "sandbox",
    SandboxCase,
    run,
    score,
    main="right",
    metrics=("right", "accepted", "nearer", "own", "supported"),
    smoke=False,  # 15 s of processor time; its gates are in gates_sandbox.toml
)
