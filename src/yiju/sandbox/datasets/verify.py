"""Whether a snapshot is still what it says, and still may be used."""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from yiju import privacy
from yiju.errors import YijuError
from yiju.sandbox.annotations import all_annotations, in_force
from yiju.sandbox.datasets import folder
from yiju.sandbox.datasets.consent import consent_of
from yiju.sandbox.datasets.forms import problems_of
from yiju.sandbox.datasets.grounds import people_in
from yiju.sandbox.datasets.likeness import gist, near_pairs
from yiju.sandbox.datasets.listing import find_row, kept, manifest_in, readable_rows
from yiju.sandbox.datasets.masking import strings
from yiju.sandbox.datasets.splits import groups_of
from yiju.store import audit, tables
from yiju.store.access import reviewable
from yiju.store.customers import list_customers
from yiju.store.erasing import FORGOTTEN
from yiju.store.review_tables import dataset_rows
from yiju.store.store import Store
from yiju.store.types import Suggestion, Viewer

CheckCases = Callable[[Path], list[str]]
"""What is wrong with the eval cases in a folder: who knows the suites' forms gives it."""


_FEW = 5
"""Examples that a line names."""


@dataclass
class Report:
    """What was found.

    Attributes:
        problems: a line each: the snapshot is not what it says, or should not have been made.
        to_remove: ids of examples that may not be used any more, by why.
        stale: examples of which a verdict was corrected since. Nothing wrong with them.
        examples: how many were looked at.
    """

    id: str
    problems: list[str] = field(default_factory=list)
    to_remove: dict[str, list[str]] = field(default_factory=dict)
    stale: list[str] = field(default_factory=list)
    examples: int = 0
    deleted: bool = False

    @property
    def ok(self) -> bool:
        """Whether it may be trained on."""
        return not (self.problems or self.to_remove)

    def told(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "id": self.id,
            "ok": self.ok,
            "examples": self.examples,
            "deleted": self.deleted,
            "problems": self.problems,
            "to_remove": self.to_remove,
            "stale": self.stale,
            "advice": f"yiju datasets delete {self.id}" if self.to_remove else "",
        }


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
        return report
    _files(place, manifest, report)
    loaded = _load(place, manifest, report)
    report.examples = len(loaded)
    _forms(place, manifest, loaded, report, check_cases)
    _splits(store, viewer, loaded, report)
    if manifest["masking"]["on"]:
        _masking(store, viewer, loaded, report)
    _origins(store, viewer, dataset_id, loaded, report)
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


@dataclass(frozen=True)
class _Loaded:
    about: dict[str, Any]
    line: Any
    text: str


def _files(place: Path, manifest: dict[str, Any], report: Report) -> None:
    found = folder.read_all(place)
    for name, told in manifest["files"].items():
        if name not in found:
            report.problems.append(f"{name} 不在了")
        elif folder.sha256(found[name]) != told["sha256"]:
            report.problems.append(f"{name} 被改动过")
    for name in sorted(found.keys() - manifest["files"].keys() - {folder.MANIFEST}):
        report.problems.append(f"{name} 不属于这个快照")


def _load(place: Path, manifest: dict[str, Any], report: Report) -> list[_Loaded]:
    """Every example with its line. What cannot be read is told."""
    lines: dict[str, list[str]] = {}
    for name in manifest["files"]:
        path = place / name
        if name.endswith(".jsonl") and path.is_file():
            lines[name] = path.read_bytes().decode("utf-8", "replace").split("\n")[:-1]
    found: list[_Loaded] = []
    used: dict[str, set[int]] = defaultdict(set)
    for text in lines.get(folder.EXAMPLES, []):
        try:
            about = json.loads(text)
            line = lines[about["file"]][about["line"] - 1]
            found.append(_Loaded(about, json.loads(line), line))
            used[about["file"]].add(about["line"])
        except (ValueError, KeyError, IndexError, TypeError):
            report.problems.append(f"{folder.EXAMPLES} 里有一行对不上训练文件")
    for name, texts in lines.items():
        if name != folder.EXAMPLES and len(used[name]) != len(texts):
            report.problems.append(f"{name} 有 {len(texts) - len(used[name])} 行没有来历")
    return found


def _forms(
    place: Path, manifest: dict[str, Any], loaded: list[_Loaded], report: Report, check_cases: CheckCases
) -> None:
    for one in loaded:
        if folder.sha256(one.text.encode()) != one.about["sha256"]:
            report.problems.append(f"{one.about['id']}：内容与记录的哈希不符")
        wrong = problems_of(manifest["kind"], one.line)
        report.problems += [f"{one.about['file']} 第 {one.about['line']} 行：{what}" for what in wrong]
    if manifest["kind"] == "eval":
        for split in sorted({one.about["split"] for one in loaded}):
            report.problems += check_cases(place / split)


def _splits(store: Store, viewer: Viewer, loaded: list[_Loaded], report: Report) -> None:
    """No customer in two splits, by what was written and by today's names; no near duplicate across them."""
    groups = groups_of(list_customers(store.sql, viewer))
    by_group: dict[str, set[str]] = defaultdict(set)
    for one in loaded:
        by_group[one.about["group"]].add(one.about["split"])
        if (group := groups.get(one.about["customer_id"])) is not None:
            by_group[group.id].add(one.about["split"])
    for splits in by_group.values():
        if len(splits) > 1:
            report.problems.append(f"有一个客户同时在 {'、'.join(sorted(splits))}")
    test = [one.about["created"] for one in loaded if one.about["split"] == "test"]
    rest = [one.about["created"] for one in loaded if one.about["split"] != "test"]
    if test and rest and min(test) <= max(rest):
        report.problems.append("测试里有的建议不晚于训练或验证的")
    place = {one.about["id"]: one.about["split"] for one in loaded}
    forms: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in loaded:
        if isinstance(one.line, dict):
            forms[one.about["form"]].append((one.about["id"], gist(one.line)))
    for named in forms.values():
        for earlier, later in near_pairs(named):
            if place[earlier] != place[later]:
                report.problems.append(f"{earlier} 与 {later} 几乎相同，却在两个部分")


def _masking(store: Store, viewer: Viewer, loaded: list[_Loaded], report: Report) -> None:
    customers = {one.about["customer_id"] for one in loaded}
    people = people_in(store.sql, viewer, customers)
    ours = store.settings.people
    found: dict[str, list[str]] = defaultdict(list)
    for one in loaded:
        known = [*people.get(one.about["customer_id"], ()), *ours]
        kinds = {span.kind for text in strings(one.line) for span in privacy.find(text, known)}
        for kind in kinds:
            found[privacy.LABELS[kind]].append(one.about["id"])
    for label, ids in sorted(found.items()):
        report.problems.append(f"{len(ids)} 个样本有没遮盖的个人信息（{label}）：{_some(ids)}")


def _origins(store: Store, viewer: Viewer, dataset_id: str, loaded: list[_Loaded], report: Report) -> None:
    """Each example has its row and its annotations; what must not be used any more is named."""
    with store.sql.read() as connection:
        query = sa.select(dataset_rows).where(dataset_rows.c.dataset_id == dataset_id)
        rows = {row.example_id: row for row in connection.execute(query)}
        ours = tables.suggestions.c.id.in_(sorted({one.about["suggestion"] for one in loaded}))
        bodies = connection.scalars(
            sa.select(tables.suggestions.c.body).where(reviewable(viewer), ours)
        ).all()
        begun = audit.details_of(connection, "dataset.exported", subjects=[dataset_id])
        since = begun[0][0] if begun else None
        forgotten = audit.details_of(connection, "document.forgotten", since=since)
    suggestions = {one.id: one for one in map(Suggestion.model_validate, bodies)}
    touched = {name for _at, told in forgotten for name in told["suggestions"]}
    found = all_annotations(store.sql, viewer, suggestion_ids=suggestions)
    known = {one.id: one for one in found}
    current = {one.id for one in in_force(found)}
    consent = consent_of(store.settings)
    customers = {one.id: one for one in list_customers(store.sql, viewer)}
    if rows.keys() != {one.about["id"] for one in loaded}:
        report.problems.append("样本与数据库里的记录对不上")
    removed: dict[str, list[str]] = defaultdict(list)
    for one in loaded:
        example = one.about["id"]
        row = rows.get(example)
        if row is not None and (row.sha256, row.split) != (one.about["sha256"], one.about["split"]):
            report.problems.append(f"{example}：与数据库里的记录不符")
        suggestion = suggestions.get(one.about["suggestion"])
        lost = [name for name in one.about["annotations"] if name not in known]
        if suggestion is None or lost or not one.about["annotations"]:
            report.problems.append(f"{example}：找不到它的建议或批注 {'、'.join(lost)}".rstrip())
            continue
        if suggestion.id in touched or _is_forgotten(suggestion, one.about["claims"]):
            removed["forgotten"].append(example)
        authors = {known[name].author for name in one.about["annotations"]} | {suggestion.user}
        customer = customers.get(one.about["customer_id"])
        if authors & consent.users or (customer is not None and consent.refuses_customer(customer)):
            removed["consent"].append(example)
        if not current.issuperset(one.about["annotations"]):
            report.stale.append(example)
    report.to_remove = dict(removed)


def _some(ids: list[str]) -> str:
    return "、".join(ids[:_FEW]) + (" 等" if len(ids) > _FEW else "")


def _is_forgotten(suggestion: Suggestion, claims: list[str]) -> bool:
    return any(
        FORGOTTEN in claim.flags for s in suggestion.sections for claim in s.claims if claim.id in claims
    )
