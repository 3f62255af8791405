"""The sandbox's nouns. All immutable."""

import datetime as dt
from typing import Literal

from pydantic import Field

from yiju.store.labels import Outcome, SignalKind
from yiju.store.types import Frozen

__all__ = ["Annotation", "NewAnnotation", "NewSignal", "Outcome", "Ruling", "Signal", "SignalKind"]

Ruling = Literal["accept", "edit", "reject"]


class NewAnnotation(Frozen):
    """What a reviewer hands in: a verdict on a suggestion (``claim_id`` empty) or on one of its claims.

    Attributes:
        key: chosen by the client, unique to this act: the same request sent twice is one annotation.
        reasons: codes of the rubric: of a rejection, which needs one, or an edit; accepting has none.
        rewrite: how it should read; an edit needs it.
        scores: by the rubric's dimensions, 1 to 5.
        seconds: time spent on it.
        replaces: id of the reviewer's own earlier annotation of the same thing that this one corrects.
        settles: whether it ends a disagreement of others (adjudication).
    """

    key: str = Field(min_length=8, max_length=64, pattern=r"^[\w.:-]+$")
    claim_id: str = Field("", max_length=40)
    verdict: Ruling
    reasons: tuple[str, ...] = Field((), max_length=20)
    rewrite: str = Field("", max_length=8000)
    scores: dict[str, int] = Field(default_factory=dict)
    comment: str = Field("", max_length=4000)
    seconds: float = Field(0.0, ge=0, le=86400, allow_inf_nan=False)
    replaces: str | None = Field(None, max_length=20)
    settles: bool = False


class Annotation(Frozen):
    """A person's verdict, kept for ever. ``at`` is UTC; ``words`` may have been erased with a document.

    ``seq`` orders those of all units, and is not told: its gaps are what others did.
    """

    id: str
    seq: int = Field(exclude=True)
    suggestion_id: str
    claim_id: str
    author: str
    at: dt.datetime
    verdict: Ruling
    reasons: tuple[str, ...]
    rewrite: str
    scores: dict[str, int]
    comment: str
    seconds: float
    replaces: str | None
    settles: bool
    suggestion_sha256: str


class NewSignal(Frozen):
    """What a rep tells of a suggestion or claim in passing. ``reason``: a code of the rubric, or empty."""

    key: str = Field(min_length=8, max_length=64, pattern=r"^[\w.:-]+$")
    claim_id: str = Field("", max_length=40)
    kind: SignalKind
    reason: str = Field("", max_length=40)
    outcome: Outcome = ""
    comment: str = Field("", max_length=4000)
    channel: Literal["web", "console", "dingtalk", "wecom", "api"] = "api"


class Signal(Frozen):
    """A rep's signal, kept for ever and apart from directors' verdicts. ``seq``: as an annotation's."""

    id: str
    seq: int = Field(exclude=True)
    suggestion_id: str
    claim_id: str
    author: str
    at: dt.datetime
    kind: SignalKind
    reason: str
    outcome: Outcome
    comment: str
    channel: str
