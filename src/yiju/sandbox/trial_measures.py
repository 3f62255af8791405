"""What of a trial's pairs can be measured without people: support, drops, nearness to rewrites, cost."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from rapidfuzz.distance import Levenshtein

from yiju.sandbox.annotations import all_annotations
from yiju.sandbox.standing import standings
from yiju.sandbox.trials import Pair
from yiju.store.database import Database
from yiju.store.erasing import ERASED_TEXT
from yiju.store.types import Frozen, Suggestion, Viewer


class Measure(Frozen):
    """A figure measured without people, averaged over pairs; None where nothing could be measured.

    ``better``: whether more or less of it is wished for; empty where neither.
    """

    name: str
    unit: str
    baseline: float | None
    changed: float | None
    better: str


def measures_of(sql: Database, viewer: Viewer, pairs: Sequence[Pair]) -> tuple[Measure, ...]:
    """Every measure, both arms, over the pairs that are made."""
    rewrites: dict[str, list[str]] = defaultdict(list)
    ids = [pair.suggestion_id for pair in pairs]
    for one in standings(all_annotations(sql, viewer, suggestion_ids=ids)):
        # What holds of one claim: a contested rewrite has no verdict, one of the whole is as long as all.
        if one.verdict == "edit" and one.claim_id and one.rewrite not in {"", ERASED_TEXT}:
            rewrites[one.suggestion_id].append(one.rewrite)

    def mean(of: Callable[[Pair, Suggestion], float | None], side: str) -> float | None:
        found = [of(pair, getattr(pair, side)) for pair in pairs]
        known = [one for one in found if one is not None]
        return sum(known) / len(known) if known else None

    def distance(pair: Pair, made: Suggestion) -> float | None:
        """How far the nearest claim is from each accepted rewrite, 0 to 1, on average."""
        texts = [claim.text for section in made.sections for claim in section.claims]
        wanted = rewrites.get(pair.suggestion_id, [])
        if not wanted or not texts:
            return None
        return sum(min(Levenshtein.normalized_distance(t, w) for t in texts) for w in wanted) / len(wanted)

    def cost(name: str) -> Callable[[Pair, Suggestion], float | None]:
        return lambda pair, made: (pair.base_row if made is pair.baseline else pair.new_row).costs.get(name)

    table: list[tuple[str, str, str, Callable[[Pair, Suggestion], float | None]]] = [
        ("有依据的论断占比", "", "more", _supported),
        ("论断条数", "条", "", lambda pair, made: float(sum(len(s.claims) for s in made.sections))),
        ("未证实而剔除的草稿", "条", "less", _unproven),
        ("离已采纳改写的距离", "", "less", distance),
        ("用时", "秒", "less", cost("seconds")),
        ("提示词词元", "个", "less", cost("prompt_tokens")),
        ("回答词元", "个", "less", cost("answer_tokens")),
    ]
    return tuple(
        Measure(
            name=name, unit=unit, baseline=mean(of, "baseline"), changed=mean(of, "changed"), better=better
        )
        for name, unit, better, of in table
    )


def _supported(pair: Pair, made: Suggestion) -> float | None:
    """Share of the facts shown or dropped that are supported by one source or told as a conflict."""
    facts = [claim for section in made.sections for claim in section.claims if claim.nature == "fact"]
    unproven = _unproven(pair, made)
    if unproven is None or not len(facts) + unproven:
        return None
    return sum(claim.verdict in {"supported", "conflict"} for claim in facts) / (len(facts) + unproven)


def _unproven(_pair: Pair, made: Suggestion) -> float | None:
    """Drafts left out as unproven; None where they were not counted apart from what reviewers rejected."""
    return None if made.refused is None and made.dropped else float(made.dropped)
