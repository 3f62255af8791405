"""What a snapshot's files are: unchanged, complete, in the right form, and apart by customer and time."""

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from yiju.sandbox.datasets import folder
from yiju.sandbox.datasets.forms import problems_of
from yiju.sandbox.datasets.likeness import gist, near_pairs
from yiju.sandbox.datasets.report import Loaded, Report
from yiju.sandbox.datasets.splits import groups_of
from yiju.store.customers import list_customers
from yiju.store.store import Store
from yiju.store.types import Viewer

CheckCases = Callable[[Path], list[str]]
"""What is wrong with the eval cases in a folder: who knows the suites' forms gives it."""


def check_files(place: Path, manifest: dict[str, Any], report: Report) -> None:
    """Each file is there, as the manifest tells it, and no other."""
    found = folder.read_all(place)
    for name, told in manifest["files"].items():
        if name not in found:
            report.problems.append(f"{name} 不在了")
        elif folder.sha256(found[name]) != told["sha256"]:
            report.problems.append(f"{name} 被改动过")
    for name in sorted(found.keys() - manifest["files"].keys() - {folder.MANIFEST}):
        report.problems.append(f"{name} 不属于这个版本")


def load(place: Path, manifest: dict[str, Any], report: Report) -> list[Loaded]:
    """Every example with its line. What cannot be read is told."""
    lines: dict[str, list[str]] = {}
    for name in manifest["files"]:
        path = place / name
        if name.endswith(".jsonl") and path.is_file():
            lines[name] = path.read_bytes().decode("utf-8", "replace").split("\n")[:-1]
    found: list[Loaded] = []
    used: dict[str, set[int]] = defaultdict(set)
    for text in lines.get(folder.EXAMPLES, []):
        try:
            about = json.loads(text)
            line = lines[about["file"]][about["line"] - 1]
            found.append(Loaded(about, json.loads(line), line))
            used[about["file"]].add(about["line"])
        except (ValueError, KeyError, IndexError, TypeError):
            report.problems.append(f"{folder.EXAMPLES} 里有一行对不上训练文件")
    for name, texts in lines.items():
        if name != folder.EXAMPLES and len(used[name]) != len(texts):
            report.problems.append(f"{name} 有 {len(texts) - len(used[name])} 行没有来历")
    return found


def check_forms(
    place: Path, manifest: dict[str, Any], loaded: list[Loaded], report: Report, check_cases: CheckCases
) -> None:
    """Each line is what was hashed, and what those who read it take."""
    for one in loaded:
        if folder.sha256(one.text.encode()) != one.about["sha256"]:
            report.problems.append(f"{one.about['id']}：内容与记录的哈希不符")
        wrong = problems_of(manifest["kind"], one.line)
        report.problems += [f"{one.about['file']} 第 {one.about['line']} 行：{what}" for what in wrong]
    if manifest["kind"] == "eval":
        for split in sorted({one.about["split"] for one in loaded}):
            report.problems += check_cases(place / split)


def check_splits(store: Store, viewer: Viewer, loaded: list[Loaded], report: Report) -> None:
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
