"""A rep's own style: how they themselves reworded what they were given and then used.

What a rep sends as 修改 is kept as a signal, no verdict: it teaches nobody else. For their own drafts it is a
rewrite like a reviewer's, weighs more, and goes through the same doors: only a frame that holds no figure,
name or word of one customer is put around other evidence, and what it says there is verified. Where reviewers
rejected or reworded the same statement, theirs is the last word.
"""

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from yiju.sandbox.edits import Edits
from yiju.sandbox.judged import JudgedClaim, Read, head_of, read_suggestions
from yiju.sandbox.lesson import Lesson
from yiju.sandbox.lessons import Lessons, rewrites_in
from yiju.store import tables
from yiju.store.access import reviewable, visible_units
from yiju.store.database import Database
from yiju.store.erasing import ERASED_TEXT
from yiju.store.review_tables import signal_words, signals
from yiju.store.types import Viewer

_MOST = 200
"""Newest signals of a rep that are looked at."""
_TELLING = ("edited", "adopted", "down", "unused")
"""What a rep says of a statement's words; the last one counts."""
_suggestions = tables.suggestions


@dataclass(frozen=True)
class OwnStyle:
    """What one person's rewrites teach for their own drafts in one unit.

    Attributes:
        ids: of their signals and annotations: what weighs more.
        rewrites: theirs, as lessons; edits: theirs and the unit's together.
    """

    ids: frozenset[str]
    rewrites: tuple[Lesson, ...]
    edits: Edits


@dataclass
class _Kept:
    lessons: Lessons
    last: int
    style: OwnStyle | None


_cache: "WeakKeyDictionary[Database, dict[tuple[str, str], _Kept]]" = WeakKeyDictionary()
_lock = threading.Lock()


def own_style(sql: Database, viewer: Viewer, unit: str, lessons: Lessons) -> OwnStyle | None:
    """The viewer's style in a unit; None where they see nothing of it, or reworded nothing there.

    Args:
        lessons: what the unit's reviewers taught. Looked up anew after they teach something else, and after
            the viewer's next signal.
    """
    if unit not in visible_units(viewer):
        return None
    mine = _theirs(viewer.user, unit)
    with sql.read() as connection:
        last = connection.scalar(sa.select(sa.func.max(signals.c.seq)).where(*mine)) or 0
    with _lock:
        kept = _cache.setdefault(sql, {}).get((viewer.user, unit))
    if kept is None or kept.lessons is not lessons or kept.last != last:
        edited = _edited(sql, viewer, unit, lessons) if last else []
        kept = _Kept(lessons, last, _style(edited, viewer.user, lessons))
        with _lock:
            _cache.setdefault(sql, {})[viewer.user, unit] = kept
    return kept.style


def _theirs(user: str, unit: str) -> tuple[sa.ColumnElement[bool], ...]:
    """Signals of a person on advice that is made of this unit's material alone."""
    ours = sa.select(_suggestions.c.id).where(reviewable(head_of(unit)), _suggestions.c.purpose == "advice")
    return signals.c.author == user, signals.c.kind.in_(_TELLING), signals.c.suggestion_id.in_(ours)


def _edited(sql: Database, viewer: Viewer, unit: str, lessons: Lessons) -> list[JudgedClaim]:
    """The viewer's rewrites that stand, as if they were verdicts, in order."""
    query = (
        sa.select(signals, signal_words.c.comment)
        .select_from(signals.join(signal_words))
        .where(*_theirs(viewer.user, unit), signals.c.claim_id != "")
        .order_by(signals.c.seq.desc())
        .limit(_MOST)
    )
    with sql.read() as connection:
        rows = list(reversed(connection.execute(query).all()))
    last = {(row.suggestion_id, row.claim_id): row for row in rows}
    wanted = [row for row in last.values() if row.kind == "edited" and row.comment not in {"", ERASED_TEXT}]
    settled = {(one.suggestion_id, one.claim_id) for one in lessons.judged if one.verdict != "accept"}
    known: dict[str, Read] = {}
    read_suggestions(sql, head_of(unit), sorted({row.suggestion_id for row in wanted}), known)
    found: list[JudgedClaim] = []
    for row in wanted:
        read = known.get(row.suggestion_id)
        if read is None or row.claim_id not in read.points or (row.suggestion_id, row.claim_id) in settled:
            continue
        found.append(
            JudgedClaim(
                annotation=row.id,
                suggestion_id=row.suggestion_id,
                claim_id=row.claim_id,
                unit=read.unit,
                customer=read.customer,
                author=viewer.user,
                at=row.at,
                as_of=read.occasion.as_of,
                verdict="edit",
                reasons=frozenset(),
                rewrite=_quoted(row.comment.strip(), read.points[row.claim_id].text),
                comment="",
                point=read.points[row.claim_id],
                situation=read.situation(row.claim_id),
            )
        )
    return found


def _quoted(rewrite: str, text: str) -> str:
    """A spoken line in quotation marks as the one it stands for: nobody types them in a chat."""
    spoken = text.startswith("“") and text.endswith("”")
    return f"“{rewrite}”" if spoken and not rewrite.startswith("“") else rewrite


def _style(edited: Sequence[JudgedClaim], user: str, lessons: Lessons) -> OwnStyle | None:
    rewrites = tuple(rewrites_in(edited))
    judged = {one.annotation for one in lessons.judged if one.author == user and one.verdict == "edit"}
    ids: Collection[str] = {lesson.id for lesson in rewrites} | judged
    if not ids:
        return None
    accepted = [one for one in lessons.judged if one.verdict == "accept"]
    edits = Edits([*lessons.rewrites, *rewrites], accepted, own=ids)
    return OwnStyle(frozenset(ids), rewrites, edits)
