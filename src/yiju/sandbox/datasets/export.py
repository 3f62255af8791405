"""Exporting: a snapshot on disk, its rows in the database, and a copy where it is wanted."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from yiju.errors import Conflict, YijuError
from yiju.sandbox.datasets import folder
from yiju.sandbox.datasets.build import Built, build
from yiju.sandbox.datasets.copying import check_target, copy
from yiju.sandbox.datasets.listing import kept, manifest_in, readable_rows
from yiju.sandbox.datasets.manifest import content_sha256, files_of, whole
from yiju.sandbox.datasets.splits import record_splits
from yiju.sandbox.datasets.types import REASONS, Filters
from yiju.store import audit
from yiju.store.database import file_lock
from yiju.store.review_tables import dataset_rows, datasets
from yiju.store.store import Store
from yiju.store.types import Viewer

_AT_ONCE = 500


@dataclass(frozen=True)
class Exported:
    """What became of an export. ``new``: whether anything was new; else ``id`` is the earlier snapshot."""

    id: str
    new: bool
    folder: Path
    manifest: dict[str, Any]
    out: Path | None = None

    def told(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "id": self.id,
            "new": self.new,
            "folder": str(self.folder),
            "out": str(self.out) if self.out else None,
            **{name: self.manifest[name] for name in ("kind", "version", "counts", "left_out", "split")},
            **{name: self.manifest[name] for name in ("filters", "masking", "content_sha256", "files")},
        }


def export(
    store: Store, viewer: Viewer, filters: Filters, *, out: Path | None = None, force: bool = False
) -> Exported:
    """Make a snapshot, unless the newest of these filters holds just the same. Audited.

    Args:
        out: a folder to copy it to.
        force: a new version even where nothing is new.

    Raises:
        Forbidden, NotFound: as ``build``.
        Conflict: a document was forgotten meanwhile, or another export took the version.
        YijuError: there is nothing to export, or it cannot be written.
    """
    place = folder.home(store.settings)
    if out is not None:
        check_target(out, place)  # before anything is made
    with file_lock(place / ".lock", store.settings.lock_wait):
        built = build(store, viewer, filters)
        if not built.examples:
            why = "、".join(f"{REASONS[name]} {many}" for name, many in built.tally.within().items())
            raise YijuError(
                "没有可以导出的样本。", hint=f"没有收进来的：{why}" if why else "先评审一些建议。"
            )
        files = files_of(built)
        with store.sql.read() as connection:
            known = set(connection.scalars(sa.select(datasets.c.id)))
        folder.clean(place, known)
        earlier = None if force else _same(store, viewer, filters.kind, content_sha256(built, files))
        if earlier is not None:
            made = Exported(earlier["id"], False, place / earlier["id"], earlier, out)
        else:
            made = _write(store, viewer, built, files, out)
    if out is not None:
        copy(made.folder, out)
    return made


def _same(store: Store, viewer: Viewer, kind: str, content: str) -> dict[str, Any] | None:
    """The manifest of the newest snapshot that holds just this, if the viewer may see it."""
    for row in reversed(readable_rows(store.sql, viewer, kind)):
        manifest = manifest_in(store.settings, row.id)
        if manifest and manifest["content_sha256"] == content and kept(store.settings, row.id):
            return manifest
    return None


def _write(store: Store, viewer: Viewer, built: Built, files: dict[str, bytes], out: Path | None) -> Exported:
    kind = built.filters.kind
    home = folder.home(store.settings)
    with store.sql.read() as connection:
        newest = connection.scalar(sa.select(sa.func.max(datasets.c.version)).where(datasets.c.kind == kind))
    version = (newest or 0) + 1
    dataset_id = f"{kind}-v{version}"
    place = home / dataset_id
    everything = whole(built, files, dataset_id=dataset_id, version=version, by=viewer.user)
    folder.put(place, everything)
    try:
        _record(store, viewer, built, dataset_id, version, folder.sha256(everything[folder.MANIFEST]))
    except sa.exc.IntegrityError as error:
        folder.remove(place)
        raise Conflict(f"{dataset_id} 刚被另一次导出占用。", hint="再运行一次即可。") from error
    except BaseException:
        folder.remove(place)
        raise
    manifest = manifest_in(store.settings, dataset_id)
    assert manifest is not None
    return Exported(dataset_id, True, place, manifest, out)


def _record(
    store: Store, viewer: Viewer, built: Built, dataset_id: str, version: int, manifest_sha256: str
) -> None:
    with store.sql.write() as connection:
        audit.hold(connection)  # a forgetting comes wholly before this or after it
        _check_forgotten(connection, built)
        row = {
            "id": dataset_id,
            "kind": built.filters.kind,
            "version": version,
            "by": viewer.user,
            "at": built.began,
            "units": list(built.units),
            "folder": dataset_id,
            "manifest_sha256": manifest_sha256,
        }
        connection.execute(sa.insert(datasets).values(**row))
        rows = [
            {
                "dataset_id": dataset_id,
                "example_id": one.id,
                "split": one.split,
                "unit": one.draft.unit,
                "customer_id": one.draft.customer_id,
                "suggestion_id": one.draft.suggestion_id,
                "annotations": list(one.draft.annotations),
                "sha256": one.sha256,
            }
            for one in built.examples
        ]
        for at in range(0, len(rows), _AT_ONCE):
            connection.execute(sa.insert(dataset_rows), rows[at : at + _AT_ONCE])
        record_splits(connection, built.groups.values(), built.division.places)
        told = {"examples": len(rows), "units": list(built.units), **built.filters.told}
        if built.filters.keep_personal:
            told["keep_personal"] = built.filters.keep_personal
        audit.append(connection, viewer.user, "dataset.exported", dataset_id, told)


def _check_forgotten(connection: sa.Connection, built: Built) -> None:
    """Nothing that was forgotten while we read may be in."""
    documents = {document for one in built.examples for document in one.draft.documents}
    suggestions = {one.draft.suggestion_id for one in built.examples}
    for _at, told in audit.details_of(connection, "document.forgotten", since=built.began):
        if documents & set(told["versions"]) or suggestions & set(told["suggestions"]):
            raise Conflict("导出时有资料刚被删除。", hint="再运行一次即可。")
