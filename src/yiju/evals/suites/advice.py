"""What ``strategy`` and ``talk`` share: expectations of a suggestion, and what must hold of every one."""

from collections.abc import Sequence

from yiju.evals.cases import Case
from yiju.evals.expectation import Expectation
from yiju.evals.outcome import Outcome, Scores
from yiju.evals.scorers.citations import count_citations
from yiju.evals.scorers.support import claim_holds
from yiju.evals.world import World
from yiju.store.types import Suggestion

METRICS = ("right", "met", "kept", "citation_recall", "citation_precision", "anchored", "shown")


def outcome_of(world: World, key: Sequence[str], expectation: Expectation, suggestion: Suggestion) -> Outcome:
    """The suggestion beside what is expected of it. ``key``: what was asked; cases of one key share it."""
    groups = [sorted(world.places.ids(group)) for group in expectation.cites]
    wanted = [(label, text) for label, text in _wanted(expectation) if text]
    lines = [
        (section.title, f"{claim.text} {''.join(c.tag for c in claim.citations)}".strip())
        for section in suggestion.sections
        if expectation.section in {"", section.title}
        for claim in section.claims
    ]
    names = [suggestion.customer]
    counts = count_citations(suggestion, lambda claim, cited: claim_holds(claim, cited, names))
    return Outcome(
        given={
            "met": expectation.met_by(suggestion, groups),
            "kept": expectation.kept_by(suggestion),
            "citation_recall": counts.recall,
            "citation_precision": counts.precision,
            "anchored": world.places.anchored(suggestion),
            "facts": counts.facts,
            "dropped": suggestion.dropped,
        },
        shown=(*wanted, *lines),
        seconds=suggestion.timings,
        shared=" ".join(key),
    )


def _wanted(expectation: Expectation) -> list[tuple[str, str]]:
    return [
        ("应说出", "；".join(" / ".join(group) for group in expectation.says)),
        ("应标记", "、".join((*expectation.flags, expectation.verdict)).strip("、")),
        ("应引用", "；".join(" / ".join(p.contains for p in group) for group in expectation.cites)),
        ("不得出现", "、".join(expectation.never)),
    ]


def score(case: Case, outcome: Outcome) -> Scores:
    """``met`` and ``kept``: the expectation. The rest is about the whole suggestion: its citations, whether
    their quotes stand where they say (``anchored``), and the share of drafted facts that was shown.
    """
    given = outcome.given
    drafted = given["facts"] + given["dropped"]
    return {
        "right": float(given["met"] and given["kept"]),
        "met": float(given["met"]),
        "kept": float(given["kept"]),
        "citation_recall": given["citation_recall"],
        "citation_precision": given["citation_precision"],
        "anchored": given["anchored"],
        "shown": given["facts"] / drafted if drafted else None,
    }
