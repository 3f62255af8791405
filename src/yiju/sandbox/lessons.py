"""Everything that one unit's reviewers taught, learned once and kept until something is added to it.

A verdict is learned with what was read before: only suggestions that were not judged then are read. After a
forgetting, a withdrawal or a publication everything is read anew.
"""

import threading
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from yiju.sandbox.checks import Checks
from yiju.sandbox.edits import Edits
from yiju.sandbox.judged import MOST, JudgedClaim, Read, judged_in
from yiju.sandbox.lesson import Lesson, lesson_of, orders_a_machine
from yiju.sandbox.preference import Preference, tells
from yiju.sandbox.published import published_elsewhere, withdrawn_in
from yiju.store import tables
from yiju.store.database import Database

_TEACHING = ("annotation.added", "exemplar.", "document.forgotten")
"""What audited actions begin with, after which something else is taught."""
_MOST_NEWS = 200
_VERDICT, _ANYTHING = "verdict", "anything"
_suggestions = tables.suggestions


@dataclass(frozen=True)
class Lessons:
    """What a unit's verdicts teach.

    Attributes:
        rewrites: the unit's own, and what others published, masked.
        judged: every verdict that teaches, withdrawn ones left out.
    """

    judged: tuple[JudgedClaim, ...]
    rewrites: tuple[Lesson, ...]
    edits: Edits
    checks: Checks
    preference: Preference

    def __bool__(self) -> bool:
        return bool(self.judged or self.rewrites)


@dataclass
class _Kept:
    """Of one unit. ``seq``: the audit log's number that it is up to; ``lock``: one learns, others wait."""

    seq: int = 0
    lessons: Lessons | None = None
    read: dict[str, Read] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


_cache: "WeakKeyDictionary[Database, dict[str, _Kept]]" = WeakKeyDictionary()
_lock = threading.Lock()


def lessons_of(sql: Database, unit: str, labels: Mapping[str, str]) -> Lessons:
    """What the reviewers of a unit taught. Learned anew only after a verdict, a publication or a forgetting.

    Args:
        labels: reason → what people read, for what is refused.
    """
    with _lock:
        kept = _cache.setdefault(sql, {}).setdefault(unit, _Kept())
    with kept.lock:
        last, news = _news(sql, unit, kept.seq)
        if kept.lessons is None or news:
            if news == _ANYTHING or len(kept.read) > 2 * MOST:
                kept.read.clear()
            kept.lessons = learn(sql, unit, labels, kept.read)
        kept.seq = last
        return kept.lessons


def learn(
    sql: Database, unit: str, labels: Mapping[str, str], read: MutableMapping[str, Read] | None = None
) -> Lessons:
    """The same, from the beginning. ``read``: suggestions that were read before; added to."""
    gone = withdrawn_in(sql, unit)
    judged = [one for one in judged_in(sql, unit, read=read) if one.annotation not in gone]
    return lessons_from(judged, labels, published_elsewhere(sql, [unit]))


def lessons_from(
    judged: Sequence[JudgedClaim], labels: Mapping[str, str], published: Sequence[Lesson] = ()
) -> Lessons:
    """What these verdicts teach, with what others published. A rewrite that orders a machine: nothing."""
    accepted = _accepted(judged)
    rewrites = rewrites_in(judged, published)
    return Lessons(
        judged=tuple(judged),
        rewrites=tuple(rewrites),
        edits=Edits(rewrites, accepted),
        checks=Checks([one for one in judged if one.verdict == "reject"], accepted, labels),
        preference=Preference([one for one in judged if tells(one)]),
    )


def edits_from(judged: Sequence[JudgedClaim], published: Sequence[Lesson] = ()) -> Edits:
    """What they teach of wording alone."""
    return Edits(rewrites_in(judged, published), _accepted(judged))


def rewrites_in(judged: Sequence[JudgedClaim], published: Sequence[Lesson] = ()) -> list[Lesson]:
    """Rewrites as lessons, those of other units last."""
    edited = [one for one in judged if one.verdict == "edit" and one.rewrite]
    return [*(lesson_of(one) for one in edited if not orders_a_machine(one.rewrite)), *published]


def _accepted(judged: Sequence[JudgedClaim]) -> list[JudgedClaim]:
    return [one for one in judged if one.verdict == "accept"]


def _news(sql: Database, unit: str, since: int) -> tuple[int, str]:
    """The audit log's last number, and what of it after ``since`` teaches this unit: a verdict, anything."""
    log = tables.audit
    teaching = sa.or_(*(log.c.action.startswith(action, autoescape=True) for action in _TEACHING))
    with sql.read() as connection:
        last = connection.scalar(sa.select(sa.func.max(log.c.seq))) or 0
        query = sa.select(log.c.action, log.c.details).where(log.c.seq > since, teaching).limit(_MOST_NEWS)
        rows = connection.execute(query).all()
        if len(rows) == _MOST_NEWS or any(row.action != "annotation.added" for row in rows):
            return last, _ANYTHING
        judged = [row.details["suggestion"] for row in rows]
        ours = sa.select(_suggestions.c.id).where(_suggestions.c.id.in_(judged), _suggestions.c.unit == unit)
        heard = bool(judged) and connection.scalar(ours.limit(1)) is not None
        return last, _VERDICT if heard else ""
