"""Which snapshots there are for a viewer, what one holds, where an example comes from; and their end."""

import datetime as dt
import json
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from yiju.errors import Forbidden, NotFound, YijuError
from yiju.sandbox.annotations import all_annotations
from yiju.sandbox.datasets import folder
from yiju.sandbox.moments import utc
from yiju.settings import Settings
from yiju.store import audit
from yiju.store.access import reviewed_units
from yiju.store.database import Database, batched, file_lock
from yiju.store.review_tables import dataset_rows, datasets
from yiju.store.store import Store
from yiju.store.types import Viewer

Row = sa.Row[tuple[Any, ...]]


def readable_rows(sql: Database, viewer: Viewer, kind: str = "") -> list[Row]:
    """Rows of snapshots of units that the viewer may review, all of them; oldest first."""
    own = reviewed_units(viewer)
    query = sa.select(datasets).order_by(datasets.c.at, datasets.c.kind, datasets.c.version)
    if kind:
        query = query.where(datasets.c.kind == kind)
    with sql.read() as connection:
        rows = connection.execute(query).all()
    return [row for row in rows if own and set(row.units) <= own]


def snapshots(store: Store, viewer: Viewer) -> list[dict[str, Any]]:
    """A line for every snapshot that the viewer may see, newest first."""
    return [_line(store.settings, row) for row in reversed(_rows(store, viewer))]


def snapshot(store: Store, viewer: Viewer, dataset_id: str) -> dict[str, Any]:
    """One snapshot: its line, its manifest and its card.

    Raises:
        NotFound: there is none, or this viewer may not know of it.
    """
    row = find_row(store, viewer, dataset_id)
    manifest = manifest_in(store.settings, dataset_id) or {}
    card = folder.home(store.settings) / dataset_id / folder.CARD
    text = card.read_text(encoding="utf-8") if card.is_file() else ""
    return {**_line(store.settings, row), "manifest": manifest, "card": text}


def find_row(store: Store, viewer: Viewer, dataset_id: str) -> Row:
    """The row of a snapshot. Raises as ``snapshot``."""
    for row in _rows(store, viewer):
        if row.id == dataset_id:
            return row
    raise NotFound(f"没有这个数据集：{dataset_id}", hint="用 yiju datasets list 查看。")


def trace(store: Store, viewer: Viewer, example_id: str) -> dict[str, Any]:
    """Where an example comes from: the snapshots it is in, its suggestion, and its annotations.

    Raises:
        NotFound: no snapshot that the viewer may see has it.
    """
    seen = {row.id for row in _rows(store, viewer)}
    query = sa.select(dataset_rows).where(dataset_rows.c.example_id == example_id)
    with store.sql.read() as connection:
        rows = [row for row in connection.execute(query) if row.dataset_id in seen]
    if not rows:
        raise NotFound(f"没有这个样本：{example_id}", hint="编号在数据集的 examples.jsonl 里。")
    suggestion_id = rows[0].suggestion_id
    wanted = {one for row in rows for one in row.annotations}
    found = all_annotations(store.sql, viewer, suggestion_ids=[suggestion_id])
    return {
        "id": example_id,
        "suggestion": suggestion_id,
        "unit": rows[0].unit,
        "customer_id": rows[0].customer_id,
        "datasets": [
            {
                "id": row.dataset_id,
                "split": row.split,
                "sha256": row.sha256,
                "annotations": row.annotations,
                "deleted": not kept(store.settings, row.dataset_id),
            }
            for row in rows
        ],
        "annotations": [one.model_dump(mode="json") for one in found if one.id in wanted],
        "missing": sorted(wanted - {one.id for one in found}),
    }


def snapshots_of(store: Store, viewer: Viewer, suggestion_ids: Collection[str]) -> list[str]:
    """Ids of snapshots with examples from these suggestions in them, oldest first.

    Only those that the viewer may see, and whose files are there.
    """
    of = dataset_rows.c.suggestion_id
    holding: set[str] = set()
    with store.sql.read() as connection:
        for ids in batched(sorted(suggestion_ids), 500):
            query = sa.select(dataset_rows.c.dataset_id).distinct().where(of.in_(ids))
            holding |= set(connection.scalars(query))
    return [row.id for row in _rows(store, viewer) if row.id in holding and kept(store.settings, row.id)]


def snapshots_with_forgotten(store: Store, viewer: Viewer, document_id: str) -> list[str]:
    """Ids of snapshots with examples made from a document that was forgotten. As ``snapshots_of``."""
    with store.sql.read() as connection:
        found = audit.details_of(connection, "document.forgotten", subjects=[document_id])
    return snapshots_of(store, viewer, {one for _at, told in found for one in told["suggestions"]})


def delete(store: Store, viewer: Viewer, dataset_id: str, *, reason: str = "") -> dict[str, Any]:
    """Take a snapshot's files away; its manifest stays, and says so. Audited; cannot be undone.

    Where an earlier deletion was killed it is brought to its end.

    Raises:
        NotFound: there is none, or this viewer may not know of it.
        YijuError: it is deleted already, or its folder is gone.
    """
    place = folder.home(store.settings) / dataset_id
    with file_lock(place.parent / ".lock", store.settings.lock_wait):
        find_row(store, viewer, dataset_id)
        if not place.is_dir():
            raise YijuError(f"{dataset_id} 的文件夹不在了：{place}", hint="从备份里恢复，或者不用管它。")
        if (place / folder.TOMBSTONE).is_file():
            if not folder.finish(place):
                raise YijuError(f"{dataset_id} 已经删除。")
            told = json.loads((place / folder.TOMBSTONE).read_text(encoding="utf-8"))
            return {"id": dataset_id, **told}
        told = {
            "by": viewer.user,
            "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "reason": reason,
        }
        with store.sql.write() as connection:
            audit.append(connection, viewer.user, "dataset.deleted", dataset_id, {"reason": reason})
        folder.bury(place, told)
    return {"id": dataset_id, **told}


def manifest_in(settings: Settings, dataset_id: str) -> dict[str, Any] | None:
    """A snapshot's manifest as it lies on disk; None where it is not there or cannot be read."""
    try:
        text = (folder.home(settings) / dataset_id / folder.MANIFEST).read_text(encoding="utf-8")
        found = json.loads(text)
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def kept(settings: Settings, dataset_id: str) -> bool:
    """Whether a snapshot's files are still there."""
    place = folder.home(settings) / dataset_id
    return (place / folder.EXAMPLES).is_file() and not (place / folder.TOMBSTONE).exists()


def packed(store: Store, viewer: Viewer, dataset_id: str) -> bytes:
    """A snapshot as a zip file; audited.

    Raises:
        NotFound: there is none, or this viewer may not know of it.
        YijuError: its files were deleted.
    """
    import io
    import zipfile

    find_row(store, viewer, dataset_id)
    if not kept(store.settings, dataset_id):
        raise YijuError(f"{dataset_id} 的文件已经删除。")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in folder.read_all(folder.home(store.settings) / dataset_id).items():
            archive.writestr(f"{dataset_id}/{name}", content)
    with store.sql.write() as connection:
        audit.append(connection, viewer.user, "dataset.downloaded", dataset_id)
    return made.getvalue()


def _rows(store: Store, viewer: Viewer) -> list[Row]:
    """What the viewer may know of: snapshots with personal data in them only as an admin."""
    rows = readable_rows(store.sql, viewer)
    return rows if "admin" in viewer.roles else [row for row in rows if _is_masked(store.settings, row.id)]


def _is_masked(settings: Settings, dataset_id: str) -> bool:
    manifest = manifest_in(settings, dataset_id)
    return manifest is not None and bool(manifest["masking"]["on"])


def _line(settings: Settings, row: Row) -> dict[str, Any]:
    manifest = manifest_in(settings, row.id)
    return {
        "id": row.id,
        "kind": row.kind,
        "version": row.version,
        "created": utc(row.at).isoformat(timespec="seconds"),
        "by": row.by,
        "units": row.units,
        "deleted": not kept(settings, row.id),
        "counts": manifest["counts"] if manifest else {},
        "masked": _is_masked(settings, row.id),
        "content_sha256": manifest["content_sha256"] if manifest else "",
    }


def require_review(viewer: Viewer) -> None:
    """Datasets are for those who may review.

    Raises:
        Forbidden: the viewer is none of them.
    """
    if not reviewed_units(viewer):
        raise Forbidden("没有查看数据集的权限。", hint="数据集只给主管和管理员。")
