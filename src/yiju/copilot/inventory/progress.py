"""How far the dense vectors of a viewer's documents are."""

import math

import sqlalchemy as sa

from yiju.copilot.inventory.types import Index, IndexProgress, UnitIndex
from yiju.store.inventory_index import Indexed, index_by_unit
from yiju.store.pace import pace_of
from yiju.store.points import dense_model
from yiju.store.types import Viewer

_MINUTE = 60


def index_progress(connection: sa.Connection, viewer: Viewer) -> IndexProgress:
    """Counts and pace of the viewer's own units alone."""
    model = dense_model(connection) or ""
    units = index_by_unit(connection, viewer, model)
    chunks, dense = sum(u.chunks for u in units.values()), sum(u.dense for u in units.values())
    pending = chunks - dense
    pace = pace_of(connection) if pending else None
    waiting = [name for name, unit in units.items() if unit.dense < unit.chunks]
    rate = pace.of(waiting) if pace is not None else 0.0
    left = math.ceil(pending / rate) if rate > 0 else None
    return IndexProgress(
        chunks=chunks,
        dense=dense,
        pending=pending,
        model=model,
        per_second=round(rate, 2),
        seconds_left=left,
        units=[UnitIndex(unit=name, chunks=u.chunks, dense=u.dense) for name, u in sorted(units.items())],
        said=_said(chunks, dense, left),
    )


def index_state(found: Indexed, model: str) -> Index:
    """Of one document."""
    if not found.chunks:
        return Index(state="none", chunks=0, dense=0)
    state = "dense" if found.dense == found.chunks else "pending" if found.dense else "keyword"
    return Index(state=state, chunks=found.chunks, dense=found.dense, model=model if found.dense else "")


def _said(chunks: int, dense: int, left: int | None) -> str:
    if dense == chunks:
        return f"{chunks:,} 块，都有向量" if chunks else "没有检索块"
    told = f"向量 {dense:,}/{chunks:,} 块，其余先按关键词检索"
    if left is None:
        return f"{told}；现在没有在算（yiju serve 或下一次 yiju ingest 会接着算）"
    return f"{told}；约还需 {_lasting(left)}"


def _lasting(seconds: int) -> str:
    if seconds < 2 * _MINUTE:
        return f"{seconds} 秒"
    minutes = math.ceil(seconds / _MINUTE)
    return f"{minutes} 分钟" if minutes < 2 * _MINUTE else f"{math.ceil(minutes / _MINUTE)} 小时"
