"""What key figures are counted from: advice of a span of time with all that people said of it."""

import datetime as dt
import json
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
import xxhash

from yiju.copilot.talk import find_scene
from yiju.sandbox.annotations import all_annotations
from yiju.sandbox.issues import Issue, list_issues
from yiju.sandbox.kpi.definitions import Slice
from yiju.sandbox.moments import utc
from yiju.sandbox.novelty import Shingles, shingles
from yiju.sandbox.signals import all_signals
from yiju.sandbox.types import Annotation, Signal
from yiju.store import tables
from yiju.store.access import reviewable, reviewed_units
from yiju.store.database import Database
from yiju.store.erasing import ERASED_TEXT
from yiju.store.types import Viewer

MOST = 5000
"""So much advice is counted at once, the newest of the span."""
CHINA = dt.timezone(dt.timedelta(hours=8))
"""Weeks and days are those of China."""
_KINDS = {"strategy": "拜访策略", "talk": "话术", "answer": "回答"}
_MODES = {"extractive": "摘编", "llm": "模型"}
_SAID = frozenset({"say", "reply", "fallback"})
_KEPT = 10_000
_lock = threading.Lock()
_known: "OrderedDict[bytes, Told]" = OrderedDict()

_suggestions = tables.suggestions


@dataclass(frozen=True, slots=True)
class Told:
    """What counting needs of a suggestion's body. ``said``: a talk track's spoken lines, hashed."""

    rep: str
    scene: str
    prompt: str
    mode: str
    facts: int
    dropped: int
    said: Shingles | None


@dataclass(frozen=True, slots=True)
class Advice:
    """A suggestion, and what was said of it, in order. ``created_at`` is UTC."""

    id: str
    unit: str
    customer: str
    kind: str
    created_at: dt.datetime
    told: Told
    annotations: Sequence[Annotation]
    signals: Sequence[Signal]

    def key(self, by: Slice) -> str:
        """What it belongs to where figures are sliced."""
        if by == "week":
            return week_of(self.created_at)
        if by == "kind":
            return _KINDS[self.kind]
        if by == "mode":
            return _MODES[self.told.mode]
        if by in {"unit", "customer"}:
            return self.unit if by == "unit" else self.customer
        return str(getattr(self.told, by))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Advice given in a span of time and issues opened in it, of what one viewer may review.

    Attributes:
        now: when it was taken: what has not ended is counted up to here.
        cut: whether there was more advice than ``MOST``.
        words: of each claim that somebody rewrote, by its suggestion's id and its own.
    """

    advice: Sequence[Advice]
    issues: Sequence[Issue]
    now: dt.datetime
    cut: bool = False
    words: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def sliced(self, by: Slice) -> dict[str, "Snapshot"]:
        """The parts of it, by their names."""
        advice: dict[str, list[Advice]] = defaultdict(list)
        for one in self.advice:
            advice[one.key(by)].append(one)
        issues: dict[str, list[Issue]] = defaultdict(list)
        of_advice = {one.id: one.key(by) for one in self.advice}
        for issue in self.issues:
            key = _issue_key(issue, by, of_advice)
            if key:
                issues[key].append(issue)
        keys = sorted({*advice, *issues})
        return {key: replace(self, advice=advice.get(key, ()), issues=issues.get(key, ())) for key in keys}


def snapshot(
    sql: Database,
    viewer: Viewer,
    *,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    now: dt.datetime | None = None,
) -> Snapshot:
    """What a viewer may count: advice given from ``since`` to before ``until``, whenever it was judged."""
    now = now or dt.datetime.now(dt.UTC)
    wanted = [reviewable(viewer), _suggestions.c.purpose == "advice"]
    if since is not None:
        wanted.append(_suggestions.c.created_at >= since)
    if until is not None:
        wanted.append(_suggestions.c.created_at < until)
    ids = sa.select(_suggestions.c.id).where(*wanted)
    ids = ids.order_by(_suggestions.c.created_at.desc(), _suggestions.c.id).limit(MOST + 1)
    columns = [c for c in _suggestions.c if c.name not in {"body", "purpose"}]
    query = sa.select(*columns, sa.cast(_suggestions.c.body, sa.Text).label("body"))
    with sql.read() as connection:
        found = connection.scalars(ids).all()
        rows = connection.execute(query.where(_suggestions.c.id.in_(found[:MOST]))).all()
    annotations: dict[str, list[Annotation]] = defaultdict(list)
    for annotation in all_annotations(sql, viewer):
        annotations[annotation.suggestion_id].append(annotation)
    signals: dict[str, list[Signal]] = defaultdict(list)
    for signal in all_signals(sql, viewer):
        signals[signal.suggestion_id].append(signal)
    advice = [
        Advice(
            row.id, row.unit, row.customer, row.kind, utc(row.created_at), told_of(row.kind, row.body),
            annotations.get(row.id, ()), signals.get(row.id, ()),
        )
        for row in rows
    ]  # fmt: skip
    advice.sort(key=lambda one: (one.created_at, one.id))
    units = reviewed_units(viewer)
    issues = [
        one
        for one in list_issues(sql, viewer, since=since)
        if one.unit in units and (until is None or one.opened_at < until)
    ]
    words: dict[tuple[str, str], str] = {}
    for row in rows:
        words.update(_rewritten(row.body, annotations.get(row.id, ())))
    return Snapshot(advice, issues, now, cut=len(found) > MOST, words=words)


def _rewritten(body: str, said: Sequence[Annotation]) -> dict[tuple[str, str], str]:
    """The claims' words that a rewrite took the place of; words that were erased are none."""
    edited = {one.claim_id for one in said if one.verdict == "edit" and one.claim_id}
    if not edited:
        return {}
    found = json.loads(body)
    claims = {claim["id"]: claim["text"] for section in found["sections"] for claim in section["claims"]}
    kept = {one: claims[one] for one in edited if claims.get(one, ERASED_TEXT) != ERASED_TEXT}
    return {(found["id"], one): text for one, text in kept.items()}


def week_of(moment: dt.datetime) -> str:
    """The ISO week of a moment in China, as ``2026-W03``."""
    year, week, _day = moment.astimezone(CHINA).isocalendar()
    return f"{year}-W{week:02d}"


def told_of(kind: str, body: str) -> Told:
    """What counting needs of a stored body. Remembered by its hash: an erased one is read anew."""
    key = xxhash.xxh3_128_digest(body.encode())
    with _lock:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
    made = _read(kind, json.loads(body))
    with _lock:
        _known[key] = made
        while len(_known) > _KEPT:
            _known.popitem(last=False)
    return made


def _read(kind: str, body: Mapping[str, Any]) -> Told:
    claims = [claim for section in body["sections"] for claim in section["claims"]]
    scene = body["request"].get("scene", "") if kind == "talk" else ""
    said = "\n".join(claim["text"] for claim in claims if claim["role"] in _SAID)
    return Told(
        rep=body["user"],
        scene=_scene(scene) if scene else _KINDS[kind],
        prompt="、".join(sorted(label.partition("@")[0] for label in body["prompts"])) or "（未用模型）",
        mode=body["mode"],
        facts=sum(claim["nature"] == "fact" for claim in claims),
        dropped=max(body["dropped"], len(body["dropped_claims"])),
        said=shingles(said) if kind == "talk" and said else None,
    )


@lru_cache(maxsize=1024)
def _scene(text: str) -> str:
    return find_scene(text).name


def _issue_key(issue: Issue, by: Slice, of_advice: Mapping[str, str]) -> str:
    if by == "week":
        return week_of(issue.opened_at)
    own = {"unit": issue.unit, "customer": issue.customer, "rep": issue.opened_by}.get(by)
    return own or of_advice.get(issue.suggestion_id or "", "")
