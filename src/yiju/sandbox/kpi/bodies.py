"""What counting needs of suggestions' bodies. They are long: each is read once; only numbers are kept of it.

A body that was erased has another length, and is read anew.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from yiju.copilot.lately import frames_of
from yiju.copilot.shingles import Shingles
from yiju.copilot.spoken import spoken_of
from yiju.copilot.talk import find_scene
from yiju.sandbox.types import Annotation
from yiju.store import tables
from yiju.store.database import batched
from yiju.store.erasing import ERASED_TEXT
from yiju.store.labels import ADVICE
from yiju.store.memory import Memory

_KEPT = 10_000
_BATCH = 200
_suggestions = tables.suggestions
SIZE = sa.func.length(sa.cast(_suggestions.c.body, sa.Text)).label("size")
"""Characters of a body, counted by the database."""


@dataclass(frozen=True, slots=True)
class Told:
    """What counting needs of a suggestion's body.

    Attributes:
        model: the chat model that was asked; drafting: of each section that it was to draft, the check that
            it did not pass, or an empty string.
        dropped, refused: drafts left out, as a suggestion tells them; ``refused`` is None where it does not.
        said: the frames of a talk track's spoken lines, hashed.
        sameness: how alike it was to those lately given when it was made, and which was the most alike; None
            where it was not measured then, or nothing else had been given.
    """

    rep: str
    scene: str
    prompt: str
    mode: str
    model: str
    drafting: tuple[str, ...]
    facts: int
    dropped: int
    refused: int | None
    said: Shingles | None
    sameness: tuple[float, str] | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """How far a rewrite is from the claim: Levenshtein over the longer one's length, and in characters."""

    share: float
    characters: int


_told: Memory[Told] = Memory(_KEPT)
_edits: Memory[Edit] = Memory(_KEPT)


def told_of(connection: sa.Connection, sizes: Mapping[str, int]) -> dict[str, Told]:
    """Of each of these suggestions. ``sizes``: of their bodies, ``SIZE`` in this transaction."""
    place = str(connection.engine.url)
    made = {one: found for one, size in sizes.items() if (found := _told.get((place, one, size)))}
    for body in _bodies(connection, [one for one in sizes if one not in made]):
        told = _read(body)
        made[body["id"]] = told
        _told.put((place, body["id"], sizes[body["id"]]), told)
    return made


def edits_of(
    connection: sa.Connection, sizes: Mapping[str, int], found: Iterable[Annotation]
) -> dict[str, Edit]:
    """Of each annotation that rewrites a claim; not where either text was erased."""
    from rapidfuzz.distance import Levenshtein

    place = str(connection.engine.url)
    rewrites = [
        one
        for one in found
        if one.verdict == "edit" and one.claim_id and one.rewrite not in {"", ERASED_TEXT}
    ]
    made: dict[str, Edit] = {}
    missing: dict[str, list[Annotation]] = {}
    for one in rewrites:
        known = _edits.get((place, one.id, len(one.rewrite), sizes[one.suggestion_id]))
        if known:
            made[one.id] = known
        else:
            missing.setdefault(one.suggestion_id, []).append(one)
    for body in _bodies(connection, list(missing)):
        texts = {claim["id"]: claim["text"] for section in body["sections"] for claim in section["claims"]}
        for one in missing[body["id"]]:
            before = texts.get(one.claim_id, ERASED_TEXT)
            if before != ERASED_TEXT:
                share = Levenshtein.normalized_distance(before, one.rewrite)
                made[one.id] = Edit(round(share, 4), Levenshtein.distance(before, one.rewrite))
                _edits.put((place, one.id, len(one.rewrite), sizes[body["id"]]), made[one.id])
    return made


def _bodies(connection: sa.Connection, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    for some in batched(ids, _BATCH):
        yield from connection.scalars(sa.select(_suggestions.c.body).where(_suggestions.c.id.in_(some)))


def _read(body: Mapping[str, Any]) -> Told:
    kind = body["kind"]
    claims = [claim for section in body["sections"] for claim in section["claims"]]
    scene = body["request"].get("scene", "") if kind == "talk" else ""
    said = spoken_of(body) if kind == "talk" else []
    return Told(
        rep=body["user"],
        scene=_scene(scene) if scene else ADVICE[kind],
        prompt="、".join(sorted(label.partition("@")[0] for label in body["prompts"])) or "（未用模型）",
        mode=body["mode"],
        model=body.get("model") or "（未用模型）",
        drafting=tuple(one["check"] for one in body.get("drafting", ())),
        facts=sum(claim["nature"] == "fact" for claim in claims),
        dropped=body["dropped"],
        refused=body.get("refused"),
        said=frames_of(said) if said else None,
        sameness=_sameness(body.get("sameness")),
    )


def _sameness(kept: Mapping[str, Any] | None) -> tuple[float, str] | None:
    return (kept["ngram"], kept["nearest"]) if kept and kept["nearest"] else None


@lru_cache(maxsize=1024)
def _scene(text: str) -> str:
    return find_scene(text).name
