"""The situation of a statement: what it is for, where it stands, what it speaks of; and how alike two are."""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache

import regex

from yiju.copilot.occasions import CONTRACTED, OVERDUE, TENDERING
from yiju.copilot.talk import find_scene, scene_names
from yiju.copilot.taste import Occasion, Point
from yiju.copilot.tasting import point_of
from yiju.copilot.words import content_words, jaccard
from yiju.store.types import Claim, Frozen, Kind, Suggestion

_PROMISES = ("overdue", "open", "done")
_SOURCES = {
    Kind.NEWS: "news", Kind.POST: "news", Kind.REPORT: "news", Kind.TENDER: "formal", Kind.CONTRACT: "formal",
    Kind.CALL: "talk", Kind.MAIL: "talk", Kind.NOTE: "talk",
}  # fmt: skip
_POST = regex.compile(
    r"采购|质量|财务|技术|设备|生产|商务|法务|院长|厂长|董事长|总裁|总经理|项目经理|校长|店长|科长|主任"
)
"""What a person is, by the words of their post."""
_WEIGHTS = {"sort": 0.4, "place": 0.2, "stage": 0.1, "person": 0.1, "topics": 0.1, "text": 0.1}


class Situation(Frozen):
    """Where a statement is made.

    Attributes:
        kind: strategy, talk or answer.
        scene: of a talk track, a known scene's name; free text is none.
        section: its title.
        role: of a line of a talk track.
        sort: what sort of fact it states or rests on: a late promise of ours, a conflict, a change, a term …
        person: the post of the one spoken to or of, where the words say it.
        stage: what is known of where things stand (``occasions``).
        topics: content words of what it is drawn from.
    """

    kind: str
    scene: str
    section: str
    nature: str
    role: str
    sort: str
    person: str
    stage: frozenset[str]
    topics: frozenset[str]


def situation_of(point: Point, occasion: Occasion) -> Situation:
    """The situation of a point that is made on an occasion."""
    said = " ".join((occasion.person, *(ground.text for ground in point.grounds)))
    post = _POST.search(occasion.person) or _POST.search(said)
    return Situation(
        kind=occasion.kind,
        scene=scene_named(occasion.scene),
        section=point.section,
        nature=point.nature,
        role=point.role,
        sort=sort_of(point),
        person=post[0] if post else "",
        stage=occasion.stage,
        topics=frozenset().union(*(content_words(ground.quote) for ground in point.grounds)),
    )


def told(situation: Situation) -> dict[str, str]:
    """A situation as people and other units are told it: nothing that tells of one customer."""
    kept = ("kind", "scene", "section", "nature", "role", "sort")
    found = situation.model_dump(include=set(kept))
    return {name: str(found[name]) for name in kept if found[name]}


@lru_cache(maxsize=256)
def scene_named(text: str) -> str:
    """The known scene that a text means; empty where it means none."""
    name = find_scene(text).name if text else ""
    return name if name in scene_names() else ""


def sort_of(point: Point) -> str:
    """What sort of fact a point states or rests on, told by its marks, else by its source."""
    flags = set(point.flags)
    for flag in _PROMISES:
        if flag in flags:
            side = "theirs" if "theirs" in flags else "unknown" if "unknown" in flags else "ours"
            return f"{flag}:{side}"
    for flag in ("conflict", "waiver", "changed", "given", "nearest"):
        if flag in flags:
            return flag
    source = _SOURCES[point.grounds[0].kind] if point.grounds else ""
    return f"about:{source}" if any(flag.startswith("about:") for flag in flags) else source


Shape = frozenset[str]
"""Character bigrams of a statement."""


def similarity(one: Situation, other: Situation, shapes: tuple[Shape, Shape] | None = None) -> float:
    """How alike two situations are, in [0, 1]; 0 where the statements are not for the same use.

    A weighted sum: sort of fact 0.4; scene of a talk track, section of anything else, 0.2; stage, person,
    topics (Jaccard) and the statements' own words (Jaccard of their ``shapes``) 0.1 each. What is not known
    of either counts half.
    """
    if (one.kind, one.nature, one.role) != (other.kind, other.nature, other.role):
        return 0.0
    place = one.scene == other.scene if one.kind == "talk" else one.section == other.section
    found = {
        "sort": float(one.sort == other.sort),
        "place": float(place),
        "stage": _overlap(one.stage, other.stage),
        "person": 0.5 if not (one.person or other.person) else float(one.person == other.person),
        "topics": _overlap(one.topics, other.topics),
        "text": jaccard(*shapes) if shapes else 0.5,
    }
    return sum(_WEIGHTS[name] * value for name, value in found.items())


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return jaccard(one, other) if one or other else 0.5


def points_of(suggestion: Suggestion) -> Iterator[tuple[Claim, Point]]:
    """Every claim of a saved suggestion as the point that it was when it was drafted."""
    by_id = {claim.id: claim for section in suggestion.sections for claim in section.claims}
    for section in suggestion.sections:
        for claim in section.claims:
            yield claim, point_of(section.title, claim, by_id)


def occasion_of(suggestion: Suggestion) -> Occasion:
    """The occasion of a saved suggestion. Its stage is what its own statements and sources tell: less than
    what was known when it was made.
    """
    claims = [claim for section in suggestion.sections for claim in section.claims]
    kinds = {citation.document.kind for claim in claims for citation in claim.citations}
    stage = {TENDERING} if Kind.TENDER in kinds else set()
    if Kind.CONTRACT in kinds:
        stage.add(CONTRACTED)
    if any("overdue" in c.flags and not {"theirs", "unknown"} & set(c.flags) for c in claims):
        stage.add(OVERDUE)
    request = suggestion.request
    return Occasion(
        suggestion.kind,
        suggestion.unit,
        suggestion.customer,
        frozenset({suggestion.customer}),
        request.get("scene", ""),
        request.get("person", ""),
        frozenset(stage),
        _day(request.get("as_of", "")) or suggestion.created_at.date(),
    )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
