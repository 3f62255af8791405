"""Reps' signals: adopted, used, thumbs, how the meeting went. Append-only, apart from directors' verdicts.

A vote is kept at once, its reason when it is told: two rows, read as one signal.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from uuid import uuid4

import sqlalchemy as sa

from yiju.errors import Conflict, Invalid, NotFound
from yiju.sandbox.annotations import check_claim
from yiju.sandbox.labels import OUTCOMES, SIGNALS, WITH_REASON
from yiju.sandbox.moments import utc
from yiju.sandbox.rubric import Rubric
from yiju.sandbox.types import NewSignal, Signal
from yiju.store import audit, tables
from yiju.store.access import readable_suggestions, reviewable
from yiju.store.database import Database, batched
from yiju.store.erasing import ERASED_TEXT
from yiju.store.review_tables import signal_words, signals
from yiju.store.types import Suggestion, Viewer

_suggestions = tables.suggestions


_VOTES = ("up", "down", "revoked")
_BARE = ("", "驳回")
"""Comments of a vote that tell no reason yet."""


def add_signal(
    sql: Database, viewer: Viewer, suggestion_id: str, new: NewSignal, rubric: Rubric, *, tapped: bool = False
) -> Signal:
    """Keep a signal. The same ``key`` by the same author again gives back the first one. Audited.

    Args:
        tapped: what is tapped again says nothing new: the author's last word on it is given back where it is
            the same already. Of votes the last one counts.

    Raises:
        NotFound: no such suggestion for this viewer, or no such claim in it.
        Conflict: the key was used for another signal, or the claim's words went with a forgotten document.
        Invalid: an unknown reason, a reason or an outcome with a kind that has none, or an outcome missing.
    """
    if new.reason and new.reason not in rubric.reasons:
        raise Invalid(f"reason 不认识：{new.reason}", hint=f"可用的：{'、'.join(rubric.reasons)}")
    if (new.kind == "outcome") != bool(new.outcome):
        known = "、".join(f"{code} {label}" for code, label in OUTCOMES.items())
        raise Invalid("outcome 只在 kind 为 outcome 时写，而且必须写。", hint=f"可用的：{known}。")
    if new.reason and new.kind not in WITH_REASON:
        kinds = "、".join(f"{code}（{label}）" for code, label in SIGNALS.items() if code in WITH_REASON)
        raise Invalid(f"reason 只在 kind 为 {kinds} 时写。", hint="别的话写在 comment 里。")
    with sql.write() as connection:
        audit.hold(connection)
        query = sa.select(_suggestions.c.body).where(
            readable_suggestions(viewer), _suggestions.c.id == suggestion_id
        )
        body = connection.scalar(query)
        if body is None:
            raise NotFound(f"没有这条建议：{suggestion_id}")
        found = Suggestion.model_validate(body)
        mine = sa.and_(signals.c.author == viewer.user, signals.c.key == new.key)
        if earlier := _select(connection, mine):
            told = new.model_dump(mode="json", exclude={"key", "comment"})
            other = earlier[0].comment not in (ERASED_TEXT, new.comment.strip())
            if (
                other
                or earlier[0].suggestion_id != suggestion_id
                or told != earlier[0].model_dump(mode="json", include=set(told))
            ):
                raise Conflict(f"key {new.key} 已用于另一条反馈。", hint="每次反馈换一个新的 key。")
            return earlier[0]
        check_claim(found, new.claim_id, "反馈")
        if tapped and (same := _said_already(connection, viewer.user, suggestion_id, new)):
            return same
        row = {
            "id": f"g{uuid4().hex[:12]}",
            "suggestion_id": suggestion_id,
            "author": viewer.user,
            "at": dt.datetime.now(dt.UTC),
            **new.model_dump(mode="json", exclude={"comment"}),
        }
        seq = connection.execute(sa.insert(signals).values(**row).returning(signals.c.seq)).scalar_one()
        comment = new.comment.strip()
        connection.execute(sa.insert(signal_words).values(signal_id=row["id"], comment=comment))
        told = {"suggestion": suggestion_id, "claim": new.claim_id, "kind": new.kind}
        audit.append(connection, viewer.user, "signal.added", str(row["id"]), told)
        row.pop("key")
        return Signal.model_validate({**row, "seq": seq, "comment": comment})


def _said_already(
    connection: sa.Connection, author: str, suggestion_id: str, new: NewSignal
) -> Signal | None:
    kinds = _VOTES if new.kind in _VOTES else (new.kind,)
    this = (signals.c.suggestion_id == suggestion_id, signals.c.claim_id == new.claim_id)
    said = _select(connection, sa.and_(signals.c.author == author, *this, signals.c.kind.in_(kinds)))
    if not said or said[-1].kind != new.kind:
        return None
    same = new.reason in ("", said[-1].reason) and new.comment.strip() in ("", said[-1].comment)
    return said[-1] if same else None


def signals_of(sql: Database, viewer: Viewer, suggestion_id: str) -> list[Signal]:
    """The signals on a suggestion, in order: all for those who may review it, else the viewer's own.

    Raises:
        NotFound: no such suggestion for this viewer.
    """
    mine = sa.and_(signals.c.suggestion_id == suggestion_id, signals.c.author == viewer.user)
    seen = sa.select(_suggestions.c.id).where(_suggestions.c.id == suggestion_id)
    with sql.read() as connection:
        if connection.scalar(seen.where(readable_suggestions(viewer))) is None:
            raise NotFound(f"没有这条建议：{suggestion_id}")
        if connection.scalar(seen.where(reviewable(viewer))) is None:
            return _with_reasons(_select(connection, mine))
        return _with_reasons(_select(connection, signals.c.suggestion_id == suggestion_id))


def own_signals(sql: Database, viewer: Viewer, suggestion_ids: Collection[str]) -> list[Signal]:
    """What the viewer told of these, as far as they may read them, in order."""
    seen = sa.select(_suggestions.c.id).where(readable_suggestions(viewer))
    mine = sa.and_(signals.c.author == viewer.user, signals.c.suggestion_id.in_(seen))
    with sql.read() as connection:
        return _of_these(connection, mine, suggestion_ids)


def all_signals(
    sql: Database,
    viewer: Viewer,
    *,
    suggestion_ids: Collection[str] | None = None,
    since: dt.datetime | None = None,
) -> list[Signal]:
    """Signals on all advice that the viewer may review, in order.

    Args:
        suggestion_ids: only of these; None for all.
        since: only from this moment on.
    """
    ours = sa.select(_suggestions.c.id).where(reviewable(viewer), _suggestions.c.purpose == "advice")
    wanted: sa.ColumnElement[bool] = signals.c.suggestion_id.in_(ours)
    if since is not None:
        wanted = sa.and_(wanted, signals.c.at >= since)
    with sql.read() as connection:
        if suggestion_ids is None:
            return _with_reasons(_select(connection, wanted))
        return _of_these(connection, wanted, suggestion_ids)


def _of_these(
    connection: sa.Connection, where: sa.ColumnElement[bool], suggestion_ids: Collection[str]
) -> list[Signal]:
    of_these = signals.c.suggestion_id.in_
    parts = [
        _select(connection, sa.and_(where, of_these(ids))) for ids in batched(sorted(suggestion_ids), 500)
    ]
    return _with_reasons(sorted((one for part in parts for one in part), key=lambda one: one.seq))


def _with_reasons(found: Sequence[Signal]) -> list[Signal]:
    """A vote and the reason told after it are one signal: the reason's, in the words of both."""
    kept: dict[int, Signal] = {}
    last: dict[tuple[str, str, str], Signal] = {}
    for one in found:
        whose = (one.suggestion_id, one.author, one.claim_id)
        before = last.get(whose)
        if before and before.kind == one.kind and _gives_reason(one, before):
            del kept[before.seq]
            told = _joined(before, one)
        else:
            told = one
        last[whose] = kept[one.seq] = told
    return list(kept.values())


def _joined(before: Signal, one: Signal) -> Signal:
    words = "：".join(text for text in (before.comment, one.comment) if text)
    return one.model_copy(update={"comment": words})


def _gives_reason(one: Signal, before: Signal) -> bool:
    bare = not before.reason and before.comment in _BARE
    return one.kind in WITH_REASON and bare and bool(one.reason or one.comment)


def _select(connection: sa.Connection, where: sa.ColumnElement[bool]) -> list[Signal]:
    columns = [c for c in signals.c if c.name != "key"]
    query = sa.select(*columns, signal_words.c.comment).select_from(signals.join(signal_words))
    rows = connection.execute(query.where(where).order_by(signals.c.seq))
    return [Signal.model_validate({**row._mapping, "at": utc(row.at)}) for row in rows]
