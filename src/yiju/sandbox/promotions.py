"""What all units draft and search with: prompt versions and search switches, promoted on evidence, or back.

Append-only and audited. The newest entry of a subject holds; without one, what Yiju comes with.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

import sqlalchemy as sa

from yiju.errors import Conflict, Forbidden, Invalid, YijuError
from yiju.retrieval.options import DEFAULT, Options
from yiju.sandbox.changes import read_switch
from yiju.sandbox.in_force import (
    PROMPT,
    SEARCH,
    SHIPPED,
    active,
    own_prompts,
    value_of,
    values_in_force,
    written,
)
from yiju.sandbox.moments import utc
from yiju.sandbox.trial_results import speaks_for
from yiju.settings import Settings
from yiju.store import audit
from yiju.store.access import may_promote
from yiju.store.database import Database
from yiju.store.review_tables import promotions
from yiju.store.types import Frozen, Viewer

LONGEST_NOTE = 1000


class Promotion(Frozen):
    """One switch. ``note``: why, where no trial speaks for it; else what was noted beside.

    ``value``, ``previous``: of a prompt ``v101@1a2b3c4d5e6f``, of a search ``on``, ``off`` or a number; empty
    for what Yiju comes with.
    """

    seq: int
    subject: str
    value: str
    previous: str
    action: Literal["promote", "rollback"]
    trial_id: str | None
    note: str
    by: str
    at: dt.datetime


def promote(
    sql: Database,
    settings: Settings,
    viewer: Viewer,
    subject: str,
    value: str,
    *,
    trial_id: str | None = None,
    note: str = "",
    seen: str | None = None,
) -> Promotion:
    """Switch a subject for all units. Audited.

    Args:
        subject: ``prompt:NAME`` or ``retrieval:SWITCH``.
        value: a version, or what the switch takes.
        trial_id: the trial that speaks for it: significant, of this very change, against what is in force.
            Without one ``note`` says why it is done all the same.
        seen: the value that the viewer saw in force; None where they looked at none.

    Raises:
        Forbidden: the viewer is no admin.
        NotFound: no such trial for this viewer.
        Conflict: somebody else switched it meanwhile.
        YijuError: there is no such subject or value, or nothing speaks for it.
    """
    _allow(viewer)
    told = _told(settings, subject, value)
    note = _note(note)
    if trial_id:
        now = active(sql, settings)
        seen = now.values.get(subject, SHIPPED) if seen is None else seen  # the trial speaks against this one
        speaks_for(sql, viewer, trial_id, subject, told, now)
    elif not note:
        raise YijuError(
            "没有盲测支持，不能启用。", hint="先做一次盲测（trial），或写明理由（note）强制启用；会记入历史。"
        )
    return _append(sql, viewer, subject, told, "promote", trial_id, note, seen)


def rollback(
    sql: Database,
    settings: Settings,
    viewer: Viewer,
    subject: str,
    *,
    note: str = "",
    seen: str | None = None,
) -> Promotion:
    """Back to what was in force before the newest promotion that still stands. Audited.

    Raises:
        Forbidden, Conflict: as ``promote``. YijuError: none stands.
    """
    _allow(viewer)
    held, value = [], SHIPPED
    for one in reversed(history(sql, viewer, subject)):
        if one.action == "promote":
            held.append(value)
        else:
            held.pop()
        value = one.value
    if not held:
        raise YijuError(f"{subject} 现在就是自带的，无从回退。")
    return _append(sql, viewer, subject, held[-1], "rollback", None, _note(note), seen)


def history(sql: Database, viewer: Viewer, subject: str | None = None) -> list[Promotion]:
    """Every switch, newest first. For those who may review anything.

    Raises:
        Forbidden: the viewer may not.
    """
    from yiju.store.access import reviewed_units

    if not reviewed_units(viewer):
        raise Forbidden("没有查看启用历史的权限。", hint="只有主管和管理员能看。")
    query = sa.select(promotions).order_by(promotions.c.seq.desc())
    if subject is not None:
        query = query.where(promotions.c.subject == subject)
    with sql.read() as connection:
        return [_promotion(dict(row._mapping)) for row in connection.execute(query)]


def subjects(settings: Settings) -> list[str]:
    """Everything that can be switched."""
    names = [f"{PROMPT}{name}" for name in own_prompts(settings).known() if not name.startswith("judge-")]
    return names + [f"{SEARCH}{one.name}" for one in dataclasses.fields(Options)]


def shipped(settings: Settings, subject: str) -> str:
    """The value of a subject that was never switched, as ``Promotion.value`` writes it."""
    if subject.startswith(SEARCH):
        return written(getattr(DEFAULT, subject.removeprefix(SEARCH)))
    return value_of(own_prompts(settings).load(subject.removeprefix(PROMPT)))


def _told(settings: Settings, subject: str, value: str) -> str:
    """The value as it is kept."""
    if subject not in subjects(settings):
        raise Invalid(f"没有可启用的 {subject}。", hint=f"可用的：{'、'.join(subjects(settings))}。")
    if subject.startswith(SEARCH):
        return written(read_switch(f"{subject.removeprefix(SEARCH)}={value}")[1])
    version = value.removeprefix("v").partition("@")[0]
    if not version.isdecimal() or len(version) > 6:
        raise Invalid(f"版本要是数字，收到的是 {value!r}。")
    return value_of(own_prompts(settings).at(subject.removeprefix(PROMPT), int(version)))


def _allow(viewer: Viewer) -> None:
    if not may_promote(viewer):
        raise Forbidden("没有启用或回退的权限。", hint="请管理员操作。")


def _note(note: str) -> str:
    if len(note) > LONGEST_NOTE:
        raise Invalid(f"理由太长：{len(note)} 字，最多 {LONGEST_NOTE} 字。")
    return " ".join(note.split())


def _append(
    sql: Database,
    viewer: Viewer,
    subject: str,
    value: str,
    action: str,
    trial: str | None,
    note: str,
    seen: str | None,
) -> Promotion:
    with sql.write() as connection:
        audit.hold(connection)
        previous = values_in_force(connection).get(subject, SHIPPED)
        if seen is not None and seen != previous:
            raise Conflict(f"{subject} 刚被别人改成 {previous or '自带的'}。", hint="看过新的历史再决定。")
        if value == previous:
            raise YijuError(f"{subject} 现在就是 {value or '自带的'}。")
        row = {
            "subject": subject, "value": value, "previous": previous, "action": action, "trial_id": trial,
            "note": note, "by": viewer.user, "at": dt.datetime.now(dt.UTC),
        }  # fmt: skip
        seq = connection.execute(sa.insert(promotions).values(**row).returning(promotions.c.seq)).scalar_one()
        told = {
            "value": value,
            "previous": previous,
            "trial": trial,
            "override": trial is None and action == "promote",
        }
        audit.append(connection, viewer.user, f"promotion.{action}", subject, told)
    return _promotion({**row, "seq": seq})


def _promotion(values: Mapping[str, Any]) -> Promotion:
    return Promotion.model_validate({**values, "at": utc(values["at"])})
