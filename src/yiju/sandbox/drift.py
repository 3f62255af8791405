"""What changed since a suggestion was made: why the same question may be answered otherwise today."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from yiju.sandbox.moments import local, utc
from yiju.store import tables
from yiju.store.access import readable
from yiju.store.database import Database
from yiju.store.documents import CURRENT, READABLE_STATES
from yiju.store.erasing import NOTICE
from yiju.store.review_tables import promotions
from yiju.store.types import Customer, Suggestion, Viewer

_MOST = 20
"""Documents named one by one."""


def drift(
    sql: Database, viewer: Viewer, original: Suggestion, replayed: Suggestion, customers: Sequence[Customer]
) -> tuple[str, ...]:
    """Why the two may differ though nothing was changed on purpose, one reason a line.

    Args:
        customers: those whose material is read for it.
    """
    since = utc(original.created_at)
    lines = _documents(sql, viewer, {c.id for c in customers}, since)
    with sql.read() as connection:
        units = set(connection.scalars(_drawn(original.id)).all()) - {original.unit}
        switched = connection.scalars(
            sa.select(promotions.c.subject).where(promotions.c.at >= since).order_by(promotions.c.seq)
        ).all()
    if units:
        lines.append("原建议还读过其他单元的资料；推演只用本单元的。")
    if switched:
        lines.append(f"期间启用或回退过：{'、'.join(dict.fromkeys(switched))}。")
    if NOTICE in original.notices:
        lines.append("读过的资料有的已删除。")
    lines += [f"原来提示过：{one}" for one in original.notices if one not in {*replayed.notices, NOTICE}]
    lines += [f"现在提示：{one}" for one in replayed.notices if one not in original.notices]
    if original.mode != replayed.mode or original.model != replayed.model:
        lines.append(f"方式或模型不同：原来 {_how(original)}，现在 {_how(replayed)}。")
    elif original.mode == "llm":
        lines.append("由大模型起草：同一个问题，它两次的写法不一定相同。")
    if original.prompts != replayed.prompts:
        lines.append("提示词的版本不同。")
    if original.shaped_by != replayed.shaped_by:
        lines.append("评审范例有变化。")
    if "as_of" not in original.request:
        lines.append(f"原建议没有记下是按哪一天做的，这次按它的生成日期 {local(since).date()}。")
    return tuple(lines)


def _documents(sql: Database, viewer: Viewer, customers: set[str], since: dt.datetime) -> list[str]:
    """Documents that came, and versions that were replaced, since then."""
    table = tables.documents
    query = (
        sa.select(table.c.title, table.c.source_key, table.c.ingested_at, table.c.state)
        .where(
            readable(viewer), table.c.state.in_(READABLE_STATES), table.c.customer_id.in_(sorted(customers))
        )
        .order_by(table.c.ingested_at, table.c.id)
    )
    with sql.read() as connection:
        rows = connection.execute(query).all()
    before = {row.source_key for row in rows if utc(row.ingested_at) < since}
    came = [row for row in rows if row.state == CURRENT and utc(row.ingested_at) >= since]
    new = [f"新资料《{row.title}》" for row in came if row.source_key not in before]
    newer = [f"资料《{row.title}》有了新版" for row in came if row.source_key in before]
    lines = [f"{line}。" for line in (new + newer)[:_MOST]]
    rest = len(new) + len(newer) - _MOST
    return lines + ([f"另有 {rest} 份资料是之后才有的。"] if rest > 0 else [])


def _drawn(suggestion_id: str) -> sa.Select[tuple[str]]:
    drawn = tables.suggestion_units
    return sa.select(drawn.c.unit).where(drawn.c.suggestion_id == suggestion_id)


def _how(one: Suggestion) -> str:
    return one.model or ("摘编" if one.mode == "extractive" else "大模型")
