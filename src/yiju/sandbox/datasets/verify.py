"""Whether a snapshot is still what it says, and still may be used."""

from yiju.errors import YijuError
from yiju.sandbox.datasets import folder
from yiju.sandbox.datasets.checked_files import CheckCases, check_files, check_forms, check_splits, load
from yiju.sandbox.datasets.checked_use import check_masking, check_origins, suggestions_of
from yiju.sandbox.datasets.listing import find_row, kept, manifest_in, readable_rows
from yiju.sandbox.datasets.report import Report
from yiju.store.store import Store
from yiju.store.types import Viewer

__all__ = ["Report", "verify", "verify_all"]


def verify(store: Store, viewer: Viewer, dataset_id: str, check_cases: CheckCases) -> Report:
    """Check files, forms, splits, masking, origins, and whether everything in it may still be used.

    Raises:
        NotFound: there is none, or this viewer may not know of it.
    """
    row = find_row(store, viewer, dataset_id)
    report = Report(dataset_id)
    place = folder.home(store.settings) / dataset_id
    manifest = manifest_in(store.settings, dataset_id)
    if manifest is None:
        report.problems.append(f"{folder.MANIFEST} 不在或读不了")
        return report
    if folder.sha256((place / folder.MANIFEST).read_bytes()) != row.manifest_sha256:
        report.problems.append(f"{folder.MANIFEST} 被改动过")
    if not kept(store.settings, dataset_id):
        report.deleted = (place / folder.TOMBSTONE).exists()
        if not report.deleted:
            report.problems.append("文件不在了")
        elif left := folder.leftovers(place):
            report.problems.append(f"删除没有做完，还留着 {'、'.join(left)}：再删除一次")
        return report
    check_files(place, manifest, report)
    loaded = load(place, manifest, report)
    report.examples = len(loaded)
    check_forms(place, manifest, loaded, report, check_cases)
    check_splits(store, viewer, loaded, report)
    suggestions = suggestions_of(store, viewer, loaded)
    if manifest["masking"]["on"]:
        check_masking(store, viewer, loaded, suggestions, report)
    check_origins(store, viewer, loaded, suggestions, report)
    return report


def verify_all(store: Store, viewer: Viewer, check_cases: CheckCases) -> list[Report]:
    """Every snapshot that the viewer may see, oldest first."""
    found = []
    for row in readable_rows(store.sql, viewer):
        try:
            found.append(verify(store, viewer, row.id, check_cases))
        except YijuError:
            continue  # holds personal data, and the viewer is no admin
    return found
