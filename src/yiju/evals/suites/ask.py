"""``ask``: is a question answered from the right places, with the right facts, or refused honestly?"""

import datetime as dt
import json
from typing import Literal

from pydantic import Field, model_validator

from yiju.errors import NotFound
from yiju.evals.cases import Case, Place
from yiju.evals.outcome import Outcome, Scores
from yiju.evals.scorers.citations import count_citations
from yiju.evals.scorers.support import claim_holds
from yiju.evals.suite import Suite
from yiju.evals.world import World, squeeze
from yiju.store.types import Section, Suggestion

AskClass = Literal[
    "single",
    "multi",
    "dated",
    "conflict",
    "stale",
    "table",
    "people",
    "negation",
    "unanswerable",
    "out_of_rights",
]


class AskCase(Case):
    """A question with what a right answer holds.

    Attributes:
        class_: one of the ten classes of questions.
        customer: asked about; the one named in the question where empty.
        as_of: the day of asking, where it is not the samples' today.
        gold: groups of places: of each group one must be cited. Empty = the question must be refused.
        facts: words the shown statements must hold: of each group one form (``2.8%``, ``2.8％``).
        absent: words that no shown statement may hold: the outdated price, another customer's name.
    """

    class_: AskClass = Field(alias="class")
    question: str = Field(min_length=2)
    customer: str = ""
    as_of: dt.date | None = None
    gold: tuple[tuple[Place, ...], ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    absent: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _refused_or_answered(self) -> "AskCase":
        if (self.class_ in {"unanswerable", "out_of_rights"}) == bool(self.gold):
            raise ValueError("gold: empty exactly for unanswerable and out_of_rights")
        return self


def run(world: World, case: AskCase) -> Outcome:
    """Ask as the viewer. A customer that the viewer may not see counts as a refusal; one that there is not
    is a mistake of the case.

    Raises:
        YijuError: there is no such customer, place or viewer.
    """
    if case.customer:
        world.owner().customer(case.customer)
    groups = [sorted(world.places.ids(group)) for group in case.gold]
    expected = [("应引用", " / ".join(place.contains for place in group)) for group in case.gold]
    expected += [("应说出", " / ".join(group)) for group in case.facts]
    copilot = world.copilot(case.viewer)
    try:
        answer = copilot.ask(case.question, customer=case.customer, as_of=case.as_of or world.today)
    except NotFound as error:
        told = f"{error}\n{error.hint}"
        return Outcome(
            given={"gold": groups, "refused": True, "answer": None, "told": told},
            shown=(("问", case.question), ("答", told), *expected),
        )
    claims = [c for s in answer.sections for c in s.claims if "nearest" not in c.flags]
    lines = [("答", f"{c.text} {''.join(x.tag for x in c.citations)}") for c in claims]
    return Outcome(
        given={
            "gold": groups,
            "refused": not claims,
            "answer": answer.model_dump(mode="json"),
            "anchored": world.places.anchored(answer),
            "told": json.dumps(answer.model_dump(mode="json", exclude={"request"}), ensure_ascii=False),
        },
        shown=(("问", case.question), *expected, *(lines or [("答", "；".join(answer.missing))])),
        seconds=answer.timings,
    )


def score(case: AskCase, outcome: Outcome) -> Scores:
    """``right``: all that the case asks for holds. The rest says what is missing."""
    given = outcome.given
    refused = bool(given["refused"])
    if not case.gold:
        clean = not any(squeeze(word) in squeeze(given["told"]) for word in case.absent)
        return {"right": float(refused and clean), "refused": float(refused), "clean": float(clean)}
    answer = Suggestion.model_validate(given["answer"]) if given["answer"] else None
    claims = [c for s in answer.sections for c in s.claims if "nearest" not in c.flags] if answer else []
    cited = {citation.paragraph_id for claim in claims for citation in claim.citations}
    shown = squeeze("\n".join(claim.text for claim in claims))
    places = sum(bool(cited & set(group)) for group in given["gold"]) / len(given["gold"])
    facts = [any(squeeze(form) in shown for form in group) for group in case.facts]
    clean = not any(squeeze(word) in shown for word in case.absent)
    scores: Scores = {
        "right": float(places == 1 and all(facts) and clean),
        "cited": places,
        "facts": sum(facts) / len(facts) if facts else None,
        "clean": float(clean),
        "answered": float(not refused),
    }
    if answer is not None and claims:
        scores["anchored"] = given["anchored"]
        told = answer.model_copy(update={"sections": (Section(title="", claims=tuple(claims)),)})
        counts = count_citations(told, claim_holds)
        scores |= {"citation_recall": counts.recall, "citation_precision": counts.precision}
    return scores


ASK = Suite(
    "ask",
    AskCase,
    run,
    score,
    main="right",
    metrics=(
        "right",
        "cited",
        "facts",
        "clean",
        "answered",
        "refused",
        "citation_recall",
        "citation_precision",
        "anchored",
    ),
)
