"""The replays that were made: one row each, with what was changed, what came of it and what it cost."""

import datetime as dt
import hashlib
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from pydantic import Field

from yiju.errors import NotFound, YijuError
from yiju.sandbox.changes import Changes
from yiju.sandbox.moments import utc
from yiju.sandbox.reshelving import inside
from yiju.store import audit, tables
from yiju.store.access import reviewable
from yiju.store.database import Database
from yiju.store.review_tables import replays
from yiju.store.suggestions import get_suggestion
from yiju.store.types import Frozen, Viewer

BASELINE = "baseline"


class Replay(Frozen):
    """One replay, kept for ever.

    Attributes:
        result_id: the suggestion that came of it; None where it failed, with the reason in ``error``.
        arm: in a trial ``baseline`` (nothing changed) or empty.
        base: in a trial what was in force then of that which it changes, by subject.
        costs: ``seconds`` in all, by stage as ``seconds.…``; of a model ``calls``, ``prompt_tokens``,
            ``answer_tokens``, ``llm_seconds``.
    """

    id: str
    suggestion_id: str
    result_id: str | None
    trial_id: str | None
    by: str
    at: dt.datetime
    changes: Changes
    arm: str = ""
    base: dict[str, str] = Field(default_factory=dict)
    costs: dict[str, float]
    error: str


def replay_id(trial_id: str | None, suggestion_id: str, arm: str) -> str:
    """A new id; of one arm of a trial always the same."""
    if trial_id is None:
        return f"r{uuid4().hex[:12]}"
    return "r" + hashlib.sha256(f"{trial_id}\0{suggestion_id}\0{arm}".encode()).hexdigest()[:12]


def write_replay(
    connection: sa.Connection, row: dict[str, Any], result: str | None, costs: dict[str, float], error: str
) -> Replay:
    """Keep the row; of a trial's arm that failed before, over the failure."""
    values = {**row, "result_id": result, "costs": costs, "error": error}
    audit.hold(connection)
    if row["trial_id"] is not None:
        earlier = connection.execute(sa.select(replays).where(replays.c.id == row["id"])).one_or_none()
        if earlier is not None and earlier.result_id is not None:
            raise YijuError("这一对已经由别处推演完。")
        connection.execute(sa.delete(replays).where(replays.c.id == row["id"]))
    connection.execute(sa.insert(replays).values(**values))
    told = {"suggestion": row["suggestion_id"], "result": result, "trial": row["trial_id"]}
    audit.append(connection, row["by"], "replay.made" if result else "replay.failed", row["id"], told)
    return to_replay(values)


def to_replay(values: Any) -> Replay:
    """A row of the table as a Replay."""
    changes = dict(values["changes"])
    arm, base = changes.pop("arm", ""), changes.pop("base", {})
    rest = {name: values[name] for name in Replay.model_fields if name in values and name != "changes"}
    return Replay.model_validate(
        {**rest, "at": utc(values["at"]), "arm": arm, "base": base, "changes": changes}
    )


def replays_of(sql: Database, viewer: Viewer, suggestion_id: str) -> list[Replay]:
    """The replays of a suggestion outside of trials, newest first.

    Raises:
        NotFound: no such suggestion for this viewer. Forbidden: they may not review it.
    """
    original = get_suggestion(sql, viewer, suggestion_id)
    inside(viewer, original.unit)
    query = sa.select(replays).where(replays.c.suggestion_id == suggestion_id, replays.c.trial_id.is_(None))
    with sql.read() as connection:
        rows = connection.execute(query.order_by(replays.c.at.desc(), replays.c.id)).all()
    return [to_replay(row._mapping) for row in rows]


def get_replay(sql: Database, viewer: Viewer, replay_id: str) -> Replay:
    """One replay.

    Raises:
        NotFound: there is none, or the viewer may not review what it replays.
    """
    table = tables.suggestions
    query = (
        sa.select(replays)
        .join(table, table.c.id == replays.c.suggestion_id)
        .where(replays.c.id == replay_id, reviewable(viewer))
    )
    with sql.read() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"没有这次推演：{replay_id}")
    return to_replay(row._mapping)
