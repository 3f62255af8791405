"""How alike a talk track is to those lately given: by its words, and by its vector among theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from yiju.copilot.lately import Given, Lately, Past, Vector, frames_of
from yiju.copilot.shingles import Shingles, likeness
from yiju.copilot.spoken import CUT, Spoken, spoken_in
from yiju.copilot.strategy import Composed
from yiju.copilot.variety import LIMIT
from yiju.errors import ModelUnavailable
from yiju.models.embedder import Embedder
from yiju.store.types import Sameness, Section

_FEWEST = 5
"""Vectors to compare with, below which nothing tells how near two talk tracks usually are."""


@dataclass(frozen=True)
class Measured:
    """A talk track with its index. ``vector``: of its frames, to be kept with it, where there is one."""

    composed: Composed
    vector: Vector | None = None


def measure(
    composed: Composed, customer: str, past: Past, lately: Lately, embedder: Embedder | None
) -> Measured:
    """The index of what was composed. Of the talk tracks given before no text is embedded again.

    One that says nothing has none. Where the embedder does not answer, its figure is left out.
    """
    lines = spoken_in(composed.sections, customer)
    if not lines:
        return Measured(composed)
    said = frames_of(lines)
    ngram, nearest = nearest_to(said, past.others)
    earlier = nearest_to(said, past.earlier)[0] if past.earlier else None
    vector = _vector(lines, embedder)
    known = lately.vectors(embedder.name, [one.id for one in past.others]) if embedder else {}
    told = Sameness(
        against=len(past.others),
        ngram=ngram,
        nearest=nearest,
        earlier=earlier,
        embedding=None if vector is None else relative(vector, known),
        threshold=LIMIT,
        varied=composed.varied,
    )
    return Measured(replace(composed, sameness=told), vector)


def alike(sections: Sequence[Section], customer: str, past: Past) -> float:
    """Likeness of sections to the most alike talk track given before."""
    return nearest_to(frames_of(spoken_in(sections, customer)), past.all)[0]


def nearest_to(said: Shingles, given: Sequence[Given]) -> tuple[float, str]:
    """Likeness to the most alike one, and its id; the newest of several. 0 and empty where there is none."""
    if not given:
        return 0.0, ""
    found = likeness(said, np.stack([one.said for one in given]))
    most = int(found.argmax())
    return round(float(found[most]), 4), given[most].id


def relative(vector: Vector, known: Mapping[str, Vector]) -> float | None:
    """How much nearer than usual the nearest is: (its cosine - b) / (1 - b), b the median of theirs in pairs.

    Cosines of one model crowd together, so only what lies between the usual and the same text tells anything.
    """
    if len(known) < _FEWEST:
        return None
    stack = np.stack(list(known.values()))
    if stack.shape[1] != len(vector):  # another model under the same name
        return None
    pairs = (stack @ stack.T)[np.triu_indices(len(stack), 1)]
    base = float(np.median(pairs))
    return round((float((stack @ vector).max()) - base) / (1 - base), 3) if base < 1 else None


def frame_text(lines: Sequence[Spoken]) -> str:
    """What of the lines is embedded: what our rep says, without the customer's facts."""
    return " ".join(line.frame.replace(CUT, " ") for line in lines)


def _vector(lines: Sequence[Spoken], embedder: Embedder | None) -> Vector | None:
    if embedder is None:
        return None
    try:
        vector: Vector = embedder.passages([frame_text(lines)])[0]
    except ModelUnavailable:
        return None
    return vector


_VARIED: dict[Literal["", "wording", "points", "model"], str] = {
    "": "",
    "wording": "，已换措辞",
    "points": "，已换要点和措辞",
    "model": "，已请模型换一种说法",
}


def told(one: Sameness) -> str:
    """The index as people read it, in one line."""
    parts = []
    if one.against:
        parts.append(f"与本单元近期 {one.against} 份同场景话术中最像的一份相似 {one.ngram:.2f}")
    if one.earlier is not None:
        parts.append(f"与这位客户以前的话术相似 {one.earlier:.2f}")
    if one.embedding is not None:
        parts.append(f"语义相对 {one.embedding:.2f}")
    said = "，".join(parts) or "本单元近期没有可比的话术"
    return f"雷同：{said}（上限 {one.threshold:.2f}{_VARIED[one.varied]}）"
